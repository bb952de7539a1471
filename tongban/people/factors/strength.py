"""How strongly somebody is signed in, in the words of RFC 8176."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings

from tongban.kit import clock
from tongban.people.factors.models import Factor, FactorKind

NUMBER = "kba"  # the number of the document, where there is no password yet
PASSWORD, APP, SMS, HARDWARE, SYNCED, SEVERAL, PRESENT = "pwd", "otp", "sms", "hwk", "swk", "mfa", "user"
# What each rests on: something known, something held, what somebody is. Two codes are two things held: one kind.
KINDS = {
    PASSWORD: "known", "pin": "known", NUMBER: "known",
    APP: "held", SMS: "held", "tel": "held", HARDWARE: "held", SYNCED: "held", "sc": "held",
    PRESENT: "is", "face": "is", "fpt": "is", "iris": "is", "vbm": "is",
}  # fmt: skip
RECEIVED = {SMS, APP}  # a code by SMS, or (`otp` with nothing beside it) by e-mail


def strength(amr: Iterable[str]) -> int:
    """0 nothing, 1 one kind, 2 two kinds: a passkey that asked for finger or PIN is two. `mfa` is the word of a door
    that asked for a second step, or of an upper platform."""
    shown = set(amr)
    kinds = {KINDS[word] for word in shown if word in KINDS}
    return 2 if SEVERAL in shown else min(len(kinds), 2)


def joined(first: Iterable[str], second: Iterable[str]) -> list[str]:
    """What was shown altogether; `mfa` as soon as it is of two kinds."""
    shown = set(first) | set(second)
    return sorted(shown | {SEVERAL} if strength(shown) > 1 else shown)


def is_received_only(amr: Iterable[str]) -> bool:
    """Nothing but codes: whoever holds a telephone that was given to somebody else can show them."""
    shown = set(amr)
    return bool(shown) and shown <= RECEIVED


def settled_before() -> dt.datetime:
    """What was added later is no proof for recovering yet: its owner may not have read that it was added."""
    return clock.now() - dt.timedelta(hours=settings.FACTOR_PROOF_HOURS)


def factors_of(user: Any) -> list[Factor]:
    return list(Factor.objects.filter(user_id=user.pk).order_by("made_at", "id"))


def has_factor(user: Any) -> bool:
    return Factor.objects.filter(user_id=user.pk).exists()


def has_app(user: Any) -> bool:
    return Factor.objects.filter(user_id=user.pk, kind=FactorKind.TOTP).exists()
