from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tongban.catalogue.basic.models import BasicItem, BasicVersion
from tongban.catalogue.models import Item
from tongban.catalogue.states import OPEN
from tongban.people.api import check_may, may, posts_with
from tongban.regions.api import subtree_range

READERS = (
    "catalogue.keep_basic",
    "catalogue.review_establishment",
    "catalogue.review_legal",
    "catalogue.edit",
    "catalogue.publish",
)
"""Whoever works on guides reads the basic list; only its keepers change it."""


def check_can_read(user: Any) -> None:
    for permission in READERS[:-1]:
        if may(user, permission):
            return
    check_may(user, READERS[-1])


def basics(user: Any, state: str = "", words: str = "") -> QuerySet[BasicItem]:
    """The published ones, and to the keepers and reviewers of a list also what is not published yet."""
    near = Q(current__isnull=False)
    for permission in READERS[:3]:
        for post in posts_with(user, permission):
            low, high = subtree_range(post.region_code)
            near |= Q(region_code__gte=low, region_code__lt=high)
    rows = BasicItem.objects.filter(near)
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(code__startswith=words))
    if state in OPEN:
        rows = rows.filter(Exists(BasicVersion.objects.filter(item=OuterRef("pk"), state=state)))
    return rows


def is_kept_by(item: BasicItem, user: Any) -> bool:
    """Keepers and reviewers of this list read its drafts; to everybody else they are not there yet."""
    return any(may(user, permission, region_code=item.region_code) for permission in READERS[:3])


def open_versions(found: list[BasicItem], user: Any) -> dict[Any, BasicVersion]:
    """Of those that this person keeps or reviews; one query for all."""
    kept = [item for item in found if is_kept_by(item, user)]
    rows = BasicVersion.objects.filter(item__in=kept, state__in=OPEN).defer("content")
    return {row.item_id: row for row in rows}


def implemented(codes: list[str]) -> dict[str, int]:
    """How many published guides implement each code; one query."""
    rows = Item.objects.filter(base_code__in=codes, current__isnull=False).values_list("base_code")
    return dict(rows.annotate(count=Count("pk")).values_list("base_code", "count"))


def implementing(item: BasicItem) -> QuerySet[Item]:
    """Published guides of the code in the region of this list, by place."""
    low, high = subtree_range(item.region_code)
    rows = Item.objects.filter(base_code=item.code, current__isnull=False, region_code__gte=low, region_code__lt=high)
    return rows.select_related("current").order_by("region_code", "code")
