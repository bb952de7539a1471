"""What is wrong with an item that was read, and what its code tells about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from tongban.catalogue.codes import code_set
from tongban.catalogue.lasting import longer
from tongban.catalogue.reading_fields import LONGEST_CODE, LONGEST_NAME, Fault, Given, RawItem
from tongban.kit.checkdigits import uscc_ok

STANDARD = re.compile(r"(?P<org>[0-9A-Z]{18})(?P<level>[1-7])(?P<base>[0-9A-Z]{12})(?P<handle>\d{2})?")
OLDER = re.compile(r"(?P<base>.+?)-(?P<region>\d{12})-(?P<town>\d{3})-(?P<org>[0-9A-Z]{8,18})-\d-\d{2}")
"""The older code of some provinces: catalogue code, division, township, organisation, a digit, number. The
organisation stands there whole, with nine characters, or mistyped.
"""

OPEN, CLOSED = "（(《〈“「『【[", "）)》〉”」』】]"


def completed(item: RawItem) -> RawItem:
    """The item with what is missing in its columns and stands in its code."""
    if match := STANDARD.fullmatch(item.code):
        return replace(_told(item, match), code_kind="standard", level=item.level or _level(match["level"]))
    if match := OLDER.fullmatch(item.code):
        region = item.region_code or match["region"]
        return replace(_told(item, match), code_kind="local", region_code=region)
    return replace(item, code_kind="local" if item.code else "")


def identified(found: RawItem, given: Given) -> RawItem:
    """The item with what its code tells, then with what was given for the whole list."""
    item = completed(found)
    region = item.region_code or given.region_code
    return replace(
        item,
        region_code=region,
        level=item.level or level_of(region),
        org_code=item.org_code or given.org_code,
        dept=item.dept or given.dept,
    )


def _told(item: RawItem, code: re.Match[str]) -> RawItem:
    org = code["org"]
    whole, nine = {18: (org, org[8:17]), 9: ("", org)}.get(len(org), ("", ""))
    return replace(
        item,
        base_code=item.base_code or code["base"],
        org_code=item.org_code or whole,
        org_code9=item.org_code9 or nine,
    )


def _level(digit: str) -> int | None:
    return int(digit) if digit in "123456" else None


def level_of(region_code: str) -> int | None:
    """The level that exercises a power, told by the division: province 2, city 3, to village 6."""
    ends = (2, 4, 6, 9, 12)
    return next((at for at, end in enumerate(ends, 2) if region_code and not region_code[end:].strip("0")), None)


def faults(item: RawItem) -> Iterator[Fault]:
    for check in (_name, _code, _type, _organisation, _limits, _cut_off, _phones, _place):
        yield from check(item)


def _name(item: RawItem) -> Iterator[Fault]:
    if not item.name:
        yield Fault(item.row, "name", "error", "", _("the name of the item"), _("Fill in the name."))
    elif len(item.name) > LONGEST_NAME:
        found = _("%(count)s characters") % {"count": len(item.name)}
        wanted = _("at most %(count)s characters") % {"count": LONGEST_NAME}
        yield Fault(item.row, "name", "error", found, wanted, _("Shorten the name."))


def _type(item: RawItem) -> Iterator[Fault]:
    """A word that is no type of items: what the code says counts, and it is told."""
    types = code_set("task_type")
    if item.type_name and not types.canonical(item.type_name):
        wanted = _("one of: %(names)s") % {"names": "、".join(types.by_name)}
        known = types.canonical(item.type_code)
        cure = (
            _("It is read as %(type)s, as its code says.") % {"type": types.name(known)}
            if known
            else _("It is left out.")
        )
        yield Fault(item.row, "type_name", "warning", item.type_name[:80], wanted, cure)


def codes(item: RawItem) -> Iterator[Fault]:
    """What may be wrong with the codes of an item that comes whole."""
    for check in (_name, _code, _organisation, _place):
        yield from check(item)


ROUNDED = re.compile(r"\d(\.\d+)?[eE]\+?\d{1,3}")
"""A code that a spreadsheet took for a number: its last digits are gone."""


def _code(item: RawItem) -> Iterator[Fault]:
    if ROUNDED.fullmatch(item.code):
        wanted = _("the code as text")
        yield Fault(
            item.row,
            "code",
            "error",
            item.code,
            wanted,
            _("The spreadsheet made a number of it; format it as text."),
        )
    elif len(item.code) > LONGEST_CODE or re.search(r"\s", item.code):
        wanted = _("at most %(count)s characters without blanks") % {"count": LONGEST_CODE}
        yield Fault(item.row, "code", "error", item.code[:80], wanted, _("Correct the code."))
    elif item.code_kind == "local" and not OLDER.fullmatch(item.code):
        wanted = _("31 or 33 characters")
        yield Fault(item.row, "code", "warning", item.code, wanted, _("It is kept as a local code."))
    elif item.code_kind == "standard" and item.org_code and not item.code.startswith(item.org_code):
        wanted = _("the organisation that the item's code begins with, %(code)s") % {"code": item.code[:18]}
        yield Fault(item.row, "org_code", "warning", item.org_code, wanted, _("It is kept; compare the two."))


def _organisation(item: RawItem) -> Iterator[Fault]:
    wanted = _("a unified social credit code of 18 characters")
    if ROUNDED.fullmatch(item.org_code):
        cure = _("The spreadsheet made a number of it; format it as text.")
        yield Fault(item.row, "org_code", "error", item.org_code, _("the code as text"), cure)
    elif not item.org_code:
        cure = _("The item is read without it; give the organisation's code before publication.")
        yield Fault(item.row, "org_code", "warning", item.org_code9, wanted, cure)
    elif is_placeholder(item.org_code):
        cure = _("It is kept; ask the organisation for its registered code.")
        yield Fault(
            item.row,
            "org_code",
            "warning",
            _("the placeholder %(code)s") % {"code": item.org_code},
            wanted,
            cure,
        )
    elif not uscc_ok(item.org_code):
        wanted = _("a unified social credit code whose check digit is right")
        yield Fault(
            item.row,
            "org_code",
            "warning",
            item.org_code,
            wanted,
            _("It is kept; compare it with the certificate."),
        )


def is_placeholder(org_code: str) -> bool:
    """A provisional organisation code (it begins with G), or one character again and again."""
    body = org_code[8:16]
    return body.startswith("G") or len(set(body)) == 1 or body == "12345678"


def _limits(item: RawItem) -> Iterator[Fault]:
    legal, promised = item.legal_days, item.promise_days
    if legal is None or promised is None:
        return
    if longer(promised, item.promise_unit, legal, item.legal_unit):
        wanted = _("at most the legal limit of %(days)s") % {"days": legal}
        cure = _("It is kept; the legal limit binds all the same.")
        yield Fault(item.row, "promise_days", "warning", str(promised), wanted, cure)


def _cut_off(item: RawItem) -> Iterator[Fault]:
    if looks_cut_off(item.conditions):
        wanted = _("a whole sentence")
        cure = _("It is kept as it is; complete it from the original before publication.")
        yield Fault(item.row, "conditions", "warning", "…" + item.conditions[-30:], wanted, cure)


def looks_cut_off(text: str) -> bool:
    """Ends where something must follow (a colon, a comma, `the following`), or inside a bracket or quotation."""
    if not text:
        return False
    unclosed = any(text.rfind(mark) > text.rfind(CLOSED[at]) for at, mark in enumerate(OPEN))
    return unclosed or text.endswith(("：", ":", "，", ",", "、", "；", ";", "如下", "下列", "以及", "或者"))


def _phones(item: RawItem) -> Iterator[Fault]:
    """Who is complained about does not answer the complaint (a rule of the national list check)."""
    both = set(item.consult) & set(item.complain)
    if both:
        wanted = _("another number than for enquiries")
        yield Fault(item.row, "complain", "warning", " ".join(sorted(both))[:80], wanted, _("It is kept."))


def _place(item: RawItem) -> Iterator[Fault]:
    if not item.region_code:
        wanted = _("a division code of 6, 9 or 12 digits")
        yield Fault(
            item.row,
            "region_code",
            "error",
            "",
            wanted,
            _("Fill it in, or say for the whole list where it applies."),
        )
