"""What a drawing must be so that a case can follow it: acts and posts that exist, acceptance first, no end without a
decision."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import pgettext_lazy as _p

from tongban.cases.steps import MOST_DAYS, POSTS
from tongban.regions.api import Organisation
from tongban.workflow import api as workflow
from tongban.workflow.api import Drawing, Fault, Shape

PEOPLE = ("userTask", "manualTask")
_GRANT = (
    (gettext_lazy("propose to grant"), {"review": {"opinion": "grant"}}),
    (gettext_lazy("propose to refuse"), {"review": {"opinion": "refuse"}}),
)
_AGREE = (
    (gettext_lazy("agree"), {"check": {"agreed": True}}),
    (gettext_lazy("do not agree"), {"check": {"agreed": False}}),
)
_FOUND = (
    (gettext_lazy("as required"), {"inspection": {"passed": True}}),
    (gettext_lazy("not as required"), {"inspection": {"passed": False}}),
)
_DECIDE = (
    (gettext_lazy("grant"), {"decision": {"granted": True}}),
    (gettext_lazy("refuse"), {"decision": {"granted": False}}),
)


def register() -> None:
    workflow.register_act("accept", _p("act of a process", "Accept"))
    workflow.register_act("review", _p("act of a process", "Review and propose"), *_GRANT)
    workflow.register_act("inspect", _p("act of a process", "Inspection by two inspectors"), *_FOUND)
    workflow.register_act("suspend", _p("act of a process", "Begin a procedure that stops the clock (Article 45)"))
    workflow.register_act("check", _p("act of a process", "Second check (一审一核)"), *_AGREE)
    workflow.register_act("decide", _p("act of a process", "Decide"), *_DECIDE)
    workflow.register_posts(*POSTS)
    workflow.register_critic("cases", unfit)


def unfit(drawing: Drawing) -> Iterator[Fault]:
    tasks = drawing.tasks()
    for task in tasks:
        yield from _task(drawing, task)
    yield from _begins_with_acceptance(drawing, tasks)
    yield from _ends_with_a_decision(drawing, tasks)
    yield from _nothing_after_the_decision(drawing, tasks)


def _act(task: Shape) -> str:
    return task.properties.get("act") or workflow.DO


def _at(task: Shape, found: str, wanted: str, cure: str) -> Fault:
    return workflow.error(task.kind, task.id, task.name, found, wanted, cure)


def _task(drawing: Drawing, task: Shape) -> Iterator[Fault]:
    given, acts = task.properties, {workflow.DO, *workflow.acts()}
    if not task.name.strip():
        yield _at(task, _("a task without a name"), _("a name"), _("Write on the task what is done there."))
    if _act(task) not in acts:
        yield _at(task, _act(task), ", ".join(sorted(acts)), _("Choose what is done there."))
    if given.get("post", "") not in POSTS:
        cure = _("Choose which post does it.")
        yield _at(task, given.get("post") or _("no post"), ", ".join(POSTS), cure)
    if (limit := given.get("limit", "")) and not (limit.isascii() and limit.isdigit() and 1 <= int(limit) <= MOST_DAYS):
        yield _at(
            task, limit, _("working days between 1 and %(most)d") % {"most": MOST_DAYS}, _("Write a whole number.")
        )
    if given.get("answer", "") not in ("", workflow.DONE, workflow.AGREE):
        yield _at(task, given["answer"], f"{workflow.DONE}, {workflow.AGREE}", _("Choose what is asked."))
    other = given.get("not_same_as", "")
    if other and getattr(drawing.shapes.get(other), "kind", "") not in PEOPLE:
        yield _at(task, other, _("a task of this drawing"), _("Choose the task whose person may not do this one too."))
    yield from _organ(task)


def _organ(task: Shape) -> Iterator[Fault]:
    """Another organ gives its opinion; it does not decide, accept or review for the one whose case it is."""
    organ = task.properties.get("org", "")
    if not organ:
        return
    if _act(task) != workflow.DO:
        yield _at(
            task,
            _("a step of another organ that only the organ of the case can take"),
            _("a step that is done, or agreed to"),
            _("Choose “another step” for it, or leave the organ out."),
        )
    if not Organisation.objects.filter(pk=organ).exists():
        yield _at(task, organ, _("a unified social credit code on our list"), _("Choose the organ."))


def _begins_with_acceptance(drawing: Drawing, tasks: list[Shape]) -> Iterator[Fault]:
    """Nothing is asked of anybody before it; and nothing leads back to it."""
    accepting = [task for task in tasks if _act(task) == "accept"]
    starts = [shape.id for shape in drawing.shapes.values() if shape.kind == "startEvent"]
    for task in accepting:
        before = workflow.reachable(drawing, starts, without=task.id)
        for other in tasks:
            if other.id in before and other.id != task.id:
                yield _at(
                    task,
                    _("“%(other)s” can come before it") % {"other": other.name or other.id},
                    _("acceptance first"),
                    _("Draw acceptance as the first task."),
                )
                return
        if task.id in workflow.reachable(drawing, drawing.next_of(task.id)):
            yield _at(
                task,
                _("a way back to it"),
                _("acceptance once"),
                _("What is accepted stays so: lead the flow elsewhere."),
            )


def _ends_with_a_decision(drawing: Drawing, tasks: list[Shape]) -> Iterator[Fault]:
    """An end that can be reached round every decision leaves an applicant without an answer."""
    if not any(_act(task) == "decide" for task in tasks):
        yield workflow.error(
            "process",
            drawing.id,
            drawing.name,
            _("no decision"),
            _("a task that decides"),
            _("Draw a task that decides."),
        )
        return
    deciding = {task.id for task in tasks if _act(task) == "decide"}
    begin = [shape.id for shape in drawing.within(drawing.id) if shape.kind == "startEvent"]
    reached, todo = set[str](), begin
    while todo:
        id = todo.pop()
        if id not in reached and id not in deciding and not _decides_inside(drawing, id, deciding):
            reached.add(id)
            todo = [*todo, *drawing.next_of(id)]
    for shape in drawing.within(drawing.id):
        if shape.kind == "endEvent" and shape.id in reached:
            cure = _("Lead every way through a task that decides.")
            yield _at(shape, _("an end that is reached without a decision"), _("a decision before it"), cure)


def _decides_inside(drawing: Drawing, id: str, deciding: set[str]) -> bool:
    shape = drawing.shapes.get(id)
    return bool(shape and shape.kind == "subProcess" and any(one.id in deciding for one in drawing.within(id)))


def _nothing_after_the_decision(drawing: Drawing, tasks: list[Shape]) -> Iterator[Fault]:
    """The decision ends the examination: what the drawing wants afterwards nobody would do."""
    after = {
        id for task in tasks if _act(task) == "decide" for id in workflow.reachable(drawing, drawing.next_of(task.id))
    }
    for task in tasks:
        if task.id in after:
            cure = _("Draw it in front of the decision; what is handed out afterwards is no step of the process.")
            yield _at(task, _("a task after the decision"), _("an end after the decision"), cure)
