"""One row of another system's list as a `RawItem`: every cell turned into what it means, or a fault that says
why not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.translation import gettext as _

from tongban.catalogue.codes import code_set
from tongban.catalogue.exchange.fields import column_in_words
from tongban.catalogue.reading_numbers import LOOSE, Limit, limit_of, visits_of
from tongban.catalogue.reading_papers import papers_of
from tongban.kit.telephones import half_width

LONGEST_NAME, LONGEST_CODE = 300, 64
TRUE = frozenset({"是", "1", "true", "yes", "y", "支持", "可", "√", "有"})
FALSE = frozenset({"否", "0", "false", "no", "n", "不支持", "不可", "×", "无"})
NOTHING = frozenset({"", "无", "/", "-", "—", "null", "none", "nan"})


UNSEEN_ONES = r"[\x00-\x08\x0b-\x1f\x7f\u200b\ufeff]"
UNSEEN = re.compile(UNSEEN_ONES).search


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in one cell. `error`: the row is not read; `warning`: it is, as told in `cure`; `cancel`: its
    sender wants the item cancelled. `column` is our field, `heading` what stands above the cell.
    """

    row: int
    column: str
    severity: Literal["warning", "error", "cancel"]
    found: str
    wanted: str
    cure: str
    sheet: str = ""
    heading: str = ""
    code: str = ""

    @property
    def where(self) -> str:
        """What stands above the cell; else the words for our field, or for a place within a guide."""
        return self.heading or column_in_words(self.column)

    def __str__(self) -> str:
        found = self.found or _("nothing")
        if not self.column and not self.heading:
            words = {"row": self.row, "found": found, "wanted": self.wanted, "cure": self.cure}
            said = _("Row %(row)s: found %(found)s, wanted %(wanted)s. %(cure)s") % words
            return f"{self.sheet} {said}" if self.sheet else said
        said = _("Row %(row)s, %(column)s: found %(found)s, wanted %(wanted)s. %(cure)s") % {
            "row": self.row, "column": self.where, "found": found, "wanted": self.wanted, "cure": self.cure,
        }  # fmt: skip
        return f"{self.sheet} {said}" if self.sheet else said


@dataclass(frozen=True, slots=True)
class Blank(Fault):
    """An empty cell that the tables of the exchange want filled; `sheet` is its table."""


@dataclass(frozen=True, slots=True)
class Given:
    """Whose list a file is, where its rows do not say. `mapping`: heading → our field, `-` to pass it over;
    `editions`: code set → the edition that the file's codes are of.
    """

    region_code: str = ""
    org_code: str = ""
    dept: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    editions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RawItem:
    """An item of another system, neutral. Days are counted in their unit (workday, day, hour, month, year).

    `code_kind`: standard (31 or 33 characters), local (an older code), derived (ours, see `reading`). `level`
    1 state to 6 village. `type_code` is the national one (01, 05, 07, 10, 20 …) told by the name of the type;
    `type_code_found` is what the file says. `elements`: all else, as a partial guide holds it; `told`: the fields
    that the file has a column for. `content`: the whole guide, where the file brings it.
    """

    row: int
    code: str = ""
    code_kind: str = ""
    base_code: str = ""
    parent_code: str = ""
    name: str = ""
    parent_name: str = ""
    aliases: tuple[str, ...] = ()
    type_name: str = ""
    type_code: str = ""
    type_code_found: str = ""
    dept: str = ""
    org_code: str = ""
    org_code9: str = ""
    region_code: str = ""
    level: int | None = None
    visits: int | None = None
    legal_days: int | None = None
    legal_unit: str = ""
    promise_days: int | None = None
    promise_unit: str = ""
    online: bool | None = None
    express: bool | None = None
    bookable: bool | None = None
    conditions: str = ""
    materials: tuple[str, ...] = ()
    process: str = ""
    places: tuple[str, ...] = ()
    consult: tuple[str, ...] = ()
    complain: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    co_dept: str = ""
    url: str = ""
    sheet: str = field(default="", compare=False)
    is_place_guessed: bool = field(default=False, compare=False)
    elements: dict[str, Any] = field(default_factory=dict, compare=False)
    parts: dict[str, list[dict[str, Any]]] = field(default_factory=dict, compare=False)
    told: frozenset[str] = field(default=frozenset(), compare=False)
    told_parts: dict[str, frozenset[str]] = field(default_factory=dict, compare=False)
    content: dict[str, Any] | None = field(default=None, compare=False)
    unread: dict[str, str] = field(default_factory=dict, compare=False)

    @property
    def audience(self) -> tuple[str, ...]:
        """person for 自然人, enterprise for every kind of legal person and other organisation."""
        whose = {"person" if one in {"自然人", "个人", "1"} else "enterprise" for one in self.objects}
        return tuple(sorted(whose, reverse=True))


