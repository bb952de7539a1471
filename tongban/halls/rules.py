from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tongban.halls.models import Booking, Hall
from tongban.halls.states import TABLE, State
from tongban.kit import clock
from tongban.kit.errors import AlreadyDone, NotAllowed
from tongban.people.api import check_may, may


def check_can_see(booking: Booking, user: Any) -> None:
    if getattr(user, "pk", None) == booking.user_id:
        return
    if may(user, "halls.receive", region_code=booking.region_code):
        return
    raise NotAllowed(_("Only the person who booked sees this."))


def check_is_open(booking: Booking, act: str) -> None:
    if not TABLE.allows(act, booking.state):
        raise AlreadyDone(
            _("This booking is not open any more."),
            found=str(State(booking.state).label),
            cure=_("Book another time, if you still need one."),
        )


def check_can_change(booking: Booking, user: Any) -> None:
    """The person who booked, until the time has come."""
    if getattr(user, "pk", None) != booking.user_id:
        raise NotAllowed(_("Only the person who booked can change this."))
    check_is_open(booking, "change")
    if booking.begins <= clock.now():
        raise AlreadyDone(_("The time of this booking has come already."), cure=_("Book another time."))


def check_can_receive(booking: Booking, user: Any) -> None:
    check_may(user, "halls.receive", region_code=booking.region_code)
    check_is_open(booking, "come")


def check_can_manage(hall: Hall, user: Any) -> None:
    check_may(user, "halls.manage", region_code=hall.region_code)
