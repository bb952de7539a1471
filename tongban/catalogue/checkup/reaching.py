"""How far a word would reach, before it is set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tongban.catalogue.checkup.models import Place
from tongban.catalogue.models import Item

MANY, PART = 200, 20  # more findings than this, or more than one guide in so many, is asked twice


@dataclass(frozen=True)
class Reach:
    """Published guides of all organs here, how many of them hold the word, and how many times."""

    guides: int
    findings: int
    of: int

    @property
    def is_wide(self) -> bool:
        return self.findings > MANY or self.guides > max(self.of // PART, 10)


def reach_of(place: str, word: str) -> Reach:
    part = {Place.CONDITIONS: "conditions", Place.SECRECY: ""}.get(Place(place), "materials")
    column = "current__content__" + part if part else "current__content"
    guides = findings = of = 0
    contents = Item.objects.filter(current__isnull=False).order_by().values_list(column, flat=True)
    for content in contents.iterator(chunk_size=500):
        of += 1
        texts = _strings(content) if not part else _said(content, "text" if part == "conditions" else "name")
        there = sum(1 for text in texts if word in text)
        guides, findings = guides + bool(there), findings + there
    return Reach(guides, findings, of)


def _said(rows: Any, name: str) -> Iterator[str]:
    for row in rows or ():
        yield str((row.get(name) or {}).get("zh", ""))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _strings(one)
