"""Whether a file says what is here already: what is here is written as a list and read again, and the two are compared
where the file has a word on them. So an export that comes back changes nothing, whatever its format cannot hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tongban.catalogue.adapting import content_of, merged, told_keys
from tongban.catalogue.exchange import values
from tongban.catalogue.exchange.fields import specs, table_of
from tongban.catalogue.exchange.flat import cells_of, rows_of
from tongban.catalogue.guide import Guide, load
from tongban.catalogue.models import Item
from tongban.catalogue.reading import read_fields
from tongban.catalogue.reading_fields import Blank, RawItem
from tongban.catalogue.states import OPEN
from tongban.kit.errors import Refused

Content = dict[str, Any]
LISTS = ("materials", "fees", "questions", "steps")


def says_the_same(raw: RawItem, new: Content, old: Content, org_name: str) -> bool:
    """`new`: what the file's row means; `old`: a version that is here."""
    if raw.content is not None:
        return new == old
    return next(_differing(raw, new, old, org_name), None) is None


def differing(raw: RawItem, new: Content, old: Content, org_name: str) -> list[str]:
    """The keys of what the file says otherwise, sorted."""
    if raw.content is not None:
        return sorted(key for key in {*new, *old} if new.get(key) != old.get(key))
    return sorted(_differing(raw, new, old, org_name))


def _differing(raw: RawItem, new: Content, old: Content, org_name: str) -> Iterator[str]:
    here, told = _read_again(old, org_name), told_keys(raw)
    if "type_name" not in raw.told and new.get("type_code") == here.get("type_code"):
        told -= {"type_name"}  # the file has the code alone, and its name is ours
    yield from (key for key in told - set(LISTS) - {"name"} if not _same(key, new, here))
    if new["name"]["zh"] != here["name"]["zh"] or ("name_en" in raw.told and new["name"] != here["name"]):
        yield "name"
    for part in LISTS:
        if part in told and not _same_rows(new.get(part, []), here.get(part, []), part, raw):
            yield part


def taken_over(raw: RawItem, new: Content, old: Content, org_name: str) -> tuple[Content, list[str], list[str]]:
    """What a file says onto a guide that people wrote: the whole, what was taken, and what cannot be: their guide says
    it in another shape, such as a place with its hours where the file has one line."""
    if raw.content is not None:
        return new, differing(raw, new, old, org_name), []
    whole, taken, left = old, list[str](), list[str]()
    merging = merged(old, new, raw)
    for key in differing(raw, new, old, org_name):
        tried = {**whole, key: {**old["name"], **new["name"]} if key == "name" else merging.get(key)}
        if key in Guide.model_fields and _is_guide(tried):
            whole, taken = tried, [*taken, key]
        else:
            left.append(key)
    return whole, taken, left


def _is_guide(content: Content) -> bool:
    try:
        load(content)
    except Refused:
        return False
    return True


def our_blanks(blanks: list[Blank]) -> set[Blank]:
    """Cells that are empty in the file because a guide of ours holds nothing there either: our own export, come back.
    Items that another system's tables brought are that system's: their blanks are told."""
    if not blanks:
        return set()
    items = Item.objects.filter(code__in={one.code for one in blanks}).select_related("current")
    found = {item.code: (content, item.org_name) for item in items if (content := _newest(item))}
    ours = {code: whole for code, whole in found.items() if "source_guid" not in whole[0]}
    empty: dict[tuple[str, str], set[str]] = {}
    for blank in blanks:
        key = blank.code, blank.sheet
        if blank.code in ours and key not in empty:
            empty[key] = _left_empty(*ours[blank.code], blank.sheet)
    return {one for one in blanks if one.column in empty.get((one.code, one.sheet), ())}


def _left_empty(content: Content, org_name: str, sheet: str) -> set[str]:
    """The fields that an export of this guide leaves empty in a row of this table."""
    table = table_of(sheet)
    if table is None:
        return set()
    rows = rows_of(content, table.part) if table.part in LISTS else [cells_of(content, org_name)]
    return {column.field for column in table.columns if any(column.field not in row for row in rows)}


def _newest(item: Item) -> Content | None:
    """As an export takes it: what is published, else the draft."""
    version = item.current or item.versions.filter(state__in=OPEN).first()
    return version.content if version else None


IMPLIED = {"item_state": "1"}
NUMBERED = ("source_guid", "source_version")
"""Told by us in an export of our own items, which have none of another system's."""


def _same(key: str, new: Content, here: Content) -> bool:
    if key in NUMBERED and key not in here:
        return True
    if key in ("topics", "topic_names"):
        return set(new.get(key, [])) == set(here.get(key, []))
    return bool(new.get(key, IMPLIED.get(key)) == here.get(key, IMPLIED.get(key)))


def _read_again(old: Mapping[str, Any], org_name: str) -> Content:
    cells = cells_of(old, org_name)
    parts = {
        part: [values.converted(0, part, row, {}, []) for row in rows] for part in LISTS if (rows := rows_of(old, part))
    }
    raw = read_fields(0, cells, {}, [], parts=parts)
    return content_of(raw, org_code=old["org_code"])


def _same_rows(new: list[Content], here: list[Content], part: str, raw: RawItem) -> bool:
    told = raw.told_parts.get(part, frozenset({"name"})) & frozenset(specs(part)) - {"code", "order", "name_en"}
    if len(new) != len(here):
        return False
    return all(
        _seen(one, told, raw, part) == _seen(other, told, raw, part) for one, other in zip(new, here, strict=True)
    )


def _seen(row: Content, told: frozenset[str], raw: RawItem, part: str) -> Content:
    found = {key: row.get(key) for key in told}
    name = found.get("name")
    if isinstance(name, dict) and "name_en" not in raw.told_parts.get(part, frozenset()):
        found["name"] = name["zh"]
    return found
