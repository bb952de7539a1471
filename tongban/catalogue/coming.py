"""What the program does by itself with the lists: brings into force what waits for its day, and lets guides take over
what the basic list says.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from tongban.catalogue import actions
from tongban.catalogue.adjusting.actions import carry_out
from tongban.catalogue.adjusting.models import Adjustment
from tongban.catalogue.basic.actions import take_effect_basic
from tongban.catalogue.basic.inheriting import inherited, kept_above
from tongban.catalogue.basic.models import BasicItem, BasicVersion
from tongban.catalogue.bundles.making import bundles_with, composed_anew
from tongban.catalogue.materials.models import MaterialUse, SharedMaterial
from tongban.catalogue.materials.sharing import with_said
from tongban.catalogue.models import Item, ItemVersion
from tongban.catalogue.states import State
from tongban.catalogue.versions import Version
from tongban.kit import clock
from tongban.regions.api import subtree_range

log = logging.getLogger(__name__)

SLICE = 200  # rows looked up at once


def bring_into_force() -> int:
    """How many versions and adjustments came into force: basic items first, since guides take over from them. One
    that cannot is told in the log and tried again later; it keeps no other back.
    """
    due = {"state": State.WAITING, "effective_on__lte": clock.today()}
    waiting: list[tuple[Any, Callable[[Any], Any]]] = [
        (BasicVersion, lambda row: take_effect_basic(item=row.item)),
        (ItemVersion, lambda row: actions.take_effect(item=row.item)),
        (Adjustment, lambda row: carry_out(item=row.item)),
    ]
    done = 0
    for kind, bring in waiting:
        for row in kind.objects.filter(**due).select_related("item").order_by("effective_on", "pk")[:SLICE]:
            done += _brought(bring, row)
    return done


def _brought(bring: Callable[[Any], Version], row: Version) -> bool:
    try:
        done = bring(row)
    except Exception as error:
        log.exception("did not come into force", extra={"version": str(row.pk), "error": type(error).__name__})
        return False
    return done.state == State.PUBLISHED


def take_over_basic(key: str) -> int:
    """Every guide of the code in the region of this list; how many changed. A list above goes before."""
    row = BasicItem.objects.select_related("current").get(pk=key)
    if row.current is None or kept_above(row.code, row.region_code).first() != row:
        return 0
    before = [version.basic for version in row.versions.filter(published_at__isnull=False)]
    basic, because = row.current.basic, _("Taken over from the basic list")
    low, high = subtree_range(row.region_code)
    items = Item.objects.filter(base_code=row.code, region_code__gte=low, region_code__lt=high)
    return _each(items, lambda content: inherited(content, basic, before), because)


def take_over_material(key: str) -> int:
    """Every guide of its region that uses the shared material, published or in somebody's hands; how many changed."""
    material = SharedMaterial.objects.filter(key=key, current__isnull=False).select_related("current").first()
    if material is None or material.current is None:
        return 0
    known = {key: material.current.shared}
    low, high = subtree_range(material.region_code)
    because = _("The material “%(name)s” changed") % {"name": known[key].name.zh}
    used = Exists(MaterialUse.objects.filter(item=OuterRef("pk"), key=key))
    items = Item.objects.filter(used, region_code__gte=low, region_code__lt=high)
    return _each(items, lambda content: with_said(content, known), because)


def take_over_service(key: str) -> int:
    """The bundles that a service belongs to are composed anew, one act each; how many changed."""
    service = Item.objects.filter(pk=key, current__isnull=False).first()
    if service is None:
        return 0
    bundles = Item.objects.filter(pk__in=[one.pk for one in bundles_with(service.code)])
    return _each(bundles, composed_anew, _("“%(name)s” changed") % {"name": service.name})


def _each(items: QuerySet[Item], said: Callable[[dict[str, Any]], dict[str, Any]], because: str) -> int:
    """One act each, in the order of the codes; whatever ends this, beginning again goes on. A guide that cannot take it
    over keeps no other back; the first such fault is raised at the end, so that it is tried again and seen.
    """
    changed, last, fault = 0, "", None
    while some := list(items.filter(code__gt=last).order_by("code")[:SLICE]):
        for item in some:
            try:
                changed += actions.take_over(item=item, said=said, because=because)
            except Exception as error:
                fault = fault or error
        last = some[-1].code
    if fault is not None:
        raise fault
    return changed
