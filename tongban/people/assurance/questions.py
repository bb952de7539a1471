"""What only higher rooms know: the registers are reached by `exchange`, the windows stand in `halls`."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.kit.questions import Question

NOT_CONNECTED, SILENT = "not_connected", "silent"
AGREES, DIFFERS, DEAD, CANCELLED = "agrees", "differs", "dead", "cancelled"


@dataclass(frozen=True)
class Told:
    """What a register said. `outcome`: agrees, differs, dead, cancelled; silent when no true answer came, not_connected
    when none is connected. `differs`: which fields do not agree. `reference`: of the request in the exchange's log."""

    outcome: str
    register: str = ""
    reference: str = ""
    differs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Window:
    """Where an official looks at a document."""

    name: str
    address: str
    url: str


person_on_register: Question[Told] = Question("people.person_on_register", default=Told(NOT_CONNECTED))
body_on_register: Question[Told] = Question("people.body_on_register", default=Told(NOT_CONNECTED))
compares: Question[bool] = Question("people.compares", default=False)
windows: Question[list[Window]] = Question("people.windows", default=[])
