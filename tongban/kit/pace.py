"""A view that costs more than others says how often it may be asked in a minute; `config.limits` counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

V = TypeVar("V", bound=Callable[..., Any])


def limited(*, per_minute: int) -> Callable[[V], V]:
    """For one person, or one address of people who are not signed in; counted apart from everything else."""

    def join(view: V) -> V:
        view.per_minute = per_minute  # type: ignore[attr-defined]
        return view

    return join
