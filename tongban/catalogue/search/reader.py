"""One generation of the index, open for reading."""

from __future__ import annotations

from math import log
from pathlib import Path
from typing import Any

import orjson
import tantivy

Found = tuple[float, Any]


class Reader:
    """One generation, open. Kept until another is announced."""

    def __init__(self, folder: Path) -> None:
        self.index = tantivy.Index.open(str(folder))
        self.searcher = self.index.searcher()
        self.total = self.searcher.num_docs
        self._weights: dict[str, float] = {}
        self._offered: dict[int, float] = {}

    def weight(self, unit: str) -> float:
        """How rare a character is in names, as BM25 counts it."""
        known = self._weights.get(unit)
        if known is None:
            seen = self.searcher.doc_freq("unit", unit)
            known = self._weights[unit] = (
                log(1 + (self.total - seen + 0.5) / (seen + 0.5)) if self.total > seen else 0.1
            )
        return known

    def named(self, wanted: Any, limit: int) -> list[list[Found]]:
        """Score and address of the best documents, those of one name together."""
        found = self.searcher.search(wanted, limit, count=False).hits
        names = self.searcher.fast_field_values("same", [at for _score, at in found])
        together: dict[Any, list[Found]] = {}
        for name, one in zip(names, found, strict=True):
            together.setdefault(name, []).append(one)
        return list(together.values())

    def offered(self, same: int) -> float:
        """0 to 1 for how many places offer an item of this name: one, or all entries there are."""
        known = self._offered.get(same)
        if known is None:
            known = log(max(1, self.searcher.doc_freq("same", same))) / log(self.total + 1)
            self._offered[same] = known
        return known

    def card(self, at: Any) -> list[Any]:
        stored: Any = self.searcher.doc(at).get_first("card")
        read: list[Any] = orjson.loads(bytes(stored))
        return read
