"""Booking a time: the hall, the day, the time, each a plain link or a plain form."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.catalogue.api import Item, check_can_apply, item_by_code
from tongban.halls import actions
from tongban.halls.hours import read_time
from tongban.halls.models import Booking, Hall
from tongban.halls.queries import halls_for, mine, times_of
from tongban.halls.rules import check_can_change, check_can_see
from tongban.kit.errors import BadInput, why_not
from tongban.kit.paging import page
from tongban.people.api import AuthenticatedRequest, citizen

SIZE = 20


@citizen
@require_safe
def bookings(request: AuthenticatedRequest) -> HttpResponse:
    found = page(mine(request.user), ["-id"], request.GET.get("page", ""), SIZE)
    context = {
        "rows": found.rows,
        "next_url": f"?page={found.next}" if found.next else "",
        "previous_url": f"?page={found.previous}" if found.previous else "",
    }
    return render(request, "halls/bookings.html", context)


@citizen
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AuthenticatedRequest) -> HttpResponse:
    """`item` names the service; `hall` and `day` what was chosen so far."""
    asked = request.POST if request.method == "POST" else request.GET
    item = item_by_code(asked.get("item", ""))
    check_can_apply(item)
    halls = halls_for(item.region_code)
    hall = _chosen(halls, asked.get("hall", ""))
    if request.method != "POST" or hall is None:
        return _choose(request, halls, hall, item=item)
    day, start = _day(asked.get("day", "")), read_time(asked.get("start", ""))
    try:
        booking = actions.book(hall=hall, item=item, day=_given(day), start=_time_given(start), by=request.user)
    except BadInput as error:
        return _choose(request, halls, hall, item=item, error=error)
    messages.success(request, _("Your time is booked. We remind you the day before."))
    return redirect("halls:booking", key=booking.pk)


def _given(day: dt.date | None) -> dt.date:
    if day is None:
        raise BadInput(_("Choose a day."), errors={"day": [_("Choose a day.")]})
    return day


def _time_given(start: dt.time | None) -> dt.time:
    if start is None:
        raise BadInput(_("Choose a time."), errors={"start": [_("Choose a time.")]})
    return start


def _chosen(halls: list[Hall], typed: str) -> Hall | None:
    """The one named, else the only one."""
    named = next((hall for hall in halls if str(hall.pk) == typed), None)
    return named or (halls[0] if len(halls) == 1 else None)


def _day(typed: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(typed)
    except ValueError:
        return None


def _choose(
    request: AuthenticatedRequest,
    halls: list[Hall],
    hall: Hall | None,
    *,
    item: Item | None = None,
    booking: Booking | None = None,
    error: BadInput | None = None,
) -> HttpResponse:
    """The day asked for, else the first with a free time."""
    asked = request.POST if request.method == "POST" else request.GET
    times = times_of(hall) if hall else {}
    typed = _day(asked.get("day", ""))
    first = next((day for day, slots in times.items() if any(slot.left for slot in slots)), next(iter(times), None))
    day = typed if typed in times else first
    context: dict[str, Any] = {
        "item": item,
        "booking": booking,
        "halls": halls,
        "hall": hall,
        "days": list(times),
        "day": day,
        "slots": times[day] if day else [],
        "error": error,
        "typed": asked.get("start", ""),
    }
    return render(request, "halls/choose.html", context, status=error.status if error else 200)


def _found(key: UUID, user: Any) -> Booking:
    booking = Booking.objects.select_related("hall", "user").filter(pk=key).first()
    if booking is None:
        raise Http404
    check_can_see(booking, user)
    return booking


@citizen
@require_safe
def booking(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    found = _found(key, request.user)
    return render(
        request, "halls/booking.html", {"booking": found, "refusal": why_not(check_can_change, found, request.user)}
    )


@citizen
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    found = _found(key, request.user)
    check_can_change(found, request.user)
    if request.method != "POST":
        return _choose(request, [found.hall], found.hall, booking=found)
    day, start = _day(request.POST.get("day", "")), read_time(request.POST.get("start", ""))
    try:
        actions.change(booking=found, day=_given(day), start=_time_given(start), by=request.user)
    except BadInput as error:
        return _choose(request, [found.hall], found.hall, booking=found, error=error)
    messages.success(request, _("Your booking was moved."))
    return redirect("halls:booking", key=found.pk)


@citizen
@require_POST
def cancel(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    actions.cancel(booking=_found(key, request.user), by=request.user)
    messages.success(request, _("Your booking is cancelled. Somebody else can have the place."))
    return redirect("halls:bookings")
