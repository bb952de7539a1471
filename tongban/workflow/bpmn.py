"""Whether a drawing may be run, before any engine sees it. Our own walk over the XML, by an allow-list."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _
from lxml import etree

from . import operations
from .allowed import CONVERTIBLE, QUIET
from .drawing import Drawing
from .drawing_xml import MODEL, TONGBAN, XSI, local, namespace, parse
from .faults import BadDrawing, Fault, warning
from .reading import foreign_of, properties_of, read
from .soundness import faults_of

__all__ = ["BadDrawing", "Fault", "as_manual_tasks", "as_utf8", "check", "understand"]

MAX_FAULTS = 200


def check(xml: bytes) -> list[Fault]:
    """Everything wrong with a drawing, errors first; it may be run if none is an error. Never raises."""
    try:
        return _examined(xml)[1]
    except BadDrawing as refused:
        return refused.faults


def understand(xml: bytes) -> Drawing:
    """The drawing that may be run. Raises BadDrawing."""
    drawing, faults = _examined(xml)
    if any(fault.severity == "error" for fault in faults):
        raise BadDrawing(faults)
    return drawing


def _examined(xml: bytes) -> tuple[Drawing, list[Fault]]:
    drawing, faults = read(parse(xml))
    too_large = any(fault.element == "process" and fault.severity == "error" for fault in faults)
    if drawing.id and not too_large:
        faults += faults_of(drawing)
    faults = sorted(dict.fromkeys(faults), key=lambda fault: fault.severity != "error")
    return drawing, faults[:MAX_FAULTS]


def as_utf8(xml: bytes) -> bytes:
    """The same drawing in UTF-8, whatever its editor wrote it in. Raises BadDrawing."""
    return bytes(etree.tostring(parse(xml), xml_declaration=True, encoding="UTF-8"))


def as_manual_tasks(xml: bytes) -> tuple[bytes, list[Fault]]:
    """The drawing with every task that only another tool could run turned into a manual task, and a warning for
    each. Its name, place and flows stay; its program, its service and its settings go. Raises BadDrawing."""
    root = parse(xml)
    changed = [
        _as_manual(element)
        for element in list(root.iter(f"{{{MODEL}}}*"))
        if local(element) in CONVERTIBLE and not _is_ours(element)
    ]
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8"), changed


# What other tools declare beside the flow: data of a case lives in its form, and a post stands on its task.
DECLARED = frozenset(
    """itemDefinition interface dataStore dataStoreReference dataObject dataObjectReference dataInputAssociation
    dataOutputAssociation ioSpecification property category group resource resourceRole performer humanPerformer
    potentialOwner partnerEntity partnerRole relationship error escalation signal""".split()
)


def without_declarations(xml: bytes) -> tuple[bytes, list[Fault]]:
    """The drawing without what only declares data, people or things to be thrown, and a warning for each kind with how
    many there were. Raises BadDrawing."""
    root = parse(xml)
    gone = [one for one in root.iter(f"{{{MODEL}}}*") if local(one) in DECLARED]
    counted = Counter(local(one) for one in gone)
    ids = {str(one.get("id")) for element in gone for one in element.iter("{*}*") if one.get("id")}
    for element in gone:
        if (owner := element.getparent()) is not None:
            owner.remove(element)
    for element in list(root.iter("{*}*")):
        named = {element.get("bpmnElement"), element.get("sourceRef"), element.get("targetRef")}
        owner = element.getparent()
        if owner is not None and local(element) in ("association", "BPMNShape", "BPMNEdge") and named & ids:
            owner.remove(element)
            ids.add(str(element.get("id")))
    warned = [
        warning(kind, "", "", str(count), "–", _("It was left out: the data of a case lives in its form."))
        for kind, count in counted.items()
    ]
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8"), warned


def _is_ours(element: etree._Element) -> bool:
    return local(element) == "serviceTask" and properties_of(element).get("operation", "") in operations.known()


def _as_manual(element: etree._Element) -> Fault:
    old, foreign = local(element), foreign_of(element)
    for child in list(element):
        if namespace(child) != MODEL or local(child) not in QUIET or local(child) == "extensionElements":
            element.remove(child)
    for key in list(element.attrib):
        if etree.QName(key).namespace not in (None, TONGBAN, XSI) or key not in ("id", "name"):
            del element.attrib[key]
    element.tag = f"{{{MODEL}}}manualTask"
    return warning(
        old,
        element.get("id", ""),
        element.get("name", ""),
        ", ".join([old, *foreign][:5]),
        "manualTask",
        _("It was made a manual task: somebody does it and ticks it off."),
    )
