from __future__ import annotations

from tongban.outbox.api import periodic
from tongban.people.mandates import ending


@periodic("people.mandates", every_seconds=3600)
def mandates() -> None:
    """Their last day counts by itself, everywhere; this writes it down and tells both, and tells them before."""
    for mandate in ending.over():
        ending.expire(mandate=mandate)
    for mandate in ending.ending_soon():
        ending.remind(mandate=mandate)
