"""Rows of one kind of list, from any file: each with its cells by field, or with what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tongban.catalogue.exchange.books import Sheet, opened
from tongban.catalogue.exchange.fields import Table, folded, headings, specs, table_of
from tongban.catalogue.exchange.heads import IGNORED, LOOKED_AT
from tongban.catalogue.reading_fields import Fault, Given
from tongban.kit.errors import Refused

NATIONAL = {"base_code": "code", "level": "levels", "local_base_code": "local_code"}
"""Fields of the national table that have another name in a plain list."""

ENVELOPE = frozenset({"row_guid", "cd_time", "cd_batch", "data_source", "table"})
"""Columns of the exchange itself."""


@dataclass(frozen=True)
class Row:
    """`heads`: field → what stands above it, for whoever looks the fault up."""

    number: int
    sheet: str
    cells: dict[str, Any]
    heads: Mapping[str, str]


@dataclass(frozen=True)
class Headed:
    row: int
    columns: list[str]
    fields: list[str]
    rows: Iterator[tuple[int, Any]]


def rows_of(path: Path, part: str, given: Given, *, trusted: bool = True) -> Iterator[Row | Fault]:
    """Raises Refused for a file that cannot be read, or in which no sheet has the headings of such a list."""
    with opened(path, trusted=trusted) as sheets:
        if any(one.of_objects for one in sheets):
            yield from _objects(sheets[0], part, given)
            return
        found, first = 0, list[str]()
        for sheet in sheets:
            headed = None if sheet.is_hidden else understood(sheet, part, given.mapping)
            if headed is not None and "name" in headed.fields:
                found += 1
                yield from _plain(sheet, headed)
            elif headed is not None:
                first = first or headed.columns
        if not found:
            raise _no_heading(path, part, first)


def understood(sheet: Sheet, part: str, mapping: Mapping[str, str]) -> Headed | None:
    """Under the row with most headings that are known; nothing of an empty sheet."""
    table = _table(sheet.name, part)
    rows, first, faults = sheet.rows(), list[tuple[int, list[str]]](), list[tuple[int, Any]]()
    for number, cells in rows:
        if isinstance(cells, Fault):
            faults.append((number, cells))
        elif any(_said(cell) for cell in cells):
            first.append((number, [_said(cell) for cell in cells]))
        if len(first) == LOOKED_AT:
            break
    if not first:
        return None
    known = [[field_of(head, part, mapping, table) for head in cells] for _number, cells in first]
    at = max(range(len(known)), key=lambda place: (sum(map(bool, known[place])), -place))
    return Headed(first[at][0], first[at][1], known[at], chain(faults, first[at + 1 :], rows))


def _table(name: str, part: str) -> Table | None:
    table = table_of(name)
    return table if table is not None and table.part == "directory" and part == "basic" else None


def field_of(head: str, part: str, mapping: Mapping[str, str], table: Table | None = None) -> str:
    """What somebody said of a column counts before what its heading says; "" unknown or passed over."""
    if given := mapping.get(head):
        return "" if given == IGNORED or given not in specs(part) else given
    if table is not None:
        named = next((one.field for one in table.columns if head.lower() in (one.name, one.element)), "")
        field = NATIONAL.get(named, named)
        return field if field in specs(part) else ""
    return headings(part).get(folded(head), "")


def _said(cell: Any) -> str:
    return " ".join(str(cell).split()) if cell is not None else ""


def _plain(sheet: Sheet, headed: Headed) -> Iterator[Row | Fault]:
    heads = {field: head for field, head in zip(headed.fields, headed.columns, strict=True) if field}
    for head, field in zip(headed.columns, headed.fields, strict=True):
        if head and not field and head.lower() not in ENVELOPE:
            yield _unknown(headed.row, sheet.name, head)
    for number, cells in headed.rows:
        if isinstance(cells, Fault):
            yield cells
            continue
        named = {field: cell for field, cell in zip(headed.fields, cells, strict=False) if field}
        if any(_said(cell) for cell in named.values()):
            yield Row(number, sheet.name, named, heads)


def _objects(sheet: Sheet, part: str, given: Given) -> Iterator[Row | Fault]:
    told: set[str] = set()
    for number, cells in sheet.rows():
        if isinstance(cells, Fault):
            yield cells
            continue
        table = _table(str(cells.get("table", "")), part)
        if cells.get("table") and table is None:
            continue  # another table of the exchange
        named, heads = dict[str, Any](), dict[str, str]()
        for head, cell in cells.items():
            if field := field_of(head, part, given.mapping, table):
                named[field], heads[field] = cell, head
            elif head not in told and head.lower() not in ENVELOPE:
                told.add(head)
                yield _unknown(number, "", head)
        yield Row(number, "", named, heads)


def _unknown(row: int, sheet: str, head: str) -> Fault:
    cure = _("The column is passed over; say what it means if it matters.")
    return Fault(row, head, "warning", head, _("a column that we know"), cure, sheet=sheet, heading=head)


def _no_heading(path: Path, part: str, first: list[str]) -> Refused:
    wanted = ", ".join(one.zh for one in list(specs(part).values())[:8])
    return Refused(
        _("%(file)s has no heading of such a list.") % {"file": path.name},
        found=", ".join(filter(None, first))[:200] or _("nothing"),
        wanted=wanted,
        cure=_("Give the table a heading row, or say what its columns mean."),
    )
