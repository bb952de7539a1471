from __future__ import annotations

from typing import Any, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, model_validator

from tongban.exchange.asking import ask
from tongban.exchange.connectors import connector
from tongban.exchange.faults import NotConnected, Silent
from tongban.people.api import Enterprise, Told

LEGAL_PERSONS = connector(
    "legal_persons",
    _("Register of legal persons"),
    {"bodies/compare": _("whether code, name and legal representative belong together")},
)


class Compared(BaseModel):
    """`known`: the code is registered; then which of the two names agree, and how the body stands."""

    model_config = ConfigDict(extra="forbid")

    known: bool
    name: bool | None = None
    legal_representative: bool | None = None
    status: Literal["registered", "cancelled", "revoked"] | None = None

    @model_validator(mode="after")
    def _whole_or_nothing(self) -> Compared:
        told = (self.name, self.legal_representative, self.status)
        if any((one is not None) != self.known for one in told):
            raise ValueError("of a known code everything is told, of an unknown one nothing")
        return self

    @property
    def differs(self) -> tuple[str, ...]:
        return tuple(field for field in ("name", "legal_representative") if getattr(self, field) is False)

    @property
    def code(self) -> str:
        if not self.known or self.differs:
            return "differs"
        return "agrees" if self.status == "registered" else "cancelled"


def body_on_register(*, enterprise: Enterprise) -> Told:
    """Never raises: no true answer is `silent`."""
    asked: dict[str, Any] = {
        "uscc": enterprise.uscc,
        "name": enterprise.name,
        "legal_representative": enterprise.legal_representative,
    }
    try:
        answer, number = ask(
            LEGAL_PERSONS,
            "bodies/compare",
            asked,
            expects=Compared,
            purpose="people.compare_enterprise",
            about=enterprise,
        )
    except NotConnected:
        return Told("not_connected")
    except Silent:
        return Told("silent", register=LEGAL_PERSONS.key)
    return Told(answer.code, register=LEGAL_PERSONS.key, reference=str(number), differs=answer.differs)
