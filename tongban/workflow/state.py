"""What is kept of a running process between two acts: a few hundred bytes of JSON, never the drawing itself.

    {"v": 1, "of": first 16 hex digits of the drawing's SHA-256, "id": the instance, "n": last task number,
     "is": "running" | "completed" | "cancelled", "data": {…},
     "parts": [[number of the sub-process task or 0, [[number, parent or 0, specification, state, internal], …]], …]}

A finished process keeps its data and no tasks. Specifications are written by name, so a state outlives a new version
of the library.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import orjson
from django.utils.translation import gettext as _
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.util.task import TaskState

from .faults import ProcessFault
from .spiff import BranchFlow, Flow, Token

VERSION = 1


def pack(flow: Flow, digest: str, id: str, status: str) -> bytes:
    parts = (
        [
            [getattr(part, "parent_task_id", None) or 0, [_row(task) for task in part.tasks.values()]]
            for part in flow.parts()
        ]
        if status == "running"
        else []
    )
    return orjson.dumps(
        {"v": VERSION, "of": digest[:16], "id": id, "n": flow.number, "is": status, "data": flow.data, "parts": parts}
    )


def _row(task: Token) -> list[Any]:
    row = [task.id, task._parent or 0, task.task_spec.name, task._state]
    internal = {key: value for key, value in task.internal_data.items() if value}
    return [*row, internal] if internal else row


def unpack(state: bytes, digest: str) -> dict[str, Any]:
    """Checked against the drawing it belongs to. Raises ProcessFault."""
    try:
        kept = orjson.loads(state)
    except orjson.JSONDecodeError as fault:
        _refuse(str(fault), _("a kept state"))
    if not isinstance(kept, dict) or kept.get("v") != VERSION:
        _refuse(_("another format"), _("format %(n)d") % {"n": VERSION})
    if kept.get("of") != digest[:16]:
        _refuse(_("the state of another version of the process"), digest[:16])
    return kept


def restore(flow: Flow, kept: dict[str, Any]) -> None:
    flow.number = kept["n"]
    if kept["is"] != "running":
        flow.completed = True
    for owner, rows in kept["parts"]:
        part = _branch(flow, owner) if owner else flow
        for row in rows:
            _restore_task(flow, part, *row)


def _branch(flow: Flow, owner: int) -> BranchFlow:
    task = flow.get_task_from_id(owner)
    if task is None:
        _refuse(_("a sub-process without its task"), _("a complete state"))
    branch = BranchFlow(flow.subprocess_specs[task.task_spec.spec], owner, flow)
    branch.completed_event.connect(task.task_spec._on_subworkflow_completed, task)
    flow.subprocesses[owner] = branch
    return branch


def _restore_task(
    flow: Flow, part: Any, id: int, parent: int, spec: str, state: int, internal: dict[str, Any] | None = None
) -> None:
    if spec not in part.spec.task_specs or (parent and parent not in part.tasks):
        _refuse(spec, _("a task of this drawing"))
    task = Token(part, part.spec.task_specs[spec], part.tasks.get(parent), state, id)
    task.internal_data = internal or {}
    if not parent:
        part.task_tree = task
    if state == TaskState.WAITING and isinstance(task.task_spec, CatchingEvent):
        flow.event_manager.add_task(task)


def carried(kept: dict[str, Any], names: Mapping[str, str], known: Callable[[str], bool], digest: str) -> bytes:
    """The state under another drawing. `names`: specification → what it is called there; `known`: whether one exists there.

    What is done and unknown there is cut out: only where the process stands has to have a place. Raises ProcessFault.
    """
    parts = [[owner, _carried(rows, names, known)] for owner, rows in kept["parts"]]
    return orjson.dumps(kept | {"of": digest[:16], "parts": parts})


def _carried(rows: list[list[Any]], names: Mapping[str, str], known: Callable[[str], bool]) -> list[list[Any]]:
    made: list[list[Any]] = []
    instead: dict[int, int] = {}
    for id, parent, spec, stands, *internal in rows:
        name = _renamed(spec, names)
        if known(name):
            made.append([id, instead.get(parent, parent), name, stands, *internal])
        elif stands & TaskState.FINISHED_MASK:
            instead[id] = instead.get(parent, parent)
        else:
            _refuse(spec, _("a place in the other drawing"))
    return made


def _renamed(spec: str, names: Mapping[str, str]) -> str:
    """The library adds words of its own behind a point: `#review.BoundaryEventSplit`."""
    name, point, rest = spec.partition(".")
    return names.get(spec) or names.get(name, name) + point + rest


def _refuse(found: str, wanted: str) -> NoReturn:
    raise ProcessFault(
        _("The kept state of the process cannot be used."),
        found=found,
        wanted=wanted,
        cure=_("Load it with the drawing it was started from."),
    )
