from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy as _p

from tongban.kit.states import Move, StateTable


class State(models.TextChoices):
    BOOKED = "booked", _p("booking state", "Booked")
    CAME = "came", _p("booking state", "Came")
    MISSED = "missed", _p("booking state", "Did not come")
    CANCELLED = "cancelled", _p("booking state", "Cancelled")


TABLE = StateTable(
    "halls",
    [
        Move("change", (State.BOOKED,), State.BOOKED),
        Move("cancel", (State.BOOKED,), State.CANCELLED),
        Move("come", (State.BOOKED,), State.CAME),
        Move("miss", (State.BOOKED,), State.MISSED),
    ],
    first=State.BOOKED,
    words=dict(State.choices),
)
