"""What an official owes before the desk opens: a new password when it is too old, a second step of signing in where the
installation demands one. Within the days for it there is a reminder, afterwards the door is closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import MutableMapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongban.kit import clock
from tongban.kit.errors import NotAllowed
from tongban.people.factors import passwords
from tongban.people.factors.models import Recourse
from tongban.people.factors.strength import has_factor
from tongban.people.models import User

OWES = "owes"  # in the session: what has to be done before anything else
PASSWORD, FACTOR = "password", "factor"


def let_in(user: User) -> Recourse | None:
    """The word of the administrator, as long as the person has not set a password of their own since."""
    latest = _latest_word(user)
    return latest if latest and latest.used_at is None else None


def _latest_word(user: User) -> Recourse | None:
    given = Recourse.objects.filter(user=user, how=Recourse.How.ADMINISTRATOR, stopped_at=None)
    return given.order_by("-asked_at").first()


def shows_phone(user: User) -> bool:
    """Whether the own password takes a code to the account's telephone: the administrator knows the one-day password."""
    opened = let_in(user)
    return opened is not None and not opened.by_phone and bool(user.proved_phone)


def stands_alone(user: User) -> bool:
    """Nobody else knew the password from which the own one was set, or the person showed their telephone then."""
    latest = _latest_word(user)
    return latest is None or (latest.used_at is not None and latest.by_phone)


def own_password_set(user: User, *, by_phone: bool) -> None:
    """Inside an act: from now on the person stands on their own feet."""
    given = Recourse.objects.filter(user=user, how=Recourse.How.ADMINISTRATOR, used_at=None)
    given.update(used_at=clock.now(), **({"by_phone": True} if by_phone else {}))


def days_for_a_factor(user: User) -> int | None:
    """Days left to add a second step; None: there is one, or nobody asks for it."""
    if not (user.is_official and settings.STAFF_FACTOR) or has_factor(user):
        return None
    since = user.made_at.astimezone(clock.ZONE).date()
    if settings.STAFF_FACTOR_FROM:
        since = max(since, dt.date.fromisoformat(settings.STAFF_FACTOR_FROM))
    return settings.STAFF_FACTOR_DAYS - (clock.today() - since).days


def check_may_enter(user: User) -> None:
    """Asked when the password fits and nobody is in yet."""
    opened = let_in(user)
    if opened is not None and clock.now() >= opened.ends_at:
        raise NotAllowed(
            _("The password that the administrator gave you has run out."),
            found=_("it was given more than %(hours)d hours ago") % {"hours": settings.LET_IN_HOURS},
            wanted=_("a password of your own"),
            cure=_("Ask your system administrator for a new one."),
        )
    left = days_for_a_factor(user)
    if left is not None and left < 0 and opened is None:
        raise NotAllowed(
            _("Officials sign in with a second step."),
            found=_("your account has none, and the days for adding it are over"),
            wanted=_("an app or a passkey, within %(days)d days") % {"days": settings.STAFF_FACTOR_DAYS},
            cure=_("Ask your system administrator to let you in; then add it at once."),
        )


def owed_by(user: User) -> list[str]:
    if not user.is_official:
        return []
    opened, left = let_in(user), passwords.days_left(user)
    owed = [PASSWORD] if opened or (left is not None and left <= 0) else []
    if opened and days_for_a_factor(user) is not None:
        owed.append(FACTOR)
    return owed


def write_down(session: MutableMapping[str, Any], user: User) -> None:
    """At each sign-in by a door."""
    if owed := owed_by(user):
        session[OWES] = owed


def done(session: MutableMapping[str, Any], what: str) -> None:
    if left := [one for one in session.get(OWES, []) if one != what]:
        session[OWES] = left
    else:
        session.pop(OWES, None)


def reminders(user: User) -> list[str]:
    """What an official is told at sign-in, while there is still time."""
    said: list[str] = []
    if not user.is_official:
        return said
    left = passwords.days_left(user)
    if left is not None and 0 < left <= settings.STAFF_PASSWORD_WARN_DAYS:
        said.append(
            ngettext(
                "Your password is good for %(days)d more day. Set a new one under “Sign-in and security”.",
                "Your password is good for %(days)d more days. Set a new one under “Sign-in and security”.",
                left,
            )
            % {"days": left}
        )
    days = days_for_a_factor(user)
    if days is not None:
        said.append(
            ngettext(
                "Add a second step under “Sign-in and security” within %(days)d day; without it the door closes.",
                "Add a second step under “Sign-in and security” within %(days)d days; without it the door closes.",
                max(days, 0),
            )
            % {"days": max(days, 0)}
        )
    return said
