"""Reaches any state of a case by walking there through the actions, so that no test holds an impossible object."""

from __future__ import annotations

from typing import Any

from django.test import Client

from demo.walking import (
    BIRTH,
    BUSINESS,
    DISABILITY,
    ELDERLY,
    FOOD,
    HYGIENE,
    MACHINERY,
    UNEMPLOYMENT,
    WATER,
    accepted,
    applicant,
    completed,
    enterprise,
    filled,
    granted,
    granted_at_once,
    item,
    reviewed,
    submitted,
    ticks,
    upload,
    user,
)
from tongban.cases import api as cases
from tongban.intake.views import at_counter
from tongban.outbox import api as outbox
from tongban.people.api import User, verify_at_window


def look_at(person: User, **more: Any) -> dict[str, Any]:
    """What a clerk types with the person's own document in hand."""
    last = person.id_number[-6:]
    return {"document": person.id_type, "name": person.name, "digits": last, "again": last} | more


def seen(login: str, clerk: str = "clerk1") -> User:
    """Verified at a window with the document in hand."""
    verify_at_window(user=user(login), by=user(clerk), **look_at(user(login)))
    return user(login)


class AtCounter(Client):
    """A clerk whose every form was drawn for whoever stands at the counter when it is sent; what happens to one that was
    not is tested where the marks are (intake/tests/test_two_windows)."""

    def post(self, path: str, data: Any = None, *args: Any, **kwargs: Any) -> Any:
        if path.startswith(("/desk/window/person/", "/desk/window/start/")):
            data = self.mark() | (data or {})
        return super().post(path, data, *args, **kwargs)

    def mark(self) -> dict[str, str]:
        here = User.objects.filter(pk=self.session.get(at_counter.PERSON)).first()
        clerk = User.objects.filter(pk=self.session.get("_auth_user_id")).first()
        return {at_counter.FIELD: at_counter.mark(clerk, here)} if here and clerk else {}


IN_PERSON = cases.Receiver(evidence="id_card")  # the entitled one came, and the clerk saw the card

__all__ = [
    "AtCounter",
    "BIRTH",
    "BUSINESS",
    "DISABILITY",
    "ELDERLY",
    "FOOD",
    "HYGIENE",
    "IN_PERSON",
    "MACHINERY",
    "PNG",
    "UNEMPLOYMENT",
    "WATER",
    "accepted",
    "applicant",
    "completed",
    "enterprise",
    "filled",
    "granted",
    "granted_at_once",
    "item",
    "look_at",
    "printed",
    "reviewed",
    "seen",
    "submitted",
    "ticks",
    "upload",
    "user",
]

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000b49444154789c6360000200000500017a5eab3f0000000049454e44ae426082"
)


def printed(case: cases.Case) -> cases.Case:
    """The worker has run."""
    outbox.drain()
    return cases.Case.objects.get(pk=case.pk)
