"""What a task of a drawing may ask of people: the acts of the rooms whose subjects run processes, and one for all else.

A room registers its acts, as it does its operations. A task without an act is done by whoever holds its post, who says
that it is done, or agrees or does not (`DO`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tongban.workflow.drawing import Drawing
from tongban.workflow.faults import Fault

DO = "do"  # property `act` of a task that no act of a room fulfils; left out it means the same
# What `DO` may ask of whoever does it, property `answer`.
DONE, AGREE = "done", "agree"


@dataclass(frozen=True, slots=True)
class Act:
    """`answers`: words for the person who tries a drawing out, and the data that such an answer gives to the process."""

    name: str
    title: Any
    answers: tuple[tuple[Any, dict[str, Any]], ...] = ()


# Asked when a drawing is to be published: what the room whose subjects follow it cannot do with it.
Critic = Callable[[Drawing], Iterator[Fault]]
_known: dict[str, Act] = {}
_critics: dict[str, Critic] = {}
_posts: dict[str, None] = {}


def register(name: str, title: Any, *answers: tuple[Any, dict[str, Any]]) -> None:
    _known[name] = Act(name, title, answers)


def register_critic(name: str, critic: Critic) -> None:
    _critics[name] = critic


def register_posts(*codes: str) -> None:
    """Roles whose people can be asked to do a task."""
    _posts.update(dict.fromkeys(codes))


def posts() -> list[str]:
    return list(_posts)


def known() -> dict[str, Act]:
    return dict(_known)


def unfit(drawing: Drawing) -> list[Fault]:
    """Why nobody's application could be handled by it, though the engine could run it."""
    return [fault for critic in _critics.values() for fault in critic(drawing)]
