"""A year's calendar as the office keeps it: a CSV or XLSX sheet with 日期, 是否工作日, 名称, 来源."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
import zlib
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineWorkbook

from tongban.promises.calendar_seed import NAMES
from tongban.promises.days import Day, Row

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 20_000
COLUMNS = {
    "日期": ("日期", "date"),
    "是否工作日": ("是否工作日", "workday"),
    "名称": ("名称", "name"),
    "来源": ("来源", "source"),
}
NEEDED = ("日期", "是否工作日")
YES = {"是", "1", "1.0", "true", "y", "yes", "工作日", "上班", "班"}
NO = {"否", "0", "0.0", "false", "n", "no", "休息日", "休息", "休", "放假", "节假日"}
DATES = (
    re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]00:00(?::00)?)?"),
    re.compile(r"(\d{4})(\d\d)(\d\d)"),
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one row. `row` as the sheet counts: the heading is row 1; 0 is the whole file."""

    row: int
    column: str
    found: str
    message: Any

    def __str__(self) -> str:
        return str(self.message)


class _Wrong(Exception):
    def __init__(self, column: str, found: Any, message: Any) -> None:
        super().__init__(message)
        self.column, self.found, self.message = column, str(found)[:80], message


def guarded(cell: str) -> str:
    """What a spreadsheet would calculate begins with an apostrophe."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def unguarded(text: str) -> str:
    return text[1:] if text[:1] == "'" and guarded(text[1:]) == text else text


def read_calendar_file(content: bytes) -> tuple[list[Row], list[Fault]]:
    """(rows in order of date, faults). A file with any fault should be refused whole: nothing half-loaded."""
    try:
        sheet = _sheet(content)
        places = _places(sheet[0])
    except _Wrong as wrong:
        return [], [Fault(0 if not wrong.column else 1, wrong.column, wrong.found, wrong.message)]
    return _read_rows(sheet, places)


def _read_rows(sheet: list[list[Any]], places: dict[str, int]) -> tuple[list[Row], list[Fault]]:
    rows: dict[dt.date, Day] = {}
    faults = []
    for number, cells in enumerate(sheet[1:], start=2):
        if not any(str(cell).strip() for cell in cells):
            continue
        try:
            day, entry = _row(cells, places)
            if rows.setdefault(day, entry) != entry:
                raise _Wrong(
                    "日期",
                    day,
                    _("This date stands in the file twice, with different answers: keep one row."),
                )
        except _Wrong as wrong:
            faults.append(Fault(number, wrong.column, wrong.found, wrong.message))
    return sorted(rows.items()), faults


def _sheet(content: bytes) -> list[list[Any]]:
    if len(content) > MOST_BYTES:
        raise _Wrong("", len(content), _("The file is larger than 5 MB; a calendar has a few dozen rows a year."))
    sheet = _excel(content) if content[:2] == b"PK" else _csv(content)
    if len(sheet) > MOST_ROWS:
        raise _Wrong("", len(sheet), _("The file has more than 20,000 rows; a calendar has a few dozen a year."))
    if not sheet:
        raise _Wrong("", "", _("The file is empty; the first row must name the columns 日期, 是否工作日, 名称, 来源."))
    return sheet


def _excel(content: bytes) -> list[list[Any]]:
    try:
        _check_corners(content)
        return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    except (
        CalamineError,
        OSError,
        ValueError,
        IndexError,
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
    ) as error:
        raise _Wrong("", "", _("The workbook can't be opened; save it again as .xlsx or as CSV.")) from error


PLACE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
MOST_UNPACKED = 50 * 2**20
WIDEST = "ZZ"


def _check_corners(content: bytes) -> None:
    """The reader makes room for every cell up to the last one, so that one far away costs all memory there is."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheets = [one for one in parts.infolist() if one.filename.startswith("xl/worksheets/")]
        if sum(one.file_size for one in sheets) > MOST_UNPACKED:
            raise _Wrong(
                "", sum(one.file_size for one in sheets), _("The workbook unpacks to far more than a calendar holds.")
            )
        for one in sheets:
            with parts.open(one) as file:
                text = file.read(MOST_UNPACKED + 1)
            for column, row in PLACE.findall(text):
                if len(column) > len(WIDEST) or int(row) > MOST_ROWS:
                    place = (column + row).decode()
                    raise _Wrong(
                        "",
                        place,
                        _("The workbook has a cell far outside a calendar; delete it, or save the sheet as CSV."),
                    )


def _csv(content: bytes) -> list[list[Any]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return list(csv.reader(io.StringIO(content.decode(encoding), newline="")))
        except UnicodeDecodeError:
            continue
        except csv.Error as error:
            raise _Wrong("", "", _("The file is no CSV table; save the sheet again as CSV or .xlsx.")) from error
    raise _Wrong("", "", _("The text is neither UTF-8 nor GB 18030; save the sheet again as CSV or .xlsx."))


def _places(heading: list[Any]) -> dict[str, int]:
    given = [str(cell).strip().lower() for cell in heading]
    places = {name: given.index(alias) for name, known in COLUMNS.items() for alias in known if alias in given}
    for name in NEEDED:
        if name not in places:
            raise _Wrong(
                name,
                ", ".join(given),
                _("A column is missing; the first row must name 日期, 是否工作日, 名称, 来源."),
            )
    return places


def _row(cells: list[Any], places: dict[str, int]) -> Row:
    by_name = {name: cells[place] if place < len(cells) else "" for name, place in places.items()}
    day, is_workday = _date(by_name["日期"]), _yes_or_no(by_name["是否工作日"])
    name = unguarded(str(by_name.get("名称", "")).strip())
    shifted = is_workday != (day.weekday() < 5) and (is_workday or "调休" in name)
    source = unguarded(str(by_name.get("来源", "")).strip())
    return day, Day(is_workday, name, _english(name), source, shifted)


def _date(cell: Any) -> dt.date:
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
    for pattern in DATES:
        if match := pattern.fullmatch(text):
            with suppress(ValueError):
                return dt.date(*map(int, match.groups()))
    raise _Wrong("日期", text, _("This is no date; write it as 2027-01-01 or 2027年1月1日."))


def _yes_or_no(cell: Any) -> bool:
    text = str(cell).strip().lower()
    if text not in YES | NO:
        raise _Wrong("是否工作日", text, _("Write 是 for a working day or 否 for a day off."))
    return text in YES


def _english(name: str) -> str:
    """The English name of a festival that we know; else the Chinese one, which is better than nothing."""
    for chinese, english in NAMES.values():
        if name and chinese[:2] in name:
            return english
    return name
