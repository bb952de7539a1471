"""A lower room asks what only a higher room knows; `flow/answers.py` names who answers.

fee_is_paid: Question[bool] = Question("cases.fee_is_paid", default=True)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Question(Generic[T]):
    def __init__(self, name: str, *, default: T) -> None:
        self.name, self.default = name, default
        self.answerer: Callable[..., T] | None = None
        _all[name] = self

    def __call__(self, **about: Any) -> T:
        return self.answerer(**about) if self.answerer else self.default


_all: dict[str, Question[Any]] = {}


def everything() -> dict[str, Question[Any]]:
    return dict(_all)


def answers(question: Question[T]) -> Callable[[Callable[..., T]], Callable[..., T]]:
    def join(answerer: Callable[..., T]) -> Callable[..., T]:
        question.answerer = answerer
        return answerer

    return join
