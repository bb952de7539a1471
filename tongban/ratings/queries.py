from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from tongban.kit.subjects import Subject
from tongban.people.api import User
from tongban.ratings.models import Invitation


def of(origin: Subject) -> QuerySet[Invitation]:
    return Invitation.objects.filter(origin_type=origin.subject_type, origin_key=origin.subject_key)


def of_each(origins: Iterable[Subject], user: User) -> dict[str, Invitation]:
    """Key of an origin → the invitation of this person. One query."""
    keys = [origin.subject_key for origin in origins]
    rows = Invitation.objects.filter(origin_key__in=keys, user=user)
    return {row.origin_key: row for row in rows}


def mine(user: User) -> QuerySet[Invitation]:
    return Invitation.objects.filter(user=user).order_by("-id")
