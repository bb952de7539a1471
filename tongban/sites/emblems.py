"""An emblem that somebody uploads: known by its content, held within limits, and written anew before it is served.

Of an SVG only shapes come through. Whatever else stands in it is refused in words, never dropped unsaid.
"""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext as _
from PIL import Image

from tongban.kit.errors import BadInput
from tongban.sites.models import Emblem

LARGEST = 200_000  # bytes
LEAST_PIXELS, MOST_PIXELS = 64, 1024
WIDEST = 3.0  # one side to the other
MOST_SHAPES = 2_000
SVG = "http://www.w3.org/2000/svg"
PNG_KIND, SVG_KIND = "image/png", "image/svg+xml"
ELEMENTS = {
    "svg", "g", "defs", "title", "desc", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon",
    "linearGradient", "radialGradient", "stop", "clipPath",
}  # fmt: skip
ATTRIBUTES = {
    "id", "viewBox", "width", "height", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "fx", "fy", "d",
    "points", "transform", "fill", "fill-rule", "fill-opacity", "clip-rule", "clip-path", "stroke", "stroke-width",
    "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-dasharray", "stroke-dashoffset", "stroke-opacity",
    "opacity", "offset", "stop-color", "stop-opacity", "gradientUnits", "gradientTransform", "spreadMethod",
    "clipPathUnits", "preserveAspectRatio", "version",
}  # fmt: skip
HARMLESS_URL = re.compile(r"url\(\s*#[\w-]+\s*\)")


def kept(content: bytes) -> Emblem:
    """The emblem of this picture; raises BadInput with what was found and wanted."""
    if len(content) > LARGEST:
        words = {"found": f"{len(content) / 1000:.0f} KB", "wanted": f"{LARGEST // 1000} KB"}
        raise _refused(_("The file has %(found)s; at most %(wanted)s are taken.") % words)
    kind, clean = _clean(content)
    digest = blake2b(clean, digest_size=16).hexdigest()
    return Emblem.objects.get_or_create(digest=digest, defaults={"kind": kind, "content": clean})[0]


def _refused(sentence: str) -> BadInput:
    return BadInput(_("This emblem cannot be used."), errors={"emblem": [sentence]})


def _clean(content: bytes) -> tuple[str, bytes]:
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG_KIND, clean_png(content)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return SVG_KIND, clean_svg(content)
    raise _refused(_("The file is neither a PNG nor an SVG, whatever its name says. Save it as one of them."))


def clean_png(content: bytes) -> bytes:
    """The pixels alone: what a camera or a program wrote beside them does not come along."""
    width, height = int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
    _check_sides(width, height)
    if min(width, height) < LEAST_PIXELS or max(width, height) > MOST_PIXELS:
        words = {"found": f"{width} × {height}", "least": LEAST_PIXELS, "most": MOST_PIXELS}
        raise _refused(_("The picture has %(found)s pixels; each side must have %(least)s to %(most)s.") % words)
    written = io.BytesIO()
    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
            picture.convert("RGBA").save(written, "PNG", optimize=True)
    except (OSError, ValueError, SyntaxError) as error:
        raise _refused(_("The picture is damaged: it cannot be opened.")) from error
    return written.getvalue()


def _check_sides(width: float, height: float) -> None:
    if min(width, height) <= 0 or max(width, height) / min(width, height) > WIDEST:
        found = f"{width:g} × {height:g}"
        words = {"found": found, "wanted": f"{WIDEST:g}"}
        raise _refused(_("The picture is %(found)s; its long side may be %(wanted)s times the short one.") % words)


def clean_svg(content: bytes) -> bytes:
    looked = expat.ParserCreate()
    looked.StartDoctypeDeclHandler = _no_document_type
    try:
        looked.Parse(content, True)
        root = ET.fromstring(content)  # noqa: S314 - looked at above: no document type, so no entity
    except (expat.ExpatError, ET.ParseError, ValueError, LookupError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise _refused(_("The SVG cannot be read: something is wrong in line %(line)s.") % {"line": line}) from error
    if root.tag != f"{{{SVG}}}svg":
        raise _refused(_("The file is no SVG: it begins with <%(found)s>.") % {"found": _plain(root.tag)})
    found = sorted(set(_forbidden(root)))
    if found:
        words = {"found": ", ".join(found[:5])}
        raise _refused(
            _(
                "The SVG holds %(found)s. Only shapes and colours are taken: no scripts, styles, texts, pictures or links."
            )
            % words
        )
    _check_sides(*_sides(root))
    ET.register_namespace("", SVG)
    return bytes(ET.tostring(root, encoding="utf-8"))


def _no_document_type(*_told: Any) -> None:
    """Entities are declared in a document type alone, so none is ever taken in."""
    raise _refused(_("The SVG has a document type or entities; save it without them."))


def _plain(name: str) -> str:
    return name.rpartition("}")[2][:40]


def _forbidden(root: ET.Element) -> Iterator[str]:
    for number, element in enumerate(root.iter(), 1):
        if number > MOST_SHAPES:
            yield _("more than %(n)s shapes") % {"n": MOST_SHAPES}
            return
        space, _brace, name = str(element.tag).rpartition("}")
        if space != f"{{{SVG}" or name not in ELEMENTS:
            yield f"<{_plain(str(element.tag))}>"
        for attribute, value in element.attrib.items():
            if attribute not in ATTRIBUTES:
                yield _plain(attribute)
            elif _leads_away(value):
                yield f"{attribute}=“{value[:30]}”"


def _leads_away(value: str) -> bool:
    rest = HARMLESS_URL.sub("", value).lower()
    return "url" in rest or "\\" in rest or "script:" in rest or "data:" in rest


def _sides(root: ET.Element) -> tuple[float, float]:
    box = re.findall(r"[-+.\deE]+", root.get("viewBox", ""))
    given = box[2:] if len(box) == 4 else [re.sub(r"px$", "", root.get(side, "")) for side in ("width", "height")]
    try:
        width, height = (float(side) for side in given)
    except ValueError as error:
        raise _refused(_("The SVG does not say how large it is: give it a viewBox.")) from error
    return width, height
