"""What a room says when something happened. `flow/handovers.py` alone decides who listens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Handler = Callable[..., Any]


@dataclass(eq=False)
class Announcement:
    """`announce` calls the listeners in the order they were joined, inside the transaction of the act."""

    name: str  # "cases.accepted"
    says: str  # one English sentence: what it means that this was announced
    handlers: list[Handler] = field(default_factory=list)

    def __post_init__(self) -> None:
        _all[self.name] = self

    def announce(self, **facts: Any) -> None:
        for handler in self.handlers:
            handler(**facts)


_all: dict[str, Announcement] = {}


def everything() -> dict[str, Announcement]:
    return dict(_all)


def when(announcement: Announcement) -> Callable[[Handler], Handler]:
    """Joins a later room's action to an earlier room's announcement; used in flow/handovers.py only."""

    def join(handler: Handler) -> Handler:
        announcement.handlers.append(handler)
        return handler

    return join
