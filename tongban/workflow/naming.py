"""Whose drawing it is, written into the file: its process bears the code and the name by which the desk knows it."""

from __future__ import annotations

from lxml import etree

from .bpmn import as_utf8
from .drawing_xml import MODEL, TONGBAN, parse

VERSION = f"{{{TONGBAN}}}version"  # of a published drawing: what returns to an earlier one is a version of its own
NAMES_IT = ("bpmnElement", "processRef")  # attributes of other elements that name the process


def named(xml: bytes, code: str, name: str) -> bytes:
    """In UTF-8. Raises BadDrawing for what is no BPMN."""
    root = parse(as_utf8(xml))
    root.attrib.pop(VERSION, None)
    for task in root.iter(f"{{{MODEL}}}task"):
        task.tag = f"{{{MODEL}}}userTask"  # one of no kind is somebody's
    processes = root.findall(f"{{{MODEL}}}process")
    run = [one for one in processes if one.get("isExecutable") in ("true", "1")]
    if len(processes) == 1 and not run:
        processes[0].set("isExecutable", "true")
    chosen = run if run else processes
    if len(chosen) == 1:
        old = chosen[0].get("id", "")
        chosen[0].set("id", code)
        chosen[0].set("name", name)
        _follow(root, old, code)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _follow(root: etree._Element, old: str, code: str) -> None:
    for element in root.iter("{*}*"):
        for attribute in NAMES_IT:
            if old and element.get(attribute) == old:
                element.set(attribute, code)


def numbered(xml: bytes, number: int) -> bytes:
    root = parse(xml)
    root.set(VERSION, str(number))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
