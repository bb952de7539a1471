"""Reads the bytes of a drawing as XML, safely: no DTD, no entities, no network, bounded size and depth."""

from __future__ import annotations

import re
from typing import NoReturn

from django.utils.translation import gettext as _
from lxml import etree

from .faults import BadDrawing, error

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
TONGBAN = "https://tongban.org/bpmn"
DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XML = "http://www.w3.org/XML/1998/namespace"

MAX_BYTES = 1_000_000
_ENCODINGS = frozenset({"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "gb2312", "gbk", "gb18030", "utf-16"})
_DECLARATION = re.compile(r"^\ufeff?\s*<\?xml\b[^>]*?\?>")
_ENCODING = re.compile(rb"""^\s*<\?xml\b[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")


def local(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def namespace(element: etree._Element) -> str:
    return etree.QName(element).namespace or ""


def parse(xml: bytes) -> etree._Element:
    """The `definitions` element. Raises BadDrawing."""
    text = _text(xml)
    if re.search(r"<!\s*(DOCTYPE|ENTITY)", text, re.IGNORECASE):
        _refuse(_("a document type definition (DTD) or an entity"), _("plain BPMN"), _("Take the <!DOCTYPE …> out."))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(_DECLARATION.sub("", text).encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        _refuse(str(fault)[:200], _("well-formed XML"), _("Save the file again in its editor."))
    if root.tag != f"{{{MODEL}}}definitions":
        _refuse(_("a document of another kind"), _("BPMN 2.0 “definitions”"), _("Export the drawing as BPMN 2.0."))
    return root


def _text(xml: bytes) -> str:
    """Decoded here, not by the parser, so that nothing can hide from the search for a DTD in an odd encoding."""
    if len(xml) > MAX_BYTES:
        _refuse(
            _("%(n)d bytes") % {"n": len(xml)},
            _("at most %(n)d bytes") % {"n": MAX_BYTES},
            _("Split the process into smaller ones."),
        )
    if xml[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    else:
        match = _ENCODING.match(xml.removeprefix(b"\xef\xbb\xbf"))
        encoding = match[1].decode().lower() if match else "utf-8"
    if encoding not in _ENCODINGS:
        _refuse(encoding, "UTF-8", _("Save the file as UTF-8."))
    try:
        return xml.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as fault:
        _refuse(str(fault)[:200], encoding, _("Save the file as UTF-8."))


def _refuse(found: str, wanted: str, cure: str) -> NoReturn:
    raise BadDrawing([error("definitions", "", "", found, wanted, cure)])
