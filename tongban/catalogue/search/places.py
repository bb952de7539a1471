"""How near an item's place is to the person's."""

from __future__ import annotations

from functools import lru_cache

_ENDS = (2, 4, 6, 9, 12)


@lru_cache(maxsize=4096)
def chain_of(code: str) -> tuple[str, ...]:
    """The 12-digit codes from the province down to the place itself; other codes stand alone."""
    if len(code) != 12 or not code.isdigit():
        return (code,) if code else ()
    return tuple(dict.fromkeys(code[:end].ljust(12, "0") for end in _ENDS))


@lru_cache(maxsize=4096)
def steps(place: str, item: str) -> float:
    """Levels between the person's place and the item's: 0 here, 1 the level above, 1.5 the level below, 9
    elsewhere.
    """
    mine, its = chain_of(place), chain_of(item)
    if item in mine:
        return float(len(mine) - 1 - mine.index(item))
    return len(its) - 1 - its.index(place) + 0.5 if place in its else 9.0
