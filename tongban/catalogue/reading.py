"""Items as other systems write them: JSON lines, CSV or a spreadsheet in, `RawItem`s and faults by row and
column out.

Nothing is decided here about our own catalogue. A row with an error yields only faults and is skipped; a row
with warnings yields its item too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tongban.catalogue import reading_checks as checks
from tongban.catalogue.reading_fields import Converted, Fault, Given, RawItem, convert
from tongban.catalogue.reading_sources import headings, rows

__all__ = ["Fault", "Given", "RawItem", "read_items"]


@dataclass(slots=True)
class _File:
    """What has been seen of the file so far."""

    given: Given
    codes: dict[str, int]
    unknown: set[str]


def read_items(path: Path | str, given: Given | None = None) -> Iterator[tuple[int, RawItem | Fault]]:
    """Row number (the line of the file, the heading's line is 1) with its faults, then with its item if there
    is no error.

    `given` says whose list it is when the rows do not: region, organisation, department. Raises Refused for a
    file that cannot be read at all or has no heading for the name.
    """
    seen = _File(given or Given(), {}, set())
    for row, cells in rows(Path(path)):
        if isinstance(cells, Fault):
            yield row, cells
        else:
            yield from ((row, one) for one in _read(row, cells, seen))


def _read(row: int, cells: dict[str, Any], seen: _File) -> Iterator[RawItem | Fault]:
    fields, unknown = headings(cells)
    yield from _unknown(row, unknown, seen)
    converted = convert(row, fields)
    item = _identified(converted, seen.given)
    faults = [*converted.faults, *checks.faults(item), *_code_faults(item, seen)]
    yield from faults
    if not any(fault.severity == "error" for fault in faults):
        seen.codes[item.code] = row
        yield item


def _unknown(row: int, unknown: list[str], seen: _File) -> Iterator[Fault]:
    """A column nobody knows is told once, not with every row."""
    for column in unknown:
        if column not in seen.unknown:
            seen.unknown.add(column)
            wanted, cure = (
                _("a heading we know"),
                _("Its cells are passed over; add it to reading_columns.txt to read it."),
            )
            yield Fault(row, column, "warning", column, wanted, cure)


def _identified(converted: Converted, given: Given) -> RawItem:
    """The item with what its code tells, then with what was given for the whole list, then with a code of our
    own.
    """
    item = checks.completed(converted.item)
    region = item.region_code or given.region_code
    item = replace(
        item,
        region_code=region,
        level=item.level or checks.level_of(region),
        org_code=item.org_code or given.org_code,
        dept=item.dept or given.dept,
    )
    if item.code or not (item.name and item.region_code and (item.org_code or item.dept)):
        return item
    return replace(item, code=_derived(item), code_kind="derived")


def _derived(item: RawItem) -> str:
    """A code for a list that has none: the same organ, place and name always give the same one, so that a
    second import changes nothing. `LOCAL` keeps it apart from every code of the standard.
    """
    whole = "\n".join([item.region_code, item.org_code or item.dept, item.name])
    return f"LOCAL-{item.region_code}-{blake2b(whole.encode(), digest_size=6).hexdigest().upper()}"


def _code_faults(item: RawItem, seen: _File) -> Iterator[Fault]:
    if not item.code:
        wanted = _("the implementation code, or the region and the organisation for a code of our own")
        yield Fault(
            item.row,
            "code",
            "error",
            "",
            wanted,
            _("Fill in the code, or say whose list this is: region and organisation."),
        )
    elif item.code in seen.codes:
        found = _("%(code)s, as in row %(row)s") % {"code": item.code, "row": seen.codes[item.code]}
        yield Fault(
            item.row,
            "code",
            "error",
            found,
            _("each code once"),
            _("Remove one of the two rows, or correct its code."),
        )
    elif item.code_kind == "derived":
        wanted = _("the implementation code")
        yield Fault(
            item.row,
            "code",
            "warning",
            "",
            wanted,
            _("%(code)s was derived from place, organ and name.") % {"code": item.code},
        )
