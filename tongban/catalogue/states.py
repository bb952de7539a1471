from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy as _p

from tongban.kit.states import Move, StateTable


class State(models.TextChoices):
    DRAFT = "draft", _p("guide state", "Draft")
    REVIEW = "review", _p("guide state", "Waiting for a second person")
    PUBLISHED = "published", _p("guide state", "Published")
    SUPERSEDED = "superseded", _p("guide state", "Superseded")


TABLE = StateTable(
    "catalogue",
    [
        Move("edit", (State.DRAFT,), State.DRAFT),
        Move("submit_for_review", (State.DRAFT,), State.REVIEW),
        Move("send_back", (State.REVIEW,), State.DRAFT),
        Move("publish", (State.REVIEW,), State.PUBLISHED),
        Move("supersede", (State.PUBLISHED,), State.SUPERSEDED),
    ],
    first=State.DRAFT,
    words=dict(State.choices),
)
