"""Names that stand in two columns, Chinese and English: which of them is read now."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tongban.kit import clock


def in_english() -> bool:
    return (get_language() or "").startswith("en")


def as_read(chinese: str, english: str) -> str:
    """English where it is read and known, else Chinese."""
    return english if english and in_english() else chinese


def day_in_words(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}" if in_english() else f"{day.year}年{day.month}月{day.day}日"


def moment_in_words(moment: dt.datetime) -> str:
    """2026年11月23日 10:00, or 23 November 2026, 10:00; the time of Asia/Shanghai."""
    return moment_in_both(moment)["en" if in_english() else "zh"]


def in_words(value: Any) -> Any:
    """A moment, day, time or yes and no as a person reads it; what is none of them comes back as it was."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dt.datetime):
        return moment_in_words(value)
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    return day_in_words(value) if isinstance(value, dt.date) else value


def moment_in_both(moment: dt.datetime) -> dict[str, str]:
    """For a message, which is written in the language of whoever gets it."""
    at = moment.astimezone(clock.ZONE)
    return {"zh": f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}", "en": f"{at.day} {at:%B %Y, %H:%M}"}
