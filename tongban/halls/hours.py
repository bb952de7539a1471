"""When a hall takes people: pure functions over its hours and the calendar of working days."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tongban.halls.models import Hall
from tongban.promises.api import Calendar

SATURDAY = 5
TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True)
class Slot:
    """`left`: how many more people may come then."""

    start: dt.time
    left: int


def read_time(text: str) -> dt.time | None:
    """“9:00” or “09:00”; the full-width colon of Chinese keyboards as well."""
    found = TIME.fullmatch(text.strip().replace("：", ":"))
    return dt.time(int(found[1]), int(found[2])) if found else None


def sessions_on(hall: Hall, day: dt.date, calendar: Calendar) -> list[list[str]]:
    """None once the hall is given up; on an exceptional day only what lies within its hours."""
    if hall.is_closed_on(day):
        return []
    told = hall.exceptions.get(day.isoformat())
    if told is None:
        return _usual(hall, day, calendar)
    usual = _usual(hall, day, calendar) or list(hall.sessions)
    both = ([max(a[0], b[0]), min(a[1], b[1])] for a in usual for b in told["spans"])
    return [pair for pair in both if pair[0] < pair[1]]


def _usual(hall: Hall, day: dt.date, calendar: Calendar) -> list[list[str]]:
    if calendar.is_workday(day):
        return list(hall.sessions)
    return list(hall.saturday_sessions) if day.weekday() == SATURDAY else []


def starts_on(hall: Hall, day: dt.date, calendar: Calendar) -> Iterator[dt.time]:
    """The beginnings of slots that end within the session."""
    step = dt.timedelta(minutes=hall.slot_minutes)
    for opens, closes in sessions_on(hall, day, calendar):
        at, end = (dt.datetime.combine(day, dt.time.fromisoformat(text)) for text in (opens, closes))
        while at + step <= end:
            yield at.time()
            at += step


def slots_on(
    hall: Hall, day: dt.date, calendar: Calendar, taken: Mapping[dt.time, int], now: dt.datetime
) -> list[Slot]:
    """What is still ahead of `now` (aware, Shanghai) on a day, full slots with 0 left."""
    ahead = [start for start in starts_on(hall, day, calendar) if day > now.date() or start > now.time()]
    return [Slot(start, max(hall.capacity - taken.get(start, 0), 0)) for start in ahead]


def days_of(hall: Hall, today: dt.date, calendar: Calendar) -> list[dt.date]:
    """The days that may be booked, today among them."""
    days = (today + dt.timedelta(days=number) for number in range(hall.days_ahead + 1))
    return [day for day in days if any(starts_on(hall, day, calendar))]
