from __future__ import annotations

import datetime as dt
from collections import defaultdict

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


def times_of(hall: Hall) -> dict[dt.date, list[Slot]]:
    """What is ahead on every day that may be booked, full times with 0 left; a day whose last time is past is none."""
    now, calendar = clock.now().astimezone(clock.ZONE), calendar_in_force()
    taken: dict[dt.date, dict[dt.time, int]] = defaultdict(dict)
    rows = Booking.objects.filter(hall=hall, day__gte=now.date(), state__in=TAKES_A_PLACE)
    for day, start, count in rows.values_list("day", "start").annotate(count=Count("pk")):
        taken[day][start] = count
    found = {day: slots_on(hall, day, calendar, taken[day], now) for day in days_of(hall, now.date(), calendar)}
    return {day: slots for day, slots in found.items() if slots}


def free_slots(hall: Hall, day: dt.date) -> list[Slot]:
    return times_of(hall).get(day, [])


def bookable_days(hall: Hall) -> list[dt.date]:
    return list(times_of(hall))


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
