from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from tongban.catalogue.api import print_places_of
from tongban.halls.actions import call_off, call_off_closed, miss, remind
from tongban.halls.models import Booking
from tongban.halls.naming import forget_pages
from tongban.halls.states import State
from tongban.kit import clock
from tongban.outbox.api import effect, periodic

log = logging.getLogger("tongban.halls")
AT_ONCE = 500
LAST_DAY = dt.date.max.isoformat()


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


@effect("halls.call_off_closed", lane="lists")
def call_off_where_closed(payload: dict[str, Any], token: str) -> None:
    """Whoever booked for a time at which the hall is closed after all is told. Again changes nothing."""
    days = payload["days"]
    booked = Booking.objects.filter(state=State.BOOKED, hall=payload["hall"], day__gte=clock.today())
    rows = booked.filter(Q(day__in=days) | Q(day__gte=payload["closed_on"] or LAST_DAY))
    for key in list(rows.values_list("pk", flat=True)):
        call_off_closed(booking=Booking.objects.select_related("hall", "user").get(pk=key))


@effect("halls.print_guides", lane="lists")
def print_guides(payload: dict[str, Any], token: str) -> None:
    """Guides that name the place lead to its page."""
    forget_pages()
    print_places_of(region_code=payload["region_code"], names=set(payload["names"]))


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
