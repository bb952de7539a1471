"""Draws a process as an SVG that a screen reader can read too: for guides, cases and the documentation."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from lxml import etree

from tongban.kit.errors import Refused

from .allowed import ACTIVITIES, GATEWAYS
from .drawing_xml import DC, DD, DI, MODEL, local, parse

SVG = "http://www.w3.org/2000/svg"
FONT = "PingFang SC, Noto Sans SC, Microsoft YaHei, sans-serif"
INK, PAPER, BLUE, LIGHT = "#1d2733", "#ffffff", "#0b5cad", "#e8f1fb"
SIZE = 14
_TASKS = ACTIVITIES | {"task", "callActivity", "scriptTask", "sendTask", "receiveTask", "businessRuleTask"}
_CLOSING = "）)，。、；：”’》"
_HIDDEN = frozenset({"textAnnotation"})


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2


def draw_svg(xml: bytes, *, current: Sequence[str] = ()) -> str:
    """From the coordinates in the drawing; the shapes named in `current` are filled. The text is Chinese as drawn.

    Raises BadDrawing for a file that is no BPMN, and Refused for one without coordinates.
    """
    root = parse(xml)
    picture = _Picture(root, frozenset(current), hashlib.sha256(xml).hexdigest()[:8])
    return str(etree.tostring(picture.draw(), encoding="unicode"))


def picture(xml: bytes, current: Sequence[str] = ()) -> SafeString:
    """As `draw_svg`; nothing for a drawing that has tasks and flows but no coordinates, or for no drawing."""
    try:
        return mark_safe(draw_svg(xml, current=current)) if xml else SafeString("")  # noqa: S308 - our own drawing code
    except Refused:
        return SafeString("")


class _Picture:
    def __init__(self, root: etree._Element, current: frozenset[str], key: str) -> None:
        self.current, self.key = current, key
        self.elements = {element.get("id"): element for element in root.iter(f"{{{MODEL}}}*") if element.get("id")}
        self.shapes = [shape for shape in root.iter(f"{{{DI}}}BPMNShape") if shape.find(f"{{{DC}}}Bounds") is not None]
        self.edges = list(root.iter(f"{{{DI}}}BPMNEdge"))
        self.process = next(root.iter(f"{{{MODEL}}}process"), root)
        if not self.shapes:
            raise Refused(
                _("The drawing has no coordinates."),
                found=_("no shapes"),
                wanted=_("a drawn process"),
                cure=_("Open it in the designer and save it."),
            )

    def draw(self) -> etree._Element:
        left, top, right, bottom = self.frame()
        svg = etree.Element(
            f"{{{SVG}}}svg",
            nsmap={None: SVG},
            role="img",
            viewBox=f"{left:g} {top:g} {right - left:g} {bottom - top:g}",
        )
        svg.set("aria-labelledby", f"t{self.key} d{self.key}")
        svg.set("font-family", FONT)
        svg.set("font-size", str(SIZE))
        _add(svg, "title", id=f"t{self.key}").text = self.process.get("name") or self.process.get("id") or "BPMN"
        _add(svg, "desc", id=f"d{self.key}").text = self.told()
        self.arrow(svg)
        for shape in sorted(self.shapes, key=self.depth):
            self.shape(svg, shape)
        for edge in self.edges:
            self.edge(svg, edge)
        return svg

    def frame(self) -> tuple[float, float, float, float]:
        boxes = [_box(bounds) for shape in [*self.shapes, *self.edges] for bounds in shape.iter(f"{{{DC}}}Bounds")]
        points = [point for edge in self.edges for point in _points(edge)]
        xs = [box.x for box in boxes] + [box.x + box.width for box in boxes] + [x for x, y in points]
        ys = [box.y for box in boxes] + [box.y + box.height for box in boxes] + [y for x, y in points]
        return min(xs) - 12, min(ys) - 12, max(xs) + 12, max(ys) + 12

    def told(self) -> str:
        """The names of the tasks and events from left to right, for who cannot see the picture."""
        names = [
            element.get("name")
            for shape in sorted(self.shapes, key=_from_left)
            if (element := self.elements.get(shape.get("bpmnElement"))) is not None
            and local(element) in _TASKS | {"startEvent", "endEvent", "intermediateCatchEvent"}
        ]
        return " → ".join(name for name in names if name)

    def depth(self, shape: etree._Element) -> float:
        """Large shapes lie beneath small ones: pools, lanes and open sub-processes first."""
        box = _box(shape.find(f"{{{DC}}}Bounds"))
        return -box.width * box.height

    def arrow(self, svg: etree._Element) -> None:
        marker = _add(
            _add(svg, "defs"),
            "marker",
            id=f"a{self.key}",
            viewBox="0 0 10 10",
            refX="9",
            refY="5",
            markerWidth="8",
            markerHeight="8",
            orient="auto-start-reverse",
        )
        _add(marker, "path", d="M0 0 10 5 0 10z", fill=INK)

    # -- shapes ----------------------------------------------------------------------------------------------------

    def shape(self, svg: etree._Element, shape: etree._Element) -> None:
        element = self.elements.get(shape.get("bpmnElement"))
        if element is None or local(element) in _HIDDEN:
            return
        kind, box = local(element), _box(shape.find(f"{{{DC}}}Bounds"))
        group = _add(svg, "g")
        if kind in _TASKS:
            self.activity(group, element, box, kind)
        elif kind in GATEWAYS or kind.endswith("Gateway"):
            self.gateway(group, box, kind)
        elif kind.endswith("Event"):
            self.event(group, element, box, kind)
        elif kind in ("participant", "lane"):
            self.lane(group, element, box)
        if kind.endswith(("Event", "Gateway")) and element.get("name"):
            self.label(group, shape, element, (box.middle[0], box.y + box.height + SIZE))

    def activity(self, group: etree._Element, element: etree._Element, box: Box, kind: str) -> None:
        now = element.get("id") in self.current
        _add(
            group,
            "rect",
            **_place(box),
            rx="6",
            fill=LIGHT if now else PAPER,
            stroke=BLUE if now else INK,
            **{"stroke-width": "3" if now else "1.5"},
        )
        if kind == "subProcess":
            _write(group, element.get("name", ""), box.middle[0], box.y + SIZE + 4, box.width)
        else:
            _write(group, element.get("name", ""), *box.middle, box.width - 12)

    def gateway(self, group: etree._Element, box: Box, kind: str) -> None:
        x, y = box.middle
        corners = f"{x:g},{box.y:g} {box.x + box.width:g},{y:g} {x:g},{box.y + box.height:g} {box.x:g},{y:g}"
        _add(group, "polygon", points=corners, fill=PAPER, stroke=INK, **{"stroke-width": "1.5"})
        r = box.width / 5
        if kind == "inclusiveGateway":
            _add(
                group,
                "circle",
                cx=f"{x:g}",
                cy=f"{y:g}",
                r=f"{r:g}",
                fill="none",
                stroke=INK,
                **{"stroke-width": "2.5"},
            )
            return
        path = f"M{x - r:g} {y:g}H{x + r:g}M{x:g} {y - r:g}V{y + r:g}"
        turned = {} if kind == "parallelGateway" else {"transform": f"rotate(45 {x:g} {y:g})"}
        _add(group, "path", d=path, stroke=INK, **{"stroke-width": "2.5"}, **turned)

    def event(self, group: etree._Element, element: etree._Element, box: Box, kind: str) -> None:
        x, y = box.middle
        width = "3.5" if kind == "endEvent" else "1.5"
        radii = (
            [box.width / 2, box.width / 2 - 4]
            if kind in ("intermediateCatchEvent", "boundaryEvent")
            else [box.width / 2]
        )
        for radius in radii:
            _add(
                group,
                "circle",
                cx=f"{x:g}",
                cy=f"{y:g}",
                r=f"{max(radius, 1):g}",
                fill=PAPER,
                stroke=INK,
                **{"stroke-width": width},
            )
        if element.find(f"{{{MODEL}}}messageEventDefinition") is not None:
            w, h = box.width / 2, box.height / 3
            _add(
                group,
                "path",
                d=f"M{x - w / 2:g} {y - h / 2:g}h{w:g}v{h:g}h{-w:g}zl{w / 2:g} {h / 2:g} {w / 2:g} {-h / 2:g}",
                fill="none",
                stroke=INK,
            )
        if element.find(f"{{{MODEL}}}terminateEventDefinition") is not None:
            _add(group, "circle", cx=f"{x:g}", cy=f"{y:g}", r=f"{max(box.width / 2 - 6, 1):g}", fill=INK)

    def lane(self, group: etree._Element, element: etree._Element, box: Box) -> None:
        _add(group, "rect", **_place(box), fill="none", stroke=INK, **{"stroke-opacity": "0.5"})
        x, y = box.x + SIZE, box.middle[1]
        text = _write(group, element.get("name", ""), x, y, box.height)
        text.set("transform", f"rotate(-90 {x:g} {y:g})")

    # -- flows and labels --------------------------------------------------------------------------------------------

    def edge(self, svg: etree._Element, edge: etree._Element) -> None:
        element, points = self.elements.get(edge.get("bpmnElement")), _points(edge)
        if element is None or local(element) != "sequenceFlow" or len(points) < 2:
            return
        line = " ".join(f"{x:g},{y:g}" for x, y in points)
        _add(
            svg,
            "polyline",
            points=line,
            fill="none",
            stroke=INK,
            **{"stroke-width": "1.5", "marker-end": f"url(#a{self.key})"},
        )
        if element.get("name"):
            (x, y), (x2, y2) = points[len(points) // 2 - 1 : len(points) // 2 + 1]
            self.label(svg, edge, element, ((x + x2) / 2, (y + y2) / 2 - 8))

    def label(
        self, parent: etree._Element, shape: etree._Element, element: etree._Element, otherwise: tuple[float, float]
    ) -> None:
        bounds = shape.find(f"{{{DI}}}BPMNLabel/{{{DC}}}Bounds")
        place = _box(bounds).middle if bounds is not None else otherwise
        _write(parent, element.get("name", ""), *place, 140)


def _add(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{SVG}}}{tag}", attributes)


def _number(text: str | None) -> float:
    try:
        number = float(text or 0)
    except ValueError:
        return 0.0
    return min(max(number, -100_000.0), 100_000.0) if number == number else 0.0


def _box(bounds: etree._Element) -> Box:
    return Box(
        _number(bounds.get("x")), _number(bounds.get("y")), _number(bounds.get("width")), _number(bounds.get("height"))
    )


def _from_left(shape: etree._Element) -> tuple[float, float]:
    return _box(shape.find(f"{{{DC}}}Bounds")).middle


def _points(edge: etree._Element) -> list[tuple[float, float]]:
    return [(_number(point.get("x")), _number(point.get("y"))) for point in edge.iterfind(f"{{{DD}}}waypoint")]


def _place(box: Box) -> dict[str, str]:
    return {
        "x": f"{box.x:g}",
        "y": f"{box.y:g}",
        "width": f"{max(box.width, 1):g}",
        "height": f"{max(box.height, 1):g}",
    }


def _write(parent: etree._Element, words: str, x: float, y: float, width: float) -> etree._Element:
    """Centred on (x, y), broken into lines; a Chinese character is as wide as the type is high."""
    lines = list(_lines(words, max(width, SIZE * 2)))
    text = _add(parent, "text", **{"text-anchor": "middle", "fill": INK})
    top = y - (len(lines) - 1) * SIZE * 0.6 + SIZE * 0.35
    for number, line in enumerate(lines):
        _add(text, "tspan", x=f"{x:g}", y=f"{top + number * SIZE * 1.2:g}").text = line
    return text


def _lines(words: str, width: float) -> Iterator[str]:
    """A line never begins with a closing mark, and breaks before an opening bracket where it can."""
    line = ""
    for character in words[:200]:
        kept, bracket, rest = line.rpartition("（")
        if _width(line + character) > width and line and (kept or character not in _CLOSING):
            yield kept or line
            line = bracket + rest if kept else ""
        line += character
    yield line


def _width(line: str) -> float:
    return sum(SIZE if ord(character) > 0x2E7F else SIZE * 0.56 for character in line)
