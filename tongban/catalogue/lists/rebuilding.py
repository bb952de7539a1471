"""Reads every item again, in slices that go on where they stopped; at the end the counts are taken from the rows."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator

from django.db.models import Count
from django.db.models.functions import Substr

from tongban.catalogue.lists.definitions import edition
from tongban.catalogue.lists.keeping import Counts, keep_locked, locked_state
from tongban.catalogue.lists.models import ListedItem, ListFigure, ListState
from tongban.catalogue.models import Item
from tongban.kit import clock
from tongban.kit.writing import writing
from tongban.regions.api import ancestors_of

SLICE = 100  # items of one transaction
BATCH = 5000  # rows of one statement


def is_current() -> bool:
    """Whether everything was read by the definitions of this edition."""
    return ListState.objects.filter(edition=edition(), finished_at__isnull=False).exists()


def begin_anew() -> None:
    with writing():
        state = locked_state()
        state.edition, state.last, state.finished_at = "", None, None
        state.save()


def rebuild(patience: float | None = None) -> Iterator[int]:
    """How many items each slice read. Ends when all is read, or after so many seconds; the next run goes on."""
    until = None if patience is None else time.monotonic() + patience
    while not is_current() and (until is None or time.monotonic() < until):
        yield _slice()


def _slice() -> int:
    with writing():
        state = locked_state()
        if state.edition != edition():
            state.edition, state.last, state.finished_at = edition(), None, None
        rows = Item.objects.order_by("pk").values_list("pk", flat=True)
        keys = list((rows.filter(pk__gt=state.last) if state.last else rows)[:SLICE])
        if keys:
            keep_locked(keys)
            state.last = keys[-1]
        else:
            recount()
            state.finished_at = clock.now()
        state.save()
        return len(keys)


def recount() -> None:
    """Every count anew, from the rows; the caller holds the lock."""
    counts: Counts = Counter()
    rows = ListedItem.objects.annotate(region=Substr("at", 1, 12)).values_list("region", "org_code", "slug")
    for region, org_code, slug, number in rows.annotate(number=Count("pk")).order_by():
        counts[region, org_code, slug] += number
        for place in (region, *ancestors_of(region)):
            counts[place, "", slug] += number
    ListFigure.objects.all().delete()
    made = (ListFigure(region_code=r, org_code=o, slug=s, items=n) for (r, o, s), n in counts.items())
    ListFigure.objects.bulk_create(made, batch_size=BATCH)
