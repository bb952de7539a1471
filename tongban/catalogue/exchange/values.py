"""Cells of the elements as values of a guide: codes of any edition, days, flags, words. What cannot be read is told."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from tongban.catalogue.codes import BETWEEN, code_set
from tongban.catalogue.exchange.fields import Spec, specs
from tongban.catalogue.exchange.workbook import EPOCH
from tongban.catalogue.reading_fields import CellError, Fault, clean, plain


class Unreadable(Exception):
    """`wanted` says what could have been read; `kept`: what was, of a cell with several values."""

    def __init__(self, wanted: str, kept: Any = None) -> None:
        super().__init__(wanted)
        self.wanted, self.kept = wanted, kept


def converted(
    row: int, part: str, cells: Mapping[str, Any], editions: Mapping[str, str], faults: list[Fault]
) -> dict[str, Any]:
    """Values by field, without what is empty."""
    found = {}
    known = specs(part)
    for field, cell in cells.items():
        spec = known.get(field)
        if spec is None or spec.kind == "base" or cell is None:
            continue
        try:
            value = read(spec, cell, editions.get(spec.codes, ""))
        except Unreadable as wrong:
            cure = _("The rest of the cell is kept.") if wrong.kept else _("Not readable, left empty; fill it in.")
            faults.append(Fault(row, field, "warning", str(cell)[:80], wrong.wanted, cure))
            value = wrong.kept
        if value not in (None, "", []):
            found[field] = value
    return found


def read(spec: Spec, cell: Any, edition: str = "") -> Any:
    if isinstance(cell, CellError):
        raise Unreadable(_("a value instead of an error of the spreadsheet"))
    if isinstance(cell, str) and spec.kind in REPEATED:
        return _repeated(spec, cell, edition)
    return READERS[spec.kind](spec, cell, edition)


REPEATED = frozenset({"code", "flag", "number", "day"})
"""Kinds whose few values come again and again."""


@lru_cache(4096)
def _repeated(spec: Spec, cell: str, edition: str) -> Any:
    return READERS[spec.kind](spec, cell, edition)


def _text(_spec: Spec, cell: Any, _edition: str) -> Any:
    text = clean(cell)
    return {"zh": text} if text else None


def _line(_spec: Spec, cell: Any, _edition: str) -> Any:
    return clean(cell)


def _words(_spec: Spec, cell: Any, _edition: str) -> Any:
    parts = cell if isinstance(cell, (list, tuple)) else re.split(r"[\^|;；\n]", clean(cell))
    return list(dict.fromkeys(filter(None, map(clean, parts))))


def _number(_spec: Spec, cell: Any, _edition: str) -> Any:
    text = plain(clean(cell))
    if not text and cell not in (0, "0"):
        return None
    if not re.fullmatch(r"\d{1,6}(\.0+)?", text or "0"):
        raise Unreadable(_("a whole number"))
    return int(float(text or 0))


def _flag(_spec: Spec, cell: Any, _edition: str) -> Any:
    if isinstance(cell, bool):
        return cell
    text = plain(str(cell).strip()) if cell is not None else ""
    if not text:
        return None
    value = code_set("yes_no").canonical(text.removesuffix(".0"))
    if value is None:
        raise Unreadable(_("yes or no"))
    return value == "1"


def bare(cell: Any) -> str:
    """Also 无, which is a value of some sets; 7.0 of a spreadsheet is 7."""
    return clean(cell) or (cell.strip() if isinstance(cell, str) else "")


def _code(spec: Spec, cell: Any, edition: str) -> Any:
    text = bare(cell)
    value = code_set(spec.codes).canonical(text, edition) if text else None
    if not clean(text) and value is None:
        return None
    if value is None:
        raise Unreadable(code_set(spec.codes).wanted)
    return value


def codes(key: str, cell: Any, edition: str = "") -> list[str]:
    """In the order of the set. Raises Unreadable for what no edition knows, with what was known."""
    known, parts = code_set(key), cell if isinstance(cell, (list, tuple)) else _split(bare(cell))
    wanted = [bare(one) for one in parts]
    means = [value for one in wanted if (value := known.canonical(one, edition)) or clean(one)]
    found = sorted({code for one in means if one for code in one.split(BETWEEN)}, key=list(known.names).index)
    if None in means:
        raise Unreadable(known.wanted, found)
    return found


def _split(text: str) -> list[str]:
    """Marks inside brackets belong to a name: 镇（乡、街道）级."""
    return re.split(r"[\^|;；,，、\n](?![^（(]*[)）])", text)


def _codes(spec: Spec, cell: Any, edition: str) -> Any:
    return codes(spec.codes, cell, edition)


def _day(_spec: Spec, cell: Any, _edition: str) -> Any:
    text = plain(clean(cell))
    if not text:
        return None
    if re.fullmatch(r"[1-9]\d{4}(\.\d+)?", text):  # the number of a day, as a spreadsheet counts them
        return (EPOCH + dt.timedelta(days=float(text))).date().isoformat()
    match = re.match(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})(?!\d)|(\d{2})(\d{2}))", text)
    try:
        assert match is not None
        year, month, day = match[1], match[2] or match[4], match[3] or match[5]
        return dt.date(int(year), int(month), int(day)).isoformat()
    except (AssertionError, ValueError):
        raise Unreadable(_("a day as 2026-11-21")) from None


READERS = {
    "text": _text,
    "line": _line,
    "words": _words,
    "number": _number,
    "flag": _flag,
    "code": _code,
    "codes": _codes,
    "day": _day,
}
