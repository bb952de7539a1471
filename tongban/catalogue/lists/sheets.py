"""A list as a workbook: codes as text, a heading that stays, and no cell that a table program would run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from tongban.catalogue.lists.definitions import Definition
from tongban.catalogue.lists.reading import Line, Narrowed, heads_of, lines
from tongban.kit import clock

SLICE = 500  # lines read at once
LONGEST = 32_767  # characters of a cell
WIDTHS = {"code": 36, "name": 44, "text": 28}
HEAD, TOP = Font(bold=True), Alignment(vertical="top", wrap_text=True)
FILL = PatternFill("solid", fgColor="E8F1FB")
NAMES_ABOVE = 3  # rows over the heading


def workbook(narrowed: Narrowed, place: str, site_url: str) -> IO[bytes]:
    """At most `SHEET_ROWS` services, each with a row for every fee, proof or service that its column tells."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_safe(narrowed.definition.name.said())[:31])
    heads = headings(narrowed.definition)
    _widths(sheet, heads)
    sheet.freeze_panes = f"C{NAMES_ABOVE + 2}"
    for above in _above(narrowed, place):
        sheet.append([_cell(sheet, above, bold=True)])
    sheet.append([_cell(sheet, head, bold=True, fill=True) for head, _width in heads])
    written = 0
    for line in _all(narrowed):
        for row in rows_of(line, narrowed.definition, site_url):
            sheet.append([_cell(sheet, text) for text in row])
        written += 1
    if written == settings.SHEET_ROWS:
        sheet.append(
            [_cell(sheet, _("Only the first %(n)d services; narrow the list by place or department.") % {"n": written})]
        )
    file = TemporaryFile()
    book.save(file)
    file.seek(0)
    return file


def headings(one: Definition) -> list[tuple[str, int]]:
    own = [(str(head), WIDTHS["text"]) for head in heads_of(one)]
    return [
        (_("Item code"), WIDTHS["code"]),
        (_("Service"), WIDTHS["name"]),
        (_("Department"), WIDTHS["text"]),
        (_("Place"), 16),
        *own,
        (_("Guide"), WIDTHS["name"]),
    ]


def rows_of(line: Line, one: Definition, site_url: str) -> Iterator[list[str]]:
    item = line.item
    for cells in line.cells or [("",) * len(heads_of(one))]:
        yield [item.code, item.shown_name, line.dept, line.place, *cells, f"{site_url}/guides/{item.code}/"]


def _all(narrowed: Narrowed) -> Iterator[Line]:
    last, left = "", settings.SHEET_ROWS
    while left > 0:
        rows = narrowed.rows().order_by("at")
        some = list((rows.filter(at__gt=last) if last else rows)[: min(SLICE, left)])
        if not some:
            return
        yield from lines(some, narrowed.definition)
        last, left = some[-1].at, left - len(some)


def _above(narrowed: Narrowed, place: str) -> Iterable[str]:
    made = clock.now().astimezone(clock.ZONE)
    return (
        f"{place} · {narrowed.definition.name.said()}",
        narrowed.definition.means.said(),
        _("As of %(day)s") % {"day": f"{made:%Y-%m-%d %H:%M}"},
    )


def _widths(sheet: Any, heads: list[tuple[str, int]]) -> None:
    for number, (_head, width) in enumerate(heads, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def _cell(sheet: Any, text: str, *, bold: bool = False, fill: bool = False) -> WriteOnlyCell:
    """Text, whatever it begins with: never a formula, never a number that loses its zeros."""
    cell = WriteOnlyCell(sheet, value=_safe(text))
    cell.data_type = "s"
    cell.number_format = "@"
    cell.alignment = TOP
    if bold:
        cell.font = HEAD
    if fill:
        cell.fill = FILL
    return cell


def _safe(text: str) -> str:
    clean: str = ILLEGAL_CHARACTERS_RE.sub("", text)
    return clean[:LONGEST]
