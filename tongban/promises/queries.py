from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from tongban.kit.prepared import Prepared
from tongban.kit.subjects import Subject
from tongban.promises.models import Promise
from tongban.promises.states import State
from tongban.regions.api import subtree_range


def of(subject: Subject) -> QuerySet[Promise]:
    rows = Promise.objects.filter(subject_type=subject.subject_type, subject_key=subject.subject_key)
    return rows.order_by("made_at", "id")


STILL_OPEN = (State.RUNNING, State.PAUSED)
EACH = Prepared(lambda: Promise.objects.filter(state__in=STILL_OPEN), "subject_type", "subject_key")


def each_open_of(subject: Subject) -> list[Promise]:
    """Open promises of one subject, which every step that is told asks for."""
    return EACH.all(subject.subject_type, subject.subject_key)


def open_of_all(subjects: Iterable[Subject]) -> QuerySet[Promise]:
    """Open promises of many subjects of one type; one query."""
    rows = list(subjects)
    keys, types = {row.subject_key for row in rows}, {row.subject_type for row in rows}
    return Promise.objects.filter(subject_type__in=types, subject_key__in=keys, state__in=STILL_OPEN)


def open_in(region_code: str) -> QuerySet[Promise]:
    """Open promises of a subtree; a prefix range on the region column."""
    low, high = subtree_range(region_code)
    open_ones = Promise.objects.filter(state__in=STILL_OPEN)
    return open_ones.filter(region_code__gte=low, region_code__lt=high)
