from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from tongban.intake.models import Application
from tongban.intake.states import State
from tongban.kit.prepared import Prepared
from tongban.people.api import Enterprise, User, theirs


def drafts_of(user: User) -> QuerySet[Application]:
    """Of whom they act for now, else their own; an agent finds those of the mandate."""
    rows = Application.objects.filter(_theirs(user), state=State.DRAFT).order_by("-saved_at")
    return rows.select_related("version__item").defer("version__content")


def _theirs(user: User) -> Q:
    return theirs(user, service="version__item__code", began="made_at")


def parts_of(whole: Application) -> QuerySet[Application]:
    """The applications that a bundle became, with the item of each; without the text of their guides."""
    rows = Application.objects.filter(bundle=whole).select_related("version__item", "user")
    return rows.defer("version__content").order_by("id")


MOST_BUNDLES = 10


def bundles_of(user: User) -> QuerySet[Application]:
    """The latest bundles that were handed in."""
    rows = Application.objects.filter(_theirs(user), state=State.SUBMITTED, parts__isnull=False).distinct()
    return rows.order_by("-id")[:MOST_BUNDLES]


def bundle_by_number(number: str) -> Application | None:
    return Application.objects.filter(receipt_no=number, state=State.SUBMITTED, parts__isnull=False).first()


DRAFTS = Prepared(lambda: Application.objects.filter(state=State.DRAFT).order_by("-saved_at"), "user", "version__item")


def latest_draft(user: User, item_id: Any, enterprise: Enterprise | None) -> Application | None:
    """The person's own draft of an item, or theirs for this enterprise."""
    key = enterprise.pk if enterprise else None
    return next((draft for draft in DRAFTS.all(user.pk, item_id) if draft.enterprise_id == key), None)


def draft_of_item(user: User, item_id: Any) -> Application | None:
    """The person's latest draft of an item, to resume instead of beginning twice."""
    return drafts_of(user).filter(version__item_id=item_id).first()
