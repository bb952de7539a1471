from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tongban.outbox.api import effect, periodic
from tongban.people.assurance import beginning
from tongban.people.factors import codes
from tongban.people.factors.models import DeskSession, DoorCode
from tongban.people.privacy.delaying import end_what_is_over
from tongban.people.privacy.forgetting import forget
from tongban.people.privacy.models import Package
from tongban.people.privacy.packages import pack


@effect("people.send_code", lane="letters")
def send_code(payload: dict[str, Any], token: str) -> Callable[[], None] | None:
    """What was asked for at a door: to whom it is meant for, if there is such an account."""
    wanted = DoorCode.objects.filter(pk=payload["code"]).first()
    if wanted is None:
        return None
    sent = beginning.tell_whose_account if wanted.purpose == beginning.PURPOSE else codes.send_asked
    return lambda: sent(wanted)


@effect("people.end_sessions", lane="letters")
def end_sessions(payload: dict[str, Any], token: str) -> None:
    """Those of the desk, which were ended at the public site."""
    DeskSession.objects.filter(session_key__in=payload["digests"]).delete()


@periodic("people.end_delays", every_seconds=3600)
def end_delays() -> int:
    """What a lawful inspection held back is shown the day after its last."""
    return end_what_is_over()


@periodic("people.forget_outdated", every_seconds=3600)
def forget_outdated() -> dict[str, int]:
    """Whatever is kept for some days only, in every room."""
    return forget()


@effect("people.pack", lane="papers")
def make_package(payload: dict[str, Any], token: str) -> None:
    package = Package.objects.select_related("user").filter(pk=payload["package"], state=Package.State.ASKED).first()
    if package is not None:
        pack(package)
