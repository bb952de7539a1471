"""What became known of the catalogue lately: guides published and changed, services suspended, resumed, cancelled.

The newest events of some items are among the events of those that changed last (`Item.changed_at` is the moment of the
last one), so no table of versions is sorted. Nothing here names a person.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import pgettext_lazy as _p

from tongban.catalogue.adjusting.models import Adjustment, Kind
from tongban.catalogue.browsing import english_depts, offered_in
from tongban.catalogue.lists.definitions import Definition
from tongban.catalogue.lists.facts import facts_of
from tongban.catalogue.models import Item, ItemVersion
from tongban.catalogue.states import Standing, State
from tongban.kit import clock
from tongban.kit.errors import BadInput
from tongban.regions.api import Division, subtree_range

MOST = 50
IN_FORCE = (State.PUBLISHED, State.SUPERSEDED)
WORDS: dict[str, Any] = {
    "published": _p("news of a service", "New"),
    "changed": _p("news of a service", "Changed"),
    Kind.SUSPEND: _p("news of a service", "Suspended"),
    Kind.RESUME: _p("news of a service", "Resumed"),
    Kind.CANCEL: _p("news of a service", "Cancelled"),
    Kind.SPLIT: _p("news of a service", "Split into several"),
    Kind.MERGE: _p("news of a service", "Merged into another"),
}


@dataclass(frozen=True)
class News:
    """`mark` is the same for ever: `v3` of a guide, `a2` of an adjustment; `reason` as the guide tells it."""

    item: Item
    kind: str
    at: dt.datetime
    mark: str
    dept: str
    place: str
    reason: str = ""

    @property
    def said(self) -> Any:
        return WORDS[self.kind]


def of_place(place: str) -> QuerySet[Item]:
    """What somebody there may need, as lists show it; cancelled services as well, since that is news."""
    return Item.objects.filter(offered_in(place))


def of_department(code: str) -> QuerySet[Item]:
    return Item.objects.filter(org_code=code)


def changed_on_list(one: Definition, place: str) -> list[Item]:
    """As `changed_last`: of what stands on a public list, of a place with everything inside it, and of what stood there
    until it was suspended or cancelled, by what its guide says. Two queries."""
    low, high = subtree_range(place)
    inside = Item.objects.filter(region_code__gte=low, region_code__lt=high)
    ended = inside.exclude(standing=Standing.IN_USE).filter(current__isnull=False).select_related("current")
    left = [item for item in ended.order_by("-changed_at", "-pk")[:MOST] if _says(one, item)]
    found = [*changed_last(inside.filter(listed__slug=one.slug)), *left]
    return sorted(found, key=lambda item: (item.changed_at, item.pk), reverse=True)[:MOST]


def _says(one: Definition, item: Item) -> bool:
    assert item.current is not None
    try:
        return one.holds(facts_of(item.current.guide, today=clock.today()))
    except BadInput:  # a guide of an older edition of the program
        return False


def changed_last(items: QuerySet[Item]) -> list[Item]:
    """The items that the newest events are about. One query, without any guide."""
    columns = ("code", "name", "name_en", "region_code", "org_code", "org_name", "changed_at")
    return list(items.filter(current__isnull=False).only(*columns).order_by("-changed_at", "-pk")[:MOST])


def newest(items: list[Item], most: int = MOST) -> list[News]:
    """Of `changed_last`, newest first. Three queries; one more for English departments."""
    known = {item.pk: item for item in items}
    places = {one.pk: one.shown_name for one in Division.objects.filter(pk__in={i.region_code for i in items})}
    depts = english_depts(item.org_name for item in items)

    def news(key: Any, kind: str, at: dt.datetime, mark: str, reason: str = "") -> News:
        item = known[key]
        dept, place = depts.get(item.org_name, item.org_name), places.get(item.region_code, "")
        return News(item, kind, at, mark, dept, place, reason)

    found = [
        news(key, "changed" if earlier else "published", at, f"v{number}")
        for key, number, at, earlier in _versions(list(known))
    ]
    for one in _adjustments(list(known)):
        found.append(news(one.item_id, one.kind, _since(one), f"a{one.number}", one.content.get("reason", "")))
    return sorted(found, key=lambda one: (one.at, one.item.code, one.mark), reverse=True)[:most]


def _versions(keys: list[Any]) -> QuerySet[ItemVersion, tuple[Any, ...]]:
    """(item, number, when, whether there was one before)."""
    in_force = ItemVersion.objects.filter(state__in=IN_FORCE, published_at__isnull=False)
    earlier = in_force.filter(item=OuterRef("item"), number__lt=OuterRef("number"))
    rows = in_force.filter(item__in=keys).annotate(earlier=Exists(earlier)).order_by("-published_at")
    return rows.values_list("item_id", "number", "published_at", "earlier")[:MOST]


def _adjustments(keys: list[Any]) -> QuerySet[Adjustment]:
    rows = Adjustment.objects.filter(item__in=keys, state=State.PUBLISHED, published_at__isnull=False)
    return rows.order_by("-published_at")[:MOST]


def _since(one: Adjustment) -> dt.datetime:
    """Carried out when it was published, or on its day."""
    assert one.published_at is not None
    if one.effective_on is None:
        return one.published_at
    return max(one.published_at, dt.datetime.combine(one.effective_on, dt.time(), clock.ZONE))
