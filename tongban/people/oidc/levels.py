"""How sure we are who somebody is, as systems are told it: `acr` is the level of identity, `amr` how they signed in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tongban.people.assurance.levels import Level
from tongban.people.factors.strength import strength

NAME = "urn:tongban:loa:"
BORNE_BY_ONE = Level.COMPARED  # what one factor bears; two of different kinds bear every level


def borne(amr: Iterable[str]) -> Level:
    """The highest level of identity that a sign-in of this strength can speak for."""
    return max(Level) if strength(amr) > 1 else BORNE_BY_ONE


def level_of(user: Any, amr: Iterable[str]) -> int:
    return min(int(user.assurance), borne(amr))


def name_of(level: int) -> str:
    return f"{NAME}{level}"


def named(acr: str) -> int | None:
    """The level of one of our names; None of any other."""
    number = acr.removeprefix(NAME)
    return int(number) if acr.startswith(NAME) and number in {str(int(level)) for level in Level} else None
