"""What a password must be (等保三级, 8.1.4.1): length and kinds of signs by Django's validators, none of the last ones,
and for officials no older than the setting says."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.auth import password_validation
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongban.kit import clock
from tongban.kit.act import This
from tongban.people.factors.models import PasswordUsed
from tongban.people.factors.zone import check_zone
from tongban.people.models import User


class KindsValidator:
    """Small letters, capitals, digits, other signs, letters of another writing: so many kinds are asked for."""

    def __init__(self, least: int) -> None:
        self.least = least

    def validate(self, password: str, user: User | None = None) -> None:
        found = len({_kind(sign) for sign in password})
        if found < self.least:
            raise ValidationError(self._said() % {"least": self.least, "found": found})

    def get_help_text(self) -> str:
        return _("Use at least %(least)d kinds of signs: small letters, capitals, digits, others.") % {
            "least": self.least
        }

    def _said(self) -> str:
        return _(
            "The password has %(found)d kinds of signs, %(least)d are needed: small letters, capitals, digits, others "
            "(a space too)."
        )


def _kind(sign: str) -> str:
    if sign.isascii():
        return "a" if sign.islower() else "A" if sign.isupper() else "0" if sign.isdigit() else "-"
    return "字" if sign.isalpha() else "-"


def faults_of(password: str, user: User | None = None) -> list[str]:
    """Everything that keeps this password from being the new one; of nobody's account, what anybody may know."""
    try:
        password_validation.validate_password(password)
    except ValidationError as error:
        return list(error.messages)
    if user is not None and was_used(user, password):
        return [
            ngettext(
                "This password was used before; your last one may not come again.",
                "This password was used before; your last %(count)d may not come again.",
                settings.PASSWORD_HISTORY,
            )
            % {"count": settings.PASSWORD_HISTORY}
        ]
    return []


def was_used(user: User, password: str) -> bool:
    """Among the last ones, the present one included. Each look takes a twentieth of a second: never under a lock."""
    if not settings.PASSWORD_HISTORY:
        return False
    last = PasswordUsed.objects.filter(user=user).order_by("-at", "-id")[: settings.PASSWORD_HISTORY]
    kept = {row.password for row in last} | {user.password}
    return any(check_password(password, one) for one in kept)


def fault_of_own(user: User, typed: str) -> str:
    """What is wrong with the password somebody shows once more; empty if it is theirs."""
    if not user.has_usable_password():
        return _("Your account has no password yet. Set one with a code first.")
    return "" if user.check_password(typed) else _("Type the password you use now.")


def set_password(this: This[User], sealed: str) -> None:
    """Inside an act: the new one, and a line in the list of those used."""
    before, user = this.subject.password, this.subject
    check_zone(user)
    known = PasswordUsed.objects.filter(user=user)
    if before and not known.exists():  # of before there was a list
        PasswordUsed.objects.create(user=user, password=before, at=user.made_at)
    user.password = sealed
    PasswordUsed.objects.create(user=user, password=sealed)
    old = known.order_by("-at", "-id").values_list("pk", flat=True)[max(settings.PASSWORD_HISTORY, 1) :]
    PasswordUsed.objects.filter(pk__in=list(old)).delete()


def set_at(user: User) -> dt.datetime:
    last = PasswordUsed.objects.filter(user=user).order_by("-at", "-id").values_list("at", flat=True).first()
    return last or user.made_at


def days_left(user: User) -> int | None:
    """Until the password of an official is too old; None: it may become as old as it likes."""
    if not user.is_official or not settings.STAFF_PASSWORD_DAYS:
        return None
    return settings.STAFF_PASSWORD_DAYS - (clock.now() - set_at(user)).days
