"""Which page a place has that a guide names."""

from __future__ import annotations

import time

from django.db.models import Q

from tongban.halls.models import Hall
from tongban.regions.api import ancestors_of, level_of, subtree_range

COUNTY = 3
FRESH = 60.0  # seconds
_kept: dict[str, tuple[float, dict[str, str]]] = {}


def pages_of(region_code: str) -> dict[str, str]:
    """Name → address of the page, of the places of a division and of those above. One query a minute and process, so
    that printing thousands of guides asks a handful of times; whoever renames a place has the guides printed again.
    """
    known = _kept.get(region_code)
    if known is not None and time.monotonic() - known[0] < FRESH:
        return known[1]
    if len(_kept) > 500:
        _kept.clear()
    rows = Hall.objects.filter(_near(region_code)).order_by("region_code")
    found = {name: f"/halls/{key}/" for key, name in rows.values_list("pk", "name")}
    _kept[region_code] = (time.monotonic(), found)
    return found


def _near(region_code: str) -> Q:
    """What is above, and inside a county what is in its towns and villages."""
    near = Q(region_code__in=[*ancestors_of(region_code), region_code])
    if level_of(region_code) >= COUNTY:
        low, high = subtree_range(region_code)
        near |= Q(region_code__gte=low, region_code__lt=high)
    return near


def forget_pages() -> None:
    _kept.clear()
