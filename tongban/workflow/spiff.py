"""SpiffWorkflow with everything taken out that could run a program, lose data or grow without end.

Its states, task specifications and parser are used; what is ours instead:

* the script engine, which knows our expressions and our operations and nothing else;
* one set of data for the whole process (the library copies and merges a dictionary from task to task);
* joins that count tokens, so that a loop through a parallel or inclusive gateway waits for both branches each time;
* no prediction of the future (the library draws every path in advance, which doubles with each pair of gateways and
  never ends in a ring); the next tasks are made when a task runs;
* finished tasks are cut out of the tree, so that a state stays small however often a case goes back.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from django.utils.translation import gettext as _
from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import BasePythonScriptEngineEnvironment
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.defaults import (
    ExclusiveGateway,
    InclusiveGateway,
    ParallelGateway,
    ServiceTask,
    SubWorkflowTask,
)
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.specs.MultiChoice import MultiChoice
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from .data import plain
from .expressions import compile_expression, on_day
from .faults import ProcessFault, Runaway

MAX_TASKS = 1_000
Call = Callable[[str, Mapping[str, Any], Mapping[str, str]], Mapping[str, Any] | None]


# -- what a drawing may say ----------------------------------------------------------------------------------------


class NoPrograms(BasePythonScriptEngineEnvironment):  # type: ignore[misc]
    """Takes the place of the environment that holds Python's eval and exec."""

    def evaluate(self, expression: str, context: Mapping[str, Any], external_context: Any = None) -> Any:
        return compile_expression(expression).evaluate(context)

    def execute(self, script: str, context: Any, external_context: Any = None) -> Any:
        refuse_program()

    def call_service(self, context: Any, **kwargs: Any) -> Any:
        refuse_program()


class Expressions(PythonScriptEngine):  # type: ignore[misc]
    """The script engine of every process: conditions by our grammar, operations by the registry, scripts never."""

    def __init__(self, call: Call, day: dt.date | None = None) -> None:
        """`day`: what `today()` is in a condition that is asked now; the way it led to is kept, never asked again."""
        self.environment = NoPrograms()
        self.call, self.day = call, day

    def validate(self, expression: str) -> None:
        compile_expression(expression)

    def evaluate(self, task: Task, expression: str, external_context: Any = None) -> Any:
        names = on_day(task.data, self.day) if self.day else task.data
        return compile_expression(expression).evaluate(names)

    def execute(self, task: Task, script: str, external_context: Any = None) -> Any:
        refuse_program()

    def call_service(self, task: Task, **kwargs: Any) -> Any:
        refuse_program()


def refuse_program() -> Any:
    raise ProcessFault(
        _("A process may not run a program."),
        found=_("a script"),
        wanted=_("a registered operation"),
        cure=_("Name a registered operation in a service task."),
    )


# -- tasks and processes -------------------------------------------------------------------------------------------


class Token(Task):  # type: ignore[misc]
    """A task of the tree. Ids are small numbers in the order of making; all share the data of the process."""

    def __init__(
        self, workflow: Any, task_spec: Any, parent: Any = None, state: int = TaskState.MAYBE, id: int | None = None
    ) -> None:
        self.workflow, self.task_spec = workflow, task_spec
        self.id = id or workflow.top_workflow.take_number()
        self._parent = parent.id if parent is not None else None
        self._children: list[int] = []
        self._state, self.triggered, self.thread_id, self.last_state_change = state, False, 0, 0
        self.internal_data: dict[str, Any] = {}
        workflow.tasks[self.id] = self
        if len(workflow.tasks) > MAX_TASKS:
            raise Runaway(
                _("The process grew without end and was stopped."),
                found=f"> {MAX_TASKS}",
                wanted=_("at most %(n)d open tasks") % {"n": MAX_TASKS},
                cure=_("Join what a parallel gateway splits before going back."),
            )
        if parent is not None:
            parent._children.append(self.id)

    @property
    def data(self) -> dict[str, Any]:
        return cast("dict[str, Any]", self.workflow.top_workflow.data)

    @data.setter
    def data(self, value: Any) -> None:
        """The library hands copies on from task to task; there is nothing to hand on."""

    def _inherit_data(self) -> None:
        pass

    def _set_state(self, value: int) -> None:
        self._state = value

    def _add_child(self, task_spec: Any, state: int = TaskState.MAYBE) -> Token:
        child = Token(self.workflow, task_spec, self, state)
        if state == TaskState.READY:
            child._ready()
        return child

    def run(self) -> bool | None:
        if not isinstance(self.task_spec, MultiChoice):  # those make their own children, by the conditions
            self.task_spec._predict_hook(self)
        return cast("bool | None", super().run())


