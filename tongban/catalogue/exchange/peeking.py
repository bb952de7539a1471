"""The columns of a file before it is read: what stands above them, what stands in them, what they seem to mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tongban.catalogue.exchange.books import TooWide, opened
from tongban.catalogue.exchange.fields import folded, headings
from tongban.catalogue.exchange.heads import LOOKED_AT, Headed, understood
from tongban.catalogue.exchange.plain import rows as plain
from tongban.catalogue.exchange.workbook import MOST_COLUMNS
from tongban.catalogue.reading_fields import UNSEEN_ONES, Fault
from tongban.kit.errors import Refused

SAMPLES, LONGEST = 3, 60
LOOKED_THROUGH = 5000  # rows, most of them empty
Column = dict[str, Any]


def peek(path: Path, mapping: Mapping[str, str], part: str = "item") -> list[Column]:
    """Columns of the lists of items, each heading once; tables whose columns have a meaning of their own have none to
    be told. Raises Refused for a file that cannot be read.
    """
    found: dict[str, Column] = {}
    with opened(path, trusted=False, glance=True) as sheets:
        for sheet in sheets:
            if sheet.is_hidden:
                continue
            if sheet.of_objects:
                columns = _of_objects(sheet, part)
            else:
                columns = _of_table(sheet, mapping) if part == "item" else _of_list(sheet, mapping, part)
            for column in columns:
                found.setdefault(column["heading"], column | {"sheet": sheet.name})
            _check_width(len(found))
    return list(found.values())


def _check_width(found: int) -> None:
    """A file with more could not be shown on one page."""
    if found > MOST_COLUMNS:
        raise _too_wide(_("%(n)d columns") % {"n": found})


def _too_wide(found: str) -> Refused:
    return Refused(
        _("This list has too many columns."),
        found=found,
        wanted=_("at most %(n)d columns") % {"n": MOST_COLUMNS},
        cure=_("Leave out columns that nobody needs, and send it again."),
    )


def _looked_at(sheet: Any) -> Iterator[tuple[int, Any]]:
    """The rows of a first look. Where the headings are sought, a row that is too wide is no row to pass over."""
    for at, (row, cells) in enumerate(islice(sheet.rows(), LOOKED_THROUGH)):
        if isinstance(cells, TooWide) and at < LOOKED_AT:
            raise _too_wide(cells.found)
        yield row, cells


def _of_table(sheet: Any, mapping: Mapping[str, str]) -> list[Column]:
    headed = understood(sheet.name, _looked_at(sheet), mapping, otherwise="item")
    if not isinstance(headed, Headed) or headed.table is not None or headed.part != "item":
        return []
    samples = [cells for _row, cells in islice(headed.rows, LOOKED_AT) if not isinstance(cells, Fault)]
    return [
        _column(heading, field, [cells[at] for cells in samples if at < len(cells)])
        for at, (heading, field) in enumerate(zip(headed.columns, headed.fields, strict=True))
        if heading
    ]


def _of_list(sheet: Any, mapping: Mapping[str, str], part: str) -> list[Column]:
    """Of a basic list or of shared materials: also where no heading is known yet, so that somebody says what it is."""
    headed = plain.understood(sheet, part, mapping)
    if headed is None:
        return []
    rows = [cells for _row, cells in islice(headed.rows, 20) if not isinstance(cells, Fault)]
    return [
        _column(head, field, [cells[at] for cells in rows if at < len(cells)])
        for at, (head, field) in enumerate(zip(headed.columns, headed.fields, strict=True))
        if head
    ]


def _of_objects(sheet: Any, part: str) -> list[Column]:
    rows = [cells for _row, cells in islice(_looked_at(sheet), LOOKED_AT) if isinstance(cells, dict)]
    if any("table" in cells or "guide" in cells for cells in rows):
        return []
    heads = dict.fromkeys(head for cells in rows for head in cells)
    known = headings(part)
    return [_column(head, known.get(folded(head), ""), [cells.get(head) for cells in rows]) for head in heads]


def _column(heading: str, field: str, cells: list[Any]) -> Column:
    said = [_short(cell) for cell in cells if cell not in (None, "", [])]
    return {"heading": _short(heading, 100), "guess": field, "samples": list(dict.fromkeys(said))[:SAMPLES]}


def _short(cell: Any, longest: int = LONGEST) -> str:
    text = "；".join(map(str, cell)) if isinstance(cell, list) else str(cell)
    text = " ".join(re.sub(UNSEEN_ONES, "", text).split())
    return text if len(text) <= longest else text[: longest - 1] + "…"
