from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy as _p

from tongban.kit.states import Move, StateTable


class State(models.TextChoices):
    DRAFT = "draft", _p("guide state", "Draft")
    ESTABLISHMENT = "establishment", _p("guide state", "Establishment review")
    LEGAL = "legal", _p("guide state", "Legal review")
    REVIEW = "review", _p("guide state", "Waiting for a second person")
    WAITING = "waiting", _p("guide state", "Waiting for its day")
    PUBLISHED = "published", _p("guide state", "Published")
    SUPERSEDED = "superseded", _p("guide state", "Superseded")


REVIEWED_IN = (State.ESTABLISHMENT, State.LEGAL)
UNDER_REVIEW = (*REVIEWED_IN, State.REVIEW)
FIXED = (*UNDER_REVIEW, State.WAITING)
"""Somebody reads it, or it waits for its day: nobody changes it unless it is sent back."""
OPEN = (State.DRAFT, *FIXED)

TABLE = StateTable(
    "catalogue",
    [
        Move("edit", (State.DRAFT,), State.DRAFT),
        Move("submit_to_establishment", (State.DRAFT,), State.ESTABLISHMENT),
        Move("submit_to_legal", (State.DRAFT,), State.LEGAL),
        Move("submit_for_review", (State.DRAFT,), State.REVIEW),
        Move("pass_to_legal", (State.ESTABLISHMENT,), State.LEGAL),
        Move("pass_to_review", REVIEWED_IN, State.REVIEW),
        Move("send_back", FIXED, State.DRAFT),
        Move("schedule", (State.REVIEW,), State.WAITING),
        Move("publish", (State.REVIEW, State.WAITING), State.PUBLISHED),
        Move("supersede", (State.PUBLISHED,), State.SUPERSEDED),
        Move("drop", (State.DRAFT, *UNDER_REVIEW), State.SUPERSEDED),
        Move("end", (State.WAITING,), State.SUPERSEDED),
    ],
    first=State.DRAFT,
    words=dict(State.choices),
)


class Standing(models.TextChoices):
    """事项状态 of the national list: 1 在用, 2 暂停, 3 取消."""

    IN_USE = "in_use", _p("standing of an item", "In use")
    SUSPENDED = "suspended", _p("standing of an item", "Suspended")
    CANCELLED = "cancelled", _p("standing of an item", "Cancelled")


STANDINGS = StateTable(
    "standing",
    [
        Move("suspend", (Standing.IN_USE,), Standing.SUSPENDED),
        Move("resume", (Standing.SUSPENDED,), Standing.IN_USE),
        Move("cancel", (Standing.IN_USE, Standing.SUSPENDED), Standing.CANCELLED),
        Move("split", (Standing.IN_USE, Standing.SUSPENDED), Standing.CANCELLED),
        Move("merge", (Standing.IN_USE, Standing.SUSPENDED), Standing.CANCELLED),
    ],
    first=Standing.IN_USE,
    words=dict(Standing.choices),
)