@dataclass(slots=True)
class Converted:
    item: RawItem
    faults: list[Fault] = field(default_factory=list)


LISTS = {
    "aliases": r"[\^|;；\n]",
    "topics": r"[\^|;；,，\n]",
    "objects": r"[\^|;；,，、\n]",
}
LISTS |= {"places": r"[\^|\n]", "consult": r"[\^|\n]", "complain": r"[\^|\n]"}
LIMITS = frozenset({"legal_days", "promise_days"})
FIGURES = LIMITS | {"visits"}  # what is told of them and was not understood stands in `unread`
TELEPHONES = frozenset({"consult", "complain"})
FLAGS = frozenset({"online", "express", "bookable"})
CODES = frozenset({"code", "base_code", "parent_code", "org_code", "org_code9", "region_code", "type_code", "level"})
"""Written in digits and letters, whatever their width."""


def convert(row: int, cells: dict[str, Any]) -> Converted:
    """Cells by field name; fields that are absent keep their empty value."""
    faults: list[Fault] = []
    values = {name: _value(row, name, _there(row, name, cell, faults), faults) for name, cell in cells.items()}
    _limits(row, values, faults)
    _type_and_level(values)
    _region(row, values, faults)
    unread = {fault.column: fault.found for fault in faults if fault.column in FIGURES}
    return Converted(RawItem(row, **values, unread=unread), faults)


class CellError(str):
    """What stands in a cell that has no value: `#REF!`, or a formula that was never worked out."""

    __slots__ = ()


def _there(row: int, name: str, cell: Any, faults: list[Fault]) -> Any:
    if not isinstance(cell, CellError):
        return cell
    wanted, cure = _("a value instead of an error of the spreadsheet"), _("Not readable, left empty; fill it in.")
    faults.append(Fault(row, name, "warning", str(cell), wanted, cure))
    return None


