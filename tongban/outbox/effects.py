"""The outbox's own periodic work: the audit log is sequenced here, because the worker is here."""

from __future__ import annotations

from tongban.audit.api import sequence, sign_head
from tongban.outbox.registry import periodic


@periodic("audit.sequence", every_seconds=1)
def sequence_the_log() -> int:
    """Until nothing is left, at most 20 slices of 500 a round."""
    return sum(sequence() for _ in range(20))


@periodic("audit.sign_head", every_seconds=3600)
def sign_the_head_of_the_log() -> None:
    sign_head()
