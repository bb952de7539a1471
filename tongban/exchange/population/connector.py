from __future__ import annotations

from typing import Any, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, model_validator

from tongban.exchange.asking import ask
from tongban.exchange.connectors import connector
from tongban.exchange.faults import NotConnected, Silent
from tongban.people.api import Told, User

POPULATION = connector(
    "population", _("Register of population"), {"persons/compare": _("whether name and number belong together")}
)


class Compared(BaseModel):
    """`agrees` alone says that name and number belong together; `status` is told only then."""

    model_config = ConfigDict(extra="forbid")

    agrees: bool
    status: Literal["alive", "dead", "cancelled"] | None = None

    @model_validator(mode="after")
    def _status_belongs_to_agreement(self) -> Compared:
        if self.agrees != (self.status is not None):
            raise ValueError("a status is told of whom the register knows, and of nobody else")
        return self

    @property
    def code(self) -> str:
        if not self.agrees:
            return "differs"
        return "agrees" if self.status == "alive" else str(self.status)


def person_on_register(*, user: User) -> Told:
    """Never raises: no true answer is `silent`."""
    asked: dict[str, Any] = {"id_type": user.id_type, "id_number": user.id_number, "name": user.name}
    try:
        answer, number = ask(
            POPULATION, "persons/compare", asked, expects=Compared, purpose="people.compare", about=user
        )
    except NotConnected:
        return Told("not_connected")
    except Silent:
        return Told("silent", register=POPULATION.key)
    return Told(answer.code, register=POPULATION.key, reference=str(number))
