"""Other ways to say the same, from an editable table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import orjson

from tongban.catalogue.search import sounds
from tongban.catalogue.search.normal import is_han, plain
from tongban.catalogue.search.places import chain_of
from tongban.catalogue.search.words import units

HEARD = 3
"""Characters that a word of the table needs to be known by its sound (社包卡 for 社保卡); shorter ones sound like
too many others.
"""

MOST_SPOTS, MOST_OTHERS = 10, 6
"""Stretches of one question, the longest first, and other words for each that are looked up: what a question costs."""

LONGEST = 12
"""Syllables of the longest word that is known by its pinyin."""

SHIPPED = Path(__file__).with_name("synonyms.txt")

Units = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """A stretch (start, end) of the units of a question that can be said otherwise."""

    start: int
    end: int
    others: tuple[str, ...]


class Synonyms:
    """What else a word is called: `=` both ways, `>` only from left to right."""

    def __init__(self, others: dict[str, list[str]]) -> None:
        self._others = {tuple(units(word)): (word, tuple(found)) for word, found in others.items()}
        self._longest = max(map(len, self._others), default=0)

    def spots(self, text: str) -> list[Spot]:
        """All stretches that the table knows, also within each other; one misheard word only where it knows
        none. What the text already says in full is no news: not 居民居民身份证.
        """
        said = units(text)
        known = [
            Spot(start, end, fitting)
            for start, end in self._stretches(len(said))
            if (found := self._others.get(tuple(said[start:end])))
            and (fitting := tuple(other for other in found[1] if other not in text)[:MOST_OTHERS])
        ]
        return sorted(known, key=lambda one: one.start - one.end)[:MOST_SPOTS] or self._misheard(said)

    def _stretches(self, count: int) -> Iterable[tuple[int, int]]:
        for start in range(count):
            for end in range(start + 1, min(count, start + self._longest) + 1):
                yield start, end

    def _misheard(self, said: list[str]) -> list[Spot]:
        if not said or not all(is_han(unit[0]) for unit in said):
            return []
        heard = sounds.syllables("".join(said))
        for start, end in self._stretches(len(said)):
            word = self._by_sound.get(tuple(heard[start:end])) if end - start >= HEARD else None
            if word and tuple(said[start:end]) not in self._others:
                meant = self._others.get(tuple(units(word)), (word, ()))[1]
                return [Spot(start, end, (word, *meant)[:MOST_OTHERS])]
        return []

    @cached_property
    def _by_sound(self) -> dict[Units, str]:
        """The words of the table by their syllables; of two that sound alike the first one written."""
        found: dict[Units, str] = {}
        for word in self._chinese():
            found.setdefault(tuple(sounds.syllables(word)), word)
        return found

    @cached_property
    def _by_initials(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for word in self._chinese():
            found.setdefault("".join(sounds.initials(word)[0]), word)
        return found

    def _chinese(self) -> Iterable[str]:
        """What people say before what stands for it."""
        said = [word for word, _others in self._others.values()]
        meant = [other for _word, others in self._others.values() for other in others]
        return (word for word in (*said, *meant) if all(map(is_han, word)))

    def spelled(self, letters: str) -> str:
        """What was typed as the pinyin of words of the table, or as the initials of one, in characters: 社保卡 for
        `shebaoka` and `sbk`; "" if part of it is none.
        """
        return self._heard(letters) or (self._by_initials.get(letters, "") if len(letters) >= HEARD else "")

    def _heard(self, letters: str) -> str:
        heard, text = tuple(sounds.as_syllables(letters) or ()), ""
        while heard:
            size = next((n for n in range(min(len(heard), LONGEST), 1, -1) if heard[:n] in self._by_sound), 0)
            if not size:
                return ""
            text, heard = text + self._by_sound[heard[:size]], heard[size:]
        return text


def read(lines: list[str]) -> Synonyms:
    """A table as in `synonyms.txt`; a line that is neither a group nor a comment is skipped."""
    others: dict[str, list[str]] = {}
    for line in lines:
        rule = line.partition("#")[0]
        left, one_way, right = rule.partition(">")
        sources, targets = _members(left), _members(right if one_way else left)
        for word in sources:
            known = others.setdefault(word, [])
            known.extend(other for other in targets if other != word and other not in known)
    return Synonyms({word: found for word, found in others.items() if found})


def _members(side: str) -> list[str]:
    words = side.replace("，", ",").replace("、", ",").replace("=", ",").split(",")
    return [word for part in words if (word := plain(part))]


def load(path: Path = SHIPPED, own: Path | None = None, place: str = "") -> Synonyms:
    """The table at `path`, and before it the words that departments keep in the file `own` for this place and those
    above it; read again whenever a file has changed.
    """
    said = _own(own, _changed(own)) if own else ()
    here = frozenset(chain_of(place)) & {region for _word, leads, region in said if leads}
    return _load(path, path.stat().st_mtime_ns, own if here else None, _changed(own) if here else 0, here)


def leads_nowhere(text: str, own: Path, place: str = "") -> bool:
    """Whether a department of this place, or of one above it, looked at these very words and knows no service."""
    here, asked = set(chain_of(place)), plain(text)
    kept = [leads for word, leads, region in _own(own, _changed(own)) if word == asked and region in here]
    return bool(kept) and not any(kept)


def _changed(path: Path | None) -> int:
    try:
        return path.stat().st_mtime_ns if path else 0
    except FileNotFoundError:
        return 0


@lru_cache(maxsize=8)
def _load(path: Path, changed: int, own: Path | None, own_changed: int, here: frozenset[str]) -> Synonyms:
    said = _own(own, own_changed) if own else ()
    lines = [f"{word} > {', '.join(leads)}" for word, leads, region in said if leads and region in here]
    return read([*lines, *path.read_text("utf-8").splitlines()])


Own = tuple[tuple[str, tuple[str, ...], str], ...]


@lru_cache(maxsize=8)
def _own(path: Path, changed: int) -> Own:
    """Word, what it leads to (nothing: nowhere), the place from which downwards it does."""
    if not changed:
        return ()
    rows = orjson.loads(path.read_bytes())
    return tuple((word, tuple(leads), region) for word, leads, region in rows)
