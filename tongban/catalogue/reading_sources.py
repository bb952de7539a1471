"""The files that items come in, row by row, and their headings."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from django.utils.translation import gettext as _

from tongban.catalogue.reading_fields import KNOWN, Fault
from tongban.kit.errors import Refused

Cells = dict[str, Any]


def rows(path: Path) -> Iterator[tuple[int, Cells | Fault]]:
    """Line number and cells by heading; empty lines are passed over. Raises Refused for a file of no known
    kind.
    """
    kinds: dict[str, Callable[[Path], Iterator[tuple[int, Cells | Fault]]]] = {
        ".jsonl": _json_lines, ".ndjson": _json_lines, ".csv": _csv, ".tsv": _csv,
        ".xlsx": _sheet, ".xls": _sheet, ".ods": _sheet,
    }  # fmt: skip
    read = kinds.get(path.suffix.lower())
    if read is None or not path.is_file():
        raise Refused(
            _("%(file)s cannot be read.") % {"file": path.name},
            found=_("a file ending in %(suffix)s") % {"suffix": path.suffix or "…"}
            if path.is_file()
            else _("no such file"),
            wanted=", ".join(kinds),
            cure=_("Give a file of JSON lines, or a table with a heading."),
        )
    return read(path)


def _json_lines(path: Path) -> Iterator[tuple[int, Cells | Fault]]:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if line.strip(b"\xef\xbb\xbf \t\r\n"):
                yield number, _parsed(number, line.lstrip(b"\xef\xbb\xbf"))


def _parsed(number: int, line: bytes) -> Cells | Fault:
    cure = _("The line is skipped; write each item as one JSON object on one line.")
    try:
        cells = orjson.loads(line)
    except orjson.JSONDecodeError as wrong:
        found = line[:40].decode("utf-8", "replace").strip()
        return Fault(number, "", "error", f"{found}… ({wrong})", _("a JSON object"), cure)
    if not isinstance(cells, dict):
        return Fault(number, "", "error", type(cells).__name__, _("a JSON object"), cure)
    return cells


def _csv(path: Path) -> Iterator[tuple[int, Cells | Fault]]:
    """UTF-8 or, as offices save it, GB 18030; the line number is that of the row's last line."""
    with path.open(encoding=_encoding(path), newline="") as file:
        reader = csv.reader(file, delimiter="\t" if path.suffix.lower() == ".tsv" else ",")
        yield from _table(path, ((reader.line_num, list(cells)) for cells in reader))


def _encoding(path: Path) -> str:
    try:
        with path.open(encoding="utf-8-sig") as file:
            while file.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig"


def _sheet(path: Path) -> Iterator[tuple[int, Cells | Fault]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    except CalamineError as wrong:
        raise Refused(
            _("%(file)s cannot be read.") % {"file": path.name},
            found=str(wrong),
            wanted=_("a spreadsheet"),
            cure=_("Open it in an office program and save it again."),
        ) from wrong
    first = (sheet.start or (0, 0))[0] + 1
    yield from _table(path, enumerate(sheet.to_python(), first))


def _table(path: Path, lines: Iterator[tuple[int, list[Any]]]) -> Iterator[tuple[int, Cells | Fault]]:
    heads: list[str] | None = None
    for number, cells in lines:
        if not any(str(cell).strip() for cell in cells):
            continue
        if heads is None:
            heads = _heads(path, cells)
        else:
            yield number, {head: cell for head, cell in zip(heads, cells, strict=False) if head}


def _heads(path: Path, cells: list[Any]) -> list[str]:
    heads = [str(cell).strip() for cell in cells]
    if not any(_field_of(head) == "name" for head in heads):
        raise Refused(
            _("%(file)s has no heading for the name of the item.") % {"file": path.name},
            found=", ".join(heads)[:200],
            wanted=_("a first line with headings, such as 事项名称, 实施编码, 行政区划 or name, code, area_code"),
            cure=_("Put the headings into the first line."),
        )
    return heads


def headings(cells: Cells) -> tuple[Cells, list[str]]:
    """Cells by our field names, and the headings nobody knows. Of two headings for one field the first that
    is filled counts.
    """
    known: Cells = {}
    unknown: list[str] = []
    for head, cell in cells.items():
        name = _field_of(head)
        if name is None:
            unknown.append(head)
        elif known.get(name) in (None, "", []):
            known[name] = cell
    return known, unknown


@cache
def _field_of(head: str) -> str | None:
    return _columns().get(_folded(head))


def _folded(head: str) -> str:
    return re.sub(r"[\s()（）*_：:\-]", "", head).lower()


@cache
def _columns() -> dict[str, str]:
    found = {_folded(name): name for name in KNOWN}
    for line in Path(__file__).with_name("reading_columns.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _colon, heads = line.partition(":")
            found |= {_folded(head): name for head in heads.split(",")}
    return found
