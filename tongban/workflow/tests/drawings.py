"""Small drawings for tests, written as lines: `ask -> answer`, `gate -> pay : fee > 0`."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from tongban.workflow.drawing_xml import MODEL, TONGBAN

_FLOW = re.compile(r"^(\w+)\s*->\s*(\w+)(?:\s*:\s*(.+))?$")
KINDS = {
    "start": "startEvent",
    "end": "endEvent",
    "xor": "exclusiveGateway",
    "and": "parallelGateway",
    "or": "inclusiveGateway",
    "op": "serviceTask",
    "catch": "intermediateCatchEvent",
}


def drawing(body: str, *, before: str = "", id: str = "p") -> bytes:
    return (
        f'<definitions xmlns="{MODEL}" xmlns:tongban="{TONGBAN}" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
        f' targetNamespace="t">{before}<process id="{id}" name="试验" isExecutable="true">{body}</process>'
        f"</definitions>"
    ).encode()


def drawn(lines: str, *, extra: str = "", before: str = "") -> bytes:
    """A whole process out of its flows. A name that begins with a word of KINDS is of that kind, else a user task.

    A condition `*` marks the default flow.
    """
    flows = [match.groups() for line in lines.strip().splitlines() if (match := _FLOW.match(line.strip()))]
    names = list(dict.fromkeys(name for source, target, _ in flows for name in (source, target)))
    defaults = {source: f"f{n}" for n, (source, _, condition) in enumerate(flows) if condition == "*"}
    known = re.findall(r"""\bid=["'](\w+)["']""", extra)
    shapes = "".join(shape(name, defaults.get(name)) for name in names if name not in known)
    arrows = "".join(flow(f"f{n}", *parts) for n, parts in enumerate(flows))
    return drawing(shapes + extra + arrows, before=before)


def shape(name: str, default: str | None = None, inner: str = "") -> str:
    kind = next((kind for word, kind in KINDS.items() if re.match(word + r"(\d|_|$)", name)), "userTask")
    marked = f" default={quoteattr(default)}" if default else ""
    return f'<{kind} id="{name}" name="{name}" tongban:act="review"{marked}>{inner}</{kind}>'


def flow(id: str, source: str, target: str, condition: str | None = None) -> str:
    inner = f"<conditionExpression>{escape(condition)}</conditionExpression>" if condition not in (None, "*") else ""
    return f'<sequenceFlow id="{id}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'


def message(name: str = "reply") -> str:
    return f'<message id="m_{name}" name="{name}"/>'


def border(id: str, host: str, *, name: str = "reply", interrupting: bool = True) -> str:
    return (
        f'<boundaryEvent id="{id}" attachedToRef="{host}" cancelActivity="{str(interrupting).lower()}">'
        f'<messageEventDefinition messageRef="m_{name}"/></boundaryEvent>'
    )


def catch(id: str, *, name: str = "reply") -> str:
    return f'<intermediateCatchEvent id="{id}"><messageEventDefinition messageRef="m_{name}"/></intermediateCatchEvent>'
