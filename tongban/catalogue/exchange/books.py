"""The files that lists come in, told by their content: sheets of a workbook, a csv, a zip of csv files, JSON lines.

Every sheet is a stream of (row number, cells). Raises Refused for a file of no known kind, damaged or far too large.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import orjson
from django.utils.translation import gettext as _

from tongban.catalogue.bounds import DEEPEST, is_too_deep
from tongban.catalogue.exchange.workbook import (
    CHUNK,
    DAMAGE,
    GLANCE,
    MOST_COLUMNS,
    MOST_UNPACKED,
    Row,
    Workbook,
    check_size,
    damaged,
)
from tongban.catalogue.reading_fields import Fault
from tongban.kit.errors import Refused

KINDS = ("xlsx", "csv", "jsonl", "zip")
SUFFIXES = ".jsonl, .ndjson, .json, .csv, .tsv, .xlsx, .xls, .ods, .zip"
SEPARATORS = (b",", b"\t", b";", "，".encode(), "，".encode("gb18030"))
PACKED = (".xlsx", ".ods", ".zip")
LONGEST_JSON = 50 * 2**20  # bytes of a JSON array, which is read whole
LONGEST_LINE = 4 * 2**20  # of JSON, and of the row of a table
FIRST_LOOK = 2 * LONGEST_LINE
csv.field_size_limit(LONGEST_LINE)


@dataclass
class Sheet:
    """`name` is "" for a file without sheets; rows are lists of cells, or dicts by heading, or a fault."""

    name: str
    rows: Callable[[], Iterator[tuple[int, Any]]]
    is_hidden: bool = False
    of_objects: bool = False


@contextmanager
def opened(path: Path, *, trusted: bool = True, glance: bool = False) -> Iterator[list[Sheet]]:
    """`trusted`: also the older formats of office programs, which are read whole into memory. `glance`: no more is
    unpacked than somebody who waits for the first rows can wait for.
    """
    kind = kind_of(path)
    if kind == "xlsx":
        book = Workbook(path, most=GLANCE) if glance else Workbook(path)
        try:
            yield [Sheet(one.name, one.rows, one.is_hidden) for one in book.sheets]
        finally:
            book.close()
    elif kind == "zip":
        with _archive(path) as archive:
            tables = _tables(path, archive)
            most = max(FIRST_LOOK // len(tables), CHUNK) if glance else MOST_UNPACKED
            yield [Sheet(_name(entry), _packed(path, archive, entry, most)) for entry in tables]
    elif kind in ("jsonl", "json"):
        most = FIRST_LOOK if glance else MOST_UNPACKED
        yield [Sheet("", lambda: _json_lines(path, most) if kind == "jsonl" else _json(path), of_objects=True)]
    elif kind == "csv":
        yield [Sheet("", lambda: _csv(path, FIRST_LOOK if glance else MOST_UNPACKED))]
    elif trusted:
        yield _office(path)
    else:
        raise _unknown(path, kind)


def kind_of(path: Path, called: str = "") -> str:
    """xlsx, zip, jsonl, json, csv, xls or ods, by what stands in it. Raises Refused. `called`: the name that its owner
    gave it, where it is kept under another.
    """
    if not path.is_file():
        raise _unknown(path, _("no such file"))
    with path.open("rb") as file:
        head = file.read(4096)
    suffix = Path(called or path.name).suffix.lower()
    if suffix in PACKED and _is_prose(head):
        raise _no_workbook(path, suffix, head)
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return "xls"
    plain = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if plain.startswith(b"<"):
        raise damaged(path, _("a web page, whatever its name says"))
    if path.suffix.lower() in (".xlsx", ".xls", ".ods", ".zip") and b"\0" in head:
        raise damaged(path, _("no spreadsheet, whatever its name says"))
    if plain.startswith((b"{", b"[")):
        return "jsonl" if plain.startswith(b"{") or path.suffix.lower() in (".jsonl", ".ndjson") else "json"
    is_text = head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" not in head
    if plain.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8")) or not is_text:
        raise _unknown(path, _("a file ending in %(suffix)s") % {"suffix": path.suffix or "…"})
    return "jsonl" if path.suffix.lower() in (".jsonl", ".ndjson") else "csv"


def _is_prose(head: bytes) -> bool:
    """Text that is no table and no JSON either: a table under the wrong name is read as what it is."""
    if head.startswith((b"PK", b"\xd0\xcf\x11\xe0")) or b"\0" in head:
        return False
    plain = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return not plain.startswith((b"<", b"{", b"[")) and not any(mark in plain for mark in SEPARATORS)


def _no_workbook(path: Path, suffix: str, head: bytes) -> Refused:
    return Refused(
        _("%(file)s is no workbook.") % {"file": path.name}
        if suffix != ".zip"
        else _("%(file)s is no zip file.") % {"file": path.name},
        found=_("plain text") if head.strip() else _("a file with nothing in it"),
        wanted=_("a file of the kind that %(suffix)s says") % {"suffix": suffix},
        cure=_("Open it in an office program and save it as xlsx; a list as plain text is to be called .csv."),
    )


def _kind_of_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as wrong:
        raise damaged(path, str(wrong)) from wrong
    if "xl/workbook.xml" in names:
        return "xlsx"
    return "ods" if "content.xml" in names and "mimetype" in names else "zip"


def _unknown(path: Path, found: str) -> Refused:
    return Refused(
        _("%(file)s cannot be read.") % {"file": path.name},
        found=found,
        wanted=SUFFIXES,
        cure=_("Give a file of JSON lines, or a table with a heading."),
    )


# JSON


def _json_lines(path: Path, most: int) -> Iterator[tuple[int, Any]]:
    with path.open("rb") as file:
        number = 0
        while file.tell() <= most and (line := file.readline(LONGEST_LINE)):
            number += 1
            if line.strip(b"\xef\xbb\xbf \t\r\n"):
                yield number, _parsed(number, line.lstrip(b"\xef\xbb\xbf"))


def _parsed(number: int, line: bytes) -> Any:
    cure = _("The line is skipped; write each item as one JSON object on one line.")
    try:
        cells = orjson.loads(line)
    except orjson.JSONDecodeError as wrong:
        found = line[:40].decode("utf-8", "replace").strip()
        return Fault(number, "", "error", f"{found}… ({wrong})", _("a JSON object"), cure)
    return _object(number, cells)


def _object(number: int, cells: Any) -> dict[str, Any] | Fault:
    cure = _("The line is skipped; write each item as one JSON object on one line.")
    if not isinstance(cells, dict):
        return Fault(number, "", "error", type(cells).__name__, _("a JSON object"), cure)
    if is_too_deep(cells, DEEPEST + 1):
        wanted = _("at most %(most)d levels of lists and objects within each other") % {"most": DEEPEST}
        return Fault(number, "", "error", _("more levels"), wanted, cure)
    return _too_wide(number, len(cells)) or cells


class TooWide(Fault):
    """A row with more columns than a list may have."""


def _too_wide(number: int, found: int) -> Fault | None:
    if found <= MOST_COLUMNS:
        return None
    said, wanted = _("%(n)d columns") % {"n": found}, _("at most %(n)d columns") % {"n": MOST_COLUMNS}
    return TooWide(number, "", "error", said, wanted, _("The row is passed over; leave out columns that nobody needs."))


def _json(path: Path) -> Iterator[tuple[int, Any]]:
    """One array of objects; numbered from 1."""
    if path.stat().st_size > LONGEST_JSON:
        raise Refused(
            _("%(file)s is too large to be read.") % {"file": path.name},
            found=_("%(size)d MB") % {"size": path.stat().st_size // 2**20},
            wanted=_("at most %(size)d MB") % {"size": LONGEST_JSON // 2**20},
            cure=_("Write it as JSON lines: one object on each line."),
        )
    try:
        rows = orjson.loads(path.read_bytes().lstrip(b"\xef\xbb\xbf \t\r\n"))
    except orjson.JSONDecodeError as wrong:
        raise damaged(path, str(wrong)) from wrong
    for number, cells in enumerate(rows if isinstance(rows, list) else [rows], 1):
        yield number, _object(number, cells)


# Tables


def _csv(path: Path, most: int) -> Iterator[tuple[int, Any]]:
    with path.open("rb") as file:
        encoding = _encoding(file, most)
        file.seek(0)
        yield from _csv_rows(file, encoding, path.suffix.lower() == ".tsv", most)


def _csv_rows(file: IO[bytes], encoding: str, by_tab: bool, most: int) -> Iterator[tuple[int, Any]]:
    """UTF-8, UTF-16 or, as offices save it, GB 18030; the row number is that of the row's last line."""
    text = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
    between = "\t" if by_tab else _between(text)
    lines = _Lines(text, most)
    reader = csv.reader(lines, delimiter=between)
    while True:
        lines.taken = 0
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as wrong:
            cure = _("Look for a quotation mark that is never closed.")
            yield reader.line_num, Fault(reader.line_num, "", "error", str(wrong), _("a row of a table"), cure)
            continue
        width = next((at for at in range(len(cells), MOST_COLUMNS, -1) if cells[at - 1]), 0)
        yield reader.line_num, _too_wide(reader.line_num, width) or list(map(_unguarded, cells[:MOST_COLUMNS]))


