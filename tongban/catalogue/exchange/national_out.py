"""The up_ tables, written: one sheet, one csv in a zip, or lines of JSON for each, with the envelope of the exchange."""

from __future__ import annotations

import csv
import io
import tempfile
import uuid
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Protocol

import orjson

from tongban.catalogue.codes import code_set
from tongban.catalogue.exchange.fields import Column, Table, tables
from tongban.catalogue.exchange.flat import BETWEEN, cells_of, rows_of
from tongban.catalogue.models import Item, ItemVersion
from tongban.catalogue.topics import topics
from tongban.kit import clock
from tongban.kit.models import next_in_block
from tongban.kit.workbook_out import SheetOut, WorkbookOut

KINDS = ("xlsx", "zip", "jsonl")
CHILDREN = {"materials": "material", "fees": "fee_project", "questions": "questions"}
WIDTH = 24


def write(
    found: Iterator[tuple[Item, ItemVersion]],
    target: BinaryIO,
    kind: str,
    data_source: str,
    lacking: Counter[str] | None = None,
) -> int:
    """`lacking` counts, by the name of the element, the cells left empty that the exchange wants filled."""
    into = _Counting(WRITERS[kind](target), Counter() if lacking is None else lacking)
    envelope, count = _envelope(data_source), 0
    organs: set[str] = set()
    for item, version in found:
        count += 1
        for table, row in _rows(item, version):
            into.add(table, _cells(table, row | envelope))
        if item.org_code not in organs:
            organs.add(item.org_code)
            into.add(
                tables()["up_zone_organization"], _cells(tables()["up_zone_organization"], _organ(item) | envelope)
            )
    into.finish()
    return count


def _envelope(data_source: str) -> dict[str, Any]:
    """The batch is the day and a number of five digits that nobody else has today."""
    now = clock.now().astimezone(clock.ZONE)
    number = next_in_block(f"exchange:{now:%Y%m%d}", size=1)
    return {"batch": f"{now:%Y%m%d}{number:05d}", "sent_at": f"{now:%Y-%m-%d %H:%M:%S}", "data_source": data_source[:3]}


def table_for(type_code: str) -> Table:
    """The table of items that holds this type; services to the public where nobody holds it."""
    found = (one for one in tables().values() if one.part == "item" and type_code in one.types)
    return next(found, tables()["up_task_public_basic"])


def _rows(item: Item, version: ItemVersion) -> Iterator[tuple[Table, dict[str, Any]]]:
    cells = cells_of(version.content, item.org_name)
    table = table_for(str(cells.get("type_code", "")))
    guid = str(cells.get("source_guid") or item.pk)
    own = {
        "source_guid": guid,
        "source_version": cells.get("source_version", version.number),
        "operation": "I" if version.number == 1 else "U",
        "item_state": cells.get("item_state", "1"),
    }
    yield table, cells | own
    stem = table.name.removesuffix("_basic")
    joined = {"code": cells["code"], "task_guid": guid} | {key: own[key] for key in ("source_version", "operation")}
    if extend := tables().get(f"{stem}_extend"):
        yield extend, cells | _topics(version.content) | joined | {"source_guid": _guid(item, "extend")}
    for part, word in CHILDREN.items():
        if child := tables().get(f"{stem}_{word}"):
            for at, row in enumerate(rows_of(version.content, part), 1):
                yield child, row | joined | {"source_guid": _guid(item, f"{part}.{row.get('key', at)}")}


def _guid(item: Item, part: str) -> str:
    """The same row has the same id in every export."""
    return str(uuid.uuid5(item.pk, part))


def _topics(content: dict[str, Any]) -> dict[str, list[str]]:
    """Codes of the national themes; words where a theme has none."""
    known = [code for code in content.get("topics", []) if code in topics()]
    named = {topics()[code].zh for code in known}
    other = [name for name in content.get("topic_names", []) if name not in named]
    split = {f"{whose}_topics": [code.partition(".")[2] for code in known if code.startswith(whose)] for whose in WHOSE}
    first = next((whose for whose in WHOSE if whose in content.get("audience", [])), "person")
    split[f"{first}_topics"] += other
    return split | {"person_local_topics": content.get("local_topics", [])}


