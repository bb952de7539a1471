"""One generation of the index, open for reading."""

from __future__ import annotations

from math import log
from pathlib import Path
from sys import intern
from typing import Any, NamedTuple

import orjson
import tantivy

from tongban.catalogue.search import places, rank
from tongban.catalogue.search.family import same
from tongban.catalogue.search.normal import plain
from tongban.catalogue.search.schema import LEVEL
from tongban.catalogue.search.writing import ITEMS, NAMES

Found = tuple[float, Any]
"""Score of the first pass, and address of a family."""

KEPT = 4096
"""Names that are kept ready to be compared."""


PIECES = 50_000
"""Characters and pairs whose weight is kept."""

COMMON, FEW = 0.1, 500
"""A term that more than this share of all names hold tells nothing; in a small catalogue every term does."""


class Name(NamedTuple):
    """A family ready to be compared: what it is called, by which sounds, how much used, how widely offered. Of a
    question in English one word may be in the English name, and another be known by its Chinese word.
    """

    family: int
    name: str
    plain: str
    said: rank.Weighed
    called: tuple[tuple[rank.Weighed, frozenset[str]], ...]
    popularity: int
    offered: float


class Reader:
    """One generation, open. Kept until another is announced."""

    def __init__(self, folder: Path) -> None:
        self.names = tantivy.Index.open(str(folder / NAMES)).searcher()
        self.items = tantivy.Index.open(str(folder / ITEMS)).searcher()
        self.total = self.items.num_docs
        self._families = self.names.num_docs
        self._weights: dict[str, float] = {}
        self._ready: dict[int, Name] = {}

    def weight(self, piece: str) -> float:
        """How rare a character, or a pair of them, is in names, as BM25 counts it."""
        known = self._weights.get(piece)
        if known is None:
            every, seen = self._families, self.names.doc_freq("unit" if len(piece) == 1 else "pair", piece)
            if piece.isascii():
                seen = max(seen, self.names.doc_freq("english", piece))
            known = log(1 + (every - seen + 0.5) / (seen + 0.5)) if every > seen else 0.1
            if len(self._weights) >= PIECES:
                self._weights.clear()
            self._weights[piece] = known
        return known

    def tells(self, field: str, term: str) -> bool:
        return int(self.names.doc_freq(field, term)) <= max(FEW, self._families * COMMON)

    def found(self, wanted: Any, limit: int) -> list[tuple[float, Name]]:
        """The families that fit best."""
        hits = self.names.search(wanted, limit, count=False).hits
        keys: list[Any] = self.names.fast_field_values("family", [at for _score, at in hits])
        return [
            (score, self._ready.get(key) or self._name(key, at)) for (score, at), key in zip(hits, keys, strict=True)
        ]

    def families(self, wanted: Any, limit: int) -> tuple[int, ...]:
        hits = self.names.search(wanted, limit, count=False).hits
        keys: list[Any] = self.names.fast_field_values("family", [at for _score, at in hits])
        return tuple(keys)

    def _name(self, family: int, at: Any) -> Name:
        name, aliases, english, popularity, heard = _card(self.names.doc(at))
        both = f"{name} {english}" if english else ""
        called = [
            (rank.weighed(rank.said(text), self.weight), frozenset(map(intern, sounds.split())))
            for text, sounds in zip([name, *aliases, english, both], [*heard, "", ""], strict=True)
            if text
        ]
        offered = self._offered(same(name))
        made = Name(family, name, plain(name), called[0][0], tuple(called), popularity, offered)
        if len(self._ready) >= KEPT:
            del self._ready[next(iter(self._ready))]
        self._ready[family] = made
        return made

    def _offered(self, name: int) -> float:
        """0 to 1 for how many places offer an item of this name: one, or all entries there are."""
        return log(max(1, self.items.doc_freq("same", name))) / log(self.total + 1)

    def members(self, wanted: Any, limit: int) -> list[tuple[int, Any]]:
        """Order (see `schema.LEVEL`) and address of items, the highest level first."""
        found = self.items.search(wanted, limit, count=False, order_by_field="order", order=tantivy.Order.Asc)
        return list(found.hits)

    def member(self, at: Any) -> list[Any]:
        """Key, code, name, region, department, English name … (see `schema.item_card`)."""
        return _card(self.items.doc(at))


def _card(document: Any) -> list[Any]:
    read: list[Any] = orjson.loads(bytes(document.get_first("card")))
    return read


def region_of(order: int) -> str:
    number = order % LEVEL
    return f"{number:012d}" if number else ""


def steps(place: str, order: int) -> float:
    return places.steps(place, region_of(order))
