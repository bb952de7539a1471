"""The door of `audit`."""

from tongban.audit.actions import looked, looked_today, opened, shut
from tongban.audit.ledger import catch_up, sign_head
from tongban.audit.models import Entry, Look
from tongban.audit.queries import history, last, looks_at, opening
from tongban.audit.sequencer import sequence
from tongban.audit.verifying import Verdict, verify

__all__ = [
    "Entry",
    "Look",
    "Verdict",
    "catch_up",
    "history",
    "last",
    "looked",
    "looked_today",
    "looks_at",
    "opened",
    "opening",
    "sequence",
    "shut",
    "sign_head",
    "verify",
]
