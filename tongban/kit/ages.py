"""From which birthday a person decides on their own data (PIPL Article 31)."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

OLDEST = 130  # years that nobody outlived


def is_possible(born: dt.date, day: dt.date) -> bool:
    """Of somebody who can stand here on that day."""
    return born <= day and born.year >= day.year - OLDEST


def decides_from(born: dt.date) -> dt.date:
    """Born on 29 February it is 1 March where the year has none."""
    year = born.year + settings.GUARDED_UNTIL
    try:
        return born.replace(year=year)
    except ValueError:
        return dt.date(year, 3, 1)


def is_of_age(born: dt.date, day: dt.date) -> bool:
    """民法典 §17: from the eighteenth birthday on."""
    return (day.year - born.year) - ((day.month, day.day) < (born.month, born.day)) >= settings.FULL_AGE


def is_child(born: dt.date | None, day: dt.date) -> bool:
    """Of whom no birthday is known nobody says so."""
    return born is not None and day < decides_from(born)
