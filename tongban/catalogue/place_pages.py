"""Places that guides name have pages of their own, in a later room: asked for by name while a guide is printed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tongban.catalogue.models import Item
from tongban.catalogue.publishing import SLICE, print_items
from tongban.kit.questions import Question
from tongban.regions.api import level_of, subtree_range

place_pages: Question[dict[str, str]] = Question("catalogue.place_pages", default={})
"""`region_code` → name of a place (Chinese) → address of its page."""

COUNTY = 3


def led(places: Iterable[Any], region_code: str) -> list[tuple[Any, str]]:
    """Each place of a guide with the address of its page, "" where it has none."""
    known = place_pages(region_code=region_code)
    return [(place, known.get(place.name.zh, "")) for place in places]


def print_places_of(*, region_code: str, names: set[str]) -> int:
    """The published guides near a place that name it; how many were written. Of a county and what is inside it, or of
    the place alone above that.
    """
    near = f"{region_code[:6]}000000" if level_of(region_code) >= COUNTY else region_code
    low, high = subtree_range(near) if level_of(near) >= COUNTY else (near, str(int(near) + 1))
    rows = Item.objects.filter(current__isnull=False, region_code__gte=low, region_code__lt=high)
    told = rows.values_list("pk", "current__content__places")
    naming = [str(key) for key, places in told.iterator(SLICE) if names & {one["name"]["zh"] for one in places or []}]
    return print_items(naming) if naming else 0
