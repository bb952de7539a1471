from __future__ import annotations

from django.db.models import QuerySet

from tongban.kit.subjects import Subject
from tongban.promises.models import Promise
from tongban.promises.states import State
from tongban.regions.api import subtree_range


def of(subject: Subject) -> QuerySet[Promise]:
    rows = Promise.objects.filter(subject_type=subject.subject_type, subject_key=subject.subject_key)
    return rows.order_by("made_at", "id")


def open_in(region_code: str) -> QuerySet[Promise]:
    """Open promises of a subtree; a prefix range on the region column."""
    low, high = subtree_range(region_code)
    open_ones = Promise.objects.filter(state__in=(State.RUNNING, State.PAUSED))
    return open_ones.filter(region_code__gte=low, region_code__lt=high)
