"""Other ways to say the same, from an editable table."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from tongban.catalogue.search.normal import plain

MOST_VARIANTS = 8
"""Ways of saying one query that are looked up, the person's own words included."""

SHIPPED = Path(__file__).with_name("synonyms.txt")


class Synonyms:
    """What else a word is called: `=` both ways, `>` only from left to right."""

    def __init__(self, others: dict[str, list[str]]) -> None:
        self._others = others
        longest_first = sorted(others, key=lambda word: (-len(word), word))
        self._known = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def variants(self, text: str) -> list[str]:
        """The text itself, then with all known words replaced, then with one at a time."""
        spots = [match for match in self._known.finditer(text) if match.group() in self._others]
        found = [text]
        for spot in spots:
            for other in self._fitting(spot.group(), text):
                found.append(text[: spot.start()] + other + text[spot.end() :])
        if len(spots) > 1:
            found.insert(
                1,
                self._known.sub(lambda spot: (self._fitting(spot.group(), text) or [spot.group()])[0], text),
            )
        return list(dict.fromkeys(found))[:MOST_VARIANTS]

    def _fitting(self, word: str, text: str) -> list[str]:
        """Not 居民居民身份证: what the text already says in full is no news."""
        return [other for other in self._others[word] if other not in text]


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
    return [word for part in re.split("[=,，、]", side) if (word := plain(part))]


def load(path: Path = SHIPPED) -> Synonyms:
    """The table at `path`, read again whenever the file has changed."""
    return _load(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _load(path: Path, changed: int) -> Synonyms:
    return read(path.read_text("utf-8").splitlines())
