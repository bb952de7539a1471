"""A drawing tried out with a made-up case: nothing is kept, the way so far is in the address of the page and gone again
with it. The engine is the one that real cases run on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.kit import clock
from tongban.kit.errors import Refused
from tongban.workflow import engine
from tongban.workflow.acts import AGREE, DO, known
from tongban.workflow.engine import Definition, Instance
from tongban.workflow.told import organs_of, who_of

MOST_MOVES = 60
_PLAIN = (gettext_lazy("done"),)


@dataclass(frozen=True)
class Answer:
    """One button. `move`: as `walk` takes it."""

    move: str
    label: Any


@dataclass(frozen=True)
class Waiting:
    """A task that somebody would have to do now, or a message that would have to come."""

    key: str
    name: str
    who: str
    limit: int
    shown: str
    answers: list[Answer]
    is_message: bool = False


@dataclass(frozen=True)
class Tried:
    """`way`: what was chosen so far, in words; `waiting`: what comes next; `why`: where it stopped with a fault."""

    way: list[tuple[str, Any]]
    waiting: list[Waiting]
    current: list[str]
    finished: bool
    why: str = ""


def walk(definition: Definition, moves: list[str]) -> Tried:
    """`moves`: `<task>` or `<task>:<number of its answer>`, a message as `!<name>`. A move that does not fit ends it."""
    way: list[tuple[str, Any]] = []
    try:
        instance = engine.start(definition, {"situation": {}}, day=clock.today())
        for move in moves[:MOST_MOVES]:
            way.append(_moved(instance, move))
    except Refused as refused:
        told = " ".join(str(part) for part in (refused.message, refused.found, refused.cure) if part)
        return Tried(way, [], [], False, told)
    ready = instance.ready()
    waiting = [*(_task(task) for task in ready), *(_message(name) for name in instance.waiting())]
    return Tried(way, waiting, [task.key for task in ready], instance.finished)


def _moved(instance: Instance, move: str) -> tuple[str, Any]:
    if move.startswith("!"):
        instance.catch(move[1:])
        return move[1:], _("it came")
    key, _sign, number = move.partition(":")
    task = next((one for one in instance.ready() if one.key == key), None)
    answers = _answers(task) if task else []
    at = int(number) if number.isascii() and number.isdigit() else 0
    if task is None or at >= len(answers):
        raise Refused(_("This step does not wait here."), found=move, cure=_("Begin anew."))
    label, data = answers[at]
    instance.complete(key, data)
    return task.name or key, label


def _answers(task: engine.ReadyTask) -> list[tuple[Any, dict[str, Any]]]:
    act = task.properties.get("act", "")
    if act and act != DO:
        found = known().get(act)
        return list(found.answers) if found and found.answers else [(_PLAIN[0], {})]
    if not task.key.isidentifier():
        return [(_PLAIN[0], {})]
    if task.properties.get("answer") == AGREE:
        words = (
            (gettext_lazy("Yes"), gettext_lazy("No"))
            if task.properties.get("asks")
            else (gettext_lazy("agree"), gettext_lazy("do not agree"))
        )
        told = tuple(zip((True, False), words, strict=True))
        return [(label, {task.key: {"agreed": agreed, "done": True}}) for agreed, label in told]
    return [(_PLAIN[0], {task.key: {"agreed": None, "done": True}})]


def _task(task: engine.ReadyTask) -> Waiting:
    given = task.properties
    limit = given.get("limit", "")
    answers = [Answer(f"{task.key}:{at}", label) for at, (label, _data) in enumerate(_answers(task))]
    return Waiting(
        task.key, task.name or task.key, who_of(given, organs_of([given])), int(limit) if limit.isdecimal() else 0,
        given.get("shown", ""), answers,
    )  # fmt: skip


def _message(name: str) -> Waiting:
    return Waiting(name, name, "", 0, "", [Answer(f"!{name}", gettext_lazy("it comes"))], is_message=True)
