"""A point on the map, as latitude and longitude. No map is loaded: whoever has one reads the figures off it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tongban.forms.kinds.base import Kind, Wrong, quoted
from tongban.forms.schema import FormField
from tongban.forms.shapes import DivisionChoices
from tongban.kit.typed import half_width

_DEGREES = r"(-?\d{1,3}(?:\.\d{1,9})?)\s*°?"
WRITTEN = re.compile(rf"{_DEGREES}\s*[NS]?\s*[,;\s]\s*{_DEGREES}\s*[EW]?", re.ASCII | re.IGNORECASE)


class Point(Kind):
    """Kept as "30.123456,103.512345", latitude first, WGS 84 or CGCS 2000 (which agree to the metre)."""

    width = "medium"

    def read(self, field: FormField, typed: Any, divisions: DivisionChoices | None) -> str:
        text = half_width(typed).translate(str.maketrans("，；、", ",;,"))
        match = WRITTEN.fullmatch(re.sub(r"北纬|东经|纬度|经度|[:：]", " ", text).strip())
        if match is None:
            raise Wrong(
                _("You typed “%(found)s”. Give latitude and longitude in degrees, for example 30.196667, 103.506389.")
                % {"found": quoted(typed)}
            )
        north, east = Decimal(match[1]), Decimal(match[2])
        if abs(north) > 90 and abs(east) <= 90:
            raise Wrong(
                _("The latitude comes first and is at most 90. Please write the two figures the other way round.")
            )
        if abs(north) > 90 or abs(east) > 180:
            raise Wrong(
                _("The latitude is at most 90 and the longitude at most 180 degrees. Please check the figures.")
            )
        return f"{north:.6f},{east:.6f}"

    def write(self, field: FormField, value: Any) -> str:
        return str(value).replace(",", ", ")

    def show(self, field: FormField, value: Any, divisions: DivisionChoices | None) -> str:
        north, _comma, east = str(value).partition(",")
        return _("latitude %(north)s°, longitude %(east)s°") % {"north": north, "east": east}
