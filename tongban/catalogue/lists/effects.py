"""What the worker does for the lists."""

from __future__ import annotations

from typing import Any

from tongban.catalogue.lists.keeping import keep
from tongban.catalogue.lists.models import ListedItem, OnlinePlan
from tongban.catalogue.lists.rebuilding import is_current, rebuild
from tongban.catalogue.lists.using import count_uses
from tongban.catalogue.models import Item
from tongban.kit import clock
from tongban.kit.act import Effect
from tongban.kit.writing import writing
from tongban.outbox.api import Row, effect, periodic, post

PATIENCE = 30.0  # seconds of one run; the lease of an effect is a minute
MOST = 500  # items that the turn of a day brings to another list, at once


@effect("catalogue.lists", lane="lists")
def keep_lists(payload: dict[str, Any], token: str) -> None:
    """One item of an act, or the items of a slice of an import; after them the lists and their counts are right."""
    keep(payload.get("items") or [payload["item"]])


@effect("catalogue.rebuild_lists", lane="lists")
def rebuild_lists(payload: dict[str, Any], token: str) -> None:
    """As far as it comes; the next minute goes on."""
    for _number in rebuild(PATIENCE):
        pass


@periodic("catalogue.lists_are_there", every_seconds=60)
def lists_are_there() -> bool:
    """After an upgrade, or where definitions changed, the lists are made anew by themselves."""
    if is_current() or not Item.objects.exists():
        return False
    if Row.objects.filter(name="catalogue.rebuild_lists", dead=False).exists():
        return False
    with writing():
        post([Effect("catalogue.rebuild_lists", {}, "catalogue.rebuild_lists", None)])
    return True


@periodic("catalogue.lists_of_the_day", every_seconds=600)
def lists_of_the_day() -> int:
    """Planned days that are over since yesterday."""
    late = ListedItem.objects.filter(slug="late").values("item_id")
    waiting = ListedItem.objects.filter(slug="planned").values("item_id")
    over = OnlinePlan.objects.filter(planned_on__lt=clock.today(), item__in=waiting).exclude(item__in=late)
    return keep(over.values_list("item_id", flat=True)[:MOST])


@periodic("catalogue.count_uses", every_seconds=24 * 3600)
def count_what_is_used() -> int:
    return count_uses()
