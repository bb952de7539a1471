from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from tongban.intake.models import Application
from tongban.intake.states import State
from tongban.people.api import User


def drafts_of(user: User) -> QuerySet[Application]:
    return Application.objects.filter(user=user, state=State.DRAFT).order_by("-saved_at")


def draft_of_item(user: User, item_id: Any) -> Application | None:
    """The person's latest draft of an item, to resume instead of beginning twice."""
    return drafts_of(user).filter(version__item_id=item_id).first()
