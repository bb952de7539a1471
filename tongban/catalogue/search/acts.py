"""What one may want to do with a matter: somebody who only names the matter wants to have it, not to change
or end it; somebody who lost it wants the name that speaks of replacing.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

from tongban.catalogue.search.normal import plain

ASKED, UNASKED, FIRST = 0.15, -0.1, 0.025
"""Against 1 for full coverage of the question: the name speaks of the act that is asked for; of a later step that
nobody asked for; of the first step, and no other is asked for.
"""


def lean(asked: frozenset[str], name: str) -> float:
    """What speaks for a name, or against it, when these acts are asked for (see `asked_for`)."""
    named, later = named_in(plain(name)), asked - {_first()}
    if named & later:
        return ASKED
    if named - {_first()}:
        return UNASKED
    if _first() not in named:
        return 0.0
    return UNASKED if later else FIRST


@lru_cache(maxsize=1024)
def asked_for(*texts: str) -> frozenset[str]:
    """The acts that a question asks for, in the person's words or in words that mean the same."""
    return frozenset(act for act, (_named, asked) in _acts().items() if any(map(asked.search, texts)))


def spoken_in(text: str) -> list[tuple[int, int]]:
    """Where (start, end) in a plain text the words stand that ask for an act."""
    return [found.span() for _named, asked in _acts().values() for found in asked.finditer(text)]


@lru_cache(maxsize=4096)
def named_in(name: str) -> frozenset[str]:
    return frozenset(act for act, (named, _asked) in _acts().items() if named.search(name))


@cache
def _acts() -> dict[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    lines = Path(__file__).with_name("acts.txt").read_text("utf-8").splitlines()
    found = {}
    for line in lines:
        if line.strip() and not line.startswith("#"):
            named, _mark, asked = line.partition(">")
            act, *words = named.split()
            found[act] = (re.compile("|".join(map(re.escape, words))), re.compile("|".join(asked.split())))
    return found


@cache
def _first() -> str:
    return next(iter(_acts()))
