"""How many services a filter leaves: exactly what the list under it will show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import tantivy

from tongban.catalogue.search import places, query
from tongban.catalogue.search.entry import Narrowing
from tongban.catalogue.search.question import Question
from tongban.catalogue.search.reader import Reader

FACETS = ("region", "audience", "topic", "dept")

MOST_PLACES = 5000
"""Divisions of a province down to its towns, and more."""

PLACES = 12
"""For how many places the hits are counted."""

FAMILIES = 200
"""Of so many names that fit best is counted; no list is that long."""

NAMES = {"names": {"cardinality": {"field": "same"}}}

Counts = dict[str, dict[str, int]]


class Counting:
    def __init__(self, reader: Reader, asked: Question, by: Narrowing, most: int) -> None:
        self.reader, self.asked, self.by, self.most = reader, asked, by, most
        self._known: dict[Narrowing, tuple[int, ...]] = {}

    def counts(self) -> Counts:
        wanted = query.code(self.asked.code) if self.asked.typed else tantivy.Query.all_query()
        if wanted is not None and (not self.asked.typed or self.reader.members(wanted, 1)):
            return self._counted(FACETS, lambda by: wanted, distinct=bool(self.asked.typed))
        return {"region": self._places()} | self._counted(FACETS[1:], self._best, distinct=True)

    def _counted(self, of: tuple[str, ...], wanted: Callable[[Narrowing], Any], *, distinct: bool) -> Counts:
        """One look at the items for all facets that are counted under the same choices."""
        together: dict[Narrowing, list[str]] = {}
        for facet in of:
            together.setdefault(_without(self.by, facet), []).append(facet)
        found: Counts = {}
        for by, facets in together.items():
            asked = {facet: {"terms": {"field": facet, "size": self.most}} | _names(distinct) for facet in facets}
            answer = self.reader.items.aggregate(query.within(wanted(by), by), asked)
            found |= {facet: _counts(answer[facet]["buckets"], distinct) for facet in facets}
        return found

    def _best(self, by: Narrowing) -> Any:
        """Items of the names that fit best."""
        return query.of_families(list(self._families(by)))

    def _families(self, by: Narrowing) -> tuple[int, ...]:
        if by not in self._known:
            wanted = query.narrowed(query.meant(self.asked, self.reader.tells), by)
            self._known[by] = self.reader.families(wanted, FAMILIES)
        return self._known[by]

    def _places(self) -> dict[str, int]:
        """Hits of somebody who looks from each place: its own, those inside it, and those above that serve it."""
        names = self._names_by_region()
        first = dict(sorted(names.items(), key=lambda one: (-len(one[1]), one[0]))[:PLACES])
        return {place: self._from(place, names) for place in first}

    def _names_by_region(self) -> dict[str, set[float]]:
        """Names that the organs of each place offer themselves, in one look."""
        by_name = {"names": {"terms": {"field": "same", "size": FAMILIES}}}
        asked = {"places": {"terms": {"field": "region", "size": MOST_PLACES}, "aggs": by_name}}
        found = self.reader.items.aggregate(query.within(self._best(self.by), self.by), asked)
        return {one["key"]: {name["key"] for name in one["names"]["buckets"]} for one in found["places"]["buckets"]}

    def _from(self, place: str, names: dict[str, set[float]]) -> int:
        chain = places.chain_of(place)
        if self.by.region in chain[1:] or self.by.region in (None, place):
            above = () if self.by.within else chain
            seen = (held for at, held in names.items() if at in above or place in places.chain_of(at))
            return len(set().union(*seen))
        by = replace(self.by, region=place)
        found = self.reader.items.aggregate(query.within(self._best(by), by), NAMES)
        count: float = found["names"]["value"]
        return round(count)


def _names(distinct: bool) -> dict[str, Any]:
    return {"aggs": NAMES} if distinct else {}


def _counts(buckets: list[Any], distinct: bool) -> dict[str, int]:
    return {one["key"]: round(one["names"]["value"]) if distinct else int(one["doc_count"]) for one in buckets}


def _without(by: Narrowing, facet: str) -> Narrowing:
    """The facet as if it were not chosen; a place stays, since nobody looks from nowhere."""
    if facet == "region":
        return by
    chosen: dict[str, Any] = {facet: None}
    return replace(by, **chosen)
