from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from tongban.audit.models import Look
from tongban.audit.queries import opening
from tongban.kit import clock
from tongban.kit.act import Actor, in_turn
from tongban.kit.subjects import Subject
from tongban.kit.writing import writing


def looked(*, subject: Subject, person_key: str, what: str, reason: str, by: Actor, **more: Any) -> Look:
    """Somebody opened a person's data inside a case; the person sees it on “who looked”.

    `more`: code, org_code, role, until, later, as `Look` has them.
    """
    look = _look(subject, person_key, what, reason, by, more)
    with writing():
        look.save(force_insert=True)
    return look


def looked_today(*, subject: Subject, person_key: str, what: str, reason: str, by: Actor, **more: Any) -> None:
    """As `looked`, for what is opened again and again: once a day for each `what` and whoever looks."""
    told = (by.actor_key, person_key, subject.subject_type, subject.subject_key, what, clock.today().isoformat())
    key = uuid.uuid5(uuid.NAMESPACE_OID, " ".join(told))
    if Look.objects.filter(pk=key).exists():
        return
    look = _look(subject, person_key, what, reason, by, {**more, "id": key})
    with writing():
        Look.objects.bulk_create([look], ignore_conflicts=True)  # the same moment in another window


def opened(*, subject: Subject, person_key: str, what: str, until: dt.datetime, by: Actor, **more: Any) -> Look:
    """As `looked`, and it stays open until then. What is open for the same reason already is one look, not two."""
    with in_turn(subject):
        found = opening(subject, by.actor_key)
        if found is not None and (found.code, found.reason) == (more.get("code", ""), more.get("reason", "")):
            return found
        reason = more.pop("reason", "")
        look = _look(subject, person_key, what, reason, by, {**more, "until": until})
        look.save(force_insert=True)
        return look


def shut(*, subject: Subject, by: Actor) -> int:
    """What this person opened here is masked again."""
    living = Look.objects.filter(by_key=by.actor_key, subject_key=subject.subject_key, until__gt=clock.now())
    with writing():
        return living.filter(subject_type=subject.subject_type).update(until=clock.now())


def _look(subject: Subject, person_key: str, what: str, reason: str, by: Actor, more: dict[str, Any]) -> Look:
    where = {"subject_type": subject.subject_type, "subject_key": subject.subject_key}
    return Look(by_key=by.actor_key, person_key=person_key, what=what, reason=reason, **where, **more)
