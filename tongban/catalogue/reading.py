"""Items as other systems write them: JSON lines, CSV or a spreadsheet in, `RawItem`s and faults by sheet, row and
column out.

Nothing is decided here about our own catalogue. A row with an error yields only faults and is skipped; a row
with warnings yields its item too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tongban.catalogue import reading_checks as checks
from tongban.catalogue.exchange import national, values
from tongban.catalogue.exchange.books import Sheet, opened
from tongban.catalogue.exchange.fields import column_in_words, folded, headings, specs, table_of
from tongban.catalogue.exchange.heads import IGNORED, Headed, understood
from tongban.catalogue.exchange.staging import Stage, Staged
from tongban.catalogue.reading_fields import Fault, Given, RawItem, clean, convert
from tongban.catalogue.reading_numbers import is_at_once
from tongban.kit.errors import Refused

__all__ = ["Fault", "Given", "RawItem", "read_items"]
Found = tuple[int, RawItem | Fault]
OTHER_PARTS = ("materials", "fees", "questions", "steps")


@dataclass(slots=True)
class _File:
    """What has been seen of the file so far. `heads`: by sheet, what stands above the column of a field."""

    given: Given
    codes: dict[str, int] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    sheets: list[str] = field(default_factory=list)
    heads: list[dict[str, str]] = field(default_factory=list)

    def sheet(self, name: str, heads: dict[str, str]) -> int:
        self.sheets.append(name)
        self.heads.append(heads)
        return len(self.sheets) - 1

    def placed(self, sheet: int, faults: Iterable[Fault], code: str = "") -> Iterator[Fault]:
        name, heads = self.sheets[sheet], self.heads[sheet]
        for one in faults:
            yield replace(one, sheet=name, heading=one.heading or heads.get(one.column, ""), code=code[:64])


def read_items(path: Path | str, given: Given | None = None, *, trusted: bool = True) -> Iterator[Found]:
    """Row number (the line of the file, the heading's line is 1) with its faults, then with its item if there
    is no error.

    `given` says whose list it is when the rows do not: region, organisation, department. Raises Refused for a
    file that cannot be read at all or has no heading for the name. `trusted`: see `books.opened`.
    """
    seen = _File(given or Given())
    with opened(Path(path), trusted=trusted) as sheets:
        if any(one.of_objects for one in sheets):
            yield from _objects(sheets[0], seen)
        else:
            yield from _tables(Path(path), sheets, seen)


# Objects: JSON lines


def _objects(sheet: Sheet, seen: _File) -> Iterator[Found]:
    first = next((cells for _row, cells in sheet.rows() if isinstance(cells, dict)), {})
    if "table" in first:
        yield from _staged_objects(sheet, seen)
        return
    at = seen.sheet("", {})
    for row, cells in sheet.rows():
        if isinstance(cells, Fault):
            yield row, cells
        elif isinstance(cells.get("guide"), dict):
            yield from ((row, one) for one in _whole(row, at, cells, seen))
        else:
            fields, unknown = _by_field(cells, seen.given.mapping)
            yield from ((row, one) for one in _unknown(row, at, unknown, seen))
            yield from ((row, one) for one in _read(row, at, fields, seen))


def _by_field(cells: Mapping[str, Any], mapping: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """Cells by our field names, and the headings nobody knows. Of two headings for one field the first that
    is filled counts.
    """
    known: dict[str, Any] = {}
    unknown: list[str] = []
    for head, cell in cells.items():
        name = mapping.get(head) or _field_of(head)
        if name is None:
            unknown.append(head)
        elif name != IGNORED and known.get(name) in (None, "", []):
            known[name] = cell
    return known, unknown


@cache
def _field_of(head: str) -> str | None:
    return headings("item").get(folded(head))


def _whole(row: int, sheet: int, cells: dict[str, Any], seen: _File) -> Iterator[RawItem | Fault]:
    """A line that another installation of this program exported: the guide as it stands there."""
    content = cells["guide"]
    name = content.get("name")
    raw = RawItem(
        row,
        code=str(content.get("code", "")),
        name=str(name.get("zh", "")) if isinstance(name, dict) else "",
        dept=str(cells.get("dept") or ""),
        org_code=str(content.get("org_code", "")),
        region_code=str(content.get("region_code", "")),
        content=content,
    )
    faults = [*checks.codes(checks.completed(raw)), *_code_faults(raw, seen)]
    yield from seen.placed(sheet, faults, raw.code)
    if not any(fault.severity == "error" for fault in faults):
        seen.codes[raw.code] = row
        yield raw


# Tables


def _tables(path: Path, sheets: list[Sheet], seen: _File) -> Iterator[Found]:
    """Rows at once where the file is one list of items; joined where other tables belong to them."""
    found: list[tuple[int, Headed]] = []
    refused: list[str] = []
    for sheet in sheets:
        if sheet.is_hidden:
            cure = _("The sheet is passed over. ") + _("Show the sheet if it is to be read.")
            yield 0, _passed_over(sheet.name, _("a hidden sheet"), cure)
            continue
        headed = understood(sheet.name, sheet.rows(), seen.given.mapping)
        if isinstance(headed, Headed):
            names = dict(reversed([pair for pair in zip(headed.fields, headed.columns, strict=True) if pair[0]]))
            found.append((seen.sheet(sheet.name, names), headed))
        elif headed:
            refused.append(", ".join(filter(None, headed))[:200])
            cure = _("No headings were recognised, so the sheet is passed over. Put the headings into the first line.")
            yield 0, _passed_over(sheet.name, refused[-1], cure)
    if not any(one.part == "item" for _at, one in found):
        raise _no_heading(path, refused, found)
    for at, one in found:
        yield from ((one.row, fault) for fault in _unknown(one.row, at, _nameless(one, seen.given.mapping), seen))
        yield from ((one.row, fault) for fault in seen.placed(at, _twice(one)))
    if all(one.part == "item" and one.table is None for _at, one in found):
        for at, one in found:
            yield from _plain_rows(at, one, seen)
    else:
        yield from _joined(found, seen)


def _passed_over(name: str, found: str, cure: str) -> Fault:
    wanted = _("a sheet with a heading for the name of the item")
    return Fault(0, "", "warning", found, wanted, cure, sheet=name)


def _no_heading(path: Path, refused: list[str], found: list[tuple[int, Headed]]) -> Refused:
    other = ", ".join(one.table.name if one.table else one.part for _at, one in found)
    return Refused(
        _("%(file)s has no heading for the name of the item.") % {"file": path.name},
        found=(refused[0] if refused else other) or _("no row that holds anything"),
        wanted=_("a first line with headings, such as 事项名称, 实施编码, 行政区划 or name, code, area_code"),
        cure=_("Put the headings into the first line."),
    )


def _nameless(one: Headed, mapping: Mapping[str, str]) -> list[str]:
    """Headings that mean nothing to us, of those columns that were not passed over on purpose."""
    known = mapping if one.part == "item" else {}
    columns = zip(one.columns, one.fields, strict=True)
    return [column for column, name in columns if column and not name and known.get(column) != IGNORED]


def _twice(one: Headed) -> Iterator[Fault]:
    """Columns that mean what another before them means."""
    first: dict[str, str] = {}
    for column, name in zip(one.columns, one.fields, strict=True):
        if name and name in first:
            wanted = _("one column for “%(field)s”") % {"field": column_in_words(name, one.part)}
            cure = _("It counts only where “%(first)s” is empty; say what one of the two means, or pass it over.")
            yield Fault(one.row, column, "warning", column, wanted, cure % {"first": first[name]}, heading=column)
        elif name:
            first[name] = column


def _plain_rows(at: int, one: Headed, seen: _File) -> Iterator[Found]:
    for row, cells in one.rows:
        if isinstance(cells, Fault):
            yield from ((row, fault) for fault in seen.placed(at, [cells]))
        elif fields := _fields(one, cells):
            yield from ((row, fault) for fault in _surplus(row, at, one, cells, seen))
            yield from ((row, found) for found in _read(row, at, fields, seen))


def _fields(one: Headed, cells: list[Any]) -> dict[str, Any]:
    """Nothing for a row that is empty. The first of two columns for one field counts that is filled."""
    if not any(cell not in (None, "") and str(cell).strip() for cell in cells):
        return {}
    known: dict[str, Any] = {}
    for at, name in enumerate(one.fields):
        cell = cells[at] if at < len(cells) else None
        if name and known.get(name) in (None, ""):
            known[name] = cell
    return known


def _surplus(row: int, at: int, one: Headed, cells: list[Any], seen: _File) -> Iterator[Fault]:
    more = [str(cell) for cell in cells[len(one.columns) :] if cell not in (None, "") and str(cell).strip()]
    if more:
        wanted, cure = _("no cell without a heading"), _("It is passed over; look for a comma too many in this row.")
        yield from seen.placed(at, [Fault(row, "", "warning", ", ".join(more)[:80], wanted, cure)])


# Tables that belong together


def _joined(found: list[tuple[int, Headed]], seen: _File) -> Iterator[Found]:
    stage = Stage()
    try:
        has = frozenset(one.part for _at, one in found)
        columns = {at: frozenset(filter(None, one.fields)) for at, one in found}
        for at, one in found:
            for row, cells in one.rows:
                if isinstance(cells, Fault):
                    yield from ((row, fault) for fault in seen.placed(at, [cells]))
                elif fields := _fields(one, cells):
                    yield from ((row, fault) for fault in _stage(stage, at, one.part, one.table, row, fields, seen))
        stage.whole()
        yield from _unstaged(stage, has, columns, {at: one.table for at, one in found}, seen)
    finally:
        stage.close()


def _staged_objects(sheet: Sheet, seen: _File) -> Iterator[Found]:
    """JSON lines with the name of the table in each."""
    stage = Stage()
    sheets: dict[str, tuple[int, Any]] = {}
    columns: dict[int, set[str]] = {}
    try:
        for row, cells in sheet.rows():
            if isinstance(cells, Fault):
                yield row, cells
                continue
            name = str(cells.pop("table", ""))
            table = table_of(name)
            if table is None:
                wanted, cure = _("the name of a table of the national exchange"), _("The line is skipped.")
                yield row, Fault(row, "table", "warning", name[:80], wanted, cure)
                continue
            if name not in sheets:
                heads = {one.field: one.name for one in table.columns}
                sheets[name] = seen.sheet(name, heads), table
            at = sheets[name][0]
            fields, unknown = national.by_field(table, cells)
            columns.setdefault(at, set()).update(fields)
            yield from ((row, fault) for fault in _unknown(row, at, unknown, seen))
            yield from ((row, fault) for fault in _stage(stage, at, table.part, table, row, fields, seen))
        stage.whole()
        has = frozenset(table.part for _at, table in sheets.values())
        told = {at: frozenset(one) for at, one in columns.items()}
        yield from _unstaged(stage, has, told, dict(sheets.values()), seen)
    finally:
        stage.close()


def _stage(
    stage: Stage, at: int, part: str, table: Any, row: int, fields: dict[str, Any], seen: _File
) -> Iterator[Fault]:
    faults: list[Fault] = []
    national.stage(stage, at, part, table, row, fields, seen.given.editions, faults)
    yield from seen.placed(at, faults, str(fields.get("code") or ""))


def _unstaged(
    stage: Stage,
    has: frozenset[str],
    columns: Mapping[int, frozenset[str]],
    tables: Mapping[int, Any],
    seen: _File,
) -> Iterator[Found]:
    for item in stage.items():
        table = tables[item.sheet]
        if table is not None and (fault := national.set_aside(item)):
            yield from ((item.row, one) for one in seen.placed(item.sheet, [fault], item.code))
            continue
        cells, parts, told = _with_parts(stage, item, columns)
        faults = (
            list(national.completed(stage, item, cells, table, seen.given.region_code)) if table is not None else []
        )
        yield from ((item.row, one) for one in seen.placed(item.sheet, faults, item.code))
        told_parts = {part: told[part] for part in OTHER_PARTS if part in has}
        yield from (
            (item.row, one) for one in _read(item.row, item.sheet, cells, seen, parts=parts, told_parts=told_parts)
        )
    for sheet, row, code in stage.orphans():
        wanted = _("a row that belongs to an item of this file")
        fault = Fault(row, "code", "error", code[:80], wanted, _("It is passed over; correct the code of its item."))
        yield from ((row, one) for one in seen.placed(sheet, [fault], code))


def _with_parts(
    stage: Stage, item: Staged, columns: Mapping[int, frozenset[str]]
) -> tuple[dict[str, Any], dict[str, list[dict[str, Any]]], dict[str, frozenset[str]]]:
    """The item's own cells with those of its extension; its parts by name; which fields of a part are told."""
    cells = dict(item.cells)
    parts: dict[str, list[dict[str, Any]]] = {}
    told: dict[str, frozenset[str]] = dict.fromkeys(OTHER_PARTS, frozenset())
    for child in stage.parts_of(item):
        name = national.PARTS[child.part]
        if name == "extend":
            cells |= {key: value for key, value in child.cells.items() if cells.get(key) in (None, "")}
        else:
            parts.setdefault(name, []).append(child.cells)
            told[name] |= columns[child.sheet]
    return cells, parts, told


# One item


def _read(
    row: int,
    sheet: int,
    fields: dict[str, Any],
    seen: _File,
    *,
    parts: dict[str, list[dict[str, Any]]] | None = None,
    told_parts: dict[str, frozenset[str]] | None = None,
) -> Iterator[RawItem | Fault]:
    faults: list[Fault] = []
    found = read_fields(row, fields, seen.given.editions, faults, parts=parts, told_parts=told_parts)
    item = _coded(checks.identified(replace(found, sheet=seen.sheets[sheet]), seen.given))
    faults += [*checks.faults(item), *_code_faults(item, seen)]
    yield from seen.placed(sheet, faults, item.code)
    if not any(fault.severity == "error" for fault in faults):
        seen.codes[item.code] = row
        yield item


def read_fields(
    row: int,
    fields: Mapping[str, Any],
    editions: Mapping[str, str],
    faults: list[Fault],
    *,
    parts: dict[str, list[dict[str, Any]]] | None = None,
    told_parts: dict[str, frozenset[str]] | None = None,
) -> RawItem:
    """Cells by our fields as an item; what its code or the whole list tells is not in it yet."""
    known = specs("item")
    base = {name: cell for name, cell in fields.items() if name in BASE}
    converted = convert(row, base)
    faults += converted.faults
    elements = values.converted(row, "item", {name: fields[name] for name in fields if name in known}, editions, faults)
    return replace(
        converted.item,
        is_place_guessed=bool(fields.get(national.GUESSED)),
        elements=_at_once(fields) | elements | _several(row, fields, editions, faults),
        parts=parts or {},
        told=(frozenset(fields) | frozenset(told_parts or {})) - {national.GUESSED},
        told_parts=told_parts or {},
    )


BASE = frozenset(RawItem.__dataclass_fields__) - {
    "row", "code_kind", "type_code_found", "sheet", "is_place_guessed", "elements", "parts", "told", "told_parts",
    "content",
}  # fmt: skip


def _at_once(fields: Mapping[str, Any]) -> dict[str, Any]:
    """A limit that says 即办 tells the kind of case, where no column does."""
    limit = clean(fields.get("promise_days")) or clean(fields.get("legal_days"))
    return {"kind": "immediate"} if is_at_once(limit) else {}


def _several(row: int, fields: Mapping[str, Any], editions: Mapping[str, str], faults: list[Fault]) -> dict[str, Any]:
    """The codes that stand in columns of our older kind too."""
    found = {}
    for name, target, key in (("objects", "service_objects", "service_object"), ("level", "use_levels", "use_level")):
        if (cell := fields.get(name)) in (None, "", []):
            continue
        try:
            value = values.codes(key, cell, editions.get(key, ""))
        except values.Unreadable as wrong:
            cure = _("The rest of the cell is kept.") if wrong.kept else _("Not readable, left empty; fill it in.")
            faults.append(Fault(row, name, "warning", str(cell)[:80], wrong.wanted, cure))
            value = wrong.kept or []
        if value:
            found[target] = value
    return found


def _unknown(row: int, sheet: int, unknown: list[str], seen: _File) -> Iterator[Fault]:
    """A column nobody knows is told once, not with every row."""
    for column in unknown:
        key = f"{seen.sheets[sheet]}\n{column}"
        if key not in seen.unknown:
            seen.unknown.add(key)
            wanted = _("a heading we know")
            cure = _("Its cells are passed over; say what the column means to have it read.")
            yield from seen.placed(sheet, [Fault(row, column, "warning", column, wanted, cure)])


def _coded(item: RawItem) -> RawItem:
    if item.code or not (item.name and item.region_code and (item.org_code or item.dept)):
        return item
    return replace(item, code=_derived(item), code_kind="derived")


def _derived(item: RawItem) -> str:
    """A code for a list that has none: the same organ, place and name always give the same one, so that a
    second import changes nothing. `LOCAL` keeps it apart from every code of the standard.
    """
    whole = "\n".join([item.region_code, item.org_code or item.dept, item.name])
    return f"LOCAL-{item.region_code}-{blake2b(whole.encode(), digest_size=6).hexdigest().upper()}"


def _code_faults(item: RawItem, seen: _File) -> Iterator[Fault]:
    if not item.code:
        wanted = _("the implementation code, or the region and the organisation for a code of our own")
        yield Fault(
            item.row,
            "code",
            "error",
            "",
            wanted,
            _("Fill in the code, or say whose list this is: region and organisation."),
        )
    elif item.code in seen.codes:
        found = _("%(code)s, as in row %(row)s") % {"code": item.code, "row": seen.codes[item.code]}
        yield Fault(
            item.row,
            "code",
            "error",
            found,
            _("each code once"),
            _("Remove one of the two rows, or correct its code."),
        )
    elif item.code_kind == "derived":
        wanted = _("the implementation code")
        yield Fault(
            item.row,
            "code",
            "warning",
            "",
            wanted,
            _("%(code)s was derived from place, organ and name.") % {"code": item.code},
        )
