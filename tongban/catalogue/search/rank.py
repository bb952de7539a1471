"""The order of what was found: how much of the question a name covers, and how much of the name the question.

BM25 alone sums over pieces, so a long name that repeats a rare character beats the short one that says
exactly what was asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from math import log10
from operator import add
from sys import intern

from tongban.catalogue.search import acts
from tongban.catalogue.search.normal import is_han, plain, runs, singular
from tongban.catalogue.search.sounds import sound_pairs
from tongban.catalogue.search.synonyms import Spot
from tongban.catalogue.search.words import positions

BY_SOUND, ALONE, ALIAS, SYNONYM = 0.7, 0.6, 0.97, 0.85
"""What a piece is worth that only sounds alike, or stands without its neighbour; what an alias, another word
is worth.
"""

IN_PART = 2.0
"""The power to which the covered share of another word is taken: half of 高龄津贴 is not half of the matter."""

PRECISION, FIRST_PASS, POPULAR, STEP, VERBATIM = 0.3, 0.4, 0.03, 0.02, 0.05
"""Against 1 for full coverage: all of the name asked for; the best BM25; used a million times; one level
farther away; the question as it was typed.
"""

IN_PAIRS = 0.7
"""How much of a unit's weight is that of its pairs."""

ACT = 0.5
"""What a unit that only asks for an act counts beside those that name the matter; see also `acts.lean`."""

OFFERED = 0.1
"""Offered everywhere; settles what the words leave open."""

SHORTENED, NEAR = 0.85, 5
"""What a piece is worth that stands a few units from its neighbour, in their order, as in words cut short; and how
many units from each other they may stand.
"""

KEPT = 2048
"""Texts that are kept taken apart."""

Weight = Callable[[str], float]


@dataclass(slots=True, eq=False)
class Said:
    """A text as its units, the pairs they stand in, the sounds of its pairs, and the unit by unit `ways` of saying it
    in which a pair may stand with something between (初设 in 初步设计).
    """

    units: tuple[str, ...]
    around: tuple[tuple[str, ...], ...]
    pairs: frozenset[str]
    sounds: frozenset[str]
    heard: tuple[frozenset[str], ...]
    known: frozenset[str]
    ways: tuple[tuple[str, ...], ...]


@lru_cache(maxsize=KEPT)
def said(text: str, with_sounds: bool = False) -> Said:
    units: list[str] = []
    around: list[tuple[str, ...]] = []
    for run in runs(text):
        two = list(map(intern, map(add, run, run[1:]))) if is_han(run[0]) else []
        alone = intern(singular(run))
        units.extend(map(intern, run) if two else [alone])
        around.extend([(two[0],), *pairwise(two), (two[-1],)] if two else [(alone,)])
    heard = (
        tuple(frozenset(s for pair in beside for s in sound_pairs(pair)) for beside in around) if with_sounds else ()
    )
    every = frozenset(pair for beside in around for pair in beside)
    once = tuple(units)
    return Said(once, tuple(around), every, frozenset().union(*heard), heard, frozenset(units), (once,))


@dataclass(slots=True, eq=False)
class Weighed:
    """A text with what each of its units weighs."""

    said: Said
    heavy: tuple[float, ...]
    total: float


def weighed(text: Said, weight: Weight) -> Weighed:
    """A unit weighs what it says itself and, more, what the pairs say that it stands in: 方志 is rarer than 方 and 志."""
    together = zip(text.units, text.around, strict=True)
    heavy = tuple((1 - IN_PAIRS) * weight(unit) + IN_PAIRS * sum(map(weight, two)) / len(two) for unit, two in together)
    return Weighed(text, heavy, sum(heavy))