@dataclass
class _Lines:
    """The lines of a table, `left` characters of them; `taken`: those of the row in hand, which quotation marks may
    draw over many lines.
    """

    text: io.TextIOWrapper
    left: int
    taken: int = 0

    def __iter__(self) -> Iterator[str]:
        while self.left > 0 and (line := self.text.readline(LONGEST_LINE)):
            self.taken, self.left = self.taken + len(line), self.left - len(line)
            if self.taken > 2 * LONGEST_LINE:
                raise Refused(
                    _("This table has a row that is far too long."),
                    found=line[:40].strip(),
                    wanted=_("at most %(n)d characters in a row") % {"n": 2 * LONGEST_LINE},
                    cure=_("Look for a quotation mark that is never closed."),
                )
            yield line.replace("\0", "")


def _unguarded(cell: str) -> str:
    """An apostrophe that keeps a spreadsheet from calculating is no part of the text."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@", "\t", "\r") else cell


def _between(text: io.TextIOWrapper) -> str:
    first = text.read(65536).split("\n", 1)[0]
    text.seek(0)
    return max((",", "\t", ";", "，"), key=first.count) if first.count(",") == 0 else ","


def _encoding(file: IO[bytes], most: int) -> str:
    """As far as `most` bytes tell."""
    head = file.read(4)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while head and most > 0:
            decoder.decode(head)
            head, most = file.read(CHUNK), most - CHUNK
        decoder.decode(b"", final=not head)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig"


@contextmanager
def _archive(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            check_size(path, archive)
            yield archive
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as wrong:
        raise damaged(path, str(wrong)) from wrong


def _tables(path: Path, archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    found = [
        entry
        for entry in archive.infolist()
        if entry.filename.lower().endswith((".csv", ".tsv", ".txt")) and "__MACOSX" not in entry.filename
    ]
    if not found:
        listed = ", ".join(entry.filename for entry in archive.infolist()[:5])
        raise Refused(
            _("%(file)s holds no table.") % {"file": path.name},
            found=listed[:200] or _("nothing"),
            wanted=_("csv files, each called after its table"),
            cure=_("Save each table as csv and pack them into one zip."),
        )
    return found


def _name(entry: zipfile.ZipInfo) -> str:
    name = entry.filename
    if not entry.flag_bits & 0x800:  # not said to be UTF-8: a Windows in China packs in GBK
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("gb18030")
    return re.sub(r"\.(csv|tsv|txt)$", "", name.rpartition("/")[2], flags=re.IGNORECASE)


def _packed(
    path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int
) -> Callable[[], Iterator[tuple[int, Any]]]:
    def rows() -> Iterator[tuple[int, Any]]:
        try:
            with archive.open(entry) as file:
                encoding = _encoding(file, most)
            with archive.open(entry) as file:
                by_tab = entry.filename.lower().endswith(".tsv")
                yield from _csv_rows(file, encoding, by_tab, most)
        except DAMAGE as wrong:
            raise damaged(path, str(wrong)) from wrong

    return rows


def _office(path: Path) -> list[Sheet]:
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_path(str(path))
        hidden = {one.name for one in book.sheets_metadata if one.visible != SheetVisibleEnum.Visible}
        return [Sheet(name, _whole(book, name), name in hidden) for name in book.sheet_names]
    except CalamineError as wrong:
        raise damaged(path, str(wrong)) from wrong


def _whole(book: Any, name: str) -> Callable[[], Iterator[Row]]:
    def rows() -> Iterator[Row]:
        sheet = book.get_sheet_by_name(name)
        first = (sheet.start or (0, 0))[0] + 1
        yield from enumerate(sheet.to_python(), first)

    return rows
