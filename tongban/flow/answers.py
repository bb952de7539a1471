"""Who answers what a lower room asks (`kit.questions`)."""

from __future__ import annotations

from typing import Any

from tongban.kit.questions import answers
from tongban.outbox import api as outbox
from tongban.people.api import may


@answers(outbox.may_replay)
def may_replay(*, user: Any) -> bool:
    """outbox asks people: dead letters are the administrator's"""
    return may(user, "outbox.replay")
