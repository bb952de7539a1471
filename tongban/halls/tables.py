"""Places as a table: out for an office program, in again with every fault named by row and column."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from tongban.catalogue.api import Item, Workbook, WorkbookOut
from tongban.halls.forms import CHINESE, PlaceForm, Regions, as_typed, sentences
from tongban.halls.keeping import checked_values, keep_hall
from tongban.halls.kinds import Kind
from tongban.halls.models import Hall
from tongban.kit.errors import BadInput
from tongban.people.api import User
from tongban.regions.api import Organisation

MOST_ROWS = 3000
HEADS = {
    "region": "行政区划", "kind": "类别", "name": "名称", "name_en": "英文名称", "address": "地址", "address_en": "英文地址",
    "phone": "电话", "contact": "联系人", "wheelchair": "无障碍", "longitude": "经度", "latitude": "纬度",
    "day1": "周一", "day2": "周二", "day3": "周三", "day4": "周四", "day5": "周五", "day6": "周六", "day7": "周日",
    "open_on_holidays": "节假日照常", "windows": "窗口", "serves_items": "办理事项编码", "serves_organs": "进驻部门代码",
    "reason": "分设理由", "approval": "批准文件", "review_on": "复核日期",
}  # fmt: skip
"""Field → heading of the table, Chinese in every language: tables go between offices."""
WANTED = ("region", "kind", "name")
CODES = {"serves_items": Item, "serves_organs": Organisation}


@dataclass
class Fault:
    row: int
    column: str
    words: str


@dataclass
class Line:
    """One row as it would be taken over: `region_code`, and texts by field."""

    row: int
    region_code: str
    typed: dict[str, str]
    is_new: bool = False
    changes: list[str] = field(default_factory=list)


@dataclass
class Read:
    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def new(self) -> int:
        return sum(line.is_new for line in self.lines)

    @property
    def changed(self) -> int:
        return sum(bool(line.changes) and not line.is_new for line in self.lines)

    @property
    def same(self) -> int:
        return len(self.lines) - self.new - self.changed


# Out


def table_of(halls: Iterable[Hall]) -> IO[bytes]:
    book = WorkbookOut()
    sheet = book.sheet("大厅和站点", list(HEADS.values()), [16, 14, 28, 28, 36, 36, *[16] * (len(HEADS) - 6)])
    for hall in halls:
        typed = as_typed(hall, "；") | {"region": hall.region_code, "kind": CHINESE[Kind(hall.kind)]}
        typed |= {name: {"yes": "是", "no": "否"}.get(typed[name], "") for name in ("wheelchair", "open_on_holidays")}
        sheet.add([typed[name] for name in HEADS])
    file = tempfile.TemporaryFile()
    book.write(file)
    file.seek(0)
    return file


# In


def read_table(content: bytes, reach: Any) -> Read:
    """Nothing is written. `reach`: the divisions whose places somebody keeps. Raises Refused for what is no table."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(content)
        file.flush()
        book = Workbook(Path(file.name))
        try:
            rows = [row for sheet in book.sheets[:1] for row in sheet.rows()]
        finally:
            book.close()
    return checked([(number, typed) for number, typed in _typed(rows)], reach)


def _typed(rows: list[tuple[int, list[Any]]]) -> list[tuple[int, dict[str, str]]]:
    fields = {head: name for name, head in HEADS.items()}
    heads = [fields.get(str(cell or "").strip(), "") for cell in rows[0][1]] if rows else []
    if missing := [HEADS[name] for name in WANTED if name not in heads]:
        raise BadInput(
            _("The headings of this table are not those of the export."),
            found=", ".join(str(cell) for cell in (rows[0][1] if rows else [])[:8]),
            wanted=", ".join(missing),
            cure=_("Take the table that “Download” gives, and fill in its rows."),
        )
    if len(rows) - 1 > MOST_ROWS:
        raise BadInput(_("This table has too many rows."), found=str(len(rows) - 1), wanted=str(MOST_ROWS))
    found = []
    for number, cells in rows[1:]:
        typed = {name: _text(cell) for name, cell in zip(heads, [*cells, *[""] * len(heads)], strict=False) if name}
        if any(typed.values()):
            found.append((number, typed))
    return found


