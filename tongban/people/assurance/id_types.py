"""The documents that show who somebody is (GA/T 2000.156), and how the number of each is written: data, no code."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from tongban.kit import ages, checkdigits, clock
from tongban.kit.languages import as_read, day_in_words
from tongban.kit.typed import half_width

CITIZEN = "111"


@dataclass(frozen=True)
class IdType:
    """`counts_as`: another type that bears the same number, so that one person has one account. `online`: whoever
    registers may choose it. `seen`: the code was read in use, else it is recalled."""

    code: str
    zh: str
    en: str
    pattern: str
    zh_format: str
    en_format: str
    check: str = ""
    counts_as: str = ""
    online: bool = False
    seen: bool = False

    @property
    def name(self) -> str:
        return as_read(self.zh, self.en)

    @property
    def format(self) -> str:
        return as_read(self.zh_format, self.en_format)

    @property
    def kept_as(self) -> str:
        return self.counts_as or self.code


@cache
def id_types() -> dict[str, IdType]:
    rows = json.loads((Path(__file__).parent / "id_types.json").read_text())["types"]
    return {row["code"]: IdType(**row) for row in rows}


def choices(*, online: bool = False) -> list[tuple[str, str]]:
    return [(one.code, one.name) for one in id_types().values() if one.online or not online]


def with_id_number() -> list[tuple[str, str]]:
    """Documents that bear the number of the ID card."""
    return [(one.code, one.name) for one in id_types().values() if one.kept_as == CITIZEN]


def kept_as(code: str) -> str:
    """Under which type an account keeps the number; what nobody knows stays as it is."""
    known = id_types().get(code)
    return known.kept_as if known else code


def plain(number: str) -> str:
    """As it is kept and looked for."""
    return "".join(half_width(number).upper().split())


def fault(code: str, number: str) -> str:
    """What is wrong with the number of such a document; empty when nothing is."""
    known = id_types().get(code)
    if known is None:
        return _("Choose which document you have.")
    if known.check == "gb11643" and (said := _wrong_id(number)):
        return said
    if re.fullmatch(known.pattern, number) is None:
        found = _("you typed %d characters") % len(number)
        return _("The number of this document is written so: %(format)s; %(found)s.") % {
            "format": known.format,
            "found": found,
        }
    return ""


def _wrong_id(number: str) -> str:
    if checkdigits.id_ok(number):
        return _impossible(checkdigits.id_birthday(number))
    if len(number) != 18:
        return _("An ID number has 18 characters; you typed %d.") % len(number)
    if checkdigits.id_birthday(number) is None:
        return _("The birthday in the ID number (characters 7 to 14) is no date.")
    return _("The last character does not fit the others: please compare with your ID card.")


def _impossible(born: dt.date | None) -> str:
    if born is None or ages.is_possible(born, clock.today()):
        return ""
    said = _(
        "The ID number (characters 7 to 14) says that its holder was born on %(day)s. That cannot be: it lies in the "
        "future, or more than %(years)d years ago. Compare with the document."
    )
    return said % {"day": day_in_words(born), "years": ages.OLDEST}


def birthday(code: str, number: str) -> dt.date | None:
    """Where the number tells it."""
    known = id_types().get(code)
    return checkdigits.id_birthday(number) if known and known.check == "gb11643" else None


def is_child(code: str, number: str) -> bool:
    """A guardian acts."""
    return ages.is_child(birthday(code, number), clock.today())
