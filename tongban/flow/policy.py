"""Who may do what, as `policy.txt` says it: read here, and asked by `tongban rights`, which compares it with the program.

Nothing here calls a rule of the program. A mistake in one of them shows as a difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tongban.people.api import ROLES

FILE = Path(__file__).with_name("policy.txt")
PEOPLE = {"owner", "fellow", "writer", "anybody", "citizen", "nobody"}
LEVELS = (2, 4, 6, 9, 12)  # digits of a province, city, county, township, village


@dataclass(frozen=True)
class Place:
    """Where a post is, or a thing: the organ's code, the code of the division."""

    org: str = ""
    region: str = ""

    def holds(self, other: Place) -> bool:
        """Whether the other is this division or lies in it: what ends in zeros at a level is the whole of it."""
        end = next(end for end in LEVELS if not self.region[end:].strip("0"))
        return bool(self.region) and other.region.startswith(self.region[:end])


@dataclass(frozen=True)
class Held:
    """A post that somebody has."""

    role: str
    at: Place

    @property
    def permissions(self) -> frozenset[str]:
        return ROLES[self.role].permissions

    def reaches(self, thing: Thing) -> bool:
        if ROLES[self.role].subtree:
            return self.at.holds(thing.at)
        return bool(thing.at.org) and self.at.org == thing.at.org


@dataclass(frozen=True)
class Visitor:
    """`relation`: what the person is to the things of the town: owner, stranger, agent, or where the post is."""

    login: str
    relation: str
    posts: tuple[Held, ...] = ()

    def __str__(self) -> str:
        role = self.posts[0].role if self.posts else ""
        return f"{role} ({self.relation})" if role else f"{self.login} ({self.relation})"

    @property
    def permissions(self) -> frozenset[str]:
        return frozenset().union(*(post.permissions for post in self.posts))


NOBODY = "nobody"
ACTS = "/acts/<"


@dataclass(frozen=True)
class Thing:
    """`marks` are words that tell a page shows it: its key in a link, its number."""

    kind: str
    key: str
    at: Place = Place()
    owner: str = ""
    writer: str = ""
    fellow: str = ""
    marks: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Right:
    """`permissions` all at once (`a&b`), or a word for a person."""

    person: str = ""
    permissions: tuple[str, ...] = ()
    where: str = ""  # "@" wherever the post is, "~" anywhere in its division; else what the post reaches

    def __str__(self) -> str:
        return self.person or f"`{'&'.join(self.permissions)}{self.where}`"

    def held_by(self, visitor: Visitor, thing: Thing) -> bool:
        if self.person:
            return is_that(self.person, visitor, thing)
        return all(self._has(visitor, permission, thing) for permission in self.permissions)

    def _has(self, visitor: Visitor, permission: str, thing: Thing) -> bool:
        posts = [post for post in visitor.posts if permission in post.permissions]
        if self.where == "@":
            return bool(posts)
        return any(post.at.holds(thing.at) if self.where == "~" else post.reaches(thing) for post in posts)


def is_that(person: str, visitor: Visitor, thing: Thing) -> bool:
    if person in ("anybody", "nobody"):
        return person == "anybody"
    if person == "citizen":
        return visitor.login != NOBODY
    return bool(visitor.login) and visitor.login == getattr(thing, person)


@dataclass(frozen=True)
class Line:
    """One route. `things`: what its address may name, and whose it is here; `lists`: what it lists, and to whom."""

    path: str
    enters: str
    permissions: frozenset[str] = frozenset()
    things: dict[str, tuple[Right, ...]] = field(default_factory=dict)
    lists: dict[str, tuple[Right, ...]] = field(default_factory=dict)

    def lets_in(self, visitor: Visitor) -> bool:
        if self.enters == "official":
            return bool(visitor.posts) and (not self.permissions or bool(self.permissions & visitor.permissions))
        return self.enters == "anybody" or visitor.login != NOBODY


@dataclass(frozen=True)
class Policy:
    things: dict[str, tuple[Right, ...]]
    acts: dict[str, tuple[Right, ...]]
    unsure: frozenset[str]  # acts that may refuse somebody who has the right
    routes: dict[str, Line]

    def line(self, path: str, method: str = "GET") -> Line:
        return self.routes.get(f"{method} {path}") or self.routes[path]

    def may_know(self, visitor: Visitor, thing: Thing) -> bool:
        return any(right.held_by(visitor, thing) for right in self.things[thing.kind])

    def may(self, line: Line, visitor: Visitor, thing: Thing, act: str = "") -> bool:
        """Whether this person may have this thing at this address."""
        asked = line.things.get(thing.kind, ())
        wanted = self.acts.get(act) if ACTS in line.path else None
        if wanted is not None and not any(right.held_by(visitor, thing) for right in wanted):
            return False
        return any(right.held_by(visitor, thing) for right in asked)


# reading the file


@cache
def policy() -> Policy:
    return read(FILE.read_text())


def read(text: str) -> Policy:
    found: dict[str, list[list[str]]] = {"words": [], "things": [], "acts": [], "routes": []}
    for section, cells in _lines(text):
        found[section].append(cells)
    words = {name.strip(): said for name, _is, said in (row[0].partition("=") for row in found["words"])}
    things = {row[0]: tuple(rights(row[1], words)) for row in found["things"]}
    acts = {row[0]: tuple(rights(row[1].rstrip("?"), words)) for row in found["acts"]}
    unsure = frozenset(row[0] for row in found["acts"] if row[1].endswith("?"))
    routes = {row[0]: _route(row, words, things) for row in found["routes"]}
    return Policy(things, acts, unsure, routes)


def _lines(text: str) -> Iterator[tuple[str, list[str]]]:
    section = ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            yield section, [cell.strip() for cell in line.split("|")]


def rights(text: str, words: dict[str, str]) -> Iterator[Right]:
    for word in text.split():
        if word in words:
            yield from rights(words[word], words)
        elif word in PEOPLE:
            yield Right(person=word)
        else:
            plain = word.rstrip("@~")
            yield Right(permissions=tuple(plain.split("&")), where=word[len(plain) :])


def _route(row: list[str], words: dict[str, str], things: dict[str, tuple[Right, ...]]) -> Line:
    path, enters, named, listed = (*row, "", "", "")[:4]
    who, _colon, said = enters.partition(":")
    permissions = frozenset(name for right in rights(said, words) for name in right.permissions)
    return Line(
        path.removeprefix("POST "), who, permissions, _whose(named, words, things), _whose(listed, words, things)
    )


def _whose(text: str, words: dict[str, str], things: dict[str, tuple[Right, ...]]) -> dict[str, tuple[Right, ...]]:
    """`case bundle: owner` and `case; bundle: owner`: kinds, and whose they are here if not as everywhere."""
    found: dict[str, tuple[Right, ...]] = {}
    for part in filter(None, map(str.strip, text.split(";"))):
        kinds, _colon, said = part.partition(":")
        for kind in _kinds(kinds, things):
            found[kind] = tuple(rights(said, words)) or things[kind]
    return found


def _kinds(text: str, things: dict[str, tuple[Right, ...]]) -> Iterator[str]:
    """Kinds with commas between them, for a kind may have two words."""
    for kind in map(str.strip, text.split(",")):
        if kind not in things:
            raise ValueError(f"policy.txt: {kind!r} is no kind of thing; known are {', '.join(things)}")
        yield kind
