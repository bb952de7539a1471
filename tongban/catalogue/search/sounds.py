"""Items by their sound: pinyin, initials, and the slips of ear and finger that pinyin input makes."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from tongban.catalogue.search.normal import is_han, runs

_FOLDS = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_LONGEST_WORD = 3

Spoken = tuple[str, ...]


class _Table(NamedTuple):
    """`usual`: a character's syllables without tone, at most two, the usual one first (长: zhang, chang);
    `words`: those in which a character is read otherwise, with one syllable for each.
    """

    usual: dict[str, Spoken]
    words: dict[str, Spoken]


@cache
def _table() -> _Table:
    """From `readings.txt`, some 3 MB in memory; the dictionaries it was made from would be 55."""
    text = Path(__file__).with_name("readings.txt").read_text("utf-8")
    characters, _mark, words = text.partition("\n[words]\n")
    table = _Table({}, {})
    for line in characters.splitlines():
        spoken, tab, chars = line.partition("\t")
        table.usual.update(dict.fromkeys(chars, tuple(spoken.split())) if tab else {})
    for line in words.splitlines():
        word, _tab, spoken = line.partition("\t")
        table.words[word] = tuple(spoken.split())
    return table


@lru_cache(maxsize=4096)
def readings(run: str) -> tuple[Spoken, ...]:
    """For each character of a Chinese stretch its syllables without tone, the usual one first; in a word that
    is known to be read otherwise only the one (重庆: chong qing).
    """
    table, found, at = _table(), list[Spoken](), 0
    while at < len(run):
        word = _word(table, run, at)
        found += [(one,) for one in table.words[word]] if word else [table.usual.get(run[at], (run[at],))]
        at += len(word) or 1
    return tuple(found)


def _word(table: _Table, run: str, at: int) -> str:
    sizes = range(min(_LONGEST_WORD, len(run) - at), 1, -1)
    return next((run[at : at + size] for size in sizes if run[at : at + size] in table.words), "")


@lru_cache(maxsize=2048)
def folded(syllable: str) -> str:
    """A syllable as the south says it: zh=z, ch=c, sh=s, ang=an, eng=en, ing=in. Also good for a half-typed
    one.
    """
    for full, short in _FOLDS:
        if syllable.startswith(full):
            syllable = short + syllable[2:]
    return syllable[:-1] if syllable.endswith("ng") and syllable[-3:-2] in {"a", "e", "i"} else syllable


def syllables(text: str) -> list[str]:
    """The usual reading of every character, folded; Latin stretches stay."""
    found: list[str] = []
    for run in runs(text):
        found.extend([folded(every[0]) for every in readings(run)] if is_han(run[0]) else [run])
    return found


def sound_pairs(text: str) -> list[str]:
    """The sound of every pair of neighbouring characters, with at most four readings of one pair."""
    found: list[str] = []
    for run in runs(text):
        if is_han(run[0]):
            spoken = readings(run)
            for one, two in pairwise(spoken):
                found.extend(dict.fromkeys(folded(a) + "_" + folded(b) for a in one for b in two))
    return found


def initials(text: str) -> list[list[str]]:
    """First letters, one list per way of reading the text: the usual one, then each other reading once (at
    most three).
    """
    usual: list[str] = []
    others: list[tuple[int, str]] = []
    for run in runs(text):
        for every in readings(run) if is_han(run[0]) else [(char,) for char in run]:
            others.extend((len(usual), other[0]) for other in every[1:] if other[0] != every[0][0])
            usual.append(every[0][0])
    return [usual, *([*usual[:at], letter, *usual[at + 1 :]] for at, letter in others[:3])]


def as_syllables(typed: str) -> list[str] | None:
    """`shenfenz` as [sen, fen, z]: whole syllables, the last perhaps only begun; None if no pinyin."""
    best = _split(re.sub("[^a-z]", "", typed))
    return None if best is None else [folded(syllable) for syllable in best]


@lru_cache(maxsize=1024)
def _split(typed: str) -> tuple[str, ...] | None:
    if not typed:
        return ()
    known, begun = _syllabary()
    for size in range(min(6, len(typed)), 0, -1):
        if typed[:size] in known and (rest := _split(typed[size:])) is not None:
            return (typed[:size], *rest)
    return (typed,) if typed in begun else None


@cache
def _syllabary() -> tuple[frozenset[str], frozenset[str]]:
    known = {sound for spoken in _table().usual.values() for sound in spoken}
    whole = frozenset(sound for sound in known if re.search("[aeiouv]", sound))
    return whole, frozenset(sound[:size] for sound in whole for size in range(1, len(sound)))
