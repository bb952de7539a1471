"""Division codes of 2, 4, 6, 9 or 12 digits (GB/T 2260, GB/T 10114), kept as 12 digits everywhere."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tongban.kit.errors import BadInput

LENGTHS = (2, 4, 6, 9, 12)
"""Digits that name a province, city, county, township, village: the place in this tuple, from 1, is the
level.
"""


def normalise(code: str | int) -> str:
    """The code with 12 digits: `510131` is `510131000000`. Raises BadInput for anything that is no division
    code.
    """
    digits = str(code).strip()
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in LENGTHS or digits[0] in "09":
        raise BadInput(
            _("%(code)s is not a division code.") % {"code": digits or _("Nothing")},
            found=digits,
            wanted=_("2, 4, 6, 9 or 12 digits, the first from 1 to 8"),
            cure=_("Give a code such as 510131 or 510131000000."),
        )
    return digits.ljust(12, "0")


def prefix_of(code: str | int) -> str:
    """The digits that every division inside shares with this one: 2, 4, 6, 9 or 12 of them."""
    full = normalise(code)
    return next(full[:length] for length in LENGTHS if not full[length:].strip("0"))


def level_of(code: str | int) -> int:
    """1 province, 2 city, 3 county, 4 township, 5 village.

    A city without counties (东莞 4419) has no level 3: its 441900 and 4419 are one code of 12 digits, and
    that is the city's.
    """
    return LENGTHS.index(len(prefix_of(code))) + 1


def parent_of(code: str | int) -> str | None:
    """The 12-digit code one level up; of a township of a city without counties the city; None above a
    province.
    """
    level = level_of(code)
    return None if level == 1 else normalise(prefix_of(code)[: LENGTHS[level - 2]])


def ancestors_of(code: str | int) -> list[str]:
    """The 12-digit codes above this one, the province first."""
    found: list[str] = []
    parent = parent_of(code)
    while parent is not None:
        found.insert(0, parent)
        parent = parent_of(parent)
    return found


def subtree_range(code: str | int) -> tuple[str, str]:
    """`(low, high)` with low <= code < high for the division and everything inside it; both are 12 digits.

    Digits only, so that the order is the same in every database collation.
    """
    prefix = prefix_of(code)
    return normalise(code), str(int(prefix) + 1).ljust(12, "0")
