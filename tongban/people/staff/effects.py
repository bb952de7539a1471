from __future__ import annotations

from tongban.outbox.api import periodic
from tongban.people.staff import (
    reviewing,
    wording,  # noqa: F401 - registers what letters say
)


@periodic("people.review_access", every_seconds=3600)
def review_access() -> None:
    """Each organ has its review of the quarter; whoever is late is reminded once a week."""
    reviewing.open_reviews()
    reviewing.remind()
