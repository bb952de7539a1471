"""From which birthday a person decides on their own data (PIPL Article 31)."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from tongban.kit import checkdigits, clock
from tongban.people.models import User


def birthday(person: User) -> dt.date | None:
    """As the ID number says it."""
    return checkdigits.id_birthday(person.id_number)


def decides_from(born: dt.date) -> dt.date:
    """Born on 29 February it is 1 March where the year has none."""
    year = born.year + settings.GUARDED_UNTIL
    try:
        return born.replace(year=year)
    except ValueError:
        return dt.date(year, 3, 1)


def is_child(person: User) -> bool:
    born = birthday(person)
    return born is not None and clock.today() < decides_from(born)
