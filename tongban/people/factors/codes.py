"""Codes by telephone or letter, at a door where nobody is known yet.

Whoever asks gets the same answer from the same work: the row is written, and the worker finds out whether an account
is called so. Only then is there a code, and only its keyed digest is kept.
"""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.kit import clock, crypto
from tongban.kit.act import SYSTEM, This, act
from tongban.kit.errors import BadInput
from tongban.kit.typed import half_width
from tongban.kit.writing import writing
from tongban.messages.api import register as wording
from tongban.messages.api import send, send_code
from tongban.people.factors.models import DoorCode
from tongban.people.models import User
from tongban.people.signin import TooMany, account_for, count_try

CODE_MINUTES = 10
CODE_TRIES = 5
CODES_PER_ACCOUNT = 5  # in the minutes of a lock
SIGN_IN, RECOVER, LOST = "sign_in", "recover", "lost"
OWED = "owed"  # of an official who came in by the administrator's word
SIGN_IN_TOO, RECOVER_TOO = "sign_in2", "recover2"  # to the other channel

wording(
    "people.official_recovers",
    gettext_lazy("A new password for officials"),
    gettext_lazy(
        "Somebody asked for a code for your account. Officials get a new password from their system administrator "
        "alone. If it was not you, you need do nothing; nobody got in."
    ),
)


def ask(*, typed: str, channel: str, purpose: str) -> DoorCode:
    """Counted by the name here, alike for names of nobody, and by the account in the worker. Raises TooMany."""
    count_try(f"code_{purpose}", f"name:{half_width(typed).casefold()}", CODES_PER_ACCOUNT)
    expires = clock.now() + dt.timedelta(minutes=CODE_MINUTES)
    wanted = DoorCode(purpose=purpose, channel=channel, typed=half_width(typed), expires_at=expires)
    with act(wanted, "people.ask_code", by=SYSTEM) as this:
        this.note(purpose=purpose, channel=channel)
        this.effect("people.send_code", code=str(wanted.pk))
    return wanted


def send_asked(wanted: DoorCode) -> None:
    """In the worker. Sent once, however often this runs; to nobody where no account is meant, or too often."""
    user = _meant(wanted)
    address = address_of(user, wanted.channel) if user else ""
    if user is None or not address or not _counted_for(user, wanted):
        return
    plain = new()
    with act(wanted, "people.send_code", by=SYSTEM) as this:
        if this.subject.user_id is not None:
            this.nothing_happened()
            return
        this.subject.user = user
        this.note(purpose=wanted.purpose, channel=wanted.channel)
        if user.is_official and wanted.purpose != OWED:
            _lead_to_administrator(this, user, address)
            return
        this.subject.digest = digest_of(wanted, plain)
        send_code(this, user=user, channel=wanted.channel, address=address, code=plain, minutes=CODE_MINUTES)


def address_of(user: User, channel: str) -> str:
    """Where a code may go: to no telephone that was only named at a window."""
    return user.proved_phone if channel == "phone" else str(getattr(user, channel))


def _counted_for(user: User, wanted: DoorCode) -> bool:
    """Under whichever name it was asked for: whoever asks does not learn that two names are one person's."""
    try:
        count_try(f"code_{wanted.purpose}", user.actor_key, CODES_PER_ACCOUNT)
    except TooMany:
        return False
    return True


def _meant(wanted: DoorCode) -> User | None:
    """To sign in, a code goes to the telephone that was typed, and to no other name of the account."""
    user = account_for(wanted.typed)
    if user is None or not user.is_active:
        return None
    return user if wanted.purpose != SIGN_IN or user.phone == wanted.typed else None


def _lead_to_administrator(this: This[DoorCode], user: User, address: str) -> None:
    send(
        this, template="people.official_recovers", user=user, channel=this.subject.channel, address=address,
        language=user.language,
    )  # fmt: skip


def digest_of(wanted: DoorCode, plain: str) -> str:
    return crypto.blind(f"code:{wanted.pk}", plain)


def fitting(wanted: DoorCode | None, typed: str) -> User:
    """Whose code it is; it may still be spent. Raises BadInput in the same words whatever is wrong; five tries."""
    if wanted is None or not counted(DoorCode.objects.filter(pk=wanted.pk)):
        raise does_not_fit()
    row = DoorCode.objects.select_related("user").get(pk=wanted.pk)
    fits = secrets.compare_digest(row.digest.ljust(32), digest_of(row, half_width(typed)))
    if not fits or row.user is None or not row.user.is_active:
        raise does_not_fit(row)
    return row.user


def spend(wanted: DoorCode) -> None:
    """Raises BadInput for whoever comes second."""
    with writing():
        if not DoorCode.objects.filter(pk=wanted.pk, used_at=None).update(used_at=clock.now()):
            raise does_not_fit()


# -- of every code that is sent ----------------------------------------------------------------------------------


def new() -> str:
    return f"{secrets.randbelow(10**6):06d}"


def counted(rows: QuerySet[Any]) -> bool:
    """One try more of a row that still waits for its code. By the row as it is now, so that tries at the same instant
    are not more tries."""
    with writing():
        living = rows.filter(used_at=None, expires_at__gt=clock.now(), tries__lt=CODE_TRIES)
        return bool(living.update(tries=F("tries") + 1))


def does_not_fit(row: Any = None, field: str = "code") -> BadInput:
    """`row`: what waited for the code, its try counted; it says how many tries are left, alike for a row of nobody."""
    return BadInput(_("The code does not fit."), errors={field: [f"{_left_of(row)}{_a_new_one()}"]})


def _left_of(row: Any) -> str:
    left = 0 if row is None else CODE_TRIES - row.tries
    if left > 0 and row.used_at is None and row.expires_at > clock.now():
        said = _("The code is wrong. It bears %(left)d tries more, until %(time)s. ")
        return said % {"left": left, "time": f"{row.expires_at.astimezone(clock.ZONE):%H:%M}"}
    said = _("This code works no more: used, older than %(minutes)d minutes, or tried %(tries)d times. ")
    return said % {"minutes": CODE_MINUTES, "tries": CODE_TRIES}


def _a_new_one() -> str:
    said = _("You can ask for a new one at once, at most %(codes)d in %(minutes)d minutes.")
    return said % {"codes": CODES_PER_ACCOUNT, "minutes": settings.LOCK_MINUTES}
