"""Places that guides name, for where the room knows none of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ToldPlace:
    """Texts as {"zh", "en"}, for the filter `in_language`."""

    name: dict[str, Any]
    address: dict[str, Any]
    hours: dict[str, Any]
    phone: str


def told_by(guides: Iterable[Any]) -> list[ToldPlace]:
    """`guides`: the element `places` of each, or None; a place stands once, by its name."""
    found: dict[str, ToldPlace] = {}
    for places in guides:
        for one in places or []:
            found.setdefault(one["name"]["zh"], ToldPlace(one["name"], one["address"], one["hours"], one["phone"]))
    return list(found.values())
