"""Halls and examples of a place, gathered from its guides; kept for some minutes, since guides change rarely."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language

from tongban.catalogue.api import browsing

FRESH = 300.0  # seconds
LOOKED_AT = 300  # guides of a place that are looked through; a hall that none of them names is not found
EXAMPLE_LENGTH = (3, 9)


@dataclass(frozen=True)
class Hall:
    """Texts as {"zh", "en"}, for the filter `in_language`."""

    name: dict[str, Any]
    address: dict[str, Any]
    hours: dict[str, Any]
    phone: str


@dataclass
class Gathered:
    """`examples`: how people call some of the services, in Chinese; `english`: their English names."""

    halls: list[Hall] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)
    english: list[str] = field(default_factory=list)

    @property
    def said(self) -> list[str]:
        return self.english if (get_language() or "").startswith("en") else self.examples


_kept: dict[str, tuple[float, Gathered]] = {}


def gathered(place: str) -> Gathered:
    """One query every five minutes per place and process."""
    known = _kept.get(place)
    if known is not None and time.monotonic() - known[0] < FRESH:
        return known[1]
    if len(_kept) > 1000:
        _kept.clear()
    found = _gather(place)
    _kept[place] = (time.monotonic(), found)
    return found


def forget() -> None:
    _kept.clear()


def _gather(place: str) -> Gathered:
    rows = browsing.published_for(place).order_by("code")
    found = Gathered()
    halls: dict[str, Hall] = {}
    for aliases, english, places in rows.values_list("aliases", "name_en", "current__content__places")[:LOOKED_AT]:
        for one in places or []:
            halls.setdefault(one["name"]["zh"], Hall(one["name"], one["address"], one["hours"], one["phone"]))
        found.examples += [name for name in aliases if EXAMPLE_LENGTH[0] <= len(name) <= EXAMPLE_LENGTH[1]][:1]
        found.english += [english] if english else []
    found.halls = list(halls.values())
    found.examples, found.english = _spread(found.examples), _spread(found.english)
    return found


def _spread(names: list[str], count: int = 5) -> list[str]:
    """Some from all over the list, so that not one department speaks alone."""
    different = list(dict.fromkeys(names))
    step = max(len(different) // count, 1)
    return different[::step][:count]
