"""The telephone that somebody names at a window: theirs once they read back the code that was sent to it.

Until then letters about their cases go there, and nothing else: no code to sign in, none to recover the account.
"""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.utils.translation import gettext as _

from tongban.kit import clock, crypto
from tongban.kit.act import act
from tongban.kit.errors import AlreadyDone, NotAllowed
from tongban.kit.typed import half_width
from tongban.kit.writing import writing
from tongban.messages.api import send_code
from tongban.people.factors import codes
from tongban.people.models import Code, User
from tongban.people.rules import check_may
from tongban.people.signin import count_try

PURPOSE = "window_phone"
CODES = 5  # in a quarter of an hour, to one person


def check_can_prove_phone(row: User, by: Any) -> None:
    check_may(by, "cases.receive")
    if getattr(by, "pk", None) == row.pk:
        raise NotAllowed(_("Nobody settles their own identity."), cure=_("Ask a colleague."))
    if not (row.phone and row.phone_unproved):
        raise AlreadyDone(_("There is no telephone that waits for its code."))


def send_phone_code(*, user: User, by: User) -> None:
    """To the telephone that was named; the person reads it to the clerk."""
    check_can_prove_phone(user, by)
    count_try("window_phone", user.actor_key, CODES)
    plain = codes.new()
    with act(user, "people.send_phone_code", by=by, rule=check_can_prove_phone) as this:
        expires = clock.now() + dt.timedelta(minutes=codes.CODE_MINUTES)
        code = Code.objects.create(user=user, purpose=PURPOSE, digest="", expires_at=expires)
        Code.objects.filter(pk=code.pk).update(digest=_digest(code, this.subject.phone, plain))
        send_code(
            this, user=user, channel="phone", address=this.subject.phone, code=plain, minutes=codes.CODE_MINUTES
        )  # fmt: skip


def _digest(code: Code, phone: str, plain: str) -> str:
    """A code proves one telephone and no other."""
    return crypto.blind(f"code:{code.pk}:{phone}", plain)


def waiting_code(user: User) -> Code | None:
    living = Code.objects.filter(user=user, purpose=PURPOSE, used_at=None, expires_at__gt=clock.now())
    return living.order_by("-id").first()


def prove_phone(*, user: User, code: str, by: User) -> User:
    """Raises BadInput when it does not fit."""
    check_can_prove_phone(user, by)
    if not _fits(user, code):
        raise codes.does_not_fit(waiting_code(user))
    with act(user, "people.prove_phone", by=by, rule=check_can_prove_phone) as this:
        this.subject.phone_unproved = False
    return this.subject


def _fits(user: User, typed: str) -> bool:
    with writing():
        latest = waiting_code(user)
        if latest is None or not codes.counted(Code.objects.filter(pk=latest.pk)):
            return False
        if not secrets.compare_digest(latest.digest, _digest(latest, user.phone, half_width(typed))):
            return False
        return bool(Code.objects.filter(pk=latest.pk, used_at=None).update(used_at=clock.now()))
