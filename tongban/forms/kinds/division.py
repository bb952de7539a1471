"""A division, as a chain from province down. Kept as the 12-digit code of the last one chosen."""

from __future__ import annotations

from itertools import takewhile
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongban.forms.kinds.base import Kind, Wrong, quoted
from tongban.forms.schema import FormField
from tongban.forms.shapes import DivisionChoices
from tongban.kit.typed import half_width

# How many digits of the code a level fills: province, city, county, township, village.
DIGITS = (2, 4, 6, 9, 12)


class Division(Kind):
    template = "forms/kinds/division.html"
    several = True

    def together(self, parts: list[str]) -> list[str]:
        """Whoever takes the province back takes back what stands below it, too."""
        return list(takewhile(str.strip, parts)) or parts[:1]

    def read(self, field: FormField, typed: Any, divisions: DivisionChoices | None) -> str:
        chain = chosen(typed)
        code = chain[-1]
        if level(code) is None or (divisions and not _known(chain, divisions)):
            raise Wrong(
                _("There is no division with the code “%(found)s”. Please choose again.") % {"found": quoted(code)}
            )
        if (level(code) or 0) < least_level(field) and (divisions is None or divisions(code)):
            found = self.show(field, code, divisions)
            raise Wrong(
                _("You chose “%(found)s” only. Please go on and choose the %(wanted)s.")
                % {"found": found, "wanted": level_name(least_level(field))}
            )
        return code

    def write(self, field: FormField, value: Any) -> list[str]:
        return [str(value)]

    def show(self, field: FormField, value: Any, divisions: DivisionChoices | None) -> str:
        names = [name for _code, name in named(value, divisions)] if divisions else []
        between = ", " if all(name.isascii() for name in names) else ""
        return between.join(names) or str(value)


def level(code: str) -> int | None:
    """1 province … 5 village, by the zeros at the end; None if this cannot be a code."""
    if len(code) != 12 or not (code.isascii() and code.isdigit()) or code[:2] == "00":
        return None
    return next(rank for rank, digits in enumerate(DIGITS, start=1) if not code[digits:].strip("0"))


def level_name(rank: int) -> str:
    names = (
        pgettext("level of division", "province"),
        pgettext("level of division", "city"),
        pgettext("level of division", "county or district"),
        pgettext("level of division", "town or street"),
        pgettext("level of division", "village or community"),
    )
    return names[rank - 1]


def least_level(field: FormField) -> int:
    return field.min if isinstance(field.min, int) else min(3, deepest_level(field))


def deepest_level(field: FormField) -> int:
    return field.max if isinstance(field.max, int) else 5


def ancestors(code: str) -> list[str]:
    """From the province down to the code itself; levels that a code skips stand in twice and are dropped."""
    return list(dict.fromkeys(code[:digits].ljust(12, "0") for digits in DIGITS[: level(code) or 0]))


def chosen(typed: list[str]) -> list[str]:
    """The chain as far as it holds together: without scripts a new province may still carry an old city."""
    codes = [half_width(code) for code in typed if code.strip()]
    if len(codes) == 1:
        return ancestors(codes[0]) or codes
    chain = codes[:1]
    for code in codes[1:]:
        if not _within(code, chain[-1]):
            break
        chain.append(code)
    return chain


def named(code: str, divisions: DivisionChoices) -> list[tuple[str, str]]:
    """(code, name) from the province down, as far as known, without levels that a city skips."""
    found, parent = [], ""
    for step in ancestors(code):
        if name := dict(divisions(parent)).get(step):
            found.append((step, name))
            parent = step
    return found


def _within(code: str, parent: str) -> bool:
    rank = level(parent)
    return rank is not None and code != parent and code.startswith(parent[: DIGITS[rank - 1]])


def _known(chain: list[str], divisions: DivisionChoices) -> bool:
    return bool(found := named(chain[-1], divisions)) and found[-1][0] == chain[-1]
