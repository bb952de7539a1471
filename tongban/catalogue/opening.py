"""Opening hours as people write them, “工作日 9:00–12:00、13:00–17:00；周六可预约 9:00–12:00”, read into days and times.

What is not wholly understood is not read at all.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

WEEK = "一二三四五六日"
EVERY_DAY = ("每天", "每日", "全年")
TO = r"\s*(?:——|[-–—―~～至到])\s*"
_TIME = r"(?:[01]?\d|2[0-4])[:：][0-5]\d"
_SESSION = rf"(?:上午|下午|早上|晚上)?\s*({_TIME}){TO}({_TIME})"
_SESSIONS = re.compile(_SESSION)
_CLAUSE = re.compile(
    rf"(工作日|{'|'.join(EVERY_DAY)}|(?:周|星期)([{WEEK}天])(?:{TO}(?:周|星期)?([{WEEK}天]))?)?\s*(可?预约)?\s*[:：,，]?\s*"
    rf"((?:{_SESSION}\s*[、,，和及/]?\s*)+)[。.]?(?:[（(]法?定?节假日除外[)）])?"
)


@dataclass(frozen=True)
class Opening:
    """`days`: 0 for Monday; `workdays`: not those days of the week but the working days of the calendar; `booked`:
    only for who booked a time.
    """

    days: tuple[int, ...]
    workdays: bool
    sessions: tuple[tuple[dt.time, dt.time], ...]
    booked: bool = False


def read(text: str) -> tuple[Opening, ...]:
    """Empty when one part of it is not understood."""
    clauses = [clause.strip() for clause in re.split("[；;]", text) if clause.strip()]
    found = [_read(clause) for clause in clauses]
    return tuple(one for one in found if one is not None) if None not in found else ()


def _read(clause: str) -> Opening | None:
    found = _CLAUSE.fullmatch(clause)
    if found is None:
        return None
    days, first, last, booked, times = found.group(1, 2, 3, 4, 5)
    sessions = tuple((_time(one[1]), _time(one[2])) for one in _SESSIONS.finditer(times))
    if any(opens >= closes for opens, closes in sessions):
        return None
    if days in EVERY_DAY:
        return Opening(tuple(range(7)), False, sessions, bool(booked))
    if first is None:
        return Opening(tuple(range(5)), True, sessions, bool(booked))
    start, end = _day(first), _day(last or first)
    if start > end:
        return None
    return Opening(tuple(range(start, end + 1)), (start, end) == (0, 4), sessions, bool(booked))


def _day(sign: str) -> int:
    return WEEK.index("日" if sign == "天" else sign)


def _time(text: str) -> dt.time:
    hour, minute = (int(part) for part in re.split("[:：]", text))
    return dt.time(hour, minute) if hour < 24 else dt.time(23, 59)
