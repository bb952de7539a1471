"""The levels of assurance and what each may do, in one place (standards §10)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from django.utils.translation import pgettext_lazy as _p


class Level(IntEnum):
    NOBODY = 0
    PHONE = 1
    COMPARED = 2
    FACE = 3
    SEEN = 4

    @property
    def described(self) -> Described:
        return LEVELS[self]

    @property
    def label(self) -> Any:
        return LEVELS[self].name


@dataclass(frozen=True)
class Described:
    """`how` it is reached, and what somebody who stands there `may` do; each level may what those below may."""

    name: Any
    how: Any
    may: Any


LEVELS: dict[Level, Described] = {
    Level.NOBODY: Described(
        _p("level of assurance", "Visitor"),
        _p("level of assurance", "Nobody has shown who they are."),
        _p("level of assurance", "Read guides, ask, see the progress of a case by its number and code."),
    ),
    Level.PHONE: Described(
        _p("level of assurance", "Registered"),
        _p("level of assurance", "A code came back from the phone; name and number are only said."),
        _p("level of assurance", "Book a time, and apply for what asks for no proven identity."),
    ),
    Level.COMPARED: Described(
        _p("level of assurance", "Name and number agree"),
        _p("level of assurance", "The register of population knows the number under this name."),
        _p("level of assurance", "Apply for most services."),
    ),
    Level.FACE: Described(
        _p("level of assurance", "Compared with the face, the bank or the e-ID"),
        _p("level of assurance", "A provider compared the face, the bank account or the national e-ID."),
        _p("level of assurance", "Apply for what moves property or money."),
    ),
    Level.SEEN: Described(
        _p("level of assurance", "Seen in person, or by certificate"),
        _p("level of assurance", "An official had the document in hand, or a digital certificate signed."),
        _p("level of assurance", "Apply for everything, also for what changes who somebody is."),
    ),
}


def level_of(number: int) -> Level:
    return Level(min(max(number, Level.NOBODY), Level.SEEN))
