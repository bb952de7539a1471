"""One day of the State Council's calendar, as a row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

# Article 2 of the Regulation on Public Holidays as revised in 2024: what a full year's notice must name.
FESTIVALS = ("元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆")

# Article 2 again: days off on the same date each year; the others follow the moon, or are in the notice only.
FIXED = {"元旦": ((1, 1),), "劳动节": ((5, 1), (5, 2)), "国庆节": ((10, 1), (10, 2), (10, 3))}


@dataclass(frozen=True, slots=True)
class Day:
    """A day that differs from Monday to Friday, or that has a name.

    `shifted` (调休): a weekend made a working day, or a working day given off in exchange.
    """

    is_workday: bool
    name_zh: str = ""
    name_en: str = ""
    source: str = ""
    shifted: bool = False


Row = tuple[dt.date, Day]


def years_in(rows: Iterable[Row]) -> frozenset[int]:
    return frozenset(day.year for day, _ in rows)


def fixed_days(year: int) -> list[tuple[dt.date, str]]:
    """What a calendar can begin with before the notice of the year is there."""
    return sorted((dt.date(year, *date), name) for name, dates in FIXED.items() for date in dates)


def missing_festivals(rows: Iterable[Row], year: int) -> list[str]:
    """The statutory festivals that no row of this year gives off: a half-copied notice is seen at once."""
    off = [entry.name_zh for day, entry in rows if day.year == year and not entry.is_workday]
    return [name for name in FESTIVALS if not any(name in given for given in off)]
