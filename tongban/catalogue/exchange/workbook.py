"""An xlsx read as a stream, sheet by sheet and row by row, whatever a stranger packed into it.

Nothing is held but the row in hand: shared strings lie in a temporary file, empty rows and columns cost no memory,
and what a sheet claims to hold is never trusted. Formulas are read as the value that was saved with them.
"""

from __future__ import annotations

import datetime as dt
import mmap
import re
import tempfile
import zipfile
import zlib
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext as _

from tongban.catalogue.reading_fields import CellError
from tongban.kit.errors import Refused

MOST_UNPACKED = 2**31  # bytes of all parts together; a million rows of ten columns are about 700 MB
MOST_PARTS = 500
MOST_COLUMNS = 300
MOST_MERGED = 50_000
LONGEST_CELL = 40_000  # characters; Excel's own limit is 32,767
CHUNK = 1 << 17
LONGEST_TOKEN = 1 << 19  # bytes of a tag with its attributes, or of a comment
LONGEST_PLACE, LONGEST_ROW_NUMBER = 10, 7  # XFD1048576
LARGEST_SMALL_PART = 1 << 25  # bytes, unpacked, of what is held whole: the list of sheets, the styles
GLANCE = 1 << 25  # bytes unpacked while somebody waits for a first look
EPOCH = dt.datetime(1899, 12, 30)
DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)})
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    KeyError,
    ValueError,
    NotImplementedError,
    EOFError,
    OSError,
)
Row = tuple[int, list[Any]]


@dataclass
class Sheet:
    name: str
    is_hidden: bool
    part: str
    book: Workbook

    def rows(self) -> Iterator[Row]:
        """Rows that hold something; the first is 1."""
        yield from _SheetReader(self.book, self.part).rows()


@dataclass
class Workbook:
    """Raises Refused for what is no workbook, is locked, damaged or far too large.

    `most`: how many bytes are unpacked of it, all in all; the rest is as if it were not there.
    """

    path: Path
    sheets: list[Sheet] = field(default_factory=list)
    most: int = 4 * MOST_UNPACKED  # a sheet is gone through twice

    def __post_init__(self) -> None:
        self.left = self.most
        try:
            self.archive = zipfile.ZipFile(self.path)
            check_size(self.path, self.archive)
            self.is_1904 = False
            self.dates: list[bool] = []
            self.strings = _Strings()
            self._read()
        except DAMAGE as wrong:
            raise damaged(self.path, str(wrong)) from wrong

    def close(self) -> None:
        self.strings.close()
        self.archive.close()

    def chunks(self, part: str) -> Iterator[bytes]:
        with self.archive.open(part) as file:
            while self.left > 0 and (chunk := file.read(CHUNK)):
                self.left -= len(chunk)
                yield chunk

    def _read(self) -> None:
        targets, known = dict(self._relations()), set[str]()
        for name, attributes in self._elements("xl/workbook.xml"):
            if name == "workbookPr":
                self.is_1904 = attributes.get("date1904") in ("1", "true")
            if name == "sheet":
                key = next((value for label, value in attributes.items() if label.endswith(":id")), "")
                hidden = attributes.get("state", "visible") != "visible"
                if (part := targets.get(key, "")) and part not in known:
                    known.add(part)
                    self.sheets.append(Sheet(attributes.get("name", ""), hidden, part, self))
        if len(self.sheets) > MOST_PARTS:
            raise ValueError(_("%(n)d sheets") % {"n": len(self.sheets)})
        names = set(self.archive.namelist())
        if "xl/styles.xml" in names:
            self.dates = list(self._date_styles())
        if shared := next((name for name in names if name.lower() == "xl/sharedstrings.xml"), ""):
            self.strings.read(self.half(shared))

    def half(self, part: str) -> Iterator[bytes]:
        """At most half of what may still be unpacked, so that something is left for the rows."""
        kept, self.left = self.left // 2, self.left - self.left // 2
        yield from self.chunks(part)
        self.left = max(self.left, 0) + kept

    def _relations(self) -> Iterator[tuple[str, str]]:
        for name, attributes in self._elements("xl/_rels/workbook.xml.rels"):
            if name == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
                target = attributes["Target"].lstrip("/")
                yield attributes["Id"], target if target.startswith("xl/") else f"xl/{target}"

    def _date_styles(self) -> Iterator[bool]:
        """By number of a style, whether its cells are days."""
        own: dict[str, bool] = {}
        inside = False
        for name, attributes in self._elements("xl/styles.xml"):
            if name == "numFmt":
                plain = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", attributes.get("formatCode", ""))
                own[attributes.get("numFmtId", "")] = re.search(r"[yYdD年月日]", plain) is not None
            inside = name == "cellXfs" or (inside and name not in ("cellStyles", "cellStyleXfs", "dxfs"))
            if name == "xf" and inside:
                number = attributes.get("numFmtId", "0")
                yield own.get(number, number.isdigit() and int(number) in DATE_FORMATS)

    def _elements(self, part: str) -> list[tuple[str, dict[str, str]]]:
        """Start tags of a small part."""
        found: list[tuple[str, dict[str, str]]] = []
        parser = safe_parser()
        parser.StartElementHandler = lambda name, attributes: found.append((name.rpartition(":")[2], attributes))
        if self.archive.getinfo(part).file_size > LARGEST_SMALL_PART:
            raise ValueError(part)
        for _fed in fed(parser, self.chunks(part)):
            if len(found) > 200_000:
                raise ValueError(part)
        return found


