"""What a type of question can do, and the small helpers that several types share."""

from __future__ import annotations

from typing import Any

from tongban.forms.schema import FormField
from tongban.forms.shapes import DivisionChoices


class Wrong(ValueError):
    """One sentence for the person who typed: what was found, what was wanted, what to do."""


class Kind:
    """`read` is never asked about an empty answer. `several`: a page posts several values under the name."""

    template = "forms/kinds/line.html"
    inputmode = ""
    width = ""
    several = False
    longest = 100  # characters of one of several values; a single one may be as long as any text

    def together(self, parts: list[str]) -> list[str]:
        """Of the several values a page posted, those that count."""
        return parts

    def read(self, field: FormField, typed: Any, divisions: DivisionChoices | None) -> Any:
        """The value, ready for JSON; raises Wrong."""
        raise NotImplementedError

    def write(self, field: FormField, value: Any) -> Any:
        """As a person would type the value; `read` gives the value back."""
        return str(value)

    def show(self, field: FormField, value: Any, divisions: DivisionChoices | None) -> str:
        """As a page or a paper shows it, in the active language."""
        return str(value)


def quoted(text: Any) -> str:
    line = " ".join(str(text).split())
    return line if len(line) <= 40 else f"{line[:39]}…"
