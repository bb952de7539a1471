"""Walks the XML of a drawing, refuses what is not on the allow-list and keeps the rest as a `Drawing`."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from . import allowed
from .drawing import Drawing, Flow, Shape
from .drawing_xml import DD, DI, MODEL, TONGBAN, XML, XSI, local, namespace
from .faults import Fault, error, warning

MAX_SHAPES = 200
MAX_FLOWS = 400
MAX_NESTING = 5
_ID = re.compile(r"[^\W\d][\w.\-]{0,99}")
_PROPERTY = re.compile(r"[a-z][a-z0-9_]{0,39}")
PROPERTIES = frozenset(
    "act post org answer asks name_en shown shown_en limit operation not_same_as alone note version".split()
)


def read(root: etree._Element) -> tuple[Drawing, list[Fault]]:
    """The drawing, and what is wrong with it element by element; `soundness` then looks at the whole."""
    reader = _Reader()
    reader.definitions(root)
    return reader.drawing, reader.faults


def properties_of(element: etree._Element) -> dict[str, str]:
    """tongban:* attributes, and in extensionElements <tongban:act>review</…> or <tongban:property name= value=/>."""
    found = {
        etree.QName(key).localname: str(value)
        for key, value in element.attrib.items()
        if etree.QName(key).namespace == TONGBAN
    }
    for child in element.iterfind(f"{{{MODEL}}}extensionElements/{{{TONGBAN}}}*"):
        if local(child) == "property":
            found[child.get("name", "")] = child.get("value", "")
        else:
            found[local(child)] = (child.text or "").strip()
    return found


def foreign_of(element: etree._Element) -> list[str]:
    """Attributes and extensions of other tools, as prefix:name."""
    own = {None, "", TONGBAN, XSI, XML}
    names = [key for key in element.attrib if etree.QName(key).namespace not in own]
    names += [
        child.tag
        for child in element.iterfind(f"{{{MODEL}}}extensionElements/*")
        if isinstance(child.tag, str) and namespace(child) != TONGBAN
    ]
    prefixes = {uri: prefix for prefix, uri in element.nsmap.items()}
    pairs = (etree.QName(str(name)) for name in names)
    return [f"{prefixes.get(pair.namespace) or '?'}:{pair.localname}" for pair in pairs]


def _kind(element: etree._Element) -> str:
    """The BPMN name; "" for diagrams, which are only drawn; "?" for an element of another vocabulary."""
    uri = namespace(element)
    return local(element) if uri == MODEL else "" if uri in (DI, DD) else "?"


class _Reader:
    def __init__(self) -> None:
        self.drawing, self.faults = Drawing(), list[Fault]()
        self.messages: dict[str, str] = {}
        self.seen: set[str] = set()

    # -- what is said ------------------------------------------------------------------------------------------

    def wrong(self, element: etree._Element, found: Any, wanted: Any, cure: Any, *, owner: Any = None) -> None:
        named = element if owner is None else owner
        self.faults.append(error(local(element), named.get("id", ""), named.get("name", ""), found, wanted, cure))

    def doubtful(self, element: etree._Element, found: Any, wanted: Any, cure: Any) -> None:
        self.faults.append(warning(local(element), element.get("id", ""), element.get("name", ""), found, wanted, cure))

    def refuse(self, element: etree._Element, owner: etree._Element | None = None) -> None:
        kind = _kind(element)
        found, cure = allowed.REASONS.get(kind, allowed.UNKNOWN) if kind != "?" else allowed.UNKNOWN
        self.wrong(element, found, allowed.WANTED, cure, owner=owner)

    # -- the file ----------------------------------------------------------------------------------------------

    def definitions(self, root: etree._Element) -> None:
        for message in root.iterfind(f"{{{MODEL}}}message"):
            self.message(message)
        for child in root:
            kind = _kind(child)
            if kind == "collaboration":
                self.collaboration(child)
            elif kind not in ("", "process", "message", *allowed.QUIET):
                self.refuse(child)
        if (process := self.executable(root)) is not None:
            self.process(process)

    def message(self, element: etree._Element) -> None:
        self.identify(element)
        name = element.get("name", "").strip()
        if not name or len(name) > 100:
            self.wrong(
                element,
                _("a message without a name") if not name else _("a name too long"),
                _("a name of up to 100 characters"),
                _("Give the message the name that will wake it."),
            )
        self.messages[element.get("id", "")] = name

    def collaboration(self, element: etree._Element) -> None:
        for child in element:
            kind = _kind(child)
            if kind == "messageFlow":
                self.doubtful(
                    child,
                    _("a message between pools, which is drawn but not sent"),
                    _("a message event in the process"),
                    _("Keep it as a picture, or take it out."),
                )
            elif kind not in ("participant", *allowed.ARTIFACTS, *allowed.QUIET):
                self.refuse(child)

    def executable(self, root: etree._Element) -> etree._Element | None:
        processes = root.findall(f"{{{MODEL}}}process")
        chosen = [process for process in processes if process.get("isExecutable") in ("true", "1")]
        if not chosen and len(processes) == 1 and processes[0].get("isExecutable") is None:
            chosen = processes
        if len(chosen) != 1:
            self.wrong(
                chosen[1] if chosen else processes[0] if processes else root,
                _("%(n)d executable processes") % {"n": len(chosen)},
                _("one executable process"),
                _("Mark exactly one process as executable."),
            )
        for process in processes:
            if process not in chosen and len(process):
                self.doubtful(
                    process,
                    _("a process that is drawn but not run"),
                    _("one executable process"),
                    _("Keep it as a picture, or take it out."),
                )
        return chosen[0] if chosen else None

    def process(self, element: etree._Element) -> None:
        self.identify(element)
        self.drawing.id, self.drawing.name = element.get("id", ""), element.get("name", "")
        self.look_at_extensions(element)
        self.contents(element, self.drawing.id, 0)
        self.bound(element, len(self.drawing.shapes), MAX_SHAPES, _("shapes"))
        self.bound(element, len(self.drawing.flows), MAX_FLOWS, _("flows"))

    def bound(self, element: etree._Element, n: int, most: int, what: str) -> None:
        if n > most:
            self.wrong(element, f"{n} {what}", f"≤ {most} {what}", _("Split the process into smaller ones."))

    # -- a process or sub-process --------------------------------------------------------------------------------

    def contents(self, owner: etree._Element, scope: str, nesting: int) -> None:
        if nesting > MAX_NESTING:
            self.wrong(owner, _("sub-processes nested too deeply"), f"≤ {MAX_NESTING}", _("Flatten them."))
            return
        for child in owner:
            kind = _kind(child)
            if kind in allowed.NODES:
                self.shape(child, kind, scope, nesting)
            elif kind == "sequenceFlow":
                self.flow(child, scope)
            elif kind == "laneSet":
                self.lanes(child)
            elif kind not in ("", *allowed.QUIET, *allowed.ARTIFACTS):
                self.refuse(child, owner=None if child.get("id") else owner)
                self.drawing.shapes[child.get("id", "")] = Shape(child.get("id", ""), "refused", "", scope)

    def shape(self, element: etree._Element, kind: str, scope: str, nesting: int) -> None:
        self.identify(element)
        shape = Shape(
            element.get("id", ""),
            kind,
            element.get("name", ""),
            scope,
            properties=self.properties(element),
            default=element.get("default", ""),
            attached_to=element.get("attachedToRef", ""),
            interrupting=element.get("cancelActivity", "true") in ("true", "1"),
        )
        self.drawing.shapes[shape.id] = shape
        self.look_at_extensions(element)
        self.look_at_markers(element)
        if kind == "subProcess":
            self.contents(element, shape.id, nesting + 1)
            return
        for child in element:
            self.inside(child, element, shape)

    def inside(self, child: etree._Element, owner: etree._Element, shape: Shape) -> None:
        kind = _kind(child)
        if kind in allowed.QUIET:
            return
        if kind not in allowed.DEFINITIONS.get(shape.kind, ()):
            self.refuse(child, owner=owner)
            shape.kind = "refused"
        elif kind == "terminateEventDefinition":
            shape.terminate = True
        else:
            self.awaited(child, owner, shape)

    def awaited(self, child: etree._Element, owner: etree._Element, shape: Shape) -> None:
        shape.message = self.messages.get(child.get("messageRef", ""), "")
        if child.get("messageRef", "") not in self.messages:
            self.wrong(
                child,
                _("an event that waits for no message"),
                _("a reference to a named message"),
                _("Choose or make the message in the properties of the event."),
                owner=owner,
            )
            shape.kind = "refused"

    def look_at_markers(self, element: etree._Element) -> None:
        if element.get("isForCompensation") in ("true", "1"):
            self.wrong(element, _("a compensation"), allowed.WANTED, _("Draw the way back as tasks."))
        if element.get("triggeredByEvent") in ("true", "1"):
            self.wrong(
                element,
                _("an event sub-process"),
                allowed.WANTED,
                _("Put a boundary message event on the task or sub-process that may be interrupted."),
            )
        for name in ("startQuantity", "completionQuantity"):
            if element.get(name, "1") != "1":
                self.wrong(element, f"{name}={element.get(name)}", "1", _("Draw the tasks one by one."))

    def flow(self, element: etree._Element, scope: str) -> None:
        self.identify(element)
        conditions = [child for child in element if _kind(child) == "conditionExpression"]
        for child in element:
            if _kind(child) not in ("conditionExpression", *allowed.QUIET):
                self.refuse(child, owner=element)
        text = "".join(conditions[0].itertext()).strip() if conditions else ""
        if conditions and len(conditions[0]):
            self.refuse(conditions[0][0], owner=element)
        if any(child.get("language", "tongban") != "tongban" for child in conditions):
            self.wrong(
                element,
                _("a condition in the language %(name)s") % {"name": conditions[0].get("language")},
                _("our own expressions"),
                _("Write it like review.opinion == 'grant' and clear the language."),
            )
            text = ""
        self.drawing.add(
            Flow(
                element.get("id", ""),
                element.get("name", ""),
                element.get("sourceRef", ""),
                element.get("targetRef", ""),
                text,
                scope,
            )
        )

    def lanes(self, element: etree._Element) -> None:
        for lane in element.iter(f"{{{MODEL}}}lane"):
            for reference in lane.iterfind(f"{{{MODEL}}}flowNodeRef"):
                self.drawing.lanes[(reference.text or "").strip()] = lane.get("name", "")

    # -- ids and extensions --------------------------------------------------------------------------------------

    def identify(self, element: etree._Element) -> None:
        id, name = element.get("id", ""), element.get("name", "")
        if not _ID.fullmatch(id):
            self.wrong(
                element,
                _("no usable id") if not id else id[:100],
                _("an id of letters, digits, _ - . that begins with a letter"),
                _("Give it an id."),
            )
        elif id in self.seen:
            self.wrong(element, _("an id that is used twice"), _("an id of its own"), _("Give one of them another id."))
        if len(name) > 200:
            self.wrong(element, _("a name of %(n)d characters") % {"n": len(name)}, "≤ 200", _("Shorten the name."))
        self.seen.add(id)

    def properties(self, element: etree._Element) -> dict[str, str]:
        found = properties_of(element)
        for name, value in found.items():
            if not _PROPERTY.fullmatch(name) or len(value) > 500:
                self.wrong(
                    element,
                    f"tongban:{name[:40]}",
                    _("a short name and a value of up to 500 characters"),
                    _("Correct the property."),
                )
            elif name not in PROPERTIES:
                self.doubtful(
                    element,
                    f"tongban:{name}",
                    ", ".join(sorted(PROPERTIES)),
                    _("Check the spelling; nothing reads this property."),
                )
        return found

    def look_at_extensions(self, element: etree._Element) -> None:
        if names := foreign_of(element):
            self.doubtful(
                element,
                _listed(names),
                _("tongban:* only"),
                _("Settings of other tools are kept in the file and ignored."),
            )


def _listed(names: Collection[str]) -> str:
    some = ", ".join(sorted(names)[:5])
    return some if len(names) <= 5 else f"{some} …"
