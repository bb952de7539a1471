"""What the conditions of the lists may ask of an item: plain values, from whole guides and from partial ones alike.

Null is what nobody told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from tongban.catalogue.guide import Guide, Material
from tongban.catalogue.lists.definitions import words
from tongban.catalogue.partial import PartialGuide, PartialMaterial
from tongban.forms.api import Text
from tongban.regions.api import level_of
from tongban.workflow.api import on_day

AnyGuide = Guide | PartialGuide
TOWNSHIP, VILLAGE = "5", "6"  # of `use_level`
COURIER = "4"  # of `handle_form`
SENT_ONLINE = {6, 7}  # of the depths: the result, or an e-licence, comes back online


def facts_of(
    guide: AnyGuide, *, today: dt.date, used: int = 0, often: int = 1, planned_on: dt.date | None = None
) -> dict[str, Any]:
    """`level`: 1 province to 5 village; `area`: a code of 通办范围, so that `area - 1` is a level, 0 for the country.
    `used`: applications lately; `often`: how many make it one of the most used. `today()` is known too.
    """
    depth = guide.online_depth
    facts: dict[str, Any] = {
        "kind": guide.kind,
        "visits": guide.visits,
        "deepest": max(depth, default=0),
        "handle_forms": guide.handle_forms,
        "told_online": getattr(guide, "online", None),
        "fully_online": guide.is_fully_online,
        "sent": bool(SENT_ONLINE & set(depth)) or COURIER in guide.handle_forms or _by_express(guide),
        "level": level_of(guide.region_code),
        "area": int(guide.handle_area) if guide.handle_area else None,
        "terminals": guide.terminals,
        "in_hall": guide.in_hall,
        "in_towns": _in_towns(guide),
        "fees": _charges(guide),
        "proofs": sum(1 for _one in proofs_of(guide)),
        "intermediaries": sum(1 for _one in intermediaries_of(guide)) + (told_intermediary(guide) is not None),
        "used": used,
        "often": often,
        "planned_on": planned_on.isoformat() if planned_on else None,
    }
    return on_day(facts, today)


def _by_express(guide: AnyGuide) -> bool:
    return bool(getattr(guide, "express", None))


def _in_towns(guide: AnyGuide) -> bool:
    """A window in a town or village: told as such, or by the name of a place where it is handled."""
    if guide.town_code or guide.town_name or guide.village_code or guide.village_name:
        return True
    if {TOWNSHIP, VILLAGE} & set(guide.use_levels):
        return True
    near = words("near")
    return any(word in place.name.zh for place in getattr(guide, "places", ()) for word in near)


def _charges(guide: AnyGuide) -> int:
    """How many fees are told; one where only “charges a fee” is told, none where “no fee” is."""
    if guide.has_fee is False:
        return 0
    told = sum(1 for fee in guide.fees if fee.name.zh not in words("nothing"))
    return told or int(guide.has_fee is True)


def proofs_of(guide: AnyGuide) -> Iterator[Material | PartialMaterial]:
    """Materials that prove something, by their name."""
    return (material for material in guide.materials if is_proof(material.name.zh))


def is_proof(name: str) -> bool:
    for exception in words("proofs.except"):
        name = name.replace(exception, "")
    return any(word in name for word in words("proofs.words"))


def intermediaries_of(guide: AnyGuide) -> Iterator[Material | PartialMaterial]:
    return (one for one in guide.materials if is_intermediarys(one.source, one.name.zh))


def is_intermediarys(source: str | None, name: str) -> bool:
    """Made for the applicant by an agency of their choice; what a hospital wrote down anyway (records, bills) is none."""
    return source == "intermediary" and not any(word in name for word in words("records"))


def told_intermediary(guide: AnyGuide) -> Text | None:
    """The element 中介服务, unless it says that there is none."""
    told = guide.intermediary_service
    return told if told is not None and told.zh.strip("。 ") not in words("nothing") else None
