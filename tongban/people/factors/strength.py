"""How strongly somebody is signed in, in the words of RFC 8176."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tongban.people.factors.models import Factor, FactorKind

PASSWORD, APP, SMS, HARDWARE, SYNCED, SEVERAL, PRESENT = "pwd", "otp", "sms", "hwk", "swk", "mfa", "user"
# One of each line is one thing that the person knows, has, or receives.
THINGS = ({PASSWORD}, {APP}, {SMS}, {HARDWARE, SYNCED})


def strength(amr: Iterable[str]) -> int:
    """0 nothing, 1 one thing, 2 two of different kinds: a passkey that asked for finger or PIN is two."""
    shown = set(amr)
    return 2 if SEVERAL in shown else min(sum(1 for things in THINGS if things & shown), 1)


def joined(first: Iterable[str], second: Iterable[str]) -> list[str]:
    """What was shown altogether; `mfa` as soon as it is of two kinds."""
    shown = set(first) | set(second)
    if sum(1 for things in THINGS if things & shown) > 1:
        shown.add(SEVERAL)
    return sorted(shown)


def factors_of(user: Any) -> list[Factor]:
    return list(Factor.objects.filter(user_id=user.pk).order_by("made_at", "id"))


def has_factor(user: Any) -> bool:
    return Factor.objects.filter(user_id=user.pk).exists()


def has_app(user: Any) -> bool:
    return Factor.objects.filter(user_id=user.pk, kind=FactorKind.TOTP).exists()
