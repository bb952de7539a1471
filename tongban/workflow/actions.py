"""Steps of a process, each inside the act on its subject, under the subject's lock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tongban.kit import clock
from tongban.kit.act import This
from tongban.kit.errors import Refused
from tongban.kit.prepared import Prepared, insert, update
from tongban.kit.subjects import Subject
from tongban.kit.writing import writing
from tongban.workflow import engine
from tongban.workflow.acts import DO
from tongban.workflow.bpmn import as_utf8
from tongban.workflow.models import ProcessVersion, Run

LIBRARY = Path(__file__).parent / "library"
SHOWN = (
    "act",
    "post",
    "org",
    "answer",
    "asks",
    "name_en",
    "shown",
    "shown_en",
    "limit",
    "not_same_as",
    "alone",
    "note",
)


def publish_process(*, code: str, xml: bytes, **by: Any) -> ProcessVersion:
    """Checked, parsed and frozen as the next version of `code`; the same drawing again changes nothing.

    `by`: `drawn_by` and `published_by`, for what people drew. Raises BadDrawing.
    """
    kept = as_utf8(xml)  # the digest names the bytes that are kept: every other process prepares it from them
    definition = engine.prepare(kept)
    with writing():
        acts = sorted({task.properties.get("act") or DO for task in definition.drawing.tasks()})
        if found := ProcessVersion.objects.filter(pk=definition.digest).first():
            if found.acts != acts:  # of a version before acts were kept
                found.acts = acts
                found.save(update_fields=["acts"])
            return found
        number = ProcessVersion.objects.filter(code=code).count() + 1
        name = definition.drawing.name or code
        return ProcessVersion.objects.create(
            digest=definition.digest,
            code=code,
            number=number,
            name=name,
            xml=kept.decode(),
            acts=acts,
            **by,
        )


def publish_library() -> list[ProcessVersion]:
    """The drawings that ship with the program."""
    return [publish_process(code=path.stem, xml=path.read_bytes()) for path in sorted(LIBRARY.glob("*.bpmn"))]


LATEST = Prepared(lambda: ProcessVersion.objects.defer("xml").order_by("-number"), "code")


def _latest(code: str) -> ProcessVersion:
    """Asked each time: another process may have published the next version a moment ago."""
    found = LATEST.first(code)
    if found is None:
        raise Refused(_("There is no such process."), found=code, cure=_("Publish its drawing first."))
    return found


def definition_of(version: ProcessVersion) -> engine.Definition:
    return engine.cached(version.digest) or engine.prepare(version.xml.encode())


def begin(this: This[Any], *, process: str, data: Mapping[str, Any]) -> list[str]:
    """Starts the subject's process; the acts it waits for."""
    version = _latest(process)
    instance = engine.start(definition_of(version), data, day=_day(this))
    run = Run(
        subject_type=this.subject.subject_type,
        subject_key=this.subject.subject_key,
        process=version,
        state=instance.dump(),
        ready=_ready(instance),
        finished=instance.finished,
    )
    insert(run)
    return acts_of(run)


def step(this: This[Any], *, act: str, data: Mapping[str, Any]) -> list[str]:
    """Completes the ready task whose act is this one, as `acts_of` names it; the acts the process waits for now.

    Raises Refused naming what the process waits for instead.
    """
    run = run_of(this.subject)
    task = next((t for t in run.ready if act_of(t) == act), None)
    if task is None:
        raise Refused(
            _("The process does not wait for this step."),
            found=act,
            wanted=", ".join(t["name"] for t in run.ready) or _("nothing, it has ended"),
        )
    instance = engine.load(definition_of(run.process), bytes(run.state), day=_day(this))
    instance.complete(task["key"], data)
    run.ready, run.finished = _ready(instance), instance.finished
    run.state = b"" if instance.finished else instance.dump()
    update(run, ("state", "ready", "finished"))
    return acts_of(run)


def hear(this: This[Any], *, message: str, data: Mapping[str, Any]) -> list[str]:
    """A promise or another room wakes the process; a process that does not wait for it goes on as it was."""
    run = run_of(this.subject)
    if run.finished:
        return []
    instance = engine.load(definition_of(run.process), bytes(run.state), day=_day(this))
    if message in instance.waiting():
        instance.catch(message, data)
        run.ready, run.finished = _ready(instance), instance.finished
        run.state = b"" if instance.finished else instance.dump()
        update(run, ("state", "ready", "finished"))
    return acts_of(run)


def stop(this: This[Any]) -> None:
    """The case ended otherwise; its process is over and its state dropped."""
    runs = Run.objects.filter(subject_type=this.subject.subject_type, subject_key=this.subject.subject_key)
    runs.update(state=b"", ready=[], finished=True)


# The drawing itself is read only when this process has not parsed it yet.
RUN = Prepared(lambda: Run.objects.select_related("process").defer("process__xml"), "subject_type", "subject_key")


def run_of(subject: Subject) -> Run:
    run = RUN.first(subject.subject_type, subject.subject_key)
    if run is None:
        raise Refused(_("No process runs here."))
    return run


def task_named(subject: Subject, key: str) -> dict[str, Any] | None:
    """A task of the subject's drawing by its drawn id, with its properties, whether it is ready or not."""
    shape = definition_of(run_of(subject).process).drawing.shapes.get(key)
    return {"key": shape.id, "act": "", "name": shape.name} | shape.properties if shape else None


def _day(this: This[Any]) -> dt.date:
    return this.at.astimezone(clock.ZONE).date()


def acts_of(run: Run) -> list[str]:
    """The act of each ready task; `do:<task>` where no act of a room fulfils it."""
    return [act_of(task) for task in run.ready]


def act_of(task: Mapping[str, Any]) -> str:
    act = task["act"]
    return act if act and act != DO else f"{DO}:{task['key']}"


def _ready(instance: engine.Instance) -> list[dict[str, Any]]:
    return [
        {"key": task.key, "id": task.id, "name": task.name} | {name: task.properties.get(name, "") for name in SHOWN}
        for task in instance.ready()
    ]
