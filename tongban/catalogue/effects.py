from __future__ import annotations

from typing import Any

from tongban.catalogue.indexing import index_items
from tongban.catalogue.publishing import print_items
from tongban.outbox.api import effect


def keys_of(payload: dict[str, Any]) -> list[str]:
    """One item of an act, or the items of a slice of an import."""
    return list(payload.get("items") or [payload["item"]])


@effect("catalogue.index", lane="index")
def index(payload: dict[str, Any], token: str) -> None:
    """One writer at a time: the lane `index` runs in one thread of one worker. Again changes nothing."""
    index_items(keys_of(payload))


@effect("catalogue.print_pages", lane="pages")
def print_pages(payload: dict[str, Any], token: str) -> None:
    """The guides as files, one per language; what is no longer published loses its files."""
    print_items(keys_of(payload))
