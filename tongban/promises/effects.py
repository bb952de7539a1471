"""Looks after the clocks: silence that means something, and calendars that changed. Bears a worker that slept."""

from __future__ import annotations

import logging
from typing import Any

from tongban.kit import clock
from tongban.outbox.api import effect, periodic
from tongban.promises.actions import draw_from_silence, recompute
from tongban.promises.holding import forget_calendar
from tongban.promises.models import Promise
from tongban.promises.states import State

log = logging.getLogger("tongban.promises")
SLICE = 200


@periodic("promises.silence", every_seconds=60)
def answer_silence() -> int:
    """However long the worker was down, each silence is drawn once, from the day the law says.

    Some overdue promises have no answer yet (only the shorter promise ran out, or the year is not published):
    they are looked at again each time, so the whole list is walked, slice by slice.
    """
    drawn, after = 0, None
    while True:
        overdue = Promise.objects.filter(
            state__in=(State.RUNNING, State.BROKEN), due_on__lt=clock.today(), silence_answered=False
        ).order_by("id")
        found = list((overdue.filter(id__gt=after) if after else overdue)[:SLICE])
        if not found:
            return drawn
        for promise in found:
            drawn += _answer(promise)
        after = found[-1].pk


def _answer(promise: Promise) -> bool:
    try:
        return bool(draw_from_silence(promise))
    except Exception:
        log.exception("silence not drawn", extra={"fields": {"promise": str(promise.pk)}})
        return False


@effect("promises.recompute", lane="clock-work")
def recompute_open(payload: dict[str, Any], token: str) -> None:
    """After the calendar changed: every open promise is computed again, each in an act of its own."""
    forget_calendar()  # this worker may have read the old one a second ago
    after = ""
    while True:
        rows = Promise.objects.filter(state__in=(State.RUNNING, State.PAUSED)).order_by("id")
        found = list((rows.filter(id__gt=after) if after else rows)[:SLICE])
        if not found:
            return
        for promise in found:
            recompute(promise)
        after = str(found[-1].pk)
