from __future__ import annotations

from typing import Any

from tongban.documents import api as documents
from tongban.intake import sequences
from tongban.outbox.api import effect, periodic


@effect("intake.forget_file", lane="papers")
def forget_file(payload: dict[str, Any], token: str) -> None:
    """The row is gone; now the bytes. Gone already is as good."""
    documents.forget_unnamed(payload["file"])


@periodic("intake.also_needed", every_seconds=86400)
def also_needed() -> int:
    return len(sequences.compute())
