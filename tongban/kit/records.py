"""Canonical bytes of a record, so that a digest or a signature means the same everywhere."""

from __future__ import annotations

from typing import Any

import orjson


def canonical(record: dict[str, Any]) -> bytes:
    """JSON with sorted keys, UTF-8, no spaces, dates as ISO 8601."""
    return orjson.dumps(record, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS, default=str)
