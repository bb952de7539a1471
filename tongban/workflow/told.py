"""A drawing in words, task by task, for whoever cannot or does not want to read the picture."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tongban.people.api import ROLES
from tongban.regions.api import Organisation
from tongban.workflow.acts import AGREE, DO, known
from tongban.workflow.drawing import Drawing


@dataclass(frozen=True)
class Row:
    key: str
    name: str
    act: Any
    who: str
    limit: str
    not_same_as: str
    shown: str
    note: str


def rows_of(drawing: Drawing) -> list[Row]:
    """In the order in which the drawing reaches them; one query for the organs."""
    tasks = drawing.tasks()
    organs = organs_of(task.properties for task in tasks)
    order = {key: number for number, key in enumerate(_in_order(drawing))}
    return [_row(drawing, task, organs) for task in sorted(tasks, key=lambda task: order.get(task.id, len(order)))]


def _row(drawing: Drawing, task: Any, organs: dict[str, Organisation]) -> Row:
    given = task.properties
    other = drawing.shapes.get(given.get("not_same_as", ""))
    return Row(
        task.id, task.name or task.id, _what(given), who_of(given, organs),
        given.get("limit", ""), (other.name or other.id) if other else "", given.get("shown", ""), given.get("note", ""),
    )  # fmt: skip


def organs_of(given: Iterable[Mapping[str, str]]) -> dict[str, Organisation]:
    """One query, none where no task names an organ."""
    named = {one["org"] for one in given if one.get("org")}
    return Organisation.objects.in_bulk(named) if named else {}


def who_of(given: Mapping[str, str], organs: Mapping[str, Organisation]) -> str:
    role = ROLES.get(given.get("post", ""))
    organ = organs.get(given.get("org", ""))
    who = str(role.name) if role else given.get("post", "")
    return f"{organ.shown_name} · {who}" if organ else who


def _what(given: dict[str, str]) -> Any:
    act = given.get("act") or DO
    if act != DO:
        found = known().get(act)
        return found.title if found else act
    if given.get("answer") == AGREE and given.get("asks"):
        return given["asks"]
    return _("agrees or does not") if given.get("answer") == AGREE else _("does it and says so")


def _in_order(drawing: Drawing) -> list[str]:
    starts = [shape.id for shape in drawing.shapes.values() if shape.kind == "startEvent" and shape.scope == drawing.id]
    found, todo = dict[str, None](), list(starts)
    while todo:
        id = todo.pop(0)
        if id in found:
            continue
        found[id] = None
        inside = [shape.id for shape in drawing.within(id) if shape.kind == "startEvent"]
        todo += [*inside, *drawing.next_of(id)]
    return list(found)
