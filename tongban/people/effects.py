from __future__ import annotations

import datetime as dt

from tongban.kit import clock
from tongban.outbox.api import periodic
from tongban.people.models import Attempt, Code, Registration
from tongban.people.privacy.delaying import end_what_is_over


@periodic("people.end_delays", every_seconds=3600)
def end_delays() -> int:
    """What a lawful inspection held back is shown the day after its last."""
    return end_what_is_over()


@periodic("people.forget_attempts", every_seconds=3600)
def forget_attempts() -> None:
    """Counted tries and codes are gone after a day."""
    yesterday = clock.now() - dt.timedelta(days=1)
    Attempt.objects.filter(made_at__lt=yesterday).delete()
    Code.objects.filter(expires_at__lt=yesterday).delete()
    Registration.objects.filter(expires_at__lt=clock.now()).delete()  # what a stranger typed, no longer than needed
