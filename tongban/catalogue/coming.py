"""What the program does by itself with the lists: brings into force what waits for its day, and lets guides take over
what the basic list says.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from tongban.catalogue import actions
from tongban.catalogue.adjusting.actions import carry_out
from tongban.catalogue.adjusting.models import Adjustment
from tongban.catalogue.basic.actions import take_effect_basic
from tongban.catalogue.basic.inheriting import inherited
from tongban.catalogue.basic.models import BasicItem, BasicVersion
from tongban.catalogue.materials.models import MaterialUse
from tongban.catalogue.materials.sharing import shared_of, with_said
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


def take_over_basic(code: str) -> int:
    """Every guide that implements the basic code; how many changed."""
    row = BasicItem.objects.select_related("current").get(code=code)
    if row.current is None:
        return 0
    older = row.versions.filter(number__lt=row.current.number, published_at__isnull=False).order_by("-number").first()
    basic, before = row.current.basic, older.basic if older else None
    because = _("Taken over from the basic list")
    items = Item.objects.filter(base_code=code)
    return _each(items, lambda content: inherited(content, basic, before), because)


def take_over_material(key: str) -> int:
    """Every guide that uses the shared material, published or in somebody's hands; how many changed."""
    known = shared_of([key])
    if key not in known:
        return 0
    because = _("The material “%(name)s” changed") % {"name": known[key].name.zh}
    used = Exists(MaterialUse.objects.filter(item=OuterRef("pk"), key=key))
    return _each(Item.objects.filter(used), lambda content: with_said(content, known), because)


def _each(items: QuerySet[Item], said: Callable[[dict[str, Any]], dict[str, Any]], because: str) -> int:
    """One act each, in the order of the codes; whatever ends this, beginning again goes on."""
    changed, last = 0, ""
    while some := list(items.filter(code__gt=last).order_by("code")[:SLICE]):
        changed += sum(actions.take_over(item=item, said=said, because=because) for item in some)
        last = some[-1].code
    return changed
