"""The door of `outbox`."""

from tongban.outbox.models import Row, Tick
from tongban.outbox.posting import post
from tongban.outbox.questions import may_replay
from tongban.outbox.registry import NotYet, effect, lanes, periodic, periodic_work
from tongban.outbox.running import drain, is_last_try, keep_lease, lanes_due, replay, run_due, tick

__all__ = [
    "NotYet",
    "Row",
    "Tick",
    "drain",
    "effect",
    "is_last_try",
    "keep_lease",
    "lanes",
    "lanes_due",
    "may_replay",
    "periodic",
    "periodic_work",
    "post",
    "replay",
    "run_due",
    "tick",
]
