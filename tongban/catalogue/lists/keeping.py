"""Brings the rows of some items, and the counts with them, to what is true now. Again changes nothing."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Sum

from tongban.catalogue.lists.definitions import definitions
from tongban.catalogue.lists.facts import facts_of
from tongban.catalogue.lists.models import ItemUse, ListedItem, ListFigure, ListState, OnlinePlan, month_of
from tongban.catalogue.models import Item
from tongban.kit import clock
from tongban.kit.errors import BadInput
from tongban.kit.writing import on_sqlite, writing
from tongban.regions.api import ancestors_of

Figure = tuple[str, str, str]  # region, department or "", list
Counts = Counter[Figure]


def keep(keys: Iterable[Any]) -> int:
    """How many rows changed. One transaction; whoever else keeps lists waits."""
    with writing():
        locked_state()
        return keep_locked(list(keys))


def locked_state() -> ListState:
    """On SQLite the writer's lock is the lock."""
    rows = ListState.objects.all() if on_sqlite() else ListState.objects.select_for_update()
    found = rows.first()
    if found is None:
        ListState.objects.bulk_create([ListState(pk=1)], ignore_conflicts=True)
        found = rows.get()
    return found


def keep_locked(keys: list[Any]) -> int:
    items = list(Item.objects.filter(pk__in=keys).select_related("current", "online_plan"))
    there: dict[Any, dict[str, ListedItem]] = defaultdict(dict)
    for row in ListedItem.objects.filter(item__in=keys):
        there[row.item_id][row.slug] = row
    used = used_lately([item.code for item in items])
    gone: list[int] = []
    new: list[ListedItem] = []
    counts: Counts = Counter()
    for item in items:
        wanted, known = rows_of(item, used.get(item.code, 0)), there[item.pk]
        for slug in wanted.keys() | known.keys():
            old, now = known.get(slug), wanted.get(slug)
            if old and now and (old.at, old.org_code) == (now.at, now.org_code):
                continue
            if old:
                gone.append(old.pk)
                count(counts, old, -1)
            if now:
                new.append(now)
                count(counts, now, 1)
    ListedItem.objects.filter(pk__in=gone).delete()
    ListedItem.objects.bulk_create(new)
    add(counts)
    return len(gone) + len(new)


def rows_of(item: Item, used: int) -> dict[str, ListedItem]:
    """The lists on which the item stands: none unless it is published and in use."""
    if item.current is None or not item.is_in_use:
        return {}
    plan: OnlinePlan | None = getattr(item, "online_plan", None)
    day, often = plan.planned_on if plan else None, settings.FREQUENT_TIMES
    try:
        facts = facts_of(item.current.guide, today=clock.today(), used=used, often=often, planned_on=day)
    except BadInput:  # a guide of an older edition of the program
        return {}
    at = place_of(item)
    return {
        slug: ListedItem(slug=slug, at=at, item=item, org_code=item.org_code)
        for slug, one in definitions().items()
        if one.holds(facts)
    }


def place_of(item: Item) -> str:
    return item.region_code + item.code


def used_lately(codes: list[str]) -> dict[str, int]:
    """Applications of the last months, the one that runs included."""
    rows = ItemUse.objects.filter(code__in=codes, month__gte=since()).values_list("code")
    return dict(rows.annotate(total=Sum("times")))


def since() -> dt.date:
    """The first of the months that count."""
    month = month_of(clock.today())
    for _step in range(settings.FREQUENT_MONTHS - 1):
        month = month_of(month - dt.timedelta(days=1))
    return month


# Counts


def count(counts: Counts, row: ListedItem, by: int) -> None:
    region = row.at[:12]
    counts[region, row.org_code, row.slug] += by
    for place in (region, *ancestors_of(region)):
        counts[place, "", row.slug] += by


def add(counts: Counts) -> None:
    """Two queries, whatever the number."""
    changed = {key: by for key, by in counts.items() if by}
    if not changed:
        return
    regions, organs, _slugs = (set(part) for part in zip(*changed, strict=True))
    rows = ListFigure.objects.filter(region_code__in=regions, org_code__in=organs)
    known = {(row.region_code, row.org_code, row.slug): row.items for row in rows}
    ListFigure.objects.bulk_create(
        [
            ListFigure(region_code=key[0], org_code=key[1], slug=key[2], items=known.get(key, 0) + by)
            for key, by in sorted(changed.items())
        ],
        update_conflicts=True,
        unique_fields=["region_code", "org_code", "slug"],
        update_fields=["items"],
    )
