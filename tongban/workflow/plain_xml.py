"""Writes a `Drawing` as the barest BPMN, which is all that the engine's own parser gets to see.

Ids are prefixed with #, so that a drawn id can never meet one of the engine's own names ("Start", "End", …).
"""

from __future__ import annotations

from lxml import etree

from .drawing import Drawing, Flow, Shape
from .drawing_xml import MODEL, TONGBAN

PREFIX = "#"


def write(drawing: Drawing) -> etree._Element:
    root = etree.Element(f"{{{MODEL}}}definitions", nsmap={None: MODEL, "tongban": TONGBAN})
    for message in sorted({shape.message for shape in drawing.shapes.values() if shape.message}):
        etree.SubElement(root, f"{{{MODEL}}}message", id=message, name=message)
    process = etree.SubElement(root, f"{{{MODEL}}}process", id=PREFIX + drawing.id, isExecutable="true")
    _fill(process, drawing, drawing.id)
    return root


def _fill(owner: etree._Element, drawing: Drawing, scope: str) -> None:
    for shape in drawing.within(scope):
        element = etree.SubElement(owner, f"{{{MODEL}}}{shape.kind}", id=PREFIX + shape.id)
        _describe(element, shape)
        if shape.kind == "subProcess":
            _fill(element, drawing, shape.id)
    for flow in drawing.flows:
        if flow.scope == scope:
            _connect(owner, drawing, flow)


def _describe(element: etree._Element, shape: Shape) -> None:
    if shape.default:
        element.set("default", PREFIX + shape.default)
    if shape.kind == "boundaryEvent":
        element.set("attachedToRef", PREFIX + shape.attached_to)
        element.set("cancelActivity", "true" if shape.interrupting else "false")
    if shape.message:
        etree.SubElement(element, f"{{{MODEL}}}messageEventDefinition", messageRef=shape.message)
    if shape.terminate:
        etree.SubElement(element, f"{{{MODEL}}}terminateEventDefinition")
    if shape.kind == "serviceTask":
        element.set(f"{{{TONGBAN}}}operation", shape.properties["operation"])


def _connect(owner: etree._Element, drawing: Drawing, flow: Flow) -> None:
    element = etree.SubElement(
        owner,
        f"{{{MODEL}}}sequenceFlow",
        id=PREFIX + flow.id,
        sourceRef=PREFIX + flow.source,
        targetRef=PREFIX + flow.target,
    )
    if flow.condition and drawing.shapes[flow.source].default != flow.id:
        etree.SubElement(element, f"{{{MODEL}}}conditionExpression").text = flow.condition
