"""How guides hold shared materials: they repeat what the material says, so that a version that is frozen stays whole."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tongban.catalogue.guide import refusal_by_path
from tongban.catalogue.materials.content import SHARED, SharedContent
from tongban.catalogue.materials.models import MaterialUse, SharedMaterial
from tongban.catalogue.models import Item
from tongban.regions.api import ancestors_of

Content = dict[str, Any]


def shared_of(keys: Iterable[str], place: str) -> dict[str, SharedContent]:
    """The published ones that are kept for this place, here or above; one query for all."""
    wanted = {key for key in keys if key}
    if not wanted:
        return {}
    rows = published_for(place).filter(key__in=wanted)
    return {row.key: row.current.shared for row in rows if row.current}


def published_for(place: str) -> QuerySet[SharedMaterial]:
    """Whoever keeps a list decides for their own region and what is inside it, never for a neighbour."""
    where = [*ancestors_of(place), place] if place.isdigit() else []
    return SharedMaterial.objects.filter(current__isnull=False, region_code__in=where).select_related("current")


def used_in(content: Content) -> list[str]:
    """Keys of the shared materials that a content names, each once; of any JSON."""
    rows = content.get("materials")
    named = [row.get("shared") for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return list(dict.fromkeys(key for key in named if isinstance(key, str) and key))


def filled(content: Content) -> Content:
    """The content with what its shared materials say now. Raises BadInput for a key that no material of its place has."""
    known = shared_of(used_in(content), str(content.get("region_code") or ""))
    unknown = {
        f"materials[{number}].shared": [_("There is no published shared material “%(key)s”.") % {"key": row["shared"]}]
        for number, row in enumerate(content.get("materials") or ())
        if isinstance(row, dict) and row.get("shared") and row["shared"] not in known
    }
    if unknown:
        raise refusal_by_path(unknown)
    return with_said(content, known)


def with_said(content: Content, known: dict[str, SharedContent]) -> Content:
    if not known:
        return content
    made = copy.deepcopy(content)
    made["materials"] = [_with(row, known) for row in made["materials"]]
    return made


def _with(row: Content, known: dict[str, SharedContent]) -> Content:
    shared = known.get(row.get("shared", ""))
    if shared is None:
        return row
    own = {name: value for name, value in row.items() if name not in SHARED}
    return own | shared.elements()


def note_uses(item: Item, *contents: Content) -> None:
    """Keeps the index of uses right: of what is published and of what somebody works on. Only changes are written."""
    wanted = {key for content in contents for key in used_in(content)}
    known = set(item.material_uses.values_list("key", flat=True))
    if gone := known - wanted:
        item.material_uses.filter(key__in=gone).delete()
    MaterialUse.objects.bulk_create([MaterialUse(item=item, key=key) for key in sorted(wanted - known)])
