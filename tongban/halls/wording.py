from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tongban.messages.api import register

register(
    "halls.booked",
    _("You are expected on %(day)s at %(time)s"),
    _(
        "You booked %(day)s at %(time)s for “%(item)s” at %(hall)s, %(address)s. Say the code %(code)s there. If you cannot come, please cancel: somebody else waits for the place."
    ),
)
register(
    "halls.changed",
    _("Your booking is now on %(day)s at %(time)s"),
    _(
        "Your booking for “%(item)s” was moved to %(day)s at %(time)s, at %(hall)s, %(address)s. The code %(code)s stays."
    ),
)
register(
    "halls.cancelled",
    _("Your booking on %(day)s at %(time)s is cancelled"),
    _(
        "Your booking for “%(item)s” on %(day)s at %(time)s at %(hall)s is cancelled. You may book another time at any moment."
    ),
)
register(
    "halls.tomorrow",
    _("Tomorrow at %(time)s you are expected at the hall"),
    _(
        "Tomorrow, %(day)s, at %(time)s you are expected for “%(item)s” at %(hall)s, %(address)s. Say the code %(code)s there."
    ),
)
register(
    "halls.called_off",
    _("You need not come on %(day)s at %(time)s: the service is suspended or cancelled"),
    _(
        "The service “%(item)s” is suspended or cancelled, so your booking on %(day)s at %(time)s at %(hall)s is called off. The guide says why, and which services go on with it."
    ),
)
register(
    "halls.closed_then",
    _("You need not come on %(day)s at %(time)s: the hall is closed then"),
    _(
        "%(hall)s is closed on %(day)s at %(time)s, so your booking for “%(item)s” is called off. Please choose another time; the page of the hall says when it is open."
    ),
)
