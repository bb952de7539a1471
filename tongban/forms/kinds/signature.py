"""A signature: drawn with finger, pen or mouse, or the name typed where nothing can be drawn.

Drawn, it is kept as `ink:` and the strokes as the path of an SVG of 600 × 200; typed, as the name.
"""

from __future__ import annotations

import re
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tongban.forms.kinds.base import Kind, Wrong
from tongban.forms.kinds.plain import Text
from tongban.forms.schema import FormField
from tongban.forms.shapes import DivisionChoices

INK = "ink:"
WIDTH, HEIGHT = 600, 200
LEAST_POINTS = 4
_POINT = re.compile(r"([ML])(\d{1,3}) (\d{1,3})", re.ASCII)


class Signature(Kind):
    """The page posts the typed name and, from the script, the ink, under one name."""

    template = "forms/kinds/signature.html"
    several = True
    longest = 20_000
    name = Text()

    def read(self, field: FormField, typed: Any, divisions: DivisionChoices | None) -> str:
        drawn = next((part for part in typed if part.startswith(INK)), "")
        if drawn:
            return INK + _path(drawn)
        name = next((part for part in typed if part.strip()), "")
        if len(name) > 50:
            raise Wrong(_("A name of more than 50 characters is no signature here. Please type your name alone."))
        return str(self.name.read(field, name, divisions))

    def show(self, field: FormField, value: Any, divisions: DivisionChoices | None) -> str:
        if str(value).startswith(INK):
            return _("Signed by hand")
        return _("%(name)s (typed)") % {"name": value}


def _path(drawn: str) -> str:
    """Only moves and lines inside the field, so that what is kept can be drawn on any page."""
    points = _POINT.findall(drawn.removeprefix(INK))
    path = "".join(f"{pen}{x} {y}" for pen, x, y in points)
    inside = all(int(x) <= WIDTH and int(y) <= HEIGHT for _pen, x, y in points)
    if path != drawn.removeprefix(INK) or not inside or not path.startswith("M"):
        raise Wrong(_("The drawn signature arrived damaged. Please clear it and sign again, or type your name."))
    if len(points) < LEAST_POINTS:
        raise Wrong(_("This is a dot rather than a signature. Please sign again, or type your name."))
    return path


def drawing(value: Any) -> SafeString:
    """Of a drawn signature, as SVG without style; empty of a typed one."""
    if not isinstance(value, str) or not value.startswith(INK):
        return SafeString("")
    return format_html(
        '<svg class="forms-ink" viewBox="0 0 {} {}" role="img" aria-label="{}"><path d="{}" fill="none" '
        'stroke="currentColor" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/></svg>',
        WIDTH,
        HEIGHT,
        _("Signature"),
        value.removeprefix(INK),
    )
