"""Runs drawings. A drawing is prepared once and shared by all threads; an instance belongs to one act.

    definition = engine.prepare(xml)                 # checked, parsed; kept by SHA-256
    instance = engine.start(definition, {"kind": "new"})
    [task] = instance.ready()                        # what people have to do now
    instance.complete(task.key, {"review": {"opinion": "grant"}})
    kept = instance.dump()                           # a few hundred bytes, without the drawing
    instance = engine.load(definition, kept)

After a fault in `start`, `complete` or `catch` the instance is spoiled: throw it away and load the kept state again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Literal

from django.utils.translation import gettext as _
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.util.task import TaskState

from . import operations, plain_xml, state
from .bpmn import understand
from .data import plain
from .drawing import Drawing
from .faults import BadDrawing, ProcessFault, Runaway, error
from .spiff import Call, Expressions, Flow, OperationTask, Token, prune, specs_of

__all__ = ["Definition", "Instance", "ReadyTask", "cached", "carried", "load", "prepare", "start"]

MAX_STEPS = 500
MAX_DEFINITIONS = 256
_PRUNE_EACH = 50
Status = Literal["running", "completed", "cancelled"]


@dataclass(frozen=True, slots=True)
class Definition:
    """A drawing ready to run. Never changes; safe between threads."""

    digest: str
    drawing: Drawing
    spec: Any = field(repr=False)
    branches: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReadyTask:
    """`key` is the drawn id; `id` is this one occurrence of it, for a task may come round again.

    `properties` are the tongban:* settings: act, post, name_en, shown, shown_en, limit (working days), not_same_as.
    """

    key: str
    id: str
    name: str
    properties: dict[str, str]
    lane: str


_prepared: OrderedDict[str, Definition] = OrderedDict()
_lock = Lock()


def prepare(xml: bytes) -> Definition:
    """Raises BadDrawing, whose `faults` name each element."""
    digest = hashlib.sha256(xml).hexdigest()
    return cached(digest) or _keep(_parsed(digest, xml))


def cached(digest: str) -> Definition | None:
    """A drawing that this process of the server has prepared already, so that its file need not be read again."""
    with _lock:
        if digest in _prepared:
            _prepared.move_to_end(digest)
        return _prepared.get(digest)


def _keep(definition: Definition) -> Definition:
    with _lock:
        _prepared[definition.digest] = definition
        while len(_prepared) > MAX_DEFINITIONS:
            _prepared.popitem(last=False)
    return definition


def _parsed(digest: str, xml: bytes) -> Definition:
    drawing = understand(xml)
    try:
        spec, branches = specs_of(plain_xml.write(drawing), plain_xml.PREFIX + drawing.id)
    except (ValidationException, RecursionError) as fault:
        raise BadDrawing(
            [
                error(
                    "process",
                    drawing.id,
                    drawing.name,
                    str(fault)[:200],
                    _("a process that can be run"),
                    _("Simplify the drawing."),
                )
            ]
        ) from fault
    for part in (spec, *branches.values()):
        for task_spec in part.task_specs.values():
            if isinstance(task_spec, OperationTask):
                task_spec.properties = drawing.shapes[_key(task_spec.name)].properties
                task_spec.operation = task_spec.properties["operation"]
    return Definition(digest, drawing, spec, branches)


def _key(name: str) -> str:
    return name.removeprefix(plain_xml.PREFIX)


def start(
    definition: Definition,
    data: Mapping[str, Any],
    *,
    call: Call = operations.call,
    id: uuid.UUID | None = None,
    day: dt.date | None = None,
) -> Instance:
    """Runs up to the first tasks of people. `call` answers service tasks; `id` makes the ids of tasks repeatable.

    `day`: what `today()` is in the conditions on the way, that of the act; none is a fault if one asks for it.
    """
    flow = Flow(definition.spec, definition.branches, Expressions(call, day), plain(data))
    instance = Instance(definition, flow, (id or uuid.uuid4()), "running")
    with instance._moving():
        flow.begin()
    return instance


def load(definition: Definition, kept: bytes, *, call: Call = operations.call, day: dt.date | None = None) -> Instance:
    """Raises ProcessFault if the state belongs to another drawing or is damaged."""
    content = state.unpack(kept, definition.digest)
    flow = Flow(definition.spec, definition.branches, Expressions(call, day), content["data"])
    state.restore(flow, content)
    return Instance(definition, flow, uuid.UUID(content["id"]), content["is"])


def carried(kept: bytes, old: Definition, new: Definition, landing: Mapping[str, str]) -> bytes:
    """The state of a process, to be loaded with another drawing from now on. `landing`: drawn id → id there; what is not
    named keeps its own. Raises ProcessFault where a task that waits has no place there."""
    specs = {name for part in (new.spec, *new.branches.values()) for name in part.task_specs}
    names = {plain_xml.PREFIX + was: plain_xml.PREFIX + becomes for was, becomes in landing.items()}
    made = state.carried(state.unpack(kept, old.digest), names, specs.__contains__, new.digest)
    load(new, made)
    return made


class Instance:
    """One running process."""

    def __init__(self, definition: Definition, flow: Flow, id: uuid.UUID, status: Status) -> None:
        self.definition, self.id, self.status = definition, id, status
        self._flow, self._spoiled = flow, False

    @property
    def finished(self) -> bool:
        """Completed or cancelled; `status` says which."""
        return self.status != "running"

    @property
    def data(self) -> dict[str, Any]:
        return self._flow.data

    def ready(self) -> list[ReadyTask]:
        """What people have to do now, oldest first."""
        return [self._shown(token) for token in self._ready_tokens()]

    def waiting(self) -> list[str]:
        """The messages that would wake something, each once."""
        tokens = self._flow.event_manager.tasks.values()
        return sorted({token.task_spec.event_definition.name for token in tokens})

    def standing(self) -> list[str]:
        """The drawn ids of the tasks and events at which it waits, each once."""
        waiting = self._flow.event_manager.tasks.values()
        return sorted({task.key for task in self.ready()} | {_key(token.task_spec.name) for token in waiting})

    def complete(self, key_or_id: str, data: Mapping[str, Any] | None = None) -> None:
        """A person's task is done. `data` replaces what stands under the same names in the process."""
        token = self._ready_token(key_or_id)
        with self._moving():
            self._flow.take(data)
            token.run()

    def catch(self, message: str, data: Mapping[str, Any] | None = None) -> int:
        """Wakes everything that waits for the message and returns how many. Raises ProcessFault if nothing does."""
        self._must_run()
        if message not in self.waiting():
            raise ProcessFault(
                _("The process does not wait for this message."),
                found=message,
                wanted=", ".join(self.waiting()) or _("no message"),
                cure=_("Look at the process again; it may have gone on."),
            )
        with self._moving():
            self._flow.take(data)
            event = BpmnEvent(MessageEventDefinition(message))
            return int(self._flow.event_manager.catch(event, internal=False))

    def cancel(self) -> None:
        """The case was withdrawn or closed another way. Nothing is ready or waiting afterwards."""
        self._must_run()
        self._flow.cancel()
        self._flow.event_manager.tasks.clear()
        self.status = "cancelled"

    def dump(self) -> bytes:
        self._must_be_whole()
        return state.pack(self._flow, self.definition.digest, str(self.id), self.status)

    # -- inside --------------------------------------------------------------------------------------------------

    def _ready_tokens(self) -> list[Token]:
        if self.finished:
            return []
        return [token for token in self._flow.tokens(TaskState.READY) if token.task_spec.manual]

    def _shown(self, token: Token) -> ReadyTask:
        shape = self.definition.drawing.shapes[_key(token.task_spec.name)]
        return ReadyTask(shape.id, self._id_of(token), shape.name, dict(shape.properties), self._lane(shape.id))

    def _id_of(self, token: Token) -> str:
        """The instance's UUID with its last 32 bits replaced by the number of the task."""
        return str(uuid.UUID(int=self.id.int >> 32 << 32 | token.id))

    def _lane(self, id: str) -> str:
        drawing = self.definition.drawing
        while id in drawing.shapes and id not in drawing.lanes:
            id = drawing.shapes[id].scope
        return drawing.lanes.get(id, "")

    def _ready_token(self, key_or_id: str) -> Token:
        self._must_run()
        ready = self._ready_tokens()
        chosen = [token for token in ready if key_or_id in (_key(token.task_spec.name), self._id_of(token))]
        if len(chosen) == 1:
            return chosen[0]
        if chosen:
            raise ProcessFault(
                _("This task is open more than once."),
                found=key_or_id,
                wanted=", ".join(map(self._id_of, chosen)),
                cure=_("Name one of them by its id."),
            )
        raise ProcessFault(
            _("This task is not open now."),
            found=key_or_id,
            wanted=", ".join(_key(token.task_spec.name) for token in ready) or _("no task"),
            cure=_("Look at the case again; somebody may have done it."),
        )

    def _must_be_whole(self) -> None:
        if self._spoiled:
            raise ProcessFault(
                _("The process stopped half-way with a fault."),
                found=str(self.id),
                wanted=_("the kept state"),
                cure=_("Load it again."),
            )

    def _must_run(self) -> None:
        self._must_be_whole()
        if self.finished:
            raise ProcessFault(
                _("The process is over."),
                found=self.status,
                wanted=_("a running process"),
                cure=_("Nothing more can be done in it."),
            )

    @contextmanager
    def _moving(self) -> Iterator[None]:
        """One move: what is done inside, then everything up to the next task of a person."""
        self._spoiled = True
        try:
            yield
            self._settle()
        except SpiffWorkflowException as fault:
            raise ProcessFault(
                _("The process cannot go on."),
                found=str(fault)[:300],
                wanted=_("a way on"),
                cure=_("Show this to the person who drew the process."),
            ) from fault
        self._spoiled = False

    def _settle(self) -> None:
        for step in range(MAX_STEPS + 1):
            token = next((token for token in self._flow.tokens(TaskState.READY) if not token.task_spec.manual), None)
            if token is None:
                break
            if step == MAX_STEPS:
                self._refuse_endless(token)
            token.run()
            if step % _PRUNE_EACH == _PRUNE_EACH - 1:
                prune(self._flow)
        prune(self._flow)
        self._flow.bpmn_events.clear()
        if self._flow.completed:
            self.status = "completed"

    def _refuse_endless(self, token: Token) -> None:
        name = self.definition.drawing.shapes.get(_key(token.task_spec.name))
        raise Runaway(
            _("The process ran %(n)d steps without coming to a person and was stopped.") % {"n": MAX_STEPS},
            found=name.name or name.id if name else token.task_spec.name,
            wanted=_("a task of a person or a message in every loop"),
            cure=_("Draw a user task into the loop, or a condition that ends it."),
        )
