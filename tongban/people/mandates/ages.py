from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils.translation import gettext as _

from tongban.kit import ages, clock
from tongban.people.assurance import id_types
from tongban.people.models import User


def birthday(person: User) -> dt.date | None:
    """As the ID number says it."""
    return id_types.birthday(person.id_type, person.id_number)


def is_child(person: User) -> bool:
    return ages.is_child(birthday(person), clock.today())


def under_age(agent: User) -> str:
    """Why this person acts for nobody (民法典 §18, §173); empty for who is of age, or whose birthday nobody knows."""
    born = birthday(agent)
    if born is None or ages.is_of_age(born, clock.today()):
        return ""
    return _("Whoever acts for others is %(years)d years old at least.") % {"years": settings.FULL_AGE}