WHOSE = ("person", "enterprise")


def _organ(item: Item) -> dict[str, Any]:
    return {
        "source_guid": item.org_code,
        "operation": "I",
        "org_code": item.org_code,
        "org_code9": item.org_code[8:17],
        "dept": item.org_name,
        "short_name": item.org_name[:50],
        "has_tasks": True,
    }


def _cells(table: Table, row: dict[str, Any]) -> list[Any]:
    return [_cell(column, row.get(column.field)) for column in table.columns]


def _cell(column: Column, value: Any) -> Any:
    if isinstance(value, bool):
        return "1" if value else "0"
    edition = column.edition or _numbers(column.code_set)
    if isinstance(value, list):
        return BETWEEN.join(_code(column, str(one), edition) for one in value) or None
    return _code(column, value, edition) if isinstance(value, str) else value


def _code(column: Column, value: str, edition: str) -> str:
    return code_set(column.code_set).code(value, edition) if column.code_set else value


def _numbers(key: str) -> str:
    """The edition with numbers, of a set that we keep in words."""
    if not key or code_set(key).home != "words":
        return ""
    return next(name for name in ("C0109", "GBT39046") if name in code_set(key).editions)


# Where they go


class Target(Protocol):
    def add(self, table: Table, cells: list[Any]) -> None: ...

    def finish(self) -> None: ...


class _Counting:
    """Passes the rows on, and counts what they lack."""

    def __init__(self, target: Target, lacking: Counter[str]) -> None:
        self.target, self.lacking = target, lacking

    def add(self, table: Table, cells: list[Any]) -> None:
        wanted = zip(table.columns, cells, strict=True)
        self.lacking.update(column.element for column, cell in wanted if column.required and cell in (None, ""))
        self.target.add(table, cells)

    def finish(self) -> None:
        self.target.finish()


class _Workbook:
    def __init__(self, target: BinaryIO) -> None:
        self.target, self.book = target, WorkbookOut()
        self.open: dict[str, SheetOut] = {}

    def add(self, table: Table, cells: list[Any]) -> None:
        sheet = self.open.get(table.name)
        if sheet is None:
            heads = [column.name for column in table.columns]
            sheet = self.open[table.name] = self.book.sheet(table.name, heads, [WIDTH] * len(heads))
        sheet.add(cells)

    def finish(self) -> None:
        if not self.book.sheets:
            empty = tables()["up_task_general_basic"]
            self.book.sheet(empty.name, [column.name for column in empty.columns], [WIDTH] * len(empty.columns))
        self.book.write(self.target)


class _Zip:
    """A csv for each table, without the guard against formulas: a machine reads them."""

    def __init__(self, target: BinaryIO) -> None:
        self.target = target
        self.open: dict[str, tuple[io.TextIOWrapper, Any, Any]] = {}

    def add(self, table: Table, cells: list[Any]) -> None:
        if table.name not in self.open:
            plain = tempfile.TemporaryFile()
            file = io.TextIOWrapper(plain, "utf-8-sig", newline="")
            self.open[table.name] = file, csv.writer(file), plain
            self.open[table.name][1].writerow([column.name for column in table.columns])
        self.open[table.name][1].writerow(cells)

    def finish(self) -> None:
        with zipfile.ZipFile(self.target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, (file, _writer, plain) in self.open.items():
                file.flush()
                plain.seek(0)
                with archive.open(f"{name}.csv", "w", force_zip64=True) as part:
                    while chunk := plain.read(1 << 20):
                        part.write(chunk)
                file.close()


class _Lines:
    def __init__(self, target: BinaryIO) -> None:
        self.target = target

    def add(self, table: Table, cells: list[Any]) -> None:
        names = [column.name for column in table.columns]
        row = {name: cell for name, cell in zip(names, cells, strict=True) if cell is not None}
        self.target.write(orjson.dumps({"table": table.name, **row}) + b"\n")

    def finish(self) -> None:
        pass


WRITERS: dict[str, Callable[[BinaryIO], Target]] = {"xlsx": _Workbook, "zip": _Zip, "jsonl": _Lines}
