"""What the room of applications asks of whoever handles them; answered in `flow/answers.py`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from tongban.kit.questions import Question


@dataclass(frozen=True)
class Underway:
    """An application for the same item that is not ended yet. `url` is empty where it is not theirs to open."""

    number: str
    received_at: dt.datetime
    state: Any
    enterprise: str = ""
    url: str = ""


# those of `user` and of the `enterprises` they act for, for the item with this `item_code`, the newest first
underway: Question[list[Underway]] = Question("intake.underway", default=[])
