from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy as _p

from tongban.kit.states import Move, StateTable


class State(models.TextChoices):
    VALID = "valid", _p("licence state", "Valid")
    REVOKED = "revoked", _p("licence state", "Revoked")
    ANNULLED = "annulled", _p("licence state", "Annulled")
    CANCELLED = "cancelled", _p("licence state", "Cancelled")


# 撤销 (wrongly given, §69), 注销 (ended, §70) and 吊销 (a penalty) are different acts (L1).
TABLE = StateTable(
    "licences",
    [
        Move("revoke", (State.VALID,), State.REVOKED, "行政许可法 §69"),
        Move("annul", (State.VALID, State.REVOKED), State.ANNULLED, "行政许可法 §70"),
        Move("cancel", (State.VALID,), State.CANCELLED, "行政处罚法"),
    ],
    first=State.VALID,
    words=dict(State.choices),
)
