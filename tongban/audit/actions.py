from __future__ import annotations

import uuid

from tongban.audit.models import Look
from tongban.kit import clock
from tongban.kit.act import Actor
from tongban.kit.subjects import Subject
from tongban.kit.writing import writing


def looked(*, subject: Subject, person_key: str, what: str, reason: str, by: Actor) -> Look:
    """Somebody opened a person's data inside a case; the person sees it on “who looked”."""
    with writing():
        return Look.objects.create(
            by_key=by.actor_key,
            person_key=person_key,
            subject_type=subject.subject_type,
            subject_key=subject.subject_key,
            what=what,
            reason=reason,
        )


def looked_today(*, subject: Subject, person_key: str, what: str, reason: str, by: Actor) -> None:
    """As `looked`, for what is opened again and again: once a day for each `what` and whoever looks."""
    told = (by.actor_key, person_key, subject.subject_type, subject.subject_key, what, clock.today().isoformat())
    key = uuid.uuid5(uuid.NAMESPACE_OID, " ".join(told))
    if Look.objects.filter(pk=key).exists():
        return
    look = Look(id=key, by_key=by.actor_key, person_key=person_key, what=what, reason=reason)
    look.subject_type, look.subject_key = subject.subject_type, subject.subject_key
    with writing():
        Look.objects.bulk_create([look], ignore_conflicts=True)  # the same moment in another window
