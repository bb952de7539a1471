from __future__ import annotations

import datetime as dt

from django.db.models import Count, Q, QuerySet

from tongban.catalogue.api import LISTED, Item
from tongban.halls.hours import Slot, days_of, slots_on
from tongban.halls.models import Booking, Hall
from tongban.halls.states import State
from tongban.kit import clock
from tongban.people.api import User, reach
from tongban.promises.api import calendar_in_force

TAKES_A_PLACE = (State.BOOKED, State.CAME)


def halls_for(region_code: str) -> list[Hall]:
    """Where one may go for an item of a division: the halls of its county, or of itself."""
    county = f"{region_code[:6]}000000"
    rows = Hall.objects.filter(region_code__in={region_code, county}).order_by("name")
    return [hall for hall in rows if hall.takes_bookings and not hall.is_closed_on(clock.today())]


def taken(hall: Hall, day: dt.date) -> dict[dt.time, int]:
    rows = Booking.objects.filter(hall=hall, day=day, state__in=TAKES_A_PLACE)
    return dict(rows.values_list("start").annotate(count=Count("pk")))


def free_slots(hall: Hall, day: dt.date) -> list[Slot]:
    if day not in bookable_days(hall):
        return []
    return slots_on(hall, day, calendar_in_force(), taken(hall, day), clock.now().astimezone(clock.ZONE))


def bookable_days(hall: Hall) -> list[dt.date]:
    return days_of(hall, clock.today(), calendar_in_force())


def mine(user: User) -> QuerySet[Booking]:
    return Booking.objects.filter(user=user).select_related("hall").order_by("-id")


def halls_of(user: User, permission: str) -> QuerySet[Hall]:
    return Hall.objects.filter(reach(user, permission, org="")).order_by("region_code", "name")


def services_of(hall: Hall) -> QuerySet[Item]:
    """What one can do there: single services, and whatever its organs offer."""
    return Item.objects.filter(LISTED, Q(code__in=hall.serves_items) | Q(org_code__in=hall.serves_organs))


def divisions_of(user: User) -> Q:
    """The divisions whose places a person keeps."""
    return reach(user, "halls.manage", org="", region="pk")
