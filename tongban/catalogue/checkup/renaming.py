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


def rename_group(key: str, beat: Callable[[], None] = lambda: None) -> None:
    """Every item of the group's division that its merger may reach. Again it changes what is left."""
    group = NameGroup.objects.select_related("decided_by").get(pk=key)
    by = group.decided_by
    assert by is not None
    others = [name for name, _count in group.names if name != group.kept]
    drafted, left = rename_material(_items(group.region_code, by, beat), others, group.kept, by=by)
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


def rename_material(items: Iterable[Item], old: Iterable[str], new: str, *, by: User) -> tuple[int, int]:
    """A draft of each item that asks for a material under one of the `old` names.

    (drafted, left as they are because their draft waits for a second person)
    """
    names, drafted, left = set(old), 0, 0
    for item in items:
        version = item.current
        if version is None or not _names(version.content) & names:
            continue
        try:
            drafted += _renamed(item, names, new, by)
        except Refused:
            left += 1
    return drafted, left


def _renamed(item: Item, names: set[str], new: str, by: User) -> int:
    begun = open_version(item)
    version = begun or item.current
    assert version is not None
    if not _names(version.content) & names:
        return 0
    content = _with_name(version.content, names, new)
    note = begun.change_note if begun else _("One paper, one name: %(name)s") % {"name": new}
    draft(item=item, content=content, note=note, by=by, rule=check_can_work)
    return 1


def _names(content: dict[str, Any]) -> set[str]:
    return {(row.get("name") or {}).get("zh", "") for row in content.get("materials") or []}


def _with_name(content: dict[str, Any], names: set[str], new: str) -> dict[str, Any]:
    """Where the item asks for the paper under both names, it is asked for once."""
    content = copy.deepcopy(content)
    rows: list[Any] = []
    for row in content.get("materials") or []:
        if row["name"].get("zh") in names:
            row["name"] = row["name"] | {"zh": new}
            if is_partial_row(row) and any(one["name"].get("zh") == new for one in rows):
                continue
        rows.append(row)
    content["materials"] = rows
    return content


def is_partial_row(row: dict[str, Any]) -> bool:
    """Nothing but its name is known, so that nothing is lost with it."""
    return set(row) <= {"key", "name"}
