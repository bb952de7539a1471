"""What a bundle still asks more than once: composing joins only what is surely the same, the rest its author decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

Content = dict[str, Any]
Place = tuple[str, set[int]]


@dataclass(frozen=True)
class Double:
    """`places`: number of the item in the bundle, from 1, and the key that it has there; 0 is the bundle itself."""

    words: str
    places: list[tuple[int, str]]


def doubles(content: Content, english: bool) -> list[Double]:
    """Questions and fields of the same words, from two items or more."""
    return [*_told_twice(_questions(content), english), *_told_twice(_fields(content), english)]


def _told_twice(rows: Iterator[tuple[Any, Place]], english: bool) -> Iterator[Double]:
    """What one item asks twice by itself, of the applicant and of a helper, is its own business."""
    found: dict[tuple[str, str], tuple[str, list[Place]]] = {}
    for (kind, text), place in rows:
        words = str((text.get("en") if english else "") or text.get("zh") or "")
        found.setdefault((kind, str(text.get("zh")).strip(" ？?：:")), (words, []))[1].append(place)
    for words, places in found.values():
        if any(not one & other for one, other in combinations([of for _key, of in places], 2)):
            yield Double(words, [(min(of), key) for key, of in places])


def _questions(content: Content) -> Iterator[tuple[Any, Place]]:
    came = _came(content.get("members") or [], "questions")
    for one in (content.get("situation") or {}).get("questions") or []:
        yield ("question", one.get("text") or {}), came.get(one["key"], (one["key"], {0}))


def _fields(content: Content) -> Iterator[tuple[Any, Place]]:
    came = _came(content.get("members") or [], "fields")
    for page in (content.get("form") or {}).get("pages") or []:
        for one in page["fields"]:
            yield (one["type"], one.get("label") or {}), came.get(one["key"], (one["key"], {0}))


def _came(members: Sequence[Content], what: str) -> dict[str, Place]:
    """Key in the bundle → its key in the first item that brought it, and all that did."""
    made: dict[str, Place] = {}
    for number, member in enumerate(members, 1):
        for own, new in (member.get(what) or {}).items():
            made.setdefault(new, (own, set()))[1].add(number)
    return made
