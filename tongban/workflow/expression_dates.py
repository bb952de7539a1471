"""Days and ages of the grammar: pure, and bounded by nature, for each looks at ten or eighteen characters.

What one could not guess:

* A day is its ISO text, `2026-03-01` and no other way of writing it; so days compare rightly by < and ==.
  Null, and a text that is no day (2026-02-30, 20260301, half a date), give null: a half-filled form goes on.
* `today()` is the day the evaluation was given (`TODAY` below), never a clock: what was filed on a day is worked
  out on that day for ever.
* Years are full years. They are completed on the birthday itself; who was born on 29 February completes them on
  1 March in a common year. `years_between` and `days_between` are negative when the second day is the earlier one.
* `age` of somebody not yet born is null. An ID number (GB 11643) counts only with its right check character.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any

from tongban.kit import checkdigits

# Where a context carries its day. Nothing in the grammar, and no field or datum, can have this name.
TODAY = "today()"

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def on_day(names: Mapping[str, Any], day: dt.date) -> dict[str, Any]:
    """The names with the day that `today()` is; a day that came along among the names does not count."""
    return {**names, TODAY: day.isoformat()}


def day_of(text: str | None) -> dt.date | None:
    if text is None or not _ISO.fullmatch(text):
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def birthday_of(number: str | None) -> dt.date | None:
    """Of an ID number only."""
    return checkdigits.id_birthday(number) if number and checkdigits.id_ok(number) else None


def born(text: str | None) -> dt.date | None:
    """Of a birthday or an ID number."""
    return day_of(text) or birthday_of(text)


def full_years(since: dt.date, until: dt.date) -> int:
    if until < since:
        return -full_years(until, since)
    return until.year - since.year - ((until.month, until.day) < (since.month, since.day))


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _age(birth: dt.date | None, on: dt.date | None) -> int | None:
    return full_years(birth, on) if birth and on and birth <= on else None


def _years(a: dt.date | None, b: dt.date | None) -> int | None:
    return full_years(a, b) if a and b else None


def _days(a: dt.date | None, b: dt.date | None) -> int | None:
    return (b - a).days if a and b else None


# name -> how each argument is read, what is made of them, and what comes out
FUNCTIONS: dict[str, tuple[tuple[Callable[[str | None], dt.date | None], ...], Callable[..., Any], str]] = {
    "date": ((day_of,), _iso, "date"),
    "birthday": ((birthday_of,), _iso, "date"),
    "age": ((born, day_of), _age, "number"),
    "years_between": ((day_of, day_of), _years, "number"),
    "days_between": ((day_of, day_of), _days, "number"),
}
# How each is written, for whoever wrote it otherwise.
WRITTEN = {
    "today": "today()",
    "date": "date('2026-03-01')",
    "birthday": "birthday(id_number)",
    "age": "age(birthday_or_id_number, today())",
    "years_between": "years_between(first_day, last_day)",
    "days_between": "days_between(first_day, last_day)",
}
# What each gives, for the checks of a form: `today` has no arguments and is worked out by the evaluation itself.
GIVES = {"today": "date"} | {name: gives for name, (_readers, _make, gives) in FUNCTIONS.items()}


def readers(name: str) -> tuple[Callable[[str | None], dt.date | None], ...]:
    return FUNCTIONS[name][0] if name in FUNCTIONS else ()


def worked_out(name: str, values: list[str | None]) -> Any:
    reading, make, _gives = FUNCTIONS[name]
    return make(*(read(value) for read, value in zip(reading, values, strict=True)))
