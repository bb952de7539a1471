"""Booking a time at a hall, changing and cancelling it; coming, and not coming. One place is given once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from tongban.catalogue.api import Item, check_can_apply, item_by_code
from tongban.halls.models import Booking, Hall
from tongban.halls.queries import bookable_days, free_slots
from tongban.halls.rules import check_can_change, check_can_receive, check_is_open
from tongban.halls.states import TABLE, State
from tongban.kit import ids
from tongban.kit.act import SYSTEM, Actor, Effect, This, act, in_turn
from tongban.kit.errors import BadInput, Refused
from tongban.messages import api as messages
from tongban.outbox.api import post
from tongban.people.api import User


def book(*, hall: Hall, item: Item, day: dt.date, start: dt.time, by: User) -> Booking:
    """A place at a time. Again for the same item and time: the same booking; raises BadInput when the place is gone."""
    if item.current is None:
        raise Refused(_("This service is not open at present."), cure=_("Ask the office in the guide."))
    check_can_apply(item)
    with in_turn(User(pk=by.pk)), in_turn(hall):  # how many one has is counted over all halls
        open_ones = list(Booking.objects.filter(user=by, state=State.BOOKED))
        if mine := next((one for one in open_ones if one.item_code == item.code), None):
            return _again(mine, hall, day, start)
        if len(open_ones) >= settings.BOOKINGS_AT_ONCE:
            raise BadInput(
                _("You have several bookings already."),
                found=str(len(open_ones)),
                wanted=_("at most %(n)d at once") % {"n": settings.BOOKINGS_AT_ONCE},
                cure=_("Cancel one that you do not need."),
            )
        _check_free(hall, day, start)
        booking = Booking(
            hall=hall,
            user=by,
            item_code=item.code,
            item_name=item.name,
            item_name_en=item.name_en,
            region_code=hall.region_code,
            day=day,
            start=start,
            code=ids.query_code(6),
        )
        with act(booking, "halls.book", by=by) as this:
            this.note(hall=str(hall.pk), item=item.code, day=day.isoformat(), start=f"{start:%H:%M}")
            _tell(this, "halls.booked")
    return booking


def _again(mine: Booking, hall: Hall, day: dt.date, start: dt.time) -> Booking:
    if (mine.hall_id, mine.day, mine.start) == (hall.pk, day, start):
        return mine  # a double click
    raise BadInput(
        _("You have booked a time for this already."),
        found=f"{mine.day.isoformat()} {mine.start:%H:%M}",
        cure=_("Change that booking instead."),
    )


def _check_free(hall: Hall, day: dt.date, start: dt.time) -> None:
    """Under the hall's lock: whoever comes second is told, with the times that are left."""
    slots = free_slots(hall, day)
    if any(slot.start == start and slot.left for slot in slots):
        return
    left = [f"{slot.start:%H:%M}" for slot in slots if slot.left]
    words = _("This time is taken, or past.") if day in bookable_days(hall) else _("This day can't be booked.")
    raise BadInput(
        words,
        errors={"start": [words]},
        found=f"{day.isoformat()} {start:%H:%M}",
        wanted=", ".join(left[:8]) or _("another day"),
        cure=_("Choose another time."),
    )


def change(*, booking: Booking, day: dt.date, start: dt.time, by: User) -> Booking:
    """Another time at the same hall. The old place is free in the same moment."""
    check_can_change(booking, by)
    check_can_apply(item_by_code(booking.item_code))
    with in_turn(booking.hall):
        with act(booking, "halls.change", by=by, rule=check_can_change) as this:
            row = this.subject
            if (row.day, row.start) == (day, start):
                this.nothing_happened()
                return row
            _check_free(row.hall, day, start)
            row.state = TABLE.target("change", row.state)
            row.day, row.start, row.reminded = day, start, False
            this.note(day=day.isoformat(), start=f"{start:%H:%M}")
            _tell(this, "halls.changed")
    return this.subject


def cancel(*, booking: Booking, by: User) -> Booking:
    with act(booking, "halls.cancel", by=by, rule=check_can_change) as this:
        _end(this, "cancel")
        _tell(this, "halls.cancelled")
    return this.subject


def call_off(*, booking: Booking) -> Booking:
    """The service is suspended or cancelled: nobody is to come in vain."""
    with act(booking, "halls.call_off", by=SYSTEM) as this:
        if not this.subject.is_open:
            this.nothing_happened()
            return this.subject
        _end(this, "cancel")
        _tell(this, "halls.called_off")
    return this.subject


def call_off_closed(*, booking: Booking) -> Booking:
    """The hall is closed at the time that somebody booked."""
    with act(booking, "halls.call_off_closed", by=SYSTEM) as this:
        row = this.subject
        if not row.is_open or is_taken_then(row):
            this.nothing_happened()
            return row
        _end(this, "cancel")
        _tell(this, "halls.closed_then")
    return this.subject


def is_taken_then(booking: Booking) -> bool:
    """Whether the hall still is open then. Only what it said of single days counts: hours that changed leave bookings."""
    hall = booking.hall
    if hall.is_closed_on(booking.day):
        return False
    told = hall.exceptions.get(booking.day.isoformat())
    at = f"{booking.start:%H:%M}"
    return told is None or any(opens <= at < closes for opens, closes in told["spans"])


def call_off_later(*, item: Item) -> None:
    """Of all who booked for an item that is not in use any more; inside the act that ended it."""
    if not item.is_in_use:
        post([Effect("halls.call_off", {"item_code": item.code}, f"halls.call_off:{item.code}", None)])


def come(*, booking: Booking, by: User) -> Booking:
    """The person stands at the counter."""
    with act(booking, "halls.come", by=by, rule=check_can_receive) as this:
        _end(this, "come")
    return this.subject


def miss(*, booking: Booking, by: Actor = SYSTEM) -> Booking:
    """The day is over and nobody came. It costs nothing but the place."""

    def rule(row: Booking, actor: Any) -> None:
        check_is_open(row, "miss")

    with act(booking, "halls.miss", by=by, rule=rule) as this:
        _end(this, "miss")
    return this.subject


def remind(*, booking: Booking) -> Booking:
    """Once, the day before."""
    with act(booking, "halls.remind", by=SYSTEM) as this:
        if this.subject.reminded or not this.subject.is_open:
            this.nothing_happened()
            return this.subject
        this.subject.reminded = True
        _tell(this, "halls.tomorrow")
    return this.subject


def _end(this: This[Booking], how: str) -> None:
    this.subject.state, this.subject.ended_at = TABLE.target(how, this.subject.state), this.at


def _tell(this: This[Booking], template: str) -> None:
    row, hall = this.subject, this.subject.hall
    day = {"zh": f"{row.day.month}月{row.day.day}日", "en": f"{row.day.day} {row.day:%B}"}
    messages.tell(
        this,
        to=row.user,
        template=template,
        url=f"/my/bookings/{row.pk}/",
        day=day,
        time=f"{row.start:%H:%M}",
        item={"zh": row.item_name, "en": row.item_name_en or row.item_name},
        hall={"zh": hall.name, "en": hall.name_en or hall.name},
        address={"zh": hall.address, "en": hall.address_en or hall.address},
        code=row.code,
    )
