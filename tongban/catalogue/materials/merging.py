"""From names that mean one paper to one shared material: those there are, and what a new one would say (C3)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, cast

from tongban.catalogue.checkup.models import NameGroup
from tongban.catalogue.checkup.names import plain
from tongban.catalogue.materials.models import SharedMaterial
from tongban.catalogue.materials.sharing import published_for
from tongban.catalogue.models import Item
from tongban.regions.api import subtree_range

Content = dict[str, Any]
PROPOSED = ("source", "kind", "form", "exempt_by", "accept_standard", "sample_note")
CHOSEN_FROM = {
    "source": ("applicant", "government", "intermediary"),
    "kind": ("original", "copy", "either"),
    "form": ("paper", "electronic", "either"),
}
READ = 200  # guides that are read one after the other until enough are found,
MOST_READ = 5000  # and how many of them at most
SHOWN = 30  # guides beside each other


@dataclass(frozen=True)
class Member:
    """A guide of the group and the row that asks for the paper; `differs`: elements it says otherwise than the most."""

    item: Item
    row: Content
    differs: frozenset[str]


def members(group: NameGroup, most: int = SHOWN) -> list[Member]:
    """Published guides of the group's division that ask for the paper under one of its names, by code."""
    names, found = {name for name, _count in group.names}, cast(list[tuple[Item, Content]], [])
    low, high = subtree_range(group.region_code)
    items = Item.objects.filter(region_code__gte=low, region_code__lt=high, current__isnull=False).order_by("code")
    after, wanted = "", min(most, group.count)
    for _slice in range(MOST_READ // READ):
        some = list(items.filter(code__gt=after).select_related("current")[:READ]) if len(found) < wanted else []
        after = some[-1].code if some else after
        for item in some:
            assert item.current is not None
            rows = item.current.content.get("materials") or []
            found += [(item, row) for row in rows if row["name"].get("zh") in names and not row.get("shared")]
    usual = _usual([row for _item, row in found])
    return [
        Member(item, row, frozenset(name for name in PROPOSED if row.get(name) != usual.get(name)))
        for item, row in found[:most]
    ]


def _usual(rows: list[Content]) -> Content:
    """What most of them say; of two as frequent the one that was read first."""
    made: Content = {}
    for name in PROPOSED:
        said = [row[name] for row in rows if row.get(name)]
        if said:
            made[name] = Counter(map(repr, said)).most_common(1)[0][0]
            made[name] = next(value for value in said if repr(value) == made[name])
    return made


def proposed(group: NameGroup, found: list[Member]) -> Content:
    """A new shared material from what the guides say now; its keepers read and change it before anybody uses it."""
    usual = _usual([one.row for one in found])
    made = {name: value for name, value in usual.items() if value in CHOSEN_FROM.get(name, (value,))}
    english = next((one.row["name"]["en"] for one in found if one.row["name"].get("en")), None)
    name = {"zh": group.paper} | ({"en": english} if english else {})
    others = [one for one, _count in group.names if one != group.paper][:20]
    return made | {"key": key_of(group.paper), "name": name, "aliases": others}


def key_of(name: str) -> str:
    """居民身份证 as jumin_shenfenzheng would be long: its syllables, cut where a key ends."""
    from pypinyin import lazy_pinyin  # a large table, read by who writes a list alone

    spelled = "_".join(one for one in lazy_pinyin(name, errors="ignore") if one.isascii())[:50].strip("_")
    made = spelled if spelled[:1].isalpha() else f"material_{spelled}".strip("_")
    taken = set(SharedMaterial.objects.filter(key__startswith=made).values_list("key", flat=True))
    return next(one for one in (made, *(f"{made}_{n}" for n in range(2, 1000))) if one not in taken)


def alike(names: list[str], place: str) -> list[SharedMaterial]:
    """Shared materials that guides of this place may use, those that are called so first."""
    wanted = {plain(name) for name in names}
    rows = list(published_for(place).order_by("name")[:500])
    return sorted(rows, key=lambda row: not is_called(row, wanted))


def is_called(material: SharedMaterial, wanted: set[str]) -> bool:
    assert material.current is not None
    shared = material.current.shared
    return any(plain(name) in wanted for name in (shared.name.zh, *shared.aliases))


def spelled(name: str) -> str:
    """As somebody would type it: whole, and by its initials."""
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(name)) + " " + "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))
