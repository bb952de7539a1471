"""What the program does by itself with the lists: brings into force what waits for its day, and lets guides take over
what the basic list says.
"""

from __future__ import annotations

from tongban.catalogue import actions
from tongban.catalogue.adjusting.actions import carry_out
from tongban.catalogue.adjusting.models import Adjustment
from tongban.catalogue.basic.actions import take_effect_basic
from tongban.catalogue.basic.models import BasicItem, BasicVersion
from tongban.catalogue.models import Item, ItemVersion
from tongban.catalogue.states import State
from tongban.kit import clock

SLICE = 200  # rows looked up at once


def bring_into_force() -> int:
    """How many versions and adjustments came into force: basic items first, since guides take over from them."""
    due = {"state": State.WAITING, "effective_on__lte": clock.today()}
    done = 0
    for basic in BasicVersion.objects.filter(**due).select_related("item").order_by("effective_on", "pk")[:SLICE]:
        take_effect_basic(item=basic.item)
        done += 1
    for version in ItemVersion.objects.filter(**due).select_related("item").order_by("effective_on", "pk")[:SLICE]:
        actions.take_effect(item=version.item)
        done += 1
    for adjustment in Adjustment.objects.filter(**due).select_related("item").order_by("effective_on", "pk")[:SLICE]:
        carry_out(item=adjustment.item)
        done += 1
    return done


def take_over(code: str) -> int:
    """Every guide that implements the basic code; how many changed."""
    row = BasicItem.objects.select_related("current").get(code=code)
    if row.current is None:
        return 0
    older = row.versions.filter(number__lt=row.current.number, published_at__isnull=False).order_by("-number").first()
    before, changed, last = older.basic if older else None, 0, ""
    while some := list(Item.objects.filter(base_code=code, code__gt=last).order_by("code")[:SLICE]):
        changed += sum(actions.inherit(item=item, basic=row.current.basic, before=before) for item in some)
        last = some[-1].code
    return changed
