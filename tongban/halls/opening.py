"""When a place is open: its week, its exceptional days, and the public holidays. Pure functions."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tongban.halls.models import Hall
from tongban.kit import clock
from tongban.kit.errors import BadInput
from tongban.promises.api import Calendar

Spans = list[list[str]]
WEEK = tuple("1234567")
NIGHT = "24:00"
WHOLE_DAY: Spans = [["00:00", NIGHT]]
LOOKED_AHEAD = 31  # days
TIME = re.compile(r"([01]?\d|2[0-4])[:：]([0-5]\d)")
SPAN = re.compile(r"[\s,，;；、]+")


@dataclass(frozen=True)
class OpenDay:
    """`reason`: what the place itself says of this day; `holiday`: closed by the calendar of holidays."""

    day: dt.date
    spans: Spans
    reason: str = ""
    holiday: bool = False


@dataclass(frozen=True)
class Standing:
    """How it stands at a moment. `until`, `opens`: none if always open, or not within the next weeks."""

    is_open: bool = False
    until: str = ""
    opens: tuple[dt.date, str] | None = None
    today: OpenDay | None = None
    ended: bool = False
    is_known: bool = True


def day_of(hall: Hall, day: dt.date, calendar: Calendar) -> OpenDay:
    if hall.is_closed_on(day):
        return OpenDay(day, [], hall.closed_reason)
    if (told := hall.exceptions.get(day.isoformat())) is not None:
        return OpenDay(day, told["spans"], told.get("reason", ""))
    own: Spans = hall.weekly.get(str(day.isoweekday()), [])
    if hall.open_on_holidays or calendar.is_workday(day) == (day.weekday() < 5):
        return OpenDay(day, own)
    if calendar.is_workday(day):  # a weekend worked instead of a day of a holiday
        return OpenDay(day, own or next((hall.weekly[one] for one in WEEK if hall.weekly.get(one)), []))
    return OpenDay(day, [], holiday=True)


def standing(hall: Hall, now: dt.datetime, calendar: Calendar) -> Standing:
    """`now`: aware."""
    local = now.astimezone(clock.ZONE)
    today, at = local.date(), f"{local:%H:%M}"
    if hall.is_closed_on(today):
        return Standing(today=day_of(hall, today, calendar), ended=True)
    if not hall.weekly and not hall.exceptions:
        return Standing(is_known=False)
    days = (day_of(hall, today + dt.timedelta(days=number), calendar) for number in range(LOOKED_AHEAD))
    first = next(days)
    if span := next((span for span in first.spans if span[0] <= at < span[1]), None):
        return Standing(True, "" if first.spans == WHOLE_DAY else span[1], today=first)
    if later := next((span for span in first.spans if span[0] > at), None):
        return Standing(opens=(today, later[0]), today=first)
    ahead = next((one for one in days if one.spans), None)
    return Standing(opens=(ahead.day, ahead.spans[0][0]) if ahead else None, today=first)


def week_of(hall: Hall, today: dt.date, calendar: Calendar) -> list[OpenDay]:
    """Seven days from the Monday of this week, as they really are."""
    monday = today - dt.timedelta(days=today.weekday())
    return [day_of(hall, monday + dt.timedelta(days=number), calendar) for number in range(7)]


def coming_exceptions(hall: Hall, today: dt.date) -> list[OpenDay]:
    told = ((dt.date.fromisoformat(day), one) for day, one in sorted(hall.exceptions.items()))
    return [OpenDay(day, one["spans"], one.get("reason", "")) for day, one in told if day >= today]


def in_words(spans: Iterable[Iterable[str]]) -> str:
    return " ".join("–".join(pair) for pair in spans)


# What people type


def read_spans(text: str) -> Spans:
    """“9:00–12:00 13:00–17:00”, in any usual sign; empty for a closed day. Raises BadInput."""
    plain = re.sub(r"\s*[-–—－~～至到]\s*", "–", text.strip())
    if plain in ("", "休息", "关闭", "closed", "休"):
        return []
    if plain in ("24小时", "24 小时", "全天", "24h"):
        return WHOLE_DAY
    return checked_spans([span.split("–") for span in SPAN.split(plain) if span])


def checked_spans(given: Iterable[list[str]]) -> Spans:
    found: Spans = []
    for pair in given:
        times = [_time(text) for text in pair]
        if len(times) != 2 or None in times or times[0] >= times[1] or (found and times[0] < found[-1][1]):  # type: ignore[operator]
            raise BadInput(
                _("These hours can't be."),
                found="–".join(pair)[:40],
                wanted=_("spans such as 9:00–12:00 13:00–17:00, the earlier one first, none inside another"),
            )
        found.append([str(time) for time in times])
    return found


def _time(text: str) -> str | None:
    matched = TIME.fullmatch(text.strip())
    if matched is None or (matched[1] == "24" and matched[2] != "00"):
        return None
    return f"{int(matched[1]):02d}:{matched[2]}"
