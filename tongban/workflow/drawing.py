"""A drawing as we understand it. Only what stands here is ever handed to the engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from .allowed import PEOPLE


@dataclass(slots=True)
class Shape:
    """A flow node. `kind` is the BPMN name, or "refused" for one that was refused (so that its flows have an end)."""

    id: str
    kind: str
    name: str
    scope: str
    properties: dict[str, str] = field(default_factory=dict)
    default: str = ""
    attached_to: str = ""
    interrupting: bool = True
    message: str = ""
    terminate: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    id: str
    name: str
    source: str
    target: str
    condition: str
    scope: str


@dataclass(slots=True)
class Drawing:
    """`scope` of a shape is the id of its process or sub-process. Lanes map the id of a shape to a lane's name."""

    id: str = ""
    name: str = ""
    shapes: dict[str, Shape] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)
    outgoing: dict[str, list[Flow]] = field(default_factory=dict)
    incoming: dict[str, list[Flow]] = field(default_factory=dict)
    lanes: dict[str, str] = field(default_factory=dict)

    def add(self, flow: Flow) -> None:
        self.flows.append(flow)
        self.outgoing.setdefault(flow.source, []).append(flow)
        self.incoming.setdefault(flow.target, []).append(flow)

    def tasks(self) -> list[Shape]:
        """What people do."""
        return [shape for shape in self.shapes.values() if shape.kind in PEOPLE]

    def scopes(self) -> list[str]:
        return [self.id, *(shape.id for shape in self.shapes.values() if shape.kind == "subProcess")]

    def within(self, scope: str) -> Iterator[Shape]:
        return (shape for shape in self.shapes.values() if shape.scope == scope)

    def out_of(self, id: str) -> list[Flow]:
        return self.outgoing.get(id, [])

    def into(self, id: str) -> list[Flow]:
        return self.incoming.get(id, [])

    def borders(self, id: str) -> list[Shape]:
        """The boundary events on an activity."""
        return [shape for shape in self.shapes.values() if shape.kind == "boundaryEvent" and shape.attached_to == id]

    def next_of(self, id: str) -> list[str]:
        return [flow.target for flow in self.out_of(id)] + [border.id for border in self.borders(id)]
