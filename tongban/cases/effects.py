from __future__ import annotations

import logging
from typing import Any

from tongban.cases import experience
from tongban.cases.actions import lapse
from tongban.cases.bundles import going_on, moving
from tongban.cases.models import Case
from tongban.cases.states import State
from tongban.intake import api as intake
from tongban.kit import clock
from tongban.outbox.api import effect, periodic

log = logging.getLogger("tongban.cases")


@effect(moving.EFFECT, lane="clock")
def look_at_bundle(payload: dict[str, Any], token: str) -> None:
    """Run again, it finds what it did and changes nothing."""
    if whole := intake.Application.objects.filter(pk=payload["bundle"]).first():
        going_on.look(whole)


@periodic("cases.experience", every_seconds=86400)
def learn() -> int:
    return len(experience.compute())


@periodic("cases.lapse", every_seconds=300)
def lapse_uncorrected() -> int:
    """Corrections whose period is over end the case, the day after its last day."""
    late = Case.objects.filter(state=State.CORRECTION, correction_due__lt=clock.today()).order_by("correction_due")
    ended = 0
    for case in late[:200]:
        try:
            lapse(case=case)
            ended += 1
        except Exception:
            log.exception("not lapsed", extra={"fields": {"case": str(case.pk)}})
    return ended
