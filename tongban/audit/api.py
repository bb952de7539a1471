"""The door of `audit`."""

from tongban.audit.actions import looked, looked_today, opened, shut
from tongban.audit.keys.actions import keys_changed
from tongban.audit.ledger import catch_up, is_of_this_log, newest_head, next_head_at, sign_head
from tongban.audit.models import Entry, FailedSignIn, Look, TreeHead
from tongban.audit.proofs import Chain, Record, bundle, in_fours, in_words, reader, record_of, signed_head, tree_name
from tongban.audit.queries import history, last, looks_at, opening
from tongban.audit.sequencer import sequence
from tongban.audit.stamps.stamping import stamp_head, wants_stamp
from tongban.audit.verifying import Verdict, verify

__all__ = [
    "Chain",
    "Entry",
    "FailedSignIn",
    "Look",
    "Record",
    "TreeHead",
    "Verdict",
    "bundle",
    "catch_up",
    "history",
    "keys_changed",
    "in_fours",
    "in_words",
    "last",
    "looked",
    "looked_today",
    "looks_at",
    "is_of_this_log",
    "newest_head",
    "next_head_at",
    "reader",
    "record_of",
    "opened",
    "opening",
    "sequence",
    "shut",
    "sign_head",
    "stamp_head",
    "signed_head",
    "tree_name",
    "verify",
    "wants_stamp",
]
