"""Which function runs an effect, in which lane.

    @effect("documents.render", lane="papers")
    def render(payload, token):
        pdf = typeset(payload["document"])       # slow: outside any transaction
        return lambda: keep(pdf)                 # quick: inside the transaction that removes the row

An effect that returns nothing did its work itself and must bear being run again (same `token`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Finish = Callable[[], None]
Runner = Callable[[dict[str, Any], str], "Finish | None"]


class NotYet(Exception):
    """Raised by an effect whose time has not come: it runs again `at` that time, and no try is counted."""

    def __init__(self, at: dt.datetime) -> None:
        super().__init__(at.isoformat())
        self.at = at


@dataclass(frozen=True)
class Registered:
    name: str
    lane: str
    run: Runner


@dataclass(frozen=True)
class Periodic:
    name: str
    every_seconds: int
    run: Callable[[], Any]


_effects: dict[str, Registered] = {}
_periodic: dict[str, Periodic] = {}


def effect(name: str, *, lane: str) -> Callable[[Runner], Runner]:
    def join(run: Runner) -> Runner:
        _effects[name] = Registered(name, lane, run)
        return run

    return join


def periodic(name: str, *, every_seconds: int) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """The work must bear being done twice; it runs in the lane "clock"."""

    def join(run: Callable[[], Any]) -> Callable[[], Any]:
        _periodic[name] = Periodic(name, every_seconds, run)
        return run

    return join


def effect_of(name: str) -> Registered:
    if name not in _effects:
        raise KeyError(f"no room registered the effect {name!r}; known: {', '.join(sorted(_effects))}")
    return _effects[name]


def lanes() -> list[str]:
    return sorted({registered.lane for registered in _effects.values()})


def periodic_work() -> dict[str, Periodic]:
    return dict(_periodic)
