from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from tongban.people.api import posts_with
from tongban.regions.api import Division, Level, subtree_range
from tongban.sites.models import Appearance, Site
from tongban.sites.rules import KEEP


def places_of(user: Any) -> QuerySet[Division]:
    """Provinces, cities and counties that the person's posts reach, by code."""
    reached = Q(pk__in=[])
    for post in posts_with(user, KEEP):
        low, high = subtree_range(post.region_code)
        reached |= Q(code__gte=low, code__lt=high)
    return Division.objects.filter(reached, level__lte=Level.COUNTY).order_by("code")


def sites_of(codes: list[str]) -> dict[str, Site]:
    rows = Site.objects.filter(region_code__in=codes).select_related("current")
    return {site.region_code: site for site in rows}


def history_of(site: Site) -> QuerySet[Appearance]:
    """Every version that was saved, the newest first."""
    return site.appearances.select_related("made_by", "emblem").order_by("-number")
