"""The outbox's own periodic work: the audit log is sequenced here, because the worker is here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tongban.audit.api import sequence, sign_head, stamp_head, wants_stamp
from tongban.kit.act import Effect
from tongban.kit.writing import writing
from tongban.outbox.models import Row
from tongban.outbox.posting import post
from tongban.outbox.registry import effect, periodic


@periodic("audit.sequence", every_seconds=1)
def sequence_the_log() -> int:
    """Until nothing is left, at most 20 slices of 500 a round."""
    return sum(sequence() for _ in range(20))


@periodic("audit.sign_head", every_seconds=3600)
def sign_the_head_of_the_log() -> None:
    head = sign_head()
    if head is not None and wants_stamp(head):
        key = f"head:{head.size}"
        with writing():
            if not Row.objects.filter(key=key).exists():
                post([Effect("audit.stamp_head", {"size": head.size}, key, None)])


@effect("audit.stamp_head", lane="stamps")
def stamp_the_head(payload: dict[str, Any], token: str) -> Callable[[], None] | None:
    """An authority that does not answer is asked again and again, up to hours later."""
    return stamp_head(payload["size"])
