"""What an editor and a publisher may see of the catalogue."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from tongban.catalogue.adjusting.models import Adjustment
from tongban.catalogue.models import Item, ItemVersion
from tongban.catalogue.states import OPEN, State
from tongban.people.api import User, check_may, may, posts_with
from tongban.regions.api import subtree_range

PERMISSIONS = (
    "catalogue.edit",
    "catalogue.publish",
    "catalogue.review_establishment",
    "catalogue.review_legal",
    "catalogue.keep_basic",
)
READ_BY = {
    State.ESTABLISHMENT: "catalogue.review_establishment",
    State.LEGAL: "catalogue.review_legal",
    State.REVIEW: "catalogue.publish",
}
"""What waits in which state, and whose reading it waits for."""


def reach(user: User, *, entrusted: bool = True) -> Q:
    """Items of the editor's organs (also those they entrusted to others), and of the region of publishers and reviewers."""
    condition = Q(pk__in=[])
    for post in [post for permission in PERMISSIONS for post in posts_with(user, permission)]:
        if post.described.subtree:
            low, high = subtree_range(post.region_code)
            condition |= Q(region_code__gte=low, region_code__lt=high)
        else:
            condition |= Q(org_code=post.org_code)
            condition |= Q(from_org_code=post.org_code) if entrusted else Q(pk__in=[])
    return condition


def items(user: User, state: str = "", words: str = "") -> QuerySet[Item]:
    rows = Item.objects.filter(reach(user))
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(name_en__icontains=words) | Q(code__icontains=words))
    if state in OPEN:
        rows = rows.filter(Exists(ItemVersion.objects.filter(item=OuterRef("pk"), state=state)))
    if state == "mine":
        waiting = [one for one, permission in READ_BY.items() if may(user, permission)]
        guides = ItemVersion.objects.filter(item=OuterRef("pk"), state__in=waiting)
        own = [State.DRAFT] if may(user, "catalogue.edit") else []  # sent back, or failed on their day
        adjustments = Adjustment.objects.filter(item=OuterRef("pk"), state__in=[*waiting, *own])
        back = ItemVersion.objects.filter(item=OuterRef("pk"), state__in=own).exclude(sent_back="")
        rows = rows.filter(Exists(guides) | Exists(adjustments) | Exists(back))
    if state == "unpublished":
        rows = rows.filter(current__isnull=True)
    return rows


def open_versions(found: list[Item]) -> dict[Any, ItemVersion]:
    """The open version of each item that has one, without its content; one query."""
    rows = ItemVersion.objects.filter(item__in=found, state__in=OPEN).defer("content")
    return {row.item_id: row for row in rows}


def open_adjustments(found: list[Item]) -> dict[Any, Adjustment]:
    """The adjustment in hand of each item that has one; one query."""
    return {row.item_id: row for row in Adjustment.objects.filter(item__in=found, state__in=OPEN)}


def check_can_work(item: Item, user: Any) -> None:
    """Editors of its organ, and who publishes or reviews for its region; the refusal names the editors' right. The
    organ that entrusted or delegated it reads along.
    """
    for permission in PERMISSIONS[1:]:
        if may(user, permission, org_code=item.org_code, region_code=item.region_code):
            return
    if item.from_org_code and may(user, "catalogue.edit", org_code=item.from_org_code):
        return
    check_may(user, "catalogue.edit", org_code=item.org_code, region_code=item.region_code)
