"""One paper, one name: the drafts that a merged group of names leads to (C3, C8)."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from tongban.catalogue.actions import draft, open_version
from tongban.catalogue.checkup.models import NameGroup
from tongban.catalogue.desk_queries import check_can_work, reach
from tongban.catalogue.models import Item
from tongban.kit.errors import Refused
from tongban.kit.writing import writing
from tongban.people.api import User
from tongban.regions.api import subtree_range

READ = 200


def rename_group(key: str, beat: Callable[[], None] = lambda: None, shared: str = "") -> None:
    """Every item of the group's division that its merger may reach. Again it changes what is left."""
    group = NameGroup.objects.select_related("decided_by").get(pk=key)
    by = group.decided_by
    assert by is not None
    others = [name for name, _count in group.names if shared or name != group.kept]
    drafted, left = rename_material(_items(group.region_code, by, beat), others, group.kept, by=by, shared=shared)
    with writing():
        NameGroup.objects.filter(pk=group.pk).update(drafted=drafted, left=left)


def _items(region_code: str, by: User, beat: Callable[[], None]) -> Iterator[Item]:
    low, high = subtree_range(region_code)
    rows = Item.objects.filter(reach(by), region_code__gte=low, region_code__lt=high).order_by("code")
    after = ""
    while some := list(rows.filter(code__gt=after).select_related("current")[:READ]):
        after = some[-1].code
        beat()
        yield from some


def rename_material(
    items: Iterable[Item], old: Iterable[str], new: str, *, by: User, shared: str = ""
) -> tuple[int, int]:
    """A draft of each item that asks for a material under one of the `old` names; `shared`: and makes it the shared
    material of this key.

    (drafted, left as they are: their draft waits for a second person, or the name is that of a shared material)
    """
    names, drafted, left = set(old), 0, 0
    for item in items:
        version = item.current
        if version is None:
            continue
        if not _names(version.content, shared) & names:
            left += not shared and bool(_shared_names(version.content) & names)
            continue
        try:
            drafted += _renamed(item, names, new, by, shared)
        except Refused:
            left += 1
    return drafted, left


def _renamed(item: Item, names: set[str], new: str, by: User, shared: str) -> int:
    begun = open_version(item)
    version = begun or item.current
    assert version is not None
    if not _names(version.content, shared) & names:
        return 0
    change, to = (_with_shared, shared) if shared else (_with_name, new)
    content = change(version.content, names, to)
    note = begun.change_note if begun else _("One paper, one name: %(name)s") % {"name": new}
    draft(item=item, content=content, note=note, by=by, rule=check_can_work)
    return 1


def _names(content: dict[str, Any], shared: str = "") -> set[str]:
    """Of what the guide asks for, unless it is that shared material already."""
    rows = content.get("materials") or []
    if shared and any(row.get("shared") == shared for row in rows):
        return set()
    return {(row.get("name") or {}).get("zh", "") for row in rows if not row.get("shared")}


def _shared_names(content: dict[str, Any]) -> set[str]:
    """What only the keeper of the shared material renames."""
    return {(row.get("name") or {}).get("zh", "") for row in content.get("materials") or [] if row.get("shared")}


def _with_shared(content: dict[str, Any], names: set[str], shared: str) -> dict[str, Any]:
    """The first row under one of the names: whose paper a second one is, only its editor knows."""
    rows, found = [], False
    for row in content["materials"]:
        if not row.get("shared") and row["name"].get("zh") in names:
            if found and is_partial_row(row):
                continue
            row, found = (row if found else row | {"shared": shared}), True
        rows.append(row)
    return content | {"materials": rows}


def _with_name(content: dict[str, Any], names: set[str], new: str) -> dict[str, Any]:
    """Where the item asks for the paper under both names, it is asked for once."""
    content = copy.deepcopy(content)
    rows: list[Any] = []
    for row in content.get("materials") or []:
        if not row.get("shared") and row["name"].get("zh") in names:
            row["name"] = row["name"] | {"zh": new}
            if is_partial_row(row) and any(one["name"].get("zh") == new for one in rows):
                continue
        rows.append(row)
    content["materials"] = rows
    return content


def is_partial_row(row: dict[str, Any]) -> bool:
    """Nothing but its name is known, so that nothing is lost with it."""
    return set(row) <= {"key", "name"}
