"""A list as a workbook: codes as text, a heading that stays, and no cell that a table program would run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from tempfile import TemporaryFile
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from tongban.catalogue.lists.definitions import Definition
from tongban.catalogue.lists.reading import Line, Narrowed, heads_of, lines
from tongban.kit import clock
from tongban.kit.workbook_out import WRAPPED, WorkbookOut

SLICE = 500  # lines read at once
WIDTHS = {"code": 36, "name": 44, "text": 28}


def workbook(narrowed: Narrowed, place: str, site_url: str) -> IO[bytes]:
    """At most `SHEET_ROWS` services, each with a row for every fee, proof or service that its column tells."""
    book, heads = WorkbookOut(), headings(narrowed.definition)
    names, widths = [head for head, _width in heads], [width for _head, width in heads]
    sheet = book.sheet(narrowed.definition.name.said()[:31], names, widths, _above(narrowed, place), fixed=2)
    written = 0
    for line in _all(narrowed):
        for row in rows_of(line, narrowed.definition, site_url):
            sheet.add(row, WRAPPED)
        written += 1
    if written == settings.SHEET_ROWS:
        sheet.add([_("Only the first %(n)d services; narrow the list by place or department.") % {"n": written}])
    file = TemporaryFile()
    book.write(file)
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


def _above(narrowed: Narrowed, place: str) -> Sequence[str]:
    made = clock.now().astimezone(clock.ZONE)
    return (
        f"{place} · {narrowed.definition.name.said()}",
        narrowed.definition.means.said(),
        _("As of %(day)s") % {"day": f"{made:%Y-%m-%d %H:%M}"},
    )
