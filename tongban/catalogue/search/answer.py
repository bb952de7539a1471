"""One question to one generation: families found generously by tantivy, ordered closely by `rank`; of each the item
that is nearest.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from tongban.catalogue.search import acts, query, rank
from tongban.catalogue.search.entry import Hit, Narrowing
from tongban.catalogue.search.question import Question
from tongban.catalogue.search.reader import Name, Reader, steps

CANDIDATES = 48
"""Families of the first pass; two per hit that is wanted if those are more."""

BEHIND = 8
"""How many names behind the last that is wanted may still come before it by their place."""

OTHERS = 20
"""Items of one name that are counted beside the nearest, and told as `Hit.others` if somebody wants to know."""


@dataclass(slots=True)
class Group:
    """Families of one name; what speaks for the name wherever it is offered; how close it is to the question."""

    names: list[Name]
    score: float
    close: float


@dataclass(frozen=True, slots=True)
class Offer:
    """One item of a name with its score; `at`: where it is stored; `rest`: where those of its name are."""

    score: float
    name: str
    order: int
    at: Any
    rest: tuple[Any, ...] = ()
    close: float = 1.0

    @property
    def rank(self) -> tuple[float, int, str, int]:
        return (-self.score, len(self.name), self.name, self.order)


class Answer:
    def __init__(self, reader: Reader, asked: Question, by: Narrowing) -> None:
        self.reader, self.asked, self.by = reader, asked, by
        self.where = replace(by, audience=None, topic=None)  # the families found are of that audience and theme
        self.typed = rank.weighed(rank.said(asked.typed), reader.weight)
        self.meant = rank.asked(asked.text, asked.spots, reader.weight)
        self.acts = acts.asked_for(asked.typed, asked.text)

    def hits(self, n: int, distinct: bool, others: bool) -> list[Hit]:
        found = self._by_code(n) or self._by_name(n, distinct)
        return [self._told(one, others) for one in sorted(found, key=lambda one: one.rank)[:n]]

    def names(self, n: int) -> list[str]:
        """The names alone, wherever they are offered."""
        return [group.names[0].name for group in self._groups(n)[:n]]

    def _by_code(self, n: int) -> list[Offer]:
        wanted = query.code(self.asked.code)
        if wanted is None:
            return []
        return [
            self._offer(Group([], 1.0, 1.0), one, ()) for one in self.reader.members(query.within(wanted, self.by), n)
        ]

    def _by_name(self, n: int, distinct: bool) -> list[Offer]:
        """Of a few names more than are wanted: what is far away may fall behind what is near."""
        found: list[Offer] = []
        for at, group in enumerate(self._groups(n)):
            if len(found) >= n and at >= n + BEHIND:
                break
            found += self._offers(group, distinct)
        return found

    def _groups(self, n: int) -> list[Group]:
        found = self.reader.found(
            query.narrowed(query.meant(self.asked, self.reader.tells), self.by), max(CANDIDATES, 2 * n)
        )
        best = max((score for score, _name in found), default=1.0) or 1.0
        together: dict[str, Group] = {}
        for first_pass, name in found:
            close = max(self._closeness(name))
            score = rank.FIRST_PASS * first_pass / best + close + self._beside(name)
            group = together.setdefault(name.plain, Group([], 0.0, close))
            group.names.append(name)
            group.score = max(group.score, score)
        return sorted(together.values(), key=lambda group: -group.score)

    def _offers(self, group: Group, distinct: bool) -> list[Offer]:
        """The nearest item of a name with the others behind it, or all of them."""
        wanted = query.within(query.of_families([name.family for name in group.names]), self.where)
        members, place = self.reader.members(wanted, OTHERS + 1), self.by.region
        if place:
            members.sort(key=lambda one: (steps(place, one[0]), one[0]))
        rest = tuple(at for _order, at in members[1:]) if distinct else ()
        return [self._offer(group, one, rest) for one in (members[:1] if distinct else members)]

    def _offer(self, group: Group, member: tuple[int, Any], rest: tuple[Any, ...]) -> Offer:
        order, at = member
        away = rank.STEP * steps(self.by.region, order) if self.by.region else 0.0
        name = group.names[0].plain if group.names else ""
        return Offer(round(group.score - away, 4), name, order, at, rest, group.close)

    def _told(self, offer: Offer, others: bool) -> Hit:
        key, code, name, region, dept, english = self.reader.member(offer.at)[:6]
        keys = tuple(self.reader.member(at)[0] for at in offer.rest) if others else ()
        marked = rank.highlights(self.meant, name)
        return Hit(key, code, name, region, offer.score, marked, keys, dept, english, len(offer.rest), offer.close)

    def _beside(self, name: Name) -> float:
        """What hangs on the name alone: words as typed, a first or a later step, a beginning, how many offer it."""
        return (
            rank.verbatim(self.typed, name.said.said)
            + acts.lean(self.acts, name.plain)
            + rank.OFFERED * name.offered
            + rank.liked(name.popularity)
            + (self.asked.begun and name.plain.startswith(self.asked.typed))
        )

    def _closeness(self, name: Name) -> list[float]:
        return [
            rank.closeness(self.meant, called, sounds) * (rank.ALIAS if at else 1.0)
            for at, (called, sounds) in enumerate(name.called)
        ]
