"""From which birthday a person decides on their own data (PIPL Article 31)."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

OLDEST = 130  # years that nobody outlived


def is_possible(born: dt.date, day: dt.date) -> bool:
    """Of somebody who can stand here on that day."""
    return born <= day and born.year >= day.year - OLDEST


def decides_from(born: dt.date) -> dt.date:
    return _birthday(born, settings.GUARDED_UNTIL)


def of_age_from(born: dt.date) -> dt.date:
    """民法典 §17: the eighteenth birthday."""
    return _birthday(born, settings.FULL_AGE)


def _birthday(born: dt.date, years: int) -> dt.date:
    """Born on 29 February it is 1 March where the year has none."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return dt.date(born.year + years, 3, 1)


def is_of_age(born: dt.date, day: dt.date) -> bool:
    return day >= of_age_from(born)


def is_child(born: dt.date | None, day: dt.date) -> bool:
    """Of whom no birthday is known nobody says so."""
    return born is not None and day < decides_from(born)
