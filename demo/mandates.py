"""Who acts for whom in the demo county: a neighbour for an old man, and a village officer for a young woman."""

from __future__ import annotations

import re
from collections.abc import Callable

from demo import walking as w
from tongban.messages.api import Delivery
from tongban.people.mandates import asking, attesting
from tongban.people.mandates.models import Mandate
from tongban.people.mandates.states import USUAL


def build_mandates(say: Callable[[str], None] = print) -> None:
    if Mandate.objects.exclude(kind="enterprise").exists():
        return
    agreed("citizen2", "citizen1", "friend")
    written_down("village1", "citizen4")
    say(f"mandates: {Mandate.objects.count()}")


def agreed(agent: str, principal: str, capacity: str) -> Mandate:
    """Asked online, and agreed to with the code that was sent."""
    whose = w.user(principal)
    typed = {"name": whose.name, "phone": whose.phone, "id_number": "", "capacity": capacity}
    mandate = asking.ask(**typed, terms=asking.Terms(), by=w.user(agent))
    asking.send_consent_code(mandate=mandate, by=whose)
    letter = Delivery.objects.filter(user=whose).latest("id").body
    [code] = re.findall(r"[0-9]{6}", letter)[:1]
    return asking.agree(mandate=mandate, code=code, by=whose)


def written_down(officer: str, villager: str) -> Mandate:
    whose = w.user(villager)
    terms = asking.Terms(deeds=[str(deed) for deed in USUAL], days=365)
    who = {"name": whose.name, "id_number": whose.id_number, "phone": whose.phone, "document": "111"}
    file = w.upload("代办同意书.png")
    return attesting.on_site(**who, terms=terms, witness="演示·村会计", upload=file, by=w.user(officer))
