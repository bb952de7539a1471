"""Running cases carried over to the version in use, on purpose and in bulk, after a look at where each would land (W1).

A case that is carried over keeps its record, its clocks and what was said; only what it waits for may change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tongban.kit import subjects
from tongban.kit.act import SYSTEM, act
from tongban.kit.errors import BadInput, Refused
from tongban.outbox.api import effect
from tongban.people.api import User
from tongban.workflow import announcements, engine
from tongban.workflow.actions import _ready, acts_of, definition_of
from tongban.workflow.drawing import Drawing
from tongban.workflow.engine import Definition
from tongban.workflow.faults import ProcessFault
from tongban.workflow.models import Process, ProcessVersion, Run
from tongban.workflow.rules import check_can_move

EFFECT = "workflow.move"
AT_ONCE = 100  # runs that one piece of work carries over
LOOKED_AT = 2000  # runs that a preview reads


@dataclass(frozen=True)
class Landing:
    """Where cases stand, how many, and where they would go: `to` is empty where the other drawing has no such task."""

    key: str
    name: str
    count: int
    to: str
    choices: list[tuple[str, str]]


def versions(process: Process, number: int) -> tuple[ProcessVersion, ProcessVersion]:
    """(the one they follow, the one in use). Raises Refused."""
    rows = {
        row.number: row for row in ProcessVersion.objects.filter(code=process.code, number__in=(number, process.number))
    }
    if number == process.number or number not in rows or process.number not in rows:
        raise Refused(
            _("There is nothing to carry over."), found=number, wanted=_("an earlier version of this process")
        )
    return rows[number], rows[process.number]


def preview(old: ProcessVersion, new: ProcessVersion) -> list[Landing]:
    was, becomes = definition_of(old), definition_of(new)
    counted: Counter[str] = Counter()
    for run in running(old)[:LOOKED_AT]:
        counted.update(engine.load(was, bytes(run.state)).standing())
    return [_landing(was.drawing, becomes.drawing, key, count) for key, count in sorted(counted.items())]


def running(version: ProcessVersion) -> Any:
    return Run.objects.filter(process=version, finished=False).order_by("id")


def _landing(was: Drawing, becomes: Drawing, key: str, count: int) -> Landing:
    kind = was.shapes[key].kind
    alike = [shape for shape in becomes.shapes.values() if (shape.kind == kind) or {shape.kind, kind} <= PEOPLE]
    to = key if any(shape.id == key for shape in alike) else ""
    return Landing(key, was.shapes[key].name or key, count, to, [(shape.id, shape.name or shape.id) for shape in alike])


PEOPLE = {"userTask", "manualTask"}


def order_move(*, process: Process, number: int, landing: Mapping[str, str], by: User) -> int:
    """The worker carries them over; how many there are now. Raises BadInput naming each place without a landing."""
    old, new = versions(process, number)
    was, becomes = definition_of(old), definition_of(new)
    wanted = {one.key: landing.get(one.key, one.to) for one in preview(old, new)}
    offered = {one.key: {key for key, _name in one.choices} for one in preview(old, new)}
    lost = {key: [_("Choose where these cases go on.")] for key, to in wanted.items() if to not in offered[key]}
    if lost:
        raise BadInput(_("Not every case would have a place."), errors=lost)
    for run in running(old)[:LOOKED_AT]:
        _carried(was, becomes, run, wanted)
    with act(process, "workflow.order_move", by=by, rule=check_can_move) as this:
        count = int(running(old).count())
        this.note(code=process.code, version=new.number, was=old.number, count=count)
        this.effect(EFFECT, old=old.digest, new=new.digest, landing=wanted)
    return count


def _carried(was: Definition, becomes: Definition, run: Run, landing: Mapping[str, str]) -> bytes:
    return engine.carried(bytes(run.state), was, becomes, {key: to for key, to in landing.items() if to and to != key})


def move_run(*, run: Run, to: ProcessVersion, landing: Mapping[str, str]) -> None:
    """Inside the act on its subject. One that went on to where nobody said a place for stays with its version."""
    subject = subjects.find(run.subject_type, run.subject_key)
    with act(subject, "workflow.move_run", by=SYSTEM) as this:
        row = Run.objects.select_related("process").get(pk=run.pk)
        if row.finished or row.process_id == to.digest:
            this.nothing_happened()
            return
        kept = _carried(definition_of(row.process), definition_of(to), row, landing)
        instance = engine.load(definition_of(to), kept)
        this.note(code=to.code, version=to.number, was=row.process.number)
        row.process, row.state, row.ready = to, kept, _ready(instance)
        row.save(update_fields=["process", "state", "ready"])
        announcements.moved.announce(by=SYSTEM, this=this, ready=acts_of(row))


@effect(EFFECT, lane="clock")
def move_some(payload: dict[str, Any], token: str) -> None:
    """Run again it finds only those that still follow the old drawing."""
    rows = {row.digest: row for row in ProcessVersion.objects.filter(digest__in=(payload["old"], payload["new"]))}
    for run in running(rows[payload["old"]]).iterator(chunk_size=AT_ONCE):
        try:
            move_run(run=run, to=rows[payload["new"]], landing=payload["landing"])
        except ProcessFault:
            continue  # it went on meanwhile; its own version still leads it
