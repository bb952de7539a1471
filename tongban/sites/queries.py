from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from tongban.people.api import reach
from tongban.regions.api import Division, Level
from tongban.sites.models import Appearance, Site
from tongban.sites.rules import KEEP


def places_of(user: Any) -> QuerySet[Division]:
    """Provinces, cities and counties that the person's posts reach, by code."""
    reached = reach(user, KEEP, org="", region="code")
    return Division.objects.filter(reached, level__lte=Level.COUNTY).order_by("code")


def sites_of(codes: list[str]) -> dict[str, Site]:
    rows = Site.objects.filter(region_code__in=codes).select_related("current")
    return {site.region_code: site for site in rows}


def history_of(site: Site) -> QuerySet[Appearance]:
    """Every version that was saved, the newest first."""
    return site.appearances.select_related("made_by", "emblem").order_by("-number")
