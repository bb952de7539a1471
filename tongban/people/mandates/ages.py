from __future__ import annotations

import datetime as dt

from tongban.kit import ages, clock
from tongban.people.assurance import id_types
from tongban.people.models import User


def birthday(person: User) -> dt.date | None:
    """As the ID number says it."""
    return id_types.birthday(person.id_type, person.id_number)


def is_child(person: User) -> bool:
    return ages.is_child(birthday(person), clock.today())
