"""Coordinates for a drawing that came without: left to right, one column a step, so that it can be shown and changed."""

from __future__ import annotations

from lxml import etree

from .allowed import GATEWAYS
from .drawing import Drawing, Shape
from .drawing_xml import DC, DD, DI

COLUMN, ROW, LEFT, TOP = 160, 130, 100, 100
TASK, GATEWAY, EVENT = (100, 80), (50, 50), (36, 36)
Place = tuple[int, int]  # column, row
Box = tuple[float, float, float, float]


def is_laid_out(root: etree._Element, drawing: Drawing) -> bool:
    """Every shape and every flow has its place."""
    placed = {one.get("bpmnElement") for one in root.iter(f"{{{DI}}}BPMNShape", f"{{{DI}}}BPMNEdge")}
    return placed >= {*drawing.shapes, *(flow.id for flow in drawing.flows)}


def laid_out(root: etree._Element, drawing: Drawing) -> None:
    """Adds the diagram. What lies inside a sub-process is not placed: such a drawing stays as it came."""
    if is_laid_out(root, drawing) or any(shape.scope != drawing.id for shape in drawing.shapes.values()):
        return
    boxes = {key: _box(drawing.shapes[key], place) for key, place in _places(drawing).items()}
    for shape in drawing.shapes.values():
        if shape.kind == "boundaryEvent" and shape.attached_to in boxes:
            x, y, width, height = boxes[shape.attached_to]
            boxes[shape.id] = (x + width - 30, y + height - 18, *EVENT)
    for old in root.findall(f"{{{DI}}}BPMNDiagram"):
        root.remove(old)
    diagram = etree.SubElement(root, f"{{{DI}}}BPMNDiagram", id=f"diagram_{drawing.id}")
    plane = etree.SubElement(diagram, f"{{{DI}}}BPMNPlane", id=f"plane_{drawing.id}", bpmnElement=drawing.id)
    for key, (x, y, width, height) in boxes.items():
        shape_of = etree.SubElement(plane, f"{{{DI}}}BPMNShape", id=f"shape_{key}", bpmnElement=key)
        if drawing.shapes[key].kind == "exclusiveGateway":
            shape_of.set("isMarkerVisible", "true")
        _bounds(shape_of, (x, y, width, height))
        if drawing.shapes[key].kind in GATEWAYS and drawing.shapes[key].name:
            label = etree.SubElement(shape_of, f"{{{DI}}}BPMNLabel")
            _bounds(label, (x + width / 2 - 50, y - 22, 100, 14))
    for flow in drawing.flows:
        if flow.source in boxes and flow.target in boxes:
            edge = etree.SubElement(plane, f"{{{DI}}}BPMNEdge", id=f"edge_{flow.id}", bpmnElement=flow.id)
            for x, y in _way(boxes[flow.source], boxes[flow.target]):
                etree.SubElement(edge, f"{{{DD}}}waypoint", x=f"{x:g}", y=f"{y:g}")


def _bounds(owner: etree._Element, box: Box) -> None:
    given = {name: f"{value:g}" for name, value in zip(("x", "y", "width", "height"), box, strict=True)}
    etree.SubElement(owner, f"{{{DC}}}Bounds", given)


def _places(drawing: Drawing) -> dict[str, Place]:
    """A column behind whatever leads there; a row of its own for each way out but the first."""
    forward = _forward(drawing)
    column: dict[str, int] = {}
    for key in forward:
        column.setdefault(key, 0)
        for after in forward[key]:
            column[after] = max(column.get(after, 0), column[key] + 1)
    places, taken = dict[str, Place](), set[Place]()
    wanted: dict[str, int] = {}
    for key in forward:
        row = wanted.get(key, 0)
        while (column[key], row) in taken:
            row += 1
        places[key] = (column[key], row)
        taken.add(places[key])
        for number, after in enumerate(forward[key]):
            wanted[after] = min(wanted.get(after, row + number), row + number)
    return places


def _forward(drawing: Drawing) -> dict[str, list[str]]:
    """Shape → what follows it, ways back left out; every shape after all that lead to it."""
    after: dict[str, list[str]] = {}
    order: list[str] = []
    begins = [shape.id for shape in drawing.shapes.values() if shape.kind == "startEvent"]
    others = [shape.id for shape in drawing.shapes.values() if shape.kind != "boundaryEvent"]
    open_ones: set[str] = set()
    for begin in [*begins, *others]:
        todo: list[tuple[str, bool]] = [(begin, False)]
        while todo:
            key, is_done = todo.pop()
            if is_done:
                open_ones.discard(key)
                order.append(key)
            elif key not in after:
                open_ones.add(key)
                follows = dict.fromkeys(one for one in drawing.next_of(key) if one in drawing.shapes)
                steps = [one for one in follows if drawing.shapes[one].kind != "boundaryEvent"]
                steps += [end for one in follows if one not in steps for end in drawing.next_of(one)]
                after[key] = [one for one in dict.fromkeys(steps) if one not in open_ones]
                todo.append((key, True))
                todo += [(one, False) for one in reversed(after[key])]
    return {key: after[key] for key in reversed(order)}


def _box(shape: Shape, place: Place) -> Box:
    width, height = GATEWAY if shape.kind in GATEWAYS else EVENT if shape.kind.endswith("Event") else TASK
    return (LEFT + place[0] * COLUMN - width / 2, TOP + place[1] * ROW - height / 2, width, height)


def _way(source: Box, target: Box) -> list[tuple[float, float]]:
    """Straight along a row, else down first and then across; a way back runs above."""
    (x, y, width, height), (to_x, to_y, to_width, to_height) = source, target
    middle, to_middle = y + height / 2, to_y + to_height / 2
    if to_x > x:
        if middle == to_middle:
            return [(x + width, middle), (to_x, to_middle)]
        if to_middle > middle and width == GATEWAY[0]:
            return [(x + width / 2, y + height), (x + width / 2, to_middle), (to_x, to_middle)]
        if to_middle > middle:  # beside what may stand below, not through it
            turn = to_x - 25
            return [(x + width, middle), (turn, middle), (turn, to_middle), (to_x, to_middle)]
        return [(x + width, middle), (to_x + to_width / 2, middle), (to_x + to_width / 2, to_y + to_height)]
    above = min(y, to_y) - 30
    return [(x + width / 2, y), (x + width / 2, above), (to_x + to_width / 2, above), (to_x + to_width / 2, to_y)]
