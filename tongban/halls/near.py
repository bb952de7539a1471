"""Places around somebody, each with how it stands now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from tongban.halls.models import Hall
from tongban.halls.opening import Standing, in_words, standing
from tongban.halls.telling import told
from tongban.kit import clock
from tongban.promises.api import calendar_in_force
from tongban.regions.api import ancestors_of, subtree_range

ABOVE_SHOWN = 30


@dataclass(frozen=True)
class Near:
    hall: Hall
    standing: Standing

    @property
    def told(self) -> str:
        return told(self.standing, clock.today())

    @property
    def today(self) -> str:
        """Its hours today, or why there are none."""
        day = self.standing.today
        return in_words(day.spans) if day else ""


def stood(halls: Iterable[Hall]) -> list[Near]:
    """Without a query, once this process holds the calendar."""
    now, calendar = clock.now(), calendar_in_force()
    return [Near(hall, standing(hall, now, calendar)) for hall in halls]


def in_use() -> QuerySet[Hall]:
    return Hall.objects.filter(Q(closed_on=None) | Q(closed_on__gt=clock.today()))


def inside(place: str, kind: str = "") -> QuerySet[Hall]:
    low, high = subtree_range(place)
    rows = in_use().filter(region_code__gte=low, region_code__lt=high)
    return rows.filter(kind=kind) if kind else rows


def above(place: str) -> list[Hall]:
    """Of the divisions above, which serve this one too; the nearest division first."""
    rows = in_use().filter(region_code__in=ancestors_of(place)).order_by("-region_code", "name")
    return list(rows[:ABOVE_SHOWN])


def near(place: str, size: int = 300) -> list[Hall]:
    """Its own places and those inside it, then those above. One query."""
    low, high = subtree_range(place)
    rows = in_use().filter(Q(region_code__gte=low, region_code__lt=high) | Q(region_code__in=ancestors_of(place)))
    found = list(rows.order_by("region_code", "name")[:size])
    serving = (hall for hall in found if hall.region_code < low)
    return [hall for hall in found if hall.region_code >= low] + sorted(
        serving, key=lambda hall: hall.region_code, reverse=True
    )