class Flow(BpmnWorkflow):  # type: ignore[misc]
    """A whole process. `data` is the one set of data."""

    def __init__(
        self, spec: BpmnProcessSpec, subprocess_specs: dict[str, Any], engine: Expressions, data: dict[str, Any]
    ) -> None:
        self.number = 0
        super().__init__(spec, subprocess_specs, script_engine=engine, deserializing=True)
        self.data: dict[str, Any] = data

    def take_number(self) -> int:
        self.number += 1
        return self.number

    def take(self, data: Mapping[str, Any] | None) -> None:
        """Puts named values into the data of the process, each in place of what had its name.

        The whole stays within the bound of `plain`, however many acts add to it.
        """
        if data:
            self.data.update(plain({**self.data, **data}))

    def begin(self) -> None:
        self.task_tree = Token(self, self.spec.start, state=TaskState.FUTURE)
        self.task_tree._ready()

    def create_subprocess(self, my_task: Task, spec_name: str) -> BranchFlow:
        branch = BranchFlow(self.subprocess_specs[spec_name], my_task.id, self)
        branch.task_tree = Token(branch, branch.spec.start, state=TaskState.FUTURE)
        branch.task_tree._ready()
        self.subprocesses[my_task.id] = branch
        return branch

    def get_task_from_id(self, task_id: int) -> Task | None:
        return next((part.tasks[task_id] for part in self.parts() if task_id in part.tasks), None)

    def parts(self) -> Iterator[Any]:
        yield self
        yield from list(self.subprocesses.values())

    def tokens(self, state: int) -> Iterator[Token]:
        """In the order of their making within each part."""
        return (
            task
            for part in self.parts()
            if not part.completed
            for task in list(part.tasks.values())
            if task._state & state
        )


class BranchFlow(BpmnSubWorkflow):  # type: ignore[misc]
    """An embedded sub-process."""

    def __init__(self, spec: BpmnProcessSpec, parent_task_id: int, top_workflow: Flow) -> None:
        super().__init__(spec, parent_task_id, top_workflow, deserializing=True)
        self.data = top_workflow.data


# -- kinds of task -------------------------------------------------------------------------------------------------


class _CountingJoin(TaskSpec):  # type: ignore[misc]
    """Keeps each token that arrived until the gateway may go on, then takes one for each incoming flow."""

    def _update_hook(self, my_task: Token) -> bool:
        open_states = TaskState.WAITING | TaskState.FUTURE
        tokens = [
            task
            for task in my_task.workflow.tasks.values()
            if task.task_spec is self and (task._state & open_states or task is my_task)
        ]
        for task in tokens:
            task.internal_data.setdefault("from", _way_in(task))
        if not self._may_go_on(my_task, {task.internal_data["from"] for task in tokens}):
            my_task._set_state(TaskState.WAITING)
            return False
        self._take(my_task, tokens)
        return True

    def _take(self, my_task: Token, tokens: list[Token]) -> None:
        taken = {my_task.internal_data["from"]}
        for task in tokens:
            if task.internal_data["from"] not in taken:
                taken.add(task.internal_data["from"])
                task.cancel()

    def _may_go_on(self, my_task: Token, arrived: set[str]) -> bool:
        raise NotImplementedError

    def _ways_in(self) -> set[str]:
        """One for each incoming flow: the name of what stands before, and which of its flows."""
        before: Counter[str] = Counter(self._inputs)
        return {f"{name}/{number}" for name, flows in before.items() for number in range(flows)}

    def _reaches(self, name: str) -> frozenset[str]:
        """Which of this gateway's own inputs a token at `name` can still come to without passing the gateway."""
        known: dict[str, frozenset[str]] = self.__dict__.setdefault("_known_reach", {})
        if name not in known:
            known[name] = frozenset(_walk(self._wf_spec, name, self.name)) & frozenset(self._inputs)
        return known[name]


def _way_in(task: Token) -> str:
    twins = [child.id for child in task.parent.children if child.task_spec is task.task_spec]
    return f"{task.parent.task_spec.name}/{twins.index(task.id)}"


def _walk(spec: BpmnProcessSpec, name: str, barrier: str) -> set[str]:
    seen, todo = set[str](), [name]
    while todo:
        step = todo.pop()
        if step not in seen and step != barrier:
            seen.add(step)
            todo += spec.task_specs[step]._outputs
    return seen


class AllJoin(_CountingJoin, ParallelGateway):  # type: ignore[misc]
    def _may_go_on(self, my_task: Token, arrived: set[str]) -> bool:
        return arrived >= self._ways_in()

    def _run_hook(self, my_task: Token) -> bool:
        return True


