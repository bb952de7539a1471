"""Items by their sound: pinyin, initials, and the slips of ear and finger that pinyin input makes."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise

from tongban.catalogue.search.normal import is_han, runs

READINGS = 2
"""How many readings of one character are indexed (长: zhang, chang); words known to the dictionary have one.
"""

_FOLDS = (("zh", "z"), ("ch", "c"), ("sh", "s"))


@lru_cache(maxsize=65536)
def readings(run: str) -> tuple[tuple[str, ...], ...]:
    """For each character of a Chinese stretch its syllables without tone, the usual one first."""
    from pypinyin import Style, pinyin

    found = pinyin(run, style=Style.NORMAL, heteronym=True, v_to_u=False)
    return tuple(tuple(dict.fromkeys(every))[:READINGS] for every in found)


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
    from pypinyin import pinyin_dict
    from pypinyin.contrib.tone_convert import to_normal

    marked = {sound for every in pinyin_dict.pinyin_dict.values() for sound in every.split(",")}
    known = {to_normal(sound) for sound in marked}
    whole = frozenset(sound for sound in known if sound.isascii() and re.search("[aeiouv]", sound))
    return whole, frozenset(sound[:size] for sound in whole for size in range(1, len(sound)))
