"""Whether two names are one: as they are typed, not as they are kept."""

from __future__ import annotations

import unicodedata
from typing import Any


def is_called(account: Any, name: str) -> bool:
    return plain(account.name) == plain(name)


def plain(name: str) -> str:
    """Without spaces, half width, small letters, one middle dot."""
    folded = unicodedata.normalize("NFKC", name).casefold().translate(dict.fromkeys(map(ord, "•‧・･"), "·"))
    return "".join(folded.split())
