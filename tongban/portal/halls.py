"""Halls and examples of a place, kept for some minutes, since they change rarely.

The halls are those of the room `halls`; where it knows none, those that guides name.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from django.utils.translation import get_language

from tongban.catalogue.api import browsing
from tongban.halls.api import Hall, Near, ToldPlace, near, stood, told_by

FRESH = 300.0  # seconds
LOOKED_AT = 300  # guides of a place that are looked through; a hall that none of them names is not found
EXAMPLE_LENGTH = (3, 9)
HALLS_KEPT = 8


@dataclass
class Gathered:
    """`examples`: how people call some of the services, in Chinese; `english`: their English names."""

    halls: list[Hall | ToldPlace] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)
    english: list[str] = field(default_factory=list)

    def nearest(self, size: int) -> list[Near | ToldPlace]:
        return as_they_stand(self.halls[:size])

    @property
    def said(self) -> list[str]:
        return self.english if (get_language() or "").startswith("en") else self.examples


def as_they_stand(halls: list[Hall | ToldPlace]) -> list[Near | ToldPlace]:
    """With how each stands at this moment, where the room keeps its hours."""
    return [stood([one])[0] if isinstance(one, Hall) else one for one in halls]


_kept: dict[str, tuple[float, Gathered]] = {}


def gathered(place: str) -> Gathered:
    """Two queries every five minutes per place and process."""
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
    guides = list(rows.values_list("aliases", "name_en", "current__content__places")[:LOOKED_AT])
    for aliases, english, _places in guides:
        found.examples += [name for name in aliases if EXAMPLE_LENGTH[0] <= len(name) <= EXAMPLE_LENGTH[1]][:1]
        found.english += [english] if english else []
    found.halls = [*near(place, HALLS_KEPT)] or [*told_by(places for _aliases, _english, places in guides)]
    found.examples, found.english = _spread(found.examples), _spread(found.english)
    return found


def _spread(names: list[str], count: int = 5) -> list[str]:
    """Some from all over the list, so that not one department speaks alone."""
    different = list(dict.fromkeys(names))
    step = max(len(different) // count, 1)
    return different[::step][:count]
