"""The catalogue as a file: a workbook with a sheet for each kind of row, csv, JSON lines, or the national tables.

Items are read a few hundred at a time and written as they come. What is published counts; of an item that never was,
the newest draft.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import orjson
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tongban.catalogue.codes import code_set
from tongban.catalogue.exchange import national_out
from tongban.catalogue.exchange.fields import PARTS, SHEETS, Spec, specs
from tongban.catalogue.exchange.flat import BETWEEN, cells_of, rows_of
from tongban.catalogue.models import Item, ItemVersion
from tongban.catalogue.reading_papers import papers_of
from tongban.catalogue.states import State
from tongban.kit.errors import Refused
from tongban.kit.workbook_out import SheetOut, WorkbookOut
from tongban.regions.api import subtree_range

FORMATS = ("xlsx", "csv", "jsonl", "tables")
SUFFIXES = {"xlsx": ".xlsx", "csv": ".csv", "jsonl": ".jsonl", "tables": ".xlsx"}
CHUNK = 300
BOM = b"\xef\xbb\xbf"
WIDTHS = {"text": 40, "words": 24, "flag": 12, "number": 10, "day": 14, "code": 14, "codes": 20, "line": 20}
WIDE = {"name": 40, "code": 38, "handle_code": 40, "base_code": 18, "org_code": 24, "region_code": 16, "conditions": 50,
        "materials": 50, "process": 50, "url": 40, "dept": 24}  # fmt: skip


Say = Callable[[int], None]


def chosen(
    *, region_code: str = "", org_code: str = "", within: Q | None = None, published: bool = False
) -> QuerySet[Item]:
    rows = Item.objects.filter(within) if within is not None else Item.objects.all()
    if region_code:
        low, high = subtree_range(region_code)
        rows = rows.filter(region_code__gte=low, region_code__lt=high)
    if org_code:
        rows = rows.filter(org_code=org_code)
    return rows.filter(current__isnull=False) if published else rows


def versions(items: QuerySet[Item]) -> Iterator[tuple[Item, ItemVersion]]:
    """By code; two queries for some hundred items."""
    last = ""
    while some := list(items.filter(code__gt=last).select_related("current").order_by("code")[:CHUNK]):
        waiting = [item for item in some if item.current is None]
        drafts = ItemVersion.objects.filter(item__in=waiting, state__in=(State.DRAFT, State.REVIEW))
        open_ = {version.item_id: version for version in drafts}
        for item in some:
            version = item.current or open_.get(item.pk)
            if version is not None:
                yield item, version
        last = some[-1].code


def export_items(
    items: QuerySet[Item],
    target: BinaryIO,
    *,
    format: str,
    kind: str = "",
    data_source: str = "",
    say: Say = lambda count: None,
    lacking: Counter[str] | None = None,
) -> int:
    """How many items were written. `kind` of the national tables: xlsx, zip or jsonl; `lacking`: see there."""
    if format == "tables":
        return national_out.write(_said(versions(items), say), target, kind or "xlsx", data_source, lacking)
    writers = {"xlsx": _workbook, "csv": _csv, "jsonl": _lines}
    return writers[format](_said(versions(items), say), target)


def _said(found: Iterator[tuple[Item, ItemVersion]], say: Say) -> Iterator[tuple[Item, ItemVersion]]:
    for at, one in enumerate(found, 1):
        if at % 1000 == 0:
            say(at)
        yield one


# A workbook of our own


class _Sheets:
    """One sheet for each kind of row, and another of it where a million are too few."""

    def __init__(self) -> None:
        self.book = WorkbookOut()
        self.open = {part: self._begin(part, SHEETS[part]) for part in PARTS}

    def _begin(self, part: str, name: str) -> SheetOut:
        columns = list(specs(part).values())
        return self.book.sheet(name, [one.zh for one in columns], [_width(one) for one in columns])

    def add(self, part: str, cells: dict[str, Any]) -> None:
        sheet = self.open[part]
        if sheet.is_full:
            number = sum(one.name.startswith(SHEETS[part]) for one in self.book.sheets) + 1
            sheet = self.open[part] = self._begin(part, f"{SHEETS[part]}{number}")
        sheet.add([_shown(one, cells.get(one.field)) for one in specs(part).values()])


def _width(spec: Spec) -> int:
    return WIDE.get(spec.field, WIDTHS.get(spec.kind, 16))


def _workbook(found: Iterator[tuple[Item, ItemVersion]], target: BinaryIO) -> int:
    sheets, count = _Sheets(), 0
    for item, version in found:
        count += 1
        sheets.add("item", cells_of(version.content, item.org_name))
        for part in PARTS[1:]:
            for row in rows_of(version.content, part):
                sheets.add(part, row)
    sheets.book.write(target)
    return count


NAMED = {"objects": "service_object", "level": "use_level", "legal_unit": "time_unit", "promise_unit": "time_unit"}


def _shown(spec: Spec, cell: Any) -> Any:
    """Codes by their Chinese names, yes and no in words."""
    key = spec.codes or NAMED.get(spec.field, "")
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, list):
        joined = BETWEEN.join(code_set(key).name_zh(str(one)) if key else str(one) for one in cell)
        return joined + BETWEEN if spec.field == "materials" and len(cell) == 1 < len(papers_of(joined)[0]) else joined
    return code_set(key).name_zh(cell) if key and isinstance(cell, str) else cell


# csv


def _csv(found: Iterator[tuple[Item, ItemVersion]], target: BinaryIO) -> int:
    """One table of items; materials by their names."""
    columns, count = list(specs("item").values()), 0
    target.write(BOM)
    text = io.TextIOWrapper(target, "utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([one.zh for one in columns])
    for item, version in found:
        count += 1
        cells = cells_of(version.content, item.org_name)
        writer.writerow([guarded(_shown(one, cells.get(one.field))) for one in columns])
    text.detach()
    return count


def guarded(cell: Any) -> Any:
    """What a spreadsheet would calculate begins with an apostrophe, which reading takes away again."""
    if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{cell}"
    return cell


# JSON lines


def _lines(found: Iterator[tuple[Item, ItemVersion]], target: BinaryIO) -> int:
    """Everything of each guide."""
    count = 0
    for item, version in found:
        count += 1
        target.write(orjson.dumps({"dept": item.org_name, "guide": version.content}) + b"\n")
    return count


def lacking_in_words(lacking: Counter[str]) -> str:
    """What the national tables want and the guides do not hold, counted; "" if nothing."""
    if not lacking:
        return ""
    columns = _(", ").join(f"{element} {count}" for element, count in lacking.most_common())
    return _("Left empty, though the exchange wants it: %(columns)s. Fill it in in the guides.") % {"columns": columns}


def format_of(path: Path, wanted: str) -> str:
    """By the end of the name where nothing was said. Raises Refused."""
    found = wanted or next((name for name, suffix in SUFFIXES.items() if suffix == path.suffix.lower()), "")
    found = found or {".zip": "tables", ".ndjson": "jsonl"}.get(path.suffix.lower(), "")
    if found not in FORMATS:
        raise Refused(
            _("This kind of file is not written here."),
            found=wanted or path.suffix,
            wanted=", ".join(FORMATS),
            cure=_("Let the name end in .xlsx, .csv or .jsonl, or say which with --format."),
        )
    return found
