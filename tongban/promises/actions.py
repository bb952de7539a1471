"""What happens to a promise. Each is called inside the act on its subject (`this`), under the subject's lock."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tongban.kit import clock
from tongban.kit.act import SYSTEM, This, act, locked
from tongban.kit.errors import Refused
from tongban.kit.prepared import Prepared, insert, update
from tongban.kit.subjects import Subject, find, type_of
from tongban.kit.writing import writing
from tongban.promises import announcements
from tongban.promises.clocks import ClockEvent, ClockReading, ClockSpec, EventKind, check_may_add
from tongban.promises.holding import (
    calendar_in_force,
    event_from,
    event_to_json,
    reading_of,
    spec_of,
    spec_to_json,
)
from tongban.promises.models import Promise
from tongban.promises.states import State
from tongban.promises.statutes import Basis

CHANGING = ("events", "ended_at", "state", "due_on", "yellow_on", "provisional")  # what events write; the rest stands


def make(this: This[Any], *, spec: ClockSpec, regime: str, org_code: str = "", region_code: str = "") -> Promise:
    """A promise on the subject of this act. Its kind is `spec.kind`; one open promise of a kind at a time.

    `org_code`, `region_code`: whose promise it is, where that is not the organ of the subject.
    """
    subject, kind = this.subject, type_of(this.subject.subject_type)
    promise = Promise(
        subject_type=subject.subject_type,
        subject_key=subject.subject_key,
        kind=spec.kind,
        regime=regime,
        region_code=region_code or kind.region(subject),
        org_code=org_code or kind.organisation(subject),
        label=str(kind.label(subject))[:200],
        spec=spec_to_json(spec),
        made_at=this.at,
    )
    _settle(promise)
    insert(promise)
    _tell(this, "made", promise)
    return promise


OPEN = Prepared(
    lambda: Promise.objects.filter(state__in=(State.RUNNING, State.PAUSED)), "subject_type", "subject_key", "kind"
)


def open_of(subject: Subject, kind: str) -> Promise | None:
    return OPEN.first(subject.subject_type, subject.subject_key, kind)


def needed(subject: Subject, kind: str) -> Promise:
    found = open_of(subject, kind)
    if found is None:
        raise Refused(_("No clock of this kind is open here."), found=kind)
    return found


def pause(this: This[Any], *, kind: str, basis: Basis, reason: str, document: str = "") -> Promise:
    """Only what the law names stops a clock (Article 45)."""
    return _add(this, kind, ClockEvent(EventKind.PAUSE, this.at, basis=basis, reason=reason, document=document))


def resume(this: This[Any], *, kind: str, reason: str = "") -> Promise:
    return _add(this, kind, ClockEvent(EventKind.RESUME, this.at, reason=reason))


def extend(this: This[Any], *, kind: str, days: int, basis: Basis, reason: str, document: str = "") -> Promise:
    """Once, with approval; `days` in the clock's own unit."""
    event = ClockEvent(EventKind.EXTEND, this.at, days=days, basis=basis, reason=reason, document=document)
    return _add(this, kind, event)


def keep(this: This[Any], *, kind: str) -> Promise | None:
    """What was promised has been done: kept, or broken when it came too late. None where no such clock runs."""
    return _end(this, kind, EventKind.END)


def drop(this: This[Any], *, kind: str) -> Promise | None:
    """Nobody is owed this any more: the applicant withdrew."""
    return _end(this, kind, EventKind.VOID)


def _end(this: This[Any], kind: str, how: EventKind) -> Promise | None:
    promise = open_of(this.subject, kind)
    if promise is None:
        return None
    promise.events = [*promise.events, event_to_json(ClockEvent(how, this.at))]
    promise.ended_at = this.at
    _settle(promise)
    update(promise, CHANGING)
    _tell(this, "ended", promise)
    return promise


def _add(this: This[Any], kind: str, event: ClockEvent) -> Promise:
    promise = needed(this.subject, kind)
    check_may_add(spec_of(promise), [event_from(e) for e in promise.events], event, calendar_in_force())
    promise.events = [*promise.events, event_to_json(event)]
    _settle(promise)
    update(promise, CHANGING)
    _tell(this, str(event.kind), promise)
    return promise


def _settle(promise: Promise) -> ClockReading:
    reading = reading_of(promise)
    promise.state = reading.state
    promise.due_on, promise.yellow_on = reading.due_on, reading.yellow_on
    promise.provisional = reading.provisional
    return reading


def _tell(this: This[Any], what: str, promise: Promise) -> None:
    due = promise.due_on.isoformat() if promise.due_on else None
    promises = this.notes.setdefault("promises", [])
    promises.append({"kind": promise.kind, "what": what, "state": str(promise.state), "due": due})


def recompute(promise: Promise) -> bool:
    """After a change of the calendar, as an act on its subject; True when the due date moved."""
    if not _would_move(promise):
        return False
    subject = find(promise.subject_type, promise.subject_key)
    with act(subject, "promises.recompute", by=SYSTEM) as this:
        fresh = Promise.objects.get(pk=promise.pk)
        before = str(fresh.due_on)
        if not fresh.is_open or not _would_move(fresh):  # ended, or another worker was here a moment ago
            this.nothing_happened()
            return False
        this.note(before=before)
        fresh.save()
        _tell(this, "recomputed", fresh)
        announcements.moved.announce(this=this, promise=fresh)
    return True


def _would_move(promise: Promise) -> bool:
    before = (promise.due_on, promise.yellow_on, promise.provisional)
    _settle(promise)
    return before != (promise.due_on, promise.yellow_on, promise.provisional)


def draw_from_silence(promise: Promise) -> str | None:
    """What the law makes of the silence on this promise ("deemed_accepted"…), drawn once; None when nothing.

    The subject is locked before the promise is touched: the lock order of every act.
    """
    outcome = reading_of(promise).silence(clock.today())
    if outcome is None:
        return None
    with writing():
        subject = locked(find(promise.subject_type, promise.subject_key))
        unanswered = Promise.objects.filter(pk=promise.pk, silence_answered=False)
        if not unanswered.exclude(state=State.VOID).update(silence_answered=True):
            return None
        announcements.silent.announce(subject=subject, promise=promise, outcome=outcome, by=SYSTEM)
    return outcome


def draw_overdue(subject: Subject, kind: str) -> str | None:
    """Before an act on a subject whose clock may have run out while no worker was there: the law comes first."""
    promise = open_of(subject, kind)
    return draw_from_silence(promise) if promise is not None else None
