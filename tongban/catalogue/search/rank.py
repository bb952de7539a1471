"""The order of what was found: how much of the question a name covers, and how much of the name the question.

BM25 alone sums over pieces, so a long name that repeats a rare character beats the short one that says
exactly what was asked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import log10

from tongban.catalogue.search.normal import is_han, runs
from tongban.catalogue.search.sounds import sound_pairs

BY_SOUND, ALONE, ALIAS, SYNONYM = 0.7, 0.7, 0.97, 0.95
"""What a piece is worth that only sounds alike, or stands without its neighbour; what an alias, another word
is worth.
"""

PRECISION, FIRST_PASS, POPULAR, STEP, VERBATIM = 0.3, 0.6, 0.03, 0.02, 0.05
"""Against 1 for full coverage: all of the name asked for; the best BM25; used a million times; one level
farther away; the question as it was typed.
"""

Weight = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Said:
    """A text as its units, the pairs they stand in, and the sounds of those pairs."""

    units: tuple[str, ...]
    around: tuple[tuple[str, ...], ...]
    pairs: frozenset[str]
    sounds: frozenset[str]
    heard: tuple[frozenset[str], ...]
    known: frozenset[str]


@lru_cache(maxsize=16384)
def said(text: str, with_sounds: bool = False) -> Said:
    units: list[str] = []
    around: list[tuple[str, ...]] = []
    for run in runs(text):
        if not is_han(run[0]):
            units.append(run)
            around.append((run,))
            continue
        two = [run[at : at + 2] for at in range(len(run) - 1)]
        units.extend(run)
        around.extend(tuple(two[max(0, at - 1) : at + 1]) for at in range(len(run)))
    heard = (
        tuple(frozenset(s for pair in beside for s in sound_pairs(pair)) for beside in around) if with_sounds else ()
    )
    every = frozenset(pair for beside in around for pair in beside)
    return Said(tuple(units), tuple(around), every, frozenset().union(*heard), heard, frozenset(units))


def closeness(asked: Said, name: Said, sounds: frozenset[str], weight: Weight) -> float:
    """0 to 1 for how much of the question is in the name, and up to `PRECISION` for how much of the name was
    asked.
    """
    covered = _covered(asked, name, sounds, weight)
    return covered + PRECISION * covered * _covered(name, asked, frozenset(), weight)


def verbatim(typed: Said, name: Said, weight: Weight) -> float:
    """Settles what is otherwise equal by the words that were taken out of the question or replaced."""
    return VERBATIM * _covered(typed, name, frozenset(), weight)


def _covered(these: Said, other: Said, sounds: frozenset[str], weight: Weight) -> float:
    got = total = 0.0
    for at, unit in enumerate(these.units):
        heavy = weight(unit)
        total += heavy
        got += heavy if not other.pairs.isdisjoint(these.around[at]) else heavy * _less(these, at, other, sounds)
    return got / total if total else 0.0


def _less(these: Said, at: int, other: Said, sounds: frozenset[str]) -> float:
    """What a piece is worth whose neighbours are not beside it in the other text."""
    if these.units[at] in other.known:
        return ALONE if len(these.units) > 1 else 1.0
    return BY_SOUND if sounds and these.heard and not sounds.isdisjoint(these.heard[at]) else 0.0


def liked(popularity: int) -> float:
    return POPULAR * min(1.0, log10(1 + max(0, popularity)) / 6)


def highlights(asked: list[Said], name: str) -> tuple[tuple[int, int], ...]:
    """Stretches of the name (start, end) that the question, or another way to say it, names."""
    wanted = frozenset().union(*(one.pairs for one in asked)) | {
        u for one in asked for u in one.units if len(one.units) == 1
    }
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
