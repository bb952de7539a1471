from __future__ import annotations

from django.db.models import QuerySet

from tongban.kit.subjects import Subject
from tongban.licences.models import Licence
from tongban.people.api import User


def mine(user: User) -> QuerySet[Licence]:
    return Licence.objects.filter(holder=user).select_related("type", "paper").order_by("-id")


def of(origin: Subject) -> QuerySet[Licence]:
    rows = Licence.objects.filter(origin_type=origin.subject_type, origin_key=origin.subject_key)
    return rows.select_related("type", "paper")


def licence_by(text: str) -> Licence | None:
    """By identifier or number, as anybody may type it."""
    plain = "".join(text.split())
    rows = Licence.objects.select_related("type", "paper")
    return rows.filter(identifier=plain.upper()).first() or rows.filter(number=plain).first()


def valid_of_type(user: User, slug: str) -> Licence | None:
    """A licence of the person that may replace a paper (免提交)."""
    rows = mine(user).filter(type__slug=slug, state="valid")
    return next((licence for licence in rows if not licence.has_expired), None)
