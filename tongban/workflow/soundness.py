"""Looks at a drawing as a whole: can it begin, go on everywhere, and end?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from . import operations
from .allowed import GATEWAYS, PEOPLE
from .drawing import Drawing, Flow, Shape
from .expressions import ExpressionFault, compile_expression
from .faults import Fault, error, warning


def faults_of(drawing: Drawing) -> Iterator[Fault]:
    for scope in drawing.scopes():
        yield from _scope(drawing, scope)
    for flow in drawing.flows:
        yield from _flow(drawing, flow)
    for shape in drawing.shapes.values():
        if shape.kind != "refused":
            yield from _shape(drawing, shape)
    yield from _loops(drawing)


def _at(shape: Shape, found: Any, wanted: Any, cure: Any) -> Fault:
    return error(shape.kind, shape.id, shape.name, found, wanted, cure)


# -- begins and ends -----------------------------------------------------------------------------------------------


def _scope(drawing: Drawing, scope: str) -> Iterator[Fault]:
    owner = drawing.shapes.get(scope)
    element, name = ("subProcess", owner.name) if owner else ("process", drawing.name)
    shapes = list(drawing.within(scope))
    starts = [shape for shape in shapes if shape.kind == "startEvent"]
    ends = [shape for shape in shapes if shape.kind == "endEvent"]
    refused = any(shape.kind == "refused" for shape in shapes)
    if len(starts) != 1 and not refused:
        yield error(
            element,
            scope,
            name,
            _("%(n)d start events") % {"n": len(starts)},
            _("one start event"),
            _("Draw one plain start event."),
        )
    if not ends and not refused:
        yield error(element, scope, name, _("no end event"), _("an end event"), _("Draw an end event."))
    yield from _unreachable(drawing, shapes, starts)


def _unreachable(drawing: Drawing, shapes: list[Shape], starts: list[Shape]) -> Iterator[Fault]:
    if not starts:
        return
    reached = reachable(drawing, [start.id for start in starts])
    for shape in shapes:
        if shape.id not in reached and shape.kind != "refused":
            yield _at(
                shape, _("no way here from the start"), _("a flow that leads here"), _("Connect it or delete it.")
            )


def reachable(drawing: Drawing, begin: list[str], *, without: str = "") -> set[str]:
    reached, todo = set[str](), list(begin)
    while todo:
        id = todo.pop()
        if id not in reached and id != without:
            reached.add(id)
            todo += drawing.next_of(id)
    return reached


# -- flows ---------------------------------------------------------------------------------------------------------


def _called(drawing: Drawing, flow: Flow) -> str:
    """Its name, else from where to where."""
    ends = (drawing.shapes.get(key) for key in (flow.source, flow.target))
    return flow.name or " → ".join(end.name or end.id for end in ends if end is not None)


def _flow(drawing: Drawing, flow: Flow) -> Iterator[Fault]:
    ends = [drawing.shapes.get(flow.source), drawing.shapes.get(flow.target)]
    if any(end is None or (end.scope != flow.scope and end.kind != "refused") for end in ends):
        yield error(
            "sequenceFlow",
            flow.id,
            _called(drawing, flow),
            _("a flow that does not join two shapes of the same process"),
            _("a flow from one shape to another beside it"),
            _("Draw the flow again."),
        )
    if not flow.condition:
        return
    try:
        compile_expression(flow.condition)
    except ExpressionFault as fault:
        yield error(
            "sequenceFlow",
            flow.id,
            _called(drawing, flow),
            f"{flow.condition[:100]} — {fault.message}",
            _("a condition like review.opinion == 'grant'"),
            fault.cure,
        )


# -- shapes --------------------------------------------------------------------------------------------------------


def _shape(drawing: Drawing, shape: Shape) -> Iterator[Fault]:
    outgoing, incoming = drawing.out_of(shape.id), drawing.into(shape.id)
    if not outgoing and shape.kind != "endEvent":
        yield _at(shape, _("no way on from here"), _("a flow to the next shape"), _("Draw a flow that leaves it."))
    if outgoing and shape.kind == "endEvent":
        yield _at(shape, _("a flow that leaves an end"), _("no flow"), _("Delete the flow, or use another shape."))
    if incoming and shape.kind in ("startEvent", "boundaryEvent"):
        yield _at(shape, _("a flow that leads into it"), _("no flow"), _("Lead the flow to the task itself."))
    if len(outgoing) > 1 and shape.kind not in GATEWAYS:
        yield _at(shape, _("%(n)d ways on") % {"n": len(outgoing)}, _("one"), _("Put a gateway behind it."))
    if shape.kind not in ("exclusiveGateway", "inclusiveGateway") and any(flow.condition for flow in outgoing):
        yield _at(
            shape,
            _("a condition on a flow that leaves it"),
            _("conditions behind exclusive or inclusive gateways"),
            _("Put an exclusive gateway behind it."),
        )
    if check := _BY_KIND.get(shape.kind):
        yield from check(drawing, shape)


def _choice(drawing: Drawing, shape: Shape) -> Iterator[Fault]:
    outgoing = drawing.out_of(shape.id)
    if shape.default and shape.default not in {flow.id for flow in outgoing}:
        yield _at(shape, _("a default flow that does not leave it"), _("one of its own flows"), _("Choose it again."))
    if len(outgoing) < 2:
        return
    for flow in outgoing:
        if not flow.condition and flow.id != shape.default:
            yield error(
                "sequenceFlow",
                flow.id,
                _called(drawing, flow),
                _("a flow with neither a condition nor the default mark"),
                _("a condition, or the default"),
                _("Write a condition or make this flow the default."),
            )
    if not shape.default:
        yield warning(
            shape.kind,
            shape.id,
            shape.name,
            _("no default flow"),
            _("a default flow"),
            _("If no condition holds the process is stopped with a fault; mark one flow as the default."),
        )


def _parallel(drawing: Drawing, shape: Shape) -> Iterator[Fault]:
    starts = [other.id for other in drawing.within(shape.scope) if other.kind == "startEvent"]
    before = reachable(drawing, starts, without=shape.id)
    for flow in drawing.into(shape.id):
        if flow.source not in before and flow.source in reachable(drawing, drawing.next_of(shape.id)):
            yield _at(
                shape,
                _("a gateway that waits for a path which only begins behind it"),
                _("paths that begin before it"),
                _("Lead the way back to an exclusive gateway in front of it."),
            )


def _service(drawing: Drawing, shape: Shape) -> Iterator[Fault]:
    name, known = shape.properties.get("operation", ""), sorted(operations.known())
    if not name:
        yield _at(
            shape,
            _("a service task that names no operation of ours"),
            "tongban:operation",
            _("Choose a registered operation, or import it as a manual task."),
        )
    elif name not in known:
        yield _at(
            shape,
            name,
            ", ".join(known) or _("a registered operation"),
            _("Choose a registered operation, or import it as a manual task."),
        )


def _catch(drawing: Drawing, shape: Shape) -> Iterator[Fault]:
    if not shape.message:
        yield _at(
            shape,
            _("an event that waits for nothing"),
            _("a message with a name"),
            _("Choose or make the message in the properties of the event."),
        )


def _border(drawing: Drawing, shape: Shape) -> Iterator[Fault]:
    yield from _catch(drawing, shape)
    host = drawing.shapes.get(shape.attached_to)
    if host is None or host.scope != shape.scope or host.kind not in PEOPLE | {"subProcess", "refused"}:
        yield _at(
            shape,
            _("an event that is not on a user task, manual task or sub-process"),
            _("a task that waits for somebody"),
            _("Move the event to the border of such a task."),
        )


_BY_KIND = {
    "exclusiveGateway": _choice,
    "inclusiveGateway": _choice,
    "parallelGateway": _parallel,
    "serviceTask": _service,
    "intermediateCatchEvent": _catch,
    "boundaryEvent": _border,
}


# -- loops ---------------------------------------------------------------------------------------------------------


def _loops(drawing: Drawing) -> Iterator[Fault]:
    """A ring of gateways alone can never come to another answer than the first time."""
    for shape in drawing.shapes.values():
        if shape.kind in GATEWAYS and _returns(drawing, shape.id):
            yield _at(
                shape,
                _("a loop with no task in it"),
                _("a task on the way back"),
                _("Put the task that changes the answer into the loop."),
            )


def _returns(drawing: Drawing, id: str) -> bool:
    reached, todo = set[str](), drawing.next_of(id)
    while todo:
        step = todo.pop()
        if step == id:
            return True
        if step not in reached and step in drawing.shapes and drawing.shapes[step].kind in GATEWAYS:
            reached.add(step)
            todo += drawing.next_of(step)
    return False
