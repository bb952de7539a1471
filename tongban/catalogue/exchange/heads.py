"""Which line of a sheet is its heading, and what each column means: one heading row, or two with groups above."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from tongban.catalogue.exchange.fields import PARTS, SHEETS, Table, folded, headings, table_of
from tongban.catalogue.reading_fields import Fault

LOOKED_AT = 20  # rows in which a heading is looked for
MOST_FAULTY = 200  # rows that cannot be read, before the rest
NEEDED = {"item": {"name"}, "materials": {"name"}, "fees": {"name"}, "questions": {"q", "a"}, "steps": {"name"}}
Names = Mapping[str, str]
IGNORED = "-"
"""In a mapping: a column that is passed over on purpose."""


@dataclass
class Headed:
    """A sheet that was understood. `row`: its heading's; `columns`: what stands above each column; `fields`: what it
    means, "" unknown.
    """

    row: int
    part: str
    table: Table | None
    columns: list[str]
    fields: list[str]
    rows: Iterator[tuple[int, Any]]


def understood(
    name: str, rows: Iterator[tuple[int, Any]], mapping: Names, *, otherwise: str = ""
) -> Headed | list[str]:
    """What is no list gives its first row of cells, so that a refusal can say what was found. `otherwise`: the part
    that it is taken for all the same, by somebody who asks what its columns mean.
    """
    table = table_of(name)
    first: list[tuple[int, Any]] = []
    faults: list[tuple[int, Any]] = []
    for number, cells in rows:
        if isinstance(cells, Fault):
            faults.append((number, cells))
        elif not _is_empty(cells):
            first.append((number, cells))
        if len(first) == LOOKED_AT or len(faults) == MOST_FAULTY:
            break
    if not first:
        return []
    at, columns, used = _best(table, name, first, mapping)
    part = (table.part if table else _part_of(name, columns, mapping)) or otherwise
    if not part:
        return [str(cell).strip() for cell in first[0][1]]
    fields = fields_of(part, table, columns, mapping)
    return Headed(first[at][0], part, table, columns, fields, chain(faults, first[at + used :], rows))


def _is_empty(cells: list[Any]) -> bool:
    return not any(cell not in (None, "") and str(cell).strip() for cell in cells)


def _best(table: Table | None, name: str, first: list[tuple[int, Any]], mapping: Names) -> tuple[int, list[str], int]:
    """The row with most headings that are known, and whether the row beneath belongs to it."""
    scores = [_score(table, [_said(cell) for cell in cells], mapping) for _number, cells in first]
    at = max(range(len(scores)), key=lambda place: (scores[place], -place))
    columns = [_said(cell) for cell in first[at][1]]
    before, after = (first[at - 1][1] if at else []), (first[at + 1][1] if at + 1 < len(first) else [])
    if table is None and at and scores[at - 1] >= 1 and _is_group(first[at - 1][1], first[at][1]):
        return at - 1, _joined(before, first[at][1]), 2
    if table is None and after and _is_second(columns, after, mapping):
        return at, _joined(first[at][1], after), 2
    return at, columns, 1


def _said(cell: Any) -> str:
    return re.sub(r"\s+", " ", str(cell)).strip() if cell not in (None, "") else ""


def _score(table: Table | None, cells: list[str], mapping: Names) -> int:
    if table is not None:
        known = {column.name for column in table.columns} | {column.element for column in table.columns}
        return sum(cell.lower() in known for cell in cells)
    return max(sum(cell in mapping or folded(cell) in headings(part) for cell in cells if cell) for part in PARTS)


def _is_group(above: list[Any], below: list[Any]) -> bool:
    """The row above names groups: it stands over what is named below, with gaps."""
    return len({_said(cell) for cell in above if _said(cell)}) >= 2 and len(above) <= len(below) + 2


def _is_second(columns: list[str], cells: list[Any], mapping: Names) -> bool:
    """A second heading row: words under gaps of the first, at least half of them known, alone or with their group."""
    words = [_said(cell) for cell in cells]
    filled = [word for word in words if word]
    gaps = any(word and (at >= len(columns) or not columns[at]) for at, word in enumerate(words))
    known, group = 0, ""
    for at, word in enumerate(words):
        over = columns[at] if at < len(columns) else ""
        group = over or group
        known += bool(word) and (word == over or word in mapping or bool(_known(word) or _both(group, word)))
    return gaps and known >= 2 and known * 2 >= len(filled) and all(len(word) <= 30 for word in filled)


def _known(word: str) -> str:
    return headings("item").get(folded(word), "")


def _both(group: str, word: str) -> str:
    """The words of a group and of a column, as one heading that is known."""
    return next((both for both in (group + word, word + group) if group and _known(both)), "")


def _joined(above: list[Any], below: list[Any]) -> list[str]:
    """Each column by its own word; by its group's too, where the two together are what is known."""
    columns: list[str] = []
    group = ""
    for at in range(max(len(above), len(below))):
        over = _said(above[at]) if at < len(above) else ""
        under = _said(below[at]) if at < len(below) else ""
        group = over or group
        columns.append(_column(over, group if under else over, under))
    return columns


def _column(over: str, group: str, under: str) -> str:
    """The first column of a group is the group's own where its word says no more: 承诺办结时限, beneath it 时限."""
    if not under or under == over:
        return over
    if (both := _both(group, under)) or _known(under) or not group:
        return both or under
    return group if over and _known(group) else f"{group} {under}"


def _part_of(name: str, columns: list[str], mapping: Names) -> str:
    for part, sheet in SHEETS.items():
        if name.strip() == sheet and _holds(part, columns, mapping):
            return part
    found = [part for part in PARTS if _holds(part, columns, mapping)]
    if "item" in found and not _is_child(columns):
        return "item"
    return next((part for part in found if part != "item"), "item" if "item" in found else "")


def _holds(part: str, columns: list[str], mapping: Names) -> bool:
    fields = {field for field in fields_of(part, None, columns, mapping) if field}
    return NEEDED[part] <= fields and (part == "item" or "code" in fields)


def _is_child(columns: list[str]) -> bool:
    return any(folded(column) in {"材料名称", "收费项目名称", "收费项目", "环节名称"} for column in columns)


def fields_of(part: str, table: Table | None, columns: list[str], mapping: Names) -> list[str]:
    """What somebody said of a column counts before what its heading says."""
    known = {one.name: one.field for one in table.columns} if table else {}
    known |= {one.element: one.field for one in table.columns} if table else {}
    guessed = headings("item" if part in ("extend", "directory", "organs") else part)
    found = []
    for column in columns:
        given = mapping.get(column) if part in ("item", "extend") else None
        field = given or known.get(column.lower()) or known.get(column)
        if not field and table is None:
            field = guessed.get(folded(column), "")
        found.append("" if field == IGNORED else field or "")
    return found
