"""How sure we are who somebody is, as systems are told it: `acr` is the level of identity, `amr` how they signed in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

NAME = "urn:tongban:loa:"
HIGHEST = 4
BORNE_BY_ONE = 2  # what one factor bears; two of different kinds bear every level

# RFC 8176 by what it rests on: something known, something held, what somebody is.
KINDS = {
    "pwd": "known", "pin": "known", "kba": "known",
    "otp": "held", "sms": "held", "tel": "held", "hwk": "held", "swk": "held", "sc": "held",
    "user": "is", "face": "is", "fpt": "is", "iris": "is", "vbm": "is",
}  # fmt: skip


def borne(amr: Iterable[str]) -> int:
    """The highest level of identity that a sign-in of this strength can speak for."""
    words = set(amr)
    kinds = {KINDS[word] for word in words if word in KINDS}
    return HIGHEST if "mfa" in words or len(kinds) > 1 else BORNE_BY_ONE


def level_of(user: Any, amr: Iterable[str]) -> int:
    return min(int(user.assurance), borne(amr))


def name_of(level: int) -> str:
    return f"{NAME}{level}"


def named(acr: str) -> int | None:
    """The level of one of our names; None of any other."""
    number = acr.removeprefix(NAME)
    return int(number) if acr.startswith(NAME) and number in {"0", "1", "2", "3", "4"} else None