def safe_parser() -> Any:
    """A workbook needs no document type: whoever sends one means harm."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_args: Any) -> None:
        raise ValueError("document type")

    parser.StartDoctypeDeclHandler = refuse
    return parser


def fed(parser: Any, chunks: Iterator[bytes]) -> Iterator[None]:
    """Chunk by chunk. A token that never ends would be read again from its beginning with each of them: raises
    ValueError for it.
    """
    given = 0
    for chunk in chunks:
        parser.Parse(chunk)
        given += len(chunk)
        if given - max(parser.CurrentByteIndex, 0) > LONGEST_TOKEN:
            raise ValueError(_("a tag of more than %(size)d KB") % {"size": LONGEST_TOKEN // 2**10})
        yield


def check_size(path: Path, archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    whole = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_PARTS or whole > MOST_UNPACKED:
        raise Refused(
            _("%(file)s is too large to be read.") % {"file": path.name},
            found=_("%(size)d MB in %(parts)d parts, unpacked") % {"size": whole // 2**20, "parts": len(entries)},
            wanted=_("at most %(size)d MB") % {"size": MOST_UNPACKED // 2**20},
            cure=_("Split it into several files."),
        )
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise damaged(path, _("locked with a password"))


def damaged(path: Path, found: str) -> Refused:
    return Refused(
        _("%(file)s cannot be read.") % {"file": path.name},
        found=found[:200],
        wanted=_("a whole spreadsheet"),
        cure=_("Open it in an office program and save it again."),
    )


class _Strings:
    """Strings by number, in a temporary file."""

    def __init__(self) -> None:
        self.ends = array("Q")
        self.file = tempfile.TemporaryFile()
        self.all: Any = b""

    def read(self, chunks: Iterator[bytes]) -> None:
        reader = _Texts(self.add)
        for _fed in fed(reader.parser, chunks):
            pass
        self.file.flush()
        if self.ends and self.ends[-1]:
            self.all = mmap.mmap(self.file.fileno(), 0, access=mmap.ACCESS_READ)

    def add(self, text: str) -> None:
        content = text.encode()
        self.file.write(content)
        self.ends.append((self.ends[-1] if self.ends else 0) + len(content))

    def __getitem__(self, number: int) -> str:
        if not 0 <= number < len(self.ends):
            return ""
        start = self.ends[number - 1] if number else 0
        return bytes(self.all[start : self.ends[number]]).decode()

    def close(self) -> None:
        if isinstance(self.all, mmap.mmap):
            self.all.close()
        self.file.close()


class _Texts:
    """`<si>` by `<si>`: the text without its phonetic reading."""

    def __init__(self, add: Any) -> None:
        self.add, self.taking, self.aside = add, False, 0
        self.parts: list[str] = []
        self.room = LONGEST_CELL
        self.parser = safe_parser()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "si":
            self.parts, self.room = [], LONGEST_CELL
        self.aside += name == "rPh"
        self.taking = name == "t" and not self.aside

    def end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        self.taking = False
        self.aside -= name == "rPh"
        if name == "si":
            self.add("".join(self.parts))

    def text(self, text: str) -> None:
        if self.taking and self.room > 0:
            self.parts.append(text[: self.room])
            self.room -= len(text)


class _SheetReader:
    def __init__(self, book: Workbook, part: str) -> None:
        self.book, self.part = book, part
        self.done: list[Row] = []
        self.number = self.column = 0
        self.cells: list[Any] = []
        self.kind = self.style = ""
        self.parts: list[str] = []
        self.room = LONGEST_CELL
        self.taking = self.formula = False
        self.aside = 0

    def rows(self) -> Iterator[Row]:
        parser = safe_parser()
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        try:
            merged = _Merged(self.book.half(self.part))
            for _fed in fed(parser, self.book.chunks(self.part)):
                yield from map(merged.filled, self.done)
                self.done = []
        except DAMAGE as wrong:
            raise damaged(self.book.path, str(wrong)) from wrong

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "c":
            self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "")
            self.parts, self.room, self.formula = [], LONGEST_CELL, False
            place = attributes.get("r", "")
            self.column = _column(place) if place else self.column + 1
        elif name in ("v", "t"):
            self.taking = not self.aside
        elif name == "f":
            self.formula = True
        elif name == "rPh":
            self.aside += 1
        elif name == "row":
            given = attributes.get("r", "")
            if len(given) > LONGEST_ROW_NUMBER:
                raise ValueError(_("a row numbered %(place)s…") % {"place": given[:12]})
            self.number, self.cells, self.column = int(given) if given.isdigit() else self.number + 1, [], 0

    def end(self, name: str) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if name in ("v", "t"):
            self.taking = False
        elif name == "c":
            if (self.parts or self.formula) and 0 < self.column <= MOST_COLUMNS:
                self.keep(self.value())
        elif name == "row":
            if self.cells:
                self.done.append((self.number, self.cells))
        elif name == "rPh":
            self.aside -= 1

    def text(self, text: str) -> None:
        if self.taking and self.room > 0:
            self.parts.append(text[: self.room])
            self.room -= len(text)

    def keep(self, value: Any) -> None:
        if (missing := self.column - 1 - len(self.cells)) > 0:
            self.cells.extend([None] * missing)
        if missing < 0:
            self.cells[self.column - 1] = value
        else:
            self.cells.append(value)

    def value(self) -> Any:
        text = "".join(self.parts) if len(self.parts) != 1 else self.parts[0]
        if self.kind == "s":
            return self.book.strings[int(text)] if text.isdigit() else ""
        if self.kind in ("str", "inlineStr", "d"):
            return text
        if self.kind == "e":
            return CellError(text)
        if not text:
            return CellError(_("a formula without its value")) if self.formula else None
        if self.kind == "b":
            return text == "1"
        return self._number(text)

    def _number(self, text: str) -> Any:
        try:
            number = float(text)
        except ValueError:
            return text
        dates = self.book.dates
        if self.style.isdigit() and int(self.style) < len(dates) and dates[int(self.style)]:
            return _day(number, self.book.is_1904)
        if abs(number) >= 1e15:
            return f"{number:.14G}" if "E" in f"{number:.14G}" else f"{number:.14E}"
        return int(number) if number.is_integer() else number


def _day(serial: float, is_1904: bool) -> Any:
    try:
        moment = EPOCH + dt.timedelta(days=serial + (1462 if is_1904 else 0))
    except OverflowError:
        return serial
    return moment.date().isoformat() if float(serial).is_integer() else moment.isoformat(" ", "seconds")


def _column(place: str) -> int:
    """1 for A, 28 for AB. Raises ValueError for what is no reference of a cell."""
    if len(place) > LONGEST_PLACE:
        raise ValueError(_("a cell called %(place)s…") % {"place": place[:12]})
    number = 0
    for letter in place:
        if not "A" <= letter <= "Z":
            break
        number = number * 26 + ord(letter) - 64
    return number


class _Merged:
    """Cells merged downwards: what stands in the first counts for all of them, as a reader sees it."""

    PLACE = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.spans: dict[int, list[tuple[int, int]]] = {}
        self.values: dict[int, tuple[int, Any]] = {}
        before, found = b"", 0
        for chunk in chunks:
            for match in self.PLACE.finditer(before + chunk):
                found += 1
                first, last = int(match[2]), int(match[4])
                column = _column(match[1].decode())
                if last > first and found <= MOST_MERGED and column <= MOST_COLUMNS:
                    self.spans.setdefault(column, []).append((first, last))
            before = chunk[-80:]
        for spans in self.spans.values():
            spans[:] = sorted(set(spans), reverse=True)

    def filled(self, row: Row) -> Row:
        number, cells = row
        for column, spans in self.spans.items():
            while spans and spans[-1][1] < number:
                spans.pop()
            if spans and spans[-1][0] <= number:
                self._fill(number, cells, column, spans[-1][0])
        return row

    def _fill(self, number: int, cells: list[Any], column: int, first: int) -> None:
        at = column - 1
        if number == first:
            self.values[column] = (first, cells[at] if at < len(cells) else None)
        elif self.values.get(column, (0, None))[0] == first and (at >= len(cells) or cells[at] in (None, "")):
            if at >= len(cells):
                cells.extend([None] * (at + 1 - len(cells)))
            cells[at] = self.values[column][1]
