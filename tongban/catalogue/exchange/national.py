"""The tables exchanged with the national platform (up_ reports up, dn_ distributes down): their rows, joined and judged.

The latest version of an item counts. An operation D proposes that an item be cancelled; nothing is deleted here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from tongban.catalogue.codes import code_set
from tongban.catalogue.exchange import values
from tongban.catalogue.exchange.fields import Table, specs
from tongban.catalogue.exchange.staging import Stage, Staged
from tongban.catalogue.reading_fields import Blank, CellError, Fault, clean, plain
from tongban.kit.checkdigits import uscc_ok

PARTS = ("extend", "materials", "fees", "questions", "steps")
GUESSED = "is_place_guessed"
KNOWN = {"organs": "org_code", "directory": "base_code"}


def by_field(table: Table, cells: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """A row by our fields, and the columns that the table does not have."""
    known = {one.name: one.field for one in table.columns}
    lowered = {name.lower(): cell for name, cell in cells.items()}
    fields = {known[name]: cell for name, cell in lowered.items() if name in known}
    return fields, [name for name in cells if name.lower() not in known]


def stage(
    into: Stage,
    sheet: int,
    part: str,
    table: Table | None,
    row: int,
    fields: dict[str, Any],
    editions: Mapping[str, str],
    faults: list[Fault],
) -> None:
    """One row of any table on its way; what its columns promise is looked at here, what they mean later."""
    if table is not None:
        faults.extend(_broken(table, row, fields))
    code, version = _key(fields.get("code")), _version(fields.get("source_version"))
    if part == "item":
        into.add(
            code=code,
            version=version,
            sent=clean(fields.get("sent_at")),
            guid=clean(fields.get("source_guid")),
            sheet=sheet,
            row=row,
            cells=fields,
        )
    elif part in KNOWN:
        into.add_known(part, _key(fields.get(KNOWN[part])), fields)
    elif _operation(fields) != "D":
        faults.extend(_stage_part(into, sheet, part, table, row, fields, editions, code, version))


def _stage_part(
    into: Stage,
    sheet: int,
    part: str,
    table: Table | None,
    row: int,
    fields: dict[str, Any],
    editions: Mapping[str, str],
    code: str,
    version: int | None,
) -> list[Fault]:
    faults: list[Fault] = []
    if part == "extend":
        cells = {key: cell for key, cell in fields.items() if key not in ENVELOPE}
    else:
        named = {one.code_set: one.edition for one in table.columns if one.edition} if table else {}
        cells = values.converted(row, part, fields, {**named, **editions}, faults)
        faults += _nameless(part, row, cells)
    if part == "extend" or not any(fault.severity == "error" for fault in faults):
        into.add_part(
            part=PARTS.index(part),
            code=code,
            version=version,
            guid=clean(fields.get("task_guid")),
            place=order if isinstance(order := cells.get("order"), int) else row,
            sheet=sheet,
            row=row,
            cells=cells,
        )
    return faults


ENVELOPE = frozenset(
    {"source_guid", "operation", "sent_at", "batch", "data_source", "task_guid", "code", "source_version"}
)
REQUIRED = {"materials": ("name",), "fees": ("name", "standard"), "questions": ("q", "a"), "steps": ("name",)}


def _nameless(part: str, row: int, cells: Mapping[str, Any]) -> list[Fault]:
    return [
        Fault(row, field, "error", "", specs(part)[field].label, _("The row is passed over; fill the cell in."))
        for field in REQUIRED[part]
        if field not in cells
    ]


def _broken(table: Table, row: int, fields: Mapping[str, Any]) -> Iterator[Fault]:
    """What the columns of the table ask: something in those that must not be empty, and nothing too long."""
    for column in table.columns:
        if column.field not in fields:
            continue
        cell = fields[column.field]
        text = "" if cell is None else str(cell)
        if column.required and not text.strip() and column.field not in ("operation", "sent_at", "batch"):
            wanted = _("%(element)s, which must not be empty") % {"element": column.element}
            yield Blank(row, column.field, "warning", "", wanted, _("It is read without it."), heading=column.name)
        elif column.type == "an" and column.length and len(text) > column.length and not isinstance(cell, CellError):
            wanted = _("at most %(count)s characters") % {"count": column.length}
            found = _("%(count)s characters") % {"count": len(text)}
            yield Fault(row, column.field, "warning", found, wanted, _("It is kept whole."), heading=column.name)


def _key(cell: Any) -> str:
    return plain(clean(cell)).strip()


def _version(cell: Any) -> int | None:
    text = plain(clean(cell))
    return int(text) if text.isdigit() and len(text) < 10 else None


def _operation(fields: Mapping[str, Any]) -> str:
    text = clean(fields.get("operation"))
    return code_set("operation").canonical(text) or text.upper() or "I"


def set_aside(item: Staged) -> Fault | None:
    """A row that is told and not read: an older version, or a proposal to cancel."""
    if item.latest is not None and item.version is not None and item.version < item.latest:
        wanted = _("version %(number)d, the latest of the file") % {"number": item.latest}
        cure = _("The latest version counts; this row is passed over.")
        return Fault(item.row, "source_version", "warning", str(item.version), wanted, cure)
    if _operation(item.cells) == "D":
        wanted = _("a person who decides it")
        cure = _("Nothing was deleted: cancel the item at the desk if its organ agrees.")
        return Fault(item.row, "operation", "cancel", "D", wanted, cure)
    return None


def completed(stage: Stage, item: Staged, cells: dict[str, Any], table: Table, region: str) -> Iterator[Fault]:
    """What the list of organs and the directory know besides; where an item contradicts them. The tables tell no
    division: it is `region`, or else the one that the organ is registered in.
    """
    organ = stage.known("organs", _key(cells.get("org_code")))
    entry = stage.known("directory", _key(cells.get("base_code")))
    for field, more in (("dept", organ), ("basis_text", entry), ("name", entry)):
        if not clean(cells.get(field)) and more.get(field):
            cells[field] = more[field]
    if entry and clean(entry.get("type_code")) and clean(entry["type_code"]) != clean(cells.get("type_code")):
        wanted = _("the type of its entry in the directory, %(type)s") % {"type": clean(entry["type_code"])}
        yield Fault(item.row, "type_code", "warning", clean(cells.get("type_code")), wanted, _("It is kept."))
    types = code_set("task_type").canonical(clean(cells.get("type_code"))) or ""
    if table.types and types and types not in table.types:
        wanted = _("a type that this table holds: %(types)s") % {"types": ", ".join(table.types)}
        yield Fault(item.row, "type_code", "warning", clean(cells.get("type_code")), wanted, _("It is kept."))
    for field in ("operation", "sent_at", "batch", "data_source", "task_guid"):
        cells.pop(field, None)
    if not region and (place := place_of(_key(cells.get("org_code")))):
        cells |= {"region_code": place, GUESSED: True}


def place_of(org_code: str) -> str:
    """The division that an organ is registered in: six digits inside its credit code; "" if it has none."""
    return org_code[2:8] + "000000" if uscc_ok(org_code) and org_code[2:8].isdigit() else ""
