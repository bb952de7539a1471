from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from tongban.halls.actions import call_off, miss, remind
from tongban.halls.models import Booking
from tongban.halls.states import State
from tongban.kit import clock
from tongban.outbox.api import effect, periodic

log = logging.getLogger("tongban.halls")
AT_ONCE = 500


@periodic("halls.close_day", every_seconds=600)
def close_day() -> int:
    """Who was booked for a day that is over and did not come."""
    return _each(Booking.objects.filter(state=State.BOOKED, day__lt=clock.today()), lambda one: miss(booking=one))


@effect("halls.call_off", lane="lists")
def call_off_all(payload: dict[str, Any], token: str) -> None:
    """Whoever booked for a service that is suspended or cancelled is told, and needs not come."""
    booked = Booking.objects.filter(state=State.BOOKED, item_code=payload["item_code"], day__gte=clock.today())
    while _each(booked, lambda one: call_off(booking=one)) == AT_ONCE:
        pass


@periodic("halls.remind", every_seconds=600)
def remind_of_tomorrow() -> int:
    """From nine in the morning of the day before, so that nobody is woken."""
    now = clock.now().astimezone(clock.ZONE)
    if now.hour < 9:
        return 0
    tomorrow = clock.today() + dt.timedelta(days=1)
    made_today = Booking.objects.filter(state=State.BOOKED, day=tomorrow, reminded=False)
    return _each(made_today, lambda one: remind(booking=one))


def _each(rows: QuerySet[Booking], do: Callable[[Booking], Any]) -> int:
    done = 0
    for booking in rows.select_related("hall", "user").order_by("day", "id")[:AT_ONCE]:
        try:
            do(booking)
            done += 1
        except Exception:
            log.exception("a booking was passed over", extra={"fields": {"booking": str(booking.pk)}})
    return done
