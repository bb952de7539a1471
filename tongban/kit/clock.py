"""The one clock of the program, in Asia/Shanghai; only the demo and tests may turn it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
UTC = dt.UTC
_turned: ContextVar[dt.datetime | None] = ContextVar("turned", default=None)


def now() -> dt.datetime:
    """The present instant, aware, in Asia/Shanghai."""
    return _turned.get() or dt.datetime.now(ZONE)


def today() -> dt.date:
    return now().astimezone(ZONE).date()


@contextmanager
def turned_to(moment: dt.datetime) -> Iterator[None]:
    """Lets the demo and tests act at another moment. The caller must not be a request (ADR 0004)."""
    token = _turned.set(moment if moment.tzinfo else moment.replace(tzinfo=ZONE))
    try:
        yield
    finally:
        _turned.reset(token)