def plain(text: str) -> str:
    """Digits and letters of full width as the ordinary ones."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _value(row: int, name: str, cell: Any, faults: list[Fault]) -> Any:
    if name in CODES:
        return plain(clean(cell)).replace(" ", "") if name != "code" else plain(clean(cell))
    if name in TELEPHONES:
        return tuple(map(half_width, _list(cell, LISTS[name])))
    if name in LISTS:
        return _list(cell, LISTS[name])
    if name == "materials":
        return _materials(row, cell, faults)
    if name in LIMITS:
        return _limit(row, name, cell, faults)
    if name == "visits":
        return _visits(row, cell, faults)
    if name in FLAGS:
        return _flag(row, name, cell, faults)
    return clean(cell)


def clean(cell: Any) -> str:
    """Text without control characters and outer blanks; 7.0 of a spreadsheet is 7; a cell that says there is
    nothing is empty.
    """
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        cell = int(cell)
    if isinstance(cell, (list, tuple)):
        return "\n".join(filter(None, map(clean, cell)))
    text = cell if type(cell) is str else str(cell)
    if UNSEEN(text):
        text = re.sub(UNSEEN_ONES, "", text)
    text = text.strip()
    return "" if len(text) < 5 and text.lower() in NOTHING else text


def _list(cell: Any, between: str) -> tuple[str, ...]:
    return _each(cell if isinstance(cell, (list, tuple)) else re.split(between, clean(cell)))


def _each(parts: Iterable[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(clean, parts))))


def _materials(row: int, cell: Any, faults: list[Fault]) -> tuple[str, ...]:
    if isinstance(cell, (list, tuple)):
        return _each(cell)
    papers, guessed = papers_of(clean(cell))
    if guessed:
        wanted = _("each material apart, with a semicolon or on a line of its own")
        cure = _("It was split into: %(papers)s. Compare it with the original.") % {"papers": " | ".join(guessed)}
        faults.append(Fault(row, "materials", "warning", clean(cell)[:80], wanted, cure))
    return _each(papers)


def _limit(row: int, name: str, cell: Any, faults: list[Fault]) -> Limit | None:
    text = clean(cell)
    limit = limit_of(text)
    if text and limit is None:
        cure = _(
            "It is left empty; write a number with its unit, such as 20个工作日, 3个月 or 15日, or 即办 for at once."
        )
        faults.append(Fault(row, name, "warning", text[:80], _("a number and its unit"), cure))
    return limit


def _visits(row: int, cell: Any, faults: list[Fault]) -> int | None:
    text = clean(cell)
    visits = visits_of(text)
    if text and visits is None:
        cure = _("It is left empty; write how often somebody must come, such as 0, 1 or 最多跑一次.")
        faults.append(Fault(row, "visits", "warning", text[:80], _("a whole number"), cure))
    return visits


def _flag(row: int, name: str, cell: Any, faults: list[Fault]) -> bool | None:
    text = plain(str(cell).strip().lower()).removesuffix(".0") if cell is not None else ""
    if text in TRUE or text in FALSE or not text:
        return text in TRUE if text else None
    faults.append(Fault(row, name, "warning", text, _("yes or no"), _("It is left empty; write yes or no.")))
    return None


def _limits(row: int, values: dict[str, Any], faults: list[Fault]) -> None:
    for kind in ("legal", "promise"):
        limit, unit = values.get(f"{kind}_days"), values.get(f"{kind}_unit", "")
        values[f"{kind}_unit"] = code_set("time_unit").canonical(plain(unit).lower()) or ""
        values[f"{kind}_days"] = limit.days if limit else None
        if limit is not None:
            _unit(row, f"{kind}_unit", unit, limit, values, faults)


def _unit(row: int, name: str, found: str, limit: Limit, values: dict[str, Any], faults: list[Fault]) -> None:
    """The one beside the number counts, but for 日 where the column says working days."""
    known = values[name]
    values[name] = known or limit.unit or "workday"
    if limit.unit and found and limit.unit != known and not (known == "workday" and limit.word in LOOSE):
        values[name] = limit.unit
        wanted = _("the unit that stands beside the number, %(unit)s") % {"unit": limit.word}
        faults.append(Fault(row, name, "warning", found, wanted, _("What stands beside the number counts.")))
    elif limit.days and not (known or limit.unit):
        wanted, cure = _("working days, days, hours, months or years"), _("It is read as working days.")
        faults.append(Fault(row, name, "warning", found, wanted, cure))


def _type_and_level(values: dict[str, Any]) -> None:
    found, types = values.get("type_code", ""), code_set("task_type")
    named = types.canonical(values.get("type_name", ""))
    values["type_code_found"] = found
    values["type_code"] = named or types.canonical(found) or (found.zfill(2) if found.isdigit() else found)
    level = code_set("use_level").canonical(values.get("level", "").split("^")[0])
    values["level"] = int(level) if level and level in "123456" else None


def _region(row: int, values: dict[str, Any], faults: list[Fault]) -> None:
    code = values.get("region_code", "")
    if not code or (code.isascii() and code.isdigit() and len(code) in {2, 4, 6, 9, 12}):
        values["region_code"] = code.ljust(12, "0") if code else ""
        return
    wanted = _("a division code of 6, 9 or 12 digits")
    faults.append(Fault(row, "region_code", "error", code, wanted, _("Write it as 510131 or 510131000000.")))
