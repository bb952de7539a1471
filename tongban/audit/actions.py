from __future__ import annotations

from tongban.audit.models import Look
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
