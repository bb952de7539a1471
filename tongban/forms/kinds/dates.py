"""Dates, typed as people type them, kept as ISO text (which compares rightly in expressions)."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tongban.forms.kinds.base import Kind, Wrong, quoted
from tongban.forms.schema import FormField
from tongban.forms.shapes import DivisionChoices
from tongban.forms.words import is_chinese
from tongban.kit import clock
from tongban.kit.typed import half_width

WRITTEN = re.compile(
    r"(\d{4})\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})\s*[日号]?|(\d{4})(\d{2})(\d{2})", re.ASCII
)
MONTHS = "January February March April May June July August September October November December".split()


class Date(Kind):
    inputmode = "numeric"
    width = "short"

    def read(self, field: FormField, typed: Any, divisions: DivisionChoices | None) -> str:
        day = _day(typed)
        least, most = bound(field.min), bound(field.max)
        if least and day < least:
            raise Wrong(
                _("You typed %(found)s; it must not be before %(wanted)s. Please correct it.")
                % {"found": said(day), "wanted": said(least)}
            )
        if most and day > most:
            raise Wrong(
                _("You typed %(found)s; it must not be after %(wanted)s. Please correct it.")
                % {"found": said(day), "wanted": said(most)}
            )
        return day.isoformat()

    def show(self, field: FormField, value: Any, divisions: DivisionChoices | None) -> str:
        return said(dt.date.fromisoformat(value))


def bound(text: Any) -> dt.date | None:
    """Of a schema: an ISO date, or "today" in Asia/Shanghai."""
    if text is None:
        return None
    return clock.today() if text == "today" else dt.date.fromisoformat(text)


def said(day: dt.date) -> str:
    if is_chinese(get_language()):
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _day(typed: str) -> dt.date:
    match = WRITTEN.fullmatch(half_width(typed))
    if not match:
        raise Wrong(
            _("You typed “%(found)s”, which is not a date. Give year, month and day, for example 2026-03-03.")
            % {"found": quoted(typed)}
        )
    year, month, day = (int(part) for part in match.groups() if part)
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise Wrong(
            _("There is no such day: %(year)d-%(month)02d-%(day)02d. Please check month and day.")
            % {"year": year, "month": month, "day": day}
        ) from None
