"""How often people asked for an item, month by month: taken from the applications that came in, once a day."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import Sum

from tongban.catalogue.lists.keeping import keep, since
from tongban.catalogue.lists.models import ItemUse, ListedItem, month_of
from tongban.catalogue.lists.questions import times_asked
from tongban.catalogue.models import Item
from tongban.kit import clock
from tongban.kit.writing import writing

SLICE = 100


def count_uses() -> int:
    """Months that were never counted, and the last two anew; then the items that came onto the list or left it."""
    for month in _months():
        _count(month)
    changed = sorted(_crossing())
    for start in range(0, len(changed), SLICE):
        keep(Item.objects.filter(code__in=changed[start : start + SLICE]).values_list("pk", flat=True))
    return len(changed)


def _months() -> list[dt.date]:
    this, counted = month_of(clock.today()), set(ItemUse.objects.values_list("month", flat=True).distinct())
    months, month = [], this
    while month >= since():
        months.append(month)
        month = month_of(month - dt.timedelta(days=1))
    return [month for place, month in enumerate(months) if place < 2 or month not in counted]


def _count(month: dt.date) -> None:
    until = month_of(month + dt.timedelta(days=31))
    found = times_asked(since=month, until=until)
    rows = [ItemUse(code=code, month=month, times=times) for code, times in sorted(found.items())]
    with writing():
        ItemUse.objects.filter(month=month).delete()
        ItemUse.objects.bulk_create(rows, batch_size=1000)


def _crossing() -> set[str]:
    """Codes that are used often and not listed so, or the other way round."""
    totals = ItemUse.objects.filter(month__gte=since()).values("code").annotate(total=Sum("times"))
    often = set(totals.filter(total__gte=settings.FREQUENT_TIMES).values_list("code", flat=True))
    listed = set(ListedItem.objects.filter(slug="frequent").values_list("item__code", flat=True))
    in_use = set(
        ListedItem.objects.filter(slug="all", item__code__in=often - listed).values_list("item__code", flat=True)
    )
    return in_use | (listed - often)
