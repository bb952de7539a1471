from __future__ import annotations

from typing import Any

from tongban.outbox.api import effect, periodic
from tongban.people.privacy.delaying import end_what_is_over
from tongban.people.privacy.forgetting import forget
from tongban.people.privacy.models import Package
from tongban.people.privacy.packages import pack


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
