"""One question to one generation: found generously by tantivy, ordered closely by `rank`."""

from __future__ import annotations

from dataclasses import replace

from tongban.catalogue.search import acts, places, query, rank
from tongban.catalogue.search.entry import Hit, Narrowing
from tongban.catalogue.search.normal import plain
from tongban.catalogue.search.question import Question
from tongban.catalogue.search.reader import Found, Reader
from tongban.catalogue.search.schema import same

CANDIDATES, MOST_CANDIDATES = 64, 1024
"""Documents of the first pass, and how many when many of them have one name."""

OF_ONE_NAME, OTHERS = 4, 20
"""Documents of one name that are compared with each other; keys that are told as `Hit.others`."""


class Answer:
    def __init__(self, reader: Reader, asked: Question, by: Narrowing) -> None:
        self.reader, self.asked, self.by = reader, asked, by
        self.typed = rank.weighed(rank.said(asked.typed), reader.weight)
        self.meant = rank.asked(asked.text, asked.spots, reader.weight)
        self.acts = acts.asked_for(asked.typed, asked.text)
        self.query = query.narrowed(query.meant(asked), by)

    def hits(self, n: int, distinct: bool) -> list[Hit]:
        groups = self._groups(n, distinct)
        best = max((score for group in groups for score, _at in group), default=1.0) or 1.0
        if not distinct:
            return self._ordered([self._hit(one, best) for group in groups for one in group], n)
        found = {hit.key: (hit, group) for group in groups for hit in [self._first(group, best)]}
        first = self._ordered([hit for hit, _group in found.values()], n)
        return [replace(hit, others=self._others(hit, found[hit.key][1])) for hit in first]

    def _groups(self, n: int, distinct: bool) -> list[list[Found]]:
        limit = max(CANDIDATES, 2 * n)
        while True:
            groups = self.reader.named(self.query, limit)
            if not distinct or len(groups) >= 2 * n or sum(map(len, groups)) < limit or limit >= MOST_CANDIDATES:
                return groups
            limit *= 4

    def _ordered(self, hits: list[Hit], n: int) -> list[Hit]:
        ordered = sorted(hits, key=lambda hit: (-hit.score, len(hit.name), hit.code, hit.key))[:n]
        return [replace(hit, highlights=rank.highlights(self.meant, hit.name)) for hit in ordered]

    def _first(self, group: list[Found], best: float) -> Hit:
        """Of the items of one name the nearest, best used."""
        return min(
            (self._hit(one, best) for one in group[:OF_ONE_NAME]),
            key=lambda hit: (-hit.score, hit.code, hit.key),
        )

    def _others(self, hit: Hit, group: list[Found]) -> tuple[str, ...]:
        keys = (self.reader.card(at)[0] for _score, at in group[: OTHERS + 1])
        return tuple(key for key in keys if key != hit.key)

    def _hit(self, one: Found, best: float) -> Hit:
        first_pass, at = one
        key, code, name, region, dept, english, popularity, aliases, heard = self.reader.card(at)
        score = rank.FIRST_PASS * first_pass / best + rank.liked(popularity)
        score += self._for_name(name) + max(self._closeness([name, *aliases, english], [*heard, ""]))
        if self.by.region:
            score -= rank.STEP * places.steps(self.by.region, region)
        return Hit(key, code, name, region, round(score, 4), dept=dept, english=english)

    def _for_name(self, name: str) -> float:
        """What hangs on the name alone: words as typed, a first or a later step, a beginning as typed."""
        begins = self.asked.begun and plain(name).startswith(self.asked.typed)
        return (
            rank.verbatim(self.typed, rank.said(name))
            + acts.lean(self.acts, name)
            + rank.OFFERED * self.reader.offered(same(name))
            + begins
        )

    def _closeness(self, names: list[str], heard: list[str]) -> list[float]:
        called = enumerate(zip(names, heard, strict=True))
        return [self._close(text, sounds) * (rank.ALIAS if at else 1.0) for at, (text, sounds) in called if text]

    def _close(self, text: str, heard: str) -> float:
        name = rank.weighed(rank.said(text), self.reader.weight)
        return rank.closeness(self.meant, name, frozenset(heard.split()))
