"""Answers of a situation in an address: `s.business=canteen&s.agent=yes`, from the guide to the application."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tongban.catalogue.guide import Guide, Question

PREFIX = "s."


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    picked: bool


def read(given: Mapping[str, str], guide: Guide) -> dict[str, Any]:
    """The answers of questions that these answers lead to; whatever is none is left out."""
    found = {question.key: question.read(given.get(PREFIX + question.key)) for question in guide.situation.questions}
    return {question.key: answer for question, answer in guide.asked(found) if answer is not None}


def pairs(answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(PREFIX + key, typed(answer)) for key, answer in answers.items()]


def typed(answer: Any) -> str:
    return {True: "yes", False: "no"}[answer] if isinstance(answer, bool) else str(answer)


def options(question: Question, answer: Any) -> list[Option]:
    if question.type == "choice":
        return [Option(o.value, o.label.said(), answer == o.value) for o in question.options]
    return [Option("yes", _("Yes"), answer is True), Option("no", _("No"), answer is False)]
