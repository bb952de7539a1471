"""The door of `audit`."""

from tongban.audit.actions import looked, looked_today
from tongban.audit.keys.actions import keys_changed
from tongban.audit.ledger import catch_up, sign_head
from tongban.audit.models import Entry, Look
from tongban.audit.queries import history, last, looks_at
from tongban.audit.sequencer import sequence
from tongban.audit.stamps.stamping import stamp_head, wants_stamp
from tongban.audit.verifying import Verdict, verify

__all__ = [
    "Entry",
    "Look",
    "Verdict",
    "catch_up",
    "history",
    "keys_changed",
    "last",
    "looked",
    "looked_today",
    "looks_at",
    "sequence",
    "sign_head",
    "stamp_head",
    "verify",
    "wants_stamp",
]
