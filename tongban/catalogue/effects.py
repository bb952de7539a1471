from __future__ import annotations

from typing import Any

from tongban.outbox.api import effect


@effect("catalogue.index", lane="index")
def index(payload: dict[str, Any], token: str) -> None:
    """One writer at a time: the lane `index` runs in one thread of one worker."""


@effect("catalogue.print_pages", lane="pages")
def print_pages(payload: dict[str, Any], token: str) -> None:
    """The guide as files, one per language."""
