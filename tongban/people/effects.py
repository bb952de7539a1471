from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib.sessions.models import Session

from tongban.kit import clock
from tongban.outbox.api import effect, periodic
from tongban.people.factors import codes
from tongban.people.factors.models import DoorCode, Recourse, SignedIn
from tongban.people.models import Attempt, Registration

YEAR = 366  # days; logs are kept half a year at least (Cybersecurity Law, Article 21)


@effect("people.send_code", lane="letters")
def send_code(payload: dict[str, Any], token: str) -> Callable[[], None] | None:
    """To whom it is meant for, if an account is called so."""
    wanted = DoorCode.objects.filter(pk=payload["code"]).first()
    return (lambda: codes.send_asked(wanted)) if wanted is not None else None


@periodic("people.forget_attempts", every_seconds=3600)
def forget_attempts() -> None:
    """Counted tries, codes and sessions that ended are gone after a day, who signed in where after a year."""
    yesterday = clock.now() - dt.timedelta(days=1)
    Attempt.objects.filter(made_at__lt=yesterday).delete()
    Session.objects.filter(expire_date__lt=yesterday).delete()
    DoorCode.objects.filter(expires_at__lt=clock.now()).delete()
    Recourse.objects.filter(ends_at__lt=clock.now() - dt.timedelta(days=YEAR)).delete()
    SignedIn.objects.filter(at__lt=clock.now() - dt.timedelta(days=YEAR)).delete()
    Registration.objects.filter(expires_at__lt=clock.now()).delete()  # what a stranger typed, no longer than needed
