from __future__ import annotations

from django.db.models import QuerySet

from tongban.audit.models import Entry, Look
from tongban.kit import clock
from tongban.kit.prepared import Prepared
from tongban.kit.subjects import Subject


def history(subject: Subject) -> QuerySet[Entry]:
    """What happened to this subject, oldest first."""
    return Entry.objects.filter(subject_type=subject.subject_type, subject_key=subject.subject_key).order_by("position")


def last(subject: Subject, *acts: str) -> Entry | None:
    """The latest entry of the subject, or the latest of these acts."""
    rows = history(subject).order_by("-position")
    return (rows.filter(act__in=acts) if acts else rows).first()


def looks_at(person_key: str) -> QuerySet[Look]:
    """Who looked at this person's data, newest first (the person's own page)."""
    return Look.objects.filter(person_key=person_key).order_by("-at")


OPENED = Prepared(lambda: Look.objects.filter(until__isnull=False).order_by("-until"), "by_key", "subject_key")


def opening(subject: Subject, by_key: str) -> Look | None:
    """The look by which this person has the data of the subject open now."""
    found = next((look for look in OPENED.all(by_key, subject.subject_key) if _is_of(look, subject)), None)
    return found if found is not None and found.until is not None and found.until > clock.now() else None


def _is_of(look: Look, subject: Subject) -> bool:
    return look.subject_type == subject.subject_type
