"""An address: the place from the tree of divisions, and the line below it. Kept as {"division": code, "line": text}."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tongban.forms.kinds.base import Kind, Wrong
from tongban.forms.kinds.division import Division, level
from tongban.forms.kinds.plain import LongText
from tongban.forms.kinds.plain import Text as Line
from tongban.forms.schema import FormField
from tongban.forms.shapes import DivisionChoices
from tongban.kit.typed import half_width


class Address(Kind):
    """A page posts the codes of the chain and the line under one name; what is no code is the line."""

    template = "forms/kinds/address.html"
    several = True
    longest = 200
    place, line = Division(), Line()

    def together(self, parts: list[str]) -> list[str]:
        """The line is the last; the place as of a division."""
        return [*self.place.together(parts[:-1]), *parts[-1:]]

    def read(self, field: FormField, typed: Any, divisions: DivisionChoices | None) -> dict[str, str]:
        codes, line = apart(typed)
        if not codes:
            raise Wrong(_("The place is not chosen. Please choose it, then write street and number."))
        code = self.place.read(field, codes, divisions)
        if not line:
            raise Wrong(_("Street and number are missing. Please write them below the place."))
        return {"division": code, "line": str(self.line.read(field, line, divisions))}

    def write(self, field: FormField, value: Any) -> list[str]:
        return [str(value.get(name) or "") for name in ("division", "line")]

    def show(self, field: FormField, value: Any, divisions: DivisionChoices | None) -> str:
        """A text where an older version of the form had one, or where one was filled in beforehand."""
        if isinstance(value, str):
            return value
        return f"{self.place.show(field, value.get('division', ''), divisions)} {value.get('line', '')}".strip()


def apart(typed: Any) -> tuple[list[str], str]:
    """(codes of the chain, the line)."""
    parts = [typed] if isinstance(typed, str) else typed
    codes = [part for part in parts if part.strip() and level(half_width(part)) is not None]
    lines = [part for part in parts if part.strip() and level(half_width(part)) is None]
    return codes, LongText().tidy(lines[-1]).replace("\n", " ") if lines else ""
