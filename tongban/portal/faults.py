"""What the interface for programs answers instead of what was asked."""

from __future__ import annotations

from typing import Any

from ninja import Schema


class Fault(Schema):
    message: str
    found: str = ""
    wanted: str = ""
    cure: str = ""


FAULTS: dict[frozenset[int], Any] = {frozenset({400, 404, 405, 409, 413, 415, 422, 429}): Fault}
