"""One of several, several of several, yes or no."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from tongban.forms.kinds.base import Kind, Wrong, quoted
from tongban.forms.schema import FormField
from tongban.forms.shapes import DivisionChoices


class Choice(Kind):
    template = "forms/kinds/choice.html"

    def read(self, field: FormField, typed: Any, divisions: DivisionChoices | None) -> str:
        return _one_of(field, typed)

    def show(self, field: FormField, value: Any, divisions: DivisionChoices | None) -> str:
        return _label(field, value)


class Choices(Kind):
    template = "forms/kinds/choices.html"
    several = True

    def read(self, field: FormField, typed: Any, divisions: DivisionChoices | None) -> list[str]:
        """In the order of the schema, each once."""
        chosen = {_one_of(field, value) for value in typed}
        _refuse_count(field, len(chosen))
        return [option.value for option in field.options or [] if option.value in chosen]

    def write(self, field: FormField, value: Any) -> list[str]:
        return [str(part) for part in value]

    def show(self, field: FormField, value: Any, divisions: DivisionChoices | None) -> str:
        return pgettext("between items of a list", ", ").join(_label(field, one) for one in value)


class YesNo(Kind):
    template = "forms/kinds/choice.html"

    def read(self, field: FormField, typed: Any, divisions: DivisionChoices | None) -> bool:
        if typed not in ("yes", "no"):
            raise Wrong(_("“%(found)s” is not an answer here. Please choose Yes or No.") % {"found": quoted(typed)})
        return bool(typed == "yes")

    def write(self, field: FormField, value: Any) -> str:
        return {True: "yes", False: "no"}.get(value, str(value))

    def show(self, field: FormField, value: Any, divisions: DivisionChoices | None) -> str:
        return _("Yes") if value else _("No")


def _one_of(field: FormField, typed: str) -> str:
    if typed not in [option.value for option in field.options or []]:
        raise Wrong(_("“%(found)s” is not one of the answers offered. Please choose again.") % {"found": quoted(typed)})
    return typed


def _label(field: FormField, value: str) -> str:
    return next((option.label.said() for option in field.options or [] if option.value == value), value)


def _refuse_count(field: FormField, found: int) -> None:
    if isinstance(field.min, int) and found < field.min:
        raise Wrong(
            ngettext(
                "You chose %(found)d; at least %(wanted)d is wanted. Please choose more.",
                "You chose %(found)d; at least %(wanted)d are wanted. Please choose more.",
                field.min,
            )
            % {"found": found, "wanted": field.min}
        )
    if isinstance(field.max, int) and found > field.max:
        raise Wrong(
            _("You chose %(found)d; at most %(wanted)d are allowed. Please take some away.")
            % {"found": found, "wanted": field.max}
        )
