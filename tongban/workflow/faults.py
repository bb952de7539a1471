"""What is wrong with a drawing or a running process, said so that the person who drew it can put it right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _

from tongban.kit.errors import Refused

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One finding. `element` is the BPMN name without prefix ("scriptTask"); `id` and `name` are the drawn ones."""

    severity: Severity
    element: str
    id: str
    name: str
    found: str
    wanted: str
    cure: str

    def __str__(self) -> str:
        label = f" “{self.name or self.id}”" if self.name or self.id else ""
        return _("%(element)s%(label)s: found %(found)s; wanted %(wanted)s. %(cure)s") % {
            "element": self.element,
            "label": label,
            "found": self.found,
            "wanted": self.wanted,
            "cure": self.cure,
        }


def error(element: str, id: str, name: str, found: Any, wanted: Any, cure: Any) -> Fault:
    return Fault("error", element, id, name, str(found), str(wanted), str(cure))


def warning(element: str, id: str, name: str, found: Any, wanted: Any, cure: Any) -> Fault:
    return Fault("warning", element, id, name, str(found), str(wanted), str(cure))


class BadDrawing(Refused):
    """A drawing that cannot be run; `faults` has every finding, warnings too."""

    status = 422

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        errors = [fault for fault in faults if fault.severity == "error"]
        super().__init__(
            _("This process cannot be run: %(n)d faults.") % {"n": len(errors)},
            found=errors[0].found,
            wanted=errors[0].wanted,
            cure=str(errors[0]),
        )


class ProcessFault(Refused):
    """A running process that cannot do what was asked of it now."""


class Runaway(ProcessFault):
    """A process that went on without ever coming to a person, or that grew without end."""
