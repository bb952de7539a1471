from __future__ import annotations

import logging

from tongban.cases.actions import lapse
from tongban.cases.models import Case
from tongban.cases.states import State
from tongban.kit import clock
from tongban.outbox.api import periodic

log = logging.getLogger("tongban.cases")


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
