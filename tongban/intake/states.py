from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy as _p

from tongban.kit.states import Move, StateTable


class State(models.TextChoices):
    DRAFT = "draft", _p("application state", "Draft")
    SUBMITTED = "submitted", _p("application state", "Submitted")
    DISCARDED = "discarded", _p("application state", "Discarded")
    WAITING = "waiting", _p("application state", "Waits for an earlier item")
    TAKEN_BACK = "taken_back", _p("application state", "Taken back")


TABLE = StateTable(
    "intake",
    [
        Move("save", (State.DRAFT,), State.DRAFT),
        Move("submit", (State.DRAFT,), State.SUBMITTED),
        Move("discard", (State.DRAFT,), State.DISCARDED),
        Move("hold", (State.DRAFT,), State.WAITING),
        Move("go_on", (State.WAITING,), State.SUBMITTED),
        Move("hand_back", (State.WAITING,), State.DRAFT),
        Move("take_back", (State.WAITING,), State.TAKEN_BACK),
    ],
    first=State.DRAFT,
    words=dict(State.choices),
)


class Channel(models.TextChoices):
    """Where an application came from; an attribute, never another path."""

    PC = "pc", _p("channel", "Web")
    PHONE = "phone", _p("channel", "Phone")
    WINDOW = "window", _p("channel", "Window")


# One letter inside the receipt number.
CHANNEL_DIGIT = {Channel.PC: "1", Channel.PHONE: "2", Channel.WINDOW: "3"}
