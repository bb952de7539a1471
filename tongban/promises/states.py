"""The states of a promise. They are computed from its events; this table says which event leads where.

A test walks every event from every state and compares.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy as _p

from tongban.kit.states import Move, StateTable


class State(models.TextChoices):
    RUNNING = "running", _p("promise state", "Running")
    PAUSED = "paused", _p("promise state", "Paused")
    KEPT = "kept", _p("promise state", "Kept")
    BROKEN = "broken", _p("promise state", "Broken")
    VOID = "void", _p("promise state", "No longer owed")


TABLE = StateTable(
    "promises",
    [
        # A second procedure may begin while the first still runs; the clock goes on when the last of them ends.
        Move("pause", (State.RUNNING, State.PAUSED), State.PAUSED, "行政许可法 §45"),
        Move("resume", (State.PAUSED,), State.RUNNING),
        Move("extend, once", (State.RUNNING,), State.RUNNING, "行政许可法 §42"),
        Move("keep, in time", (State.RUNNING, State.PAUSED), State.KEPT),
        Move("keep, too late", (State.RUNNING,), State.BROKEN),
        Move("drop", (State.RUNNING, State.PAUSED), State.VOID),
    ],
    first=State.RUNNING,
    words=dict(State.choices),
)
