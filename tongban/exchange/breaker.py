"""The circuit breaker: a partner that does not answer is left alone for a while, and nobody waits for it meanwhile."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import F

from tongban.exchange.models import Line
from tongban.kit import clock
from tongban.kit.writing import writing


def may_ask(key: str) -> bool:
    """When the rest is over one question alone tries the line; the others wait for what comes of it."""
    line = Line.objects.filter(pk=key).first()
    if line is None or line.rests_until is None:
        return True
    if line.rests_until > clock.now():
        return False
    with writing():
        mine = Line.objects.filter(pk=key, rests_until=line.rests_until).update(rests_until=_rest())
    return bool(mine)


def answered(key: str) -> None:
    """Written only where it changes something, so that a healthy line costs no writing each time."""
    now = clock.now()
    line = Line.objects.filter(pk=key).first()
    if line is not None and not line.failures and line.rests_until is None:
        return
    with writing():
        Line.objects.update_or_create(pk=key, defaults={"failures": 0, "rests_until": None, "answered_at": now})


def failed(key: str) -> None:
    with writing():
        Line.objects.get_or_create(pk=key)
        Line.objects.filter(pk=key).update(failures=F("failures") + 1, failed_at=clock.now())
        Line.objects.filter(pk=key, failures__gte=settings.EXCHANGE_FAILURES).update(rests_until=_rest())


def _rest() -> dt.datetime:
    return clock.now() + dt.timedelta(seconds=settings.EXCHANGE_REST_SECONDS)