class OneWay(ExclusiveGateway):  # type: ignore[misc]
    def _run_hook(self, my_task: Token) -> bool:
        if all(
            condition is not None and not condition._matches(my_task) for condition, _target in self.cond_task_specs
        ):
            refuse_no_way(self)
        return cast("bool", super()._run_hook(my_task))


class SomeJoin(_CountingJoin, InclusiveGateway):  # type: ignore[misc]
    """Waits for a token elsewhere only if it can come to an input that is still empty, and to no other."""

    def _may_go_on(self, my_task: Token, arrived: set[str]) -> bool:
        missing, full = _names(self._ways_in() - arrived), _names(arrived)
        elsewhere = {
            task.task_spec.name
            for task in my_task.workflow.tasks.values()
            if task._state & TaskState.NOT_FINISHED_MASK and task.task_spec is not self
        }
        return not any(reach & missing and not reach & full for reach in map(self._reaches, elsewhere))

    def _run_hook(self, my_task: Token) -> bool:
        matches, defaults = self._get_matching_outputs(my_task)
        chosen = matches or defaults
        if not chosen:
            refuse_no_way(self)
        my_task._sync_children(chosen, TaskState.FUTURE)
        return True


def _names(ways_in: set[str]) -> set[str]:
    return {way.rpartition("/")[0] for way in ways_in}


def refuse_no_way(spec: Any) -> Any:
    raise ProcessFault(
        _("No condition holds behind the gateway."),
        found=spec.bpmn_name or spec.name[1:],
        wanted=_("one condition that holds, or a default flow"),
        cure=_("Publish the process with a default flow behind this gateway."),
    )


class SharedSubProcess(SubWorkflowTask):  # type: ignore[misc]
    def copy_data(self, my_task: Token, subworkflow: Any) -> None:
        pass

    def update_data(self, my_task: Token, subworkflow: Any) -> None:
        pass


class OperationTask(ServiceTask):  # type: ignore[misc]
    """`operation` and `properties` are set when the drawing is prepared."""

    operation = ""
    properties: Mapping[str, str] = {}

    def _execute(self, task: Token) -> bool:
        answer = task.workflow.script_engine.call(self.operation, task.data, self.properties)
        task.workflow.top_workflow.take(answer)
        return True


class Parser(BpmnParser):  # type: ignore[misc]
    """Knows the elements of the allow-list and no others."""

    PARSER_CLASSES = {
        full_tag(name): BpmnParser.PARSER_CLASSES[full_tag(name)]
        for name in ("startEvent", "endEvent", "userTask", "manualTask", "intermediateCatchEvent", "boundaryEvent")
    }
    OVERRIDE_PARSER_CLASSES = {
        full_tag(name): (BpmnParser.PARSER_CLASSES[full_tag(name)][0], own)
        for name, own in (
            ("exclusiveGateway", OneWay),
            ("parallelGateway", AllJoin),
            ("inclusiveGateway", SomeJoin),
            ("subProcess", SharedSubProcess),
            ("serviceTask", OperationTask),
        )
    }


def specs_of(tree: etree._Element, process: str) -> tuple[BpmnProcessSpec, dict[str, BpmnProcessSpec]]:
    """The specification of the process, and of its sub-processes by id."""
    parser = Parser()
    parser.add_bpmn_xml(tree)
    spec = parser.get_spec(process)
    branches = parser.get_subprocess_specs(process)
    for part in (spec, *branches.values()):
        for task_spec in part.task_specs.values():
            task_spec._predict = _no_prediction
    return spec, branches


def _no_prediction(*args: Any, **kwargs: Any) -> None:
    pass


# -- keeping the tree small ----------------------------------------------------------------------------------------


def prune(flow: Flow) -> None:
    """Cuts finished tasks out of the tree; what stands below them is hung one higher."""
    for part in flow.parts():
        for task in list(part.tasks.values()):
            if task._parent is not None and task._state & TaskState.FINISHED_MASK and not _is_needed(task):
                _cut_out(part, task)
        part.last_task = None
    for id, branch in list(flow.subprocesses.items()):
        if branch.completed or flow.get_task_from_id(id) is None:
            del flow.subprocesses[id]


def _is_needed(task: Token) -> bool:
    """While a task with boundary events is open, its events look at each other through the split above them."""
    split = task if isinstance(task.task_spec, BoundaryEventSplit) else task.parent
    if not isinstance(split.task_spec, BoundaryEventSplit):
        return False
    return any(
        child._state & TaskState.NOT_FINISHED_MASK and not isinstance(child.task_spec, BoundaryEvent)
        for child in split.children
    )


def _cut_out(part: Any, task: Token) -> None:
    parent = task.parent
    at = parent._children.index(task.id)
    parent._children[at : at + 1] = task._children
    for id in task._children:
        part.tasks[id]._parent = parent.id
    del part.tasks[task.id]
