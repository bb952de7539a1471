from __future__ import annotations

from django.db.models import QuerySet

from tongban.kit.prepared import Prepared
from tongban.kit.subjects import Subject
from tongban.licences.models import Licence
from tongban.licences.whose import of_whom
from tongban.people.api import User


def mine(user: User) -> QuerySet[Licence]:
    return Licence.objects.filter(**of_whom(user)).select_related("type", "paper").order_by("-id")


VALID = Prepared(
    lambda: Licence.objects.filter(state="valid").select_related("type", "paper").order_by("-id"), "holder"
)


def valid_of(user: User) -> list[Licence]:
    """What the person holds and may show today, the newest first."""
    return [licence for licence in VALID.all(user.pk) if not licence.has_expired]


def of(origin: Subject) -> QuerySet[Licence]:
    rows = Licence.objects.filter(origin_type=origin.subject_type, origin_key=origin.subject_key)
    return rows.select_related("type", "paper")


def by_key(key: str) -> Licence | None:
    return Licence.objects.filter(pk=key).only("origin_type", "origin_key").first()


def licence_by(text: str) -> Licence | None:
    """By identifier or number, as anybody may type it."""
    plain = "".join(text.split())
    rows = Licence.objects.select_related("type", "paper")
    return rows.filter(identifier=plain.upper()).first() or rows.filter(number=plain).first()


def valid_of_type(user: User, slug: str) -> Licence | None:
    """A licence of the person that may replace a paper (免提交)."""
    return next((licence for licence in valid_of(user) if licence.type.slug == slug), None)
