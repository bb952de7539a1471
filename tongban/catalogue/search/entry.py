"""What goes into the index and what comes out."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Entry:
    """One item as people look for it.

    `key` is unique and chosen by the caller; `region_code` has 12 digits; `audience` is person, enterprise;
    `topics` are codes; `text` is whatever else may be searched (conditions, materials); `popularity` counts
    uses.
    """

    key: str
    code: str
    name: str
    aliases: tuple[str, ...] = ()
    dept: str = ""
    region_code: str = ""
    audience: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    text: str = ""
    english: str = ""
    popularity: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer. `highlights` are (start, end) in `name`; `others` are keys of items with the same name,
    farther away, `more` how many there are (no more than 20 are counted); `close`: 0 to
    1.3 for how much of the question is in the name, and of the name in the question.
    """

    key: str
    code: str
    name: str
    region: str
    score: float
    highlights: tuple[tuple[int, int], ...] = ()
    others: tuple[str, ...] = field(default=())
    dept: str = ""
    english: str = ""
    more: int = 0
    close: float = 1.0


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which items come into question at all.

    `region`: items of that division, of everything inside it and, unless `within`, of the levels above that
    serve it.
    """

    region: str | None = None
    audience: str | None = None
    topic: str | None = None
    dept: str | None = None
    within: bool = False