@dataclass(frozen=True, slots=True)
class Other:
    """A stretch of the question's units from `start` on that weighs so much, and what it is called as well."""

    start: int
    heavy: float
    ways: tuple[Weighed, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in the person's own words, by where they end the other words for stretches of it, and all these
    words together.
    """

    own: Weighed
    others: dict[int, list[Other]]
    every: Said


def asked(text: str, spots: Iterable[Spot], weight: Weight) -> Asked:
    own = _mattering(text, weighed(said(text, with_sounds=True), weight))
    others: dict[int, list[Other]] = {}
    for spot in spots:
        ways = tuple(weighed(said(other), weight) for other in spot.others)
        others.setdefault(spot.end, []).append(Other(spot.start, sum(own.heavy[spot.start : spot.end]), ways))
    return Asked(own, others, _together(own.said, others.values()))


def _mattering(text: str, own: Weighed) -> Weighed:
    spans = acts.spoken_in(text)
    matters = [ACT if any(start <= at < end for start, end in spans) else 1.0 for at in positions(text)]
    heavy = tuple(weighs * much for weighs, much in zip(own.heavy, matters, strict=True))
    return Weighed(own.said, heavy, sum(heavy))


def _together(own: Said, others: Iterable[list[Other]]) -> Said:
    ways = [own, *(way.said for ending in others for other in ending for way in other.ways)]
    return replace(
        own,
        pairs=frozenset().union(*(way.pairs for way in ways)),
        known=frozenset().union(*(way.known for way in ways)),
        ways=tuple(way.units for way in ways),
    )


def closeness(asked: Asked, name: Weighed, sounds: frozenset[str]) -> float:
    """0 to 1 for how much of the question is in the name, and up to `PRECISION` for how much of the name was
    asked.
    """
    covered, _chosen = _best_way(asked, name.said, sounds)
    return covered + PRECISION * covered * _covered(name, asked.every) if covered else 0.0


def _best_way(asked: Asked, name: Said, sounds: frozenset[str]) -> tuple[float, list[Said]]:
    """The share of the question that the name covers when each stretch is said in the way that fits best, and the
    other words used for that.
    """
    own = asked.own
    best: list[tuple[float, list[Said]]] = [(0.0, [])]
    for at, heavy in enumerate(own.heavy):
        got, chosen = best[at]
        here = (got + heavy * _worth(own.said, at, name, sounds), chosen)
        for other in asked.others.get(at + 1, ()):
            share, way = max(((_covered(way, name), way.said) for way in other.ways), key=_first)
            before, used = best[other.start]
            if (there := before + other.heavy * SYNONYM * share**IN_PART) > here[0]:
                here = (there, [*used, way])
        best.append(here)
    return (best[-1][0] / own.total if own.total else 0.0), best[-1][1]


def _first(pair: tuple[float, Said]) -> float:
    return pair[0]


def verbatim(typed: Weighed, name: Said) -> float:
    """Settles what is otherwise equal by the words that were taken out of the question or replaced."""
    return VERBATIM * _covered(typed, name)


def _covered(these: Weighed, other: Said) -> float:
    if not these.total or these.said.known.isdisjoint(other.known):
        return 0.0
    said = these.said
    return sum(heavy * _worth(said, at, other) for at, heavy in enumerate(these.heavy)) / these.total


def _worth(these: Said, at: int, other: Said, sounds: frozenset[str] = frozenset()) -> float:
    """What a piece is worth whose neighbours are, or are not, beside it in the other text."""
    around = these.around[at]
    if not other.pairs.isdisjoint(around):
        return 1.0
    if these.units[at] in other.known:
        if len(these.units) == 1:
            return 1.0
        return SHORTENED if any(_near(pair, units) for pair in around for units in other.ways) else ALONE
    return BY_SOUND if sounds and these.heard and not sounds.isdisjoint(these.heard[at]) else 0.0


def _near(pair: str, units: tuple[str, ...]) -> bool:
    """Whether the two stand in this order with something between, not far from each other."""
    first, second = pair[0], pair[1:]
    if first not in units or second not in units:
        return False
    return any(one == first and second in units[at + 2 : at + 1 + NEAR] for at, one in enumerate(units))


def liked(popularity: int) -> float:
    return POPULAR * min(1.0, log10(1 + max(0, popularity)) / 6)


def highlights(asked: Asked, name: str) -> tuple[tuple[int, int], ...]:
    """Stretches of the name (start, end) that the question names, in its own words or in those that fit best."""
    chosen = _best_way(asked, said(plain(name)), frozenset())[1] if asked.others else []
    used = [asked.own.said, *chosen]
    wanted = {piece for one in used for piece in (one.pairs if len(one.units) > 1 else one.units)}
    lower = name.lower()
    marked = [False] * len(name)
    for piece in wanted:
        at = lower.find(piece)
        while at >= 0 and len(lower) == len(name):
            marked[at : at + len(piece)] = [True] * len(piece)
            at = lower.find(piece, at + 1)
    return _stretches(marked)


def _stretches(marked: list[bool]) -> tuple[tuple[int, int], ...]:
    edges = [
        at for at in range(len(marked) + 1) if (marked[at - 1] if at else False) != (at < len(marked) and marked[at])
    ]
    return tuple(zip(edges[::2], edges[1::2], strict=True))
