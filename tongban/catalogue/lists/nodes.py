"""The services of one node of the tree, in three kinds: its own, those of the divisions above that serve it, and
those of the divisions above that any window of their area takes, so also the windows here (全域通办).

Each kind is read from one range of the index of the lists, and counted from their figures: the cost is the same for ten
services and for a hundred thousand.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Sum

from tongban.catalogue.browsing import english_depts
from tongban.catalogue.lists.definitions import ALL
from tongban.catalogue.lists.models import ListedItem, ListFigure
from tongban.catalogue.models import Item
from tongban.kit.paging import Page, page
from tongban.regions.api import ancestors_of

OWN, INHERITED, ANYWHERE = "own", "inherited", "anywhere"
KINDS = (OWN, INHERITED, ANYWHERE)
SLUGS = {OWN: ALL, INHERITED: ALL, ANYWHERE: "anywhere"}


@dataclass
class Source:
    """The services of one kind that come from one division."""

    region_code: str
    items: int


@dataclass
class NodeItems:
    """`sources`: the nearest division first; none that has nothing."""

    kind: str
    sources: list[Source]

    @property
    def items(self) -> int:
        return sum(source.items for source in self.sources)


def kinds_of(place: str) -> dict[str, NodeItems]:
    """One query."""
    above = ancestors_of(place)
    rows = ListFigure.objects.filter(region_code__in=[place, *above], slug__in=set(SLUGS.values()))
    counts: dict[tuple[str, str], int] = defaultdict(int)
    summed = rows.exclude(org_code="").values_list("region_code", "slug").annotate(all=Sum("items"))
    counts.update({(region, slug): items for region, slug, items in summed})
    regions = {OWN: [place], INHERITED: above[::-1], ANYWHERE: above[::-1]}
    return {
        kind: NodeItems(kind, [Source(at, items) for at in regions[kind] if (items := counts[at, slug]) > 0])
        for kind, slug in SLUGS.items()
    }


def rows_of(kind: str, source: str) -> QuerySet[ListedItem]:
    """What one division itself offers, without what is inside it; `page_of` goes through them."""
    after = str(int(source) + 1)
    rows = ListedItem.objects.filter(slug=SLUGS[kind], at__gte=source, at__lt=after)
    return rows.select_related("item")


def page_of(kind: str, source: str, cursor: str = "", size: int = 20) -> Page[ListedItem]:
    return page(rows_of(kind, source), ["at"], cursor, size)


def first_of(kind: NodeItems, size: int) -> list[Item]:
    """Of the nearest division that has any. One query, none where there is nothing."""
    if not kind.sources:
        return []
    return [row.item for row in rows_of(kind.kind, kind.sources[0].region_code).order_by("at")[:size]]


def depts_of(items: list[Item]) -> dict[str, str]:
    """Chinese name of a department → as it is read. One query on an English page."""
    names = {item.org_name for item in items}
    return {name: name for name in names} | english_depts(names)


def listed(slug: str, sources: list[str]) -> QuerySet[ListedItem, Any]:
    """The keys of what some divisions themselves have on a list; a part of another question."""
    where = Q(pk__in=[])
    for source in sources:
        where |= Q(at__gte=source, at__lt=str(int(source) + 1))
    return ListedItem.objects.filter(where, slug=slug).values("item")
