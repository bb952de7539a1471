from __future__ import annotations

from django.db.models import QuerySet

from tongban.kit.subjects import Subject
from tongban.people.api import User
from tongban.ratings.models import Invitation


def of(origin: Subject) -> QuerySet[Invitation]:
    return Invitation.objects.filter(origin_type=origin.subject_type, origin_key=origin.subject_key)


def mine(user: User) -> QuerySet[Invitation]:
    return Invitation.objects.filter(user=user).order_by("-id")