def _text(cell: Any) -> str:
    return "" if cell is None else ("是" if cell else "否") if isinstance(cell, bool) else str(cell).strip()


def checked(rows: list[tuple[int, dict[str, str]]], reach: Any) -> Read:
    """A handful of queries for any number of rows."""
    regions = Regions((typed["region"] for _number, typed in rows), reach)
    read, known, seen = Read(), _known(rows), set()
    for number, typed in rows:
        faults, line = _line(number, typed, regions, known)
        if line is not None and (line.region_code, line.typed["name"]) in seen:
            faults.append(Fault(number, HEADS["name"], _("This place stands in the table twice.")))
        if faults or line is None:
            read.faults += faults
            continue
        seen.add((line.region_code, line.typed["name"]))
        read.lines.append(line)
    _compare(read)
    return read


def _known(rows: list[tuple[int, dict[str, str]]]) -> dict[str, set[str]]:
    found = {}
    for name, kind in CODES.items():
        field_of = PlaceForm.base_fields[name]
        codes = {code for _number, typed in rows for code in field_of.clean(typed.get(name, ""))}
        found[name] = (
            set(kind._default_manager.filter(code__in=codes).values_list("code", flat=True)) if codes else set()
        )
    return found


def _line(
    number: int, typed: dict[str, str], regions: Regions, known: dict[str, set[str]]
) -> tuple[list[Fault], Line | None]:
    faults: list[Fault] = []
    code = ""
    try:
        code = regions.found(typed["region"]).pk
    except BadInput as error:
        faults.append(Fault(number, HEADS["region"], str(error.message)))
    form = PlaceForm(typed)
    if not form.is_valid():
        faults += [Fault(number, HEADS[name], text) for name, texts in sentences(form).items() for text in texts]
    for name in CODES:
        if unknown := [one for one in form.cleaned_data.get(name, ()) if one not in known[name]]:
            words = _("Nothing has the code %(codes)s.") % {"codes": ", ".join(unknown[:5])}
            faults.append(Fault(number, HEADS[name], words))
    return faults, None if faults else Line(number, code, typed)


def _compare(read: Read) -> None:
    """What is there, with one query; what the action itself would refuse is a fault of its row."""
    there = found_halls(read.lines)
    right = []
    for line in read.lines:
        hall = there.get((line.region_code, line.typed["name"].strip()))
        values = values_of(line)
        try:
            values = checked_values(hall or Hall(region_code=line.region_code), values, with_codes=False)
        except BadInput as error:
            for name, texts in error.errors.items():
                read.faults += [Fault(line.row, HEADS.get(name, name), text) for text in texts]
            continue
        line.is_new = hall is None
        line.changes = [name for name, value in values.items() if hall is None or getattr(hall, name) != value]
        right.append(line)
    read.lines = right


def values_of(line: Line) -> dict[str, Any]:
    form = PlaceForm(line.typed)
    form.full_clean()
    return form.values(line.typed)


def found_halls(lines: list[Line]) -> dict[tuple[str, str], Hall]:
    rows = Hall.objects.filter(region_code__in={line.region_code for line in lines})
    return {(hall.region_code, hall.name): hall for hall in rows}


def take_over(lines: list[Line], *, by: User) -> int:
    """How many places are new or changed. Each is an act of its own; the same table again changes nothing."""
    there, done = found_halls(lines), 0
    for line in lines:
        if line.is_new or line.changes:
            hall = there.get((line.region_code, line.typed["name"].strip())) or Hall(region_code=line.region_code)
            keep_hall(hall=hall, values=values_of(line), by=by)
            done += 1
    return done
