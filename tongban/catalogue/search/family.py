"""Items of one name, offered by many organs in many places, are looked up as one.

A province repeats a few ten thousand names a million times. The words of a name are split, sounded and scored once,
for the family; who offers it and where stands beside it, one small row per item.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

import orjson

from tongban.catalogue.search.entry import Entry
from tongban.catalogue.search.normal import plain

LONGEST_TEXT = 4000
"""Characters of `Entry.text` that are searched, of all items of a family together."""

PARTS = 32
"""Files into which a rebuild sorts the entries, so that it holds one part of the families in memory at a time."""


@dataclass(slots=True)
class Family:
    """Items that have the name, the audience and the themes in common. `texts`: key of an item → what it says."""

    key: int
    name: str
    audience: tuple[str, ...]
    topics: tuple[str, ...]
    aliases: dict[str, None] = field(default_factory=dict)
    english: dict[str, None] = field(default_factory=dict)
    depts: set[str] = field(default_factory=set)
    regions: set[str] = field(default_factory=set)
    popularity: int = 0
    texts: dict[str, str] = field(default_factory=dict)

    def add(self, one: Entry) -> None:
        self.aliases.update(dict.fromkeys(one.aliases))
        self.english.update(dict.fromkeys([one.english] if one.english else []))
        self.depts.add(one.dept)
        self.regions.add(one.region_code)
        self.popularity = max(self.popularity, one.popularity)
        self.say(one.key, one.text)

    def say(self, key: str, text: str) -> None:
        left = LONGEST_TEXT - sum(map(len, self.texts.values()))
        if text and left > 0 and text not in self.texts.values():
            self.texts[key] = text[:left]


def same(name: str) -> int:
    """Equal for names that differ in nothing but punctuation."""
    return _number(plain(name))


def family_key(name: str, audience: Iterable[str], topics: Iterable[str]) -> int:
    return _number("\n".join([plain(name), *sorted(audience), "", *sorted(topics)]))


def key_of(one: Entry) -> int:
    return family_key(one.name, one.audience, one.topics)


def _number(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def begun(key: int, one: Entry) -> Family:
    return Family(key, one.name, one.audience, one.topics)


class Sorting:
    """Entries in any order, written aside by their family; read back part by part."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = [(folder / f"part-{at}").open("wb") for at in range(PARTS)]
        self._said: dict[int, int] = {}

    def add(self, key: int, one: Entry) -> None:
        """The text only as long as the family has not said enough."""
        said = self._said.get(key, 0)
        text = one.text[: LONGEST_TEXT - said] if said < LONGEST_TEXT else ""
        self._said[key] = said + len(text)
        row = [
            key,
            one.key,
            one.name,
            one.aliases,
            one.dept,
            one.region_code,
            one.audience,
            one.topics,
            text,
            one.english,
            one.popularity,
        ]
        self._files[key % PARTS].write(orjson.dumps(row) + b"\n")

    def parts(self) -> Iterator[list[Family]]:
        for file in self._files:
            file.close()
            path = Path(file.name)
            yield _gathered(path)
            path.unlink()


def _gathered(path: Path) -> list[Family]:
    found: dict[int, Family] = {}
    with path.open("rb") as lines:
        for line in lines:
            family, key, name, aliases, dept, region, audience, topics, text, english, popularity = orjson.loads(line)
            one = Entry(key, "", name, aliases, dept, region, audience, topics, text, english, popularity)
            found.setdefault(family, begun(family, one)).add(one)
    return list(found.values())
