"""What a scenario is, and the small words in which the tables are written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

from tests import walking as w
from tongban.cases import api as cases
from tongban.catalogue import api as catalogue
from tongban.intake import api as intake
from tongban.kit.subjects import Subject

Facts = dict[str, Any]  # keys and words only: they go to the partners as JSON
Act = Callable[[], Any]
Call = Callable[[Facts], Act]  # loads what it needs, then gives back the act itself

ONE_WINS: Literal["one wins"] = "one wins"
THE_SAME: Literal["the same"] = "the same"  # idempotent: both get what the first one made
BOTH: Literal["both"] = "both"  # two different wishes, fulfilled one after the other, none lost
ANY: Literal["any"] = "any"  # either order is right; what must hold stands in `after`


@dataclass(frozen=True)
class Scenario:
    """`entries` is the whole record that the two leave, by act; `papers` likewise, by kind.

    None: it depends on who comes first. `told` is a pattern that the refusal of the loser matches; in it {winner} is the name of whoever was first.
    """

    prepare: Callable[[], Facts]
    calls: tuple[Call, Call]
    ends: Literal["one wins", "the same", "both", "any"]
    entries: dict[str, int] | None = None
    papers: dict[str, int] = field(default_factory=dict)
    told: str = "."
    actors: tuple[str, str] = ("", "")
    after: Callable[[Facts], None] = lambda facts: None


def keys(**objects: Any) -> Facts:
    return {name: str(thing.pk) if hasattr(thing, "pk") else thing for name, thing in objects.items()}


def case_of(facts: Facts) -> cases.Case:
    return cases.with_everything(facts["case"])


def application_of(facts: Facts) -> intake.Application:
    rows = intake.Application.objects.select_related("version", "user", "enterprise")
    return rows.get(pk=facts["application"])


def item_of(facts: Facts) -> catalogue.Item:
    return catalogue.Item.objects.select_related("current").get(pk=facts["item"])


LOADERS: dict[str, Callable[[Facts], Subject]] = {
    "case": case_of,
    "application": application_of,
    "item": item_of,
}


def given(values: dict[str, Any], facts: Facts, number: int) -> dict[str, Any]:
    """A value that is a function is worked out in the partner: f(facts, number)."""
    return {name: value(facts, number) if callable(value) else value for name, value in values.items()}


def two(action: Callable[..., Any], noun: str, actors: tuple[str, str], **values: Any) -> tuple[Call, Call]:
    """The same action on the same `noun` (case, application, item), by two actors."""

    def call(facts: Facts, number: int) -> Act:
        subject, by = LOADERS[noun](facts), w.user(actors[number])
        words = {noun: subject} | given(values, facts, number)
        return lambda: action(**words, by=by)

    return partial(call, number=0), partial(call, number=1)


def against(first: tuple[Call, Call], second: tuple[Call, Call]) -> tuple[Call, Call]:
    """Two different acts at once."""
    return first[0], second[1]
