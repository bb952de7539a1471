from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from tongban.halls.models import Booking
from tongban.halls.states import State
from tongban.kit.holdings import Holding, Outdated, hold, outdates

hold(
    Holding(
        "halls.booking",
        Booking,
        title=_("Bookings"),
        why=_("To keep a time for you at a hall."),
        basis="《个人信息保护法》第十三条第一款第三项",
        keep="account",
        shown="masked, to whoever receives people at that hall on that day",
        of=lambda user: Booking.objects.filter(user=user).select_related("hall").order_by("id"),
        says={
            "item_name": _("Service"),
            "hall.name": _("Where"),
            "day": _("Day"),
            "start": _("Time"),
            "code": _p("booking", "Code"),
            "get_state_display": _("State"),
        },
        reads=lambda row: [
            (_("Service"), row.shown_item),
            (_("Where"), row.hall.shown_name),
            (_("Day"), row.day),
            (_("Time"), row.start),
            (_p("booking", "Code"), row.code),
            (_("State"), row.get_state_display()),
        ],
        running=lambda user: Booking.objects.filter(user=user, state=State.BOOKED),
        forget=lambda user: Booking.objects.filter(user=user).exclude(state=State.BOOKED).delete()[0],
    )
)
outdates(
    Outdated(
        "halls.bookings",
        "KEEP_BOOKINGS_DAYS",
        rows=lambda before: Booking.objects.exclude(state=State.BOOKED).filter(day__lt=before.date()),
        says="bookings of days gone by",
    )
)
