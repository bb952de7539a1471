"""The source of the map, by setting: reviewed, with its number of review; without a source there is no map."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse

from tongban.halls.models import Hall


@dataclass(frozen=True)
class MapSource:
    """`tiles`: addresses of layers with {z}, {x}, {y}, the lowest layer first."""

    tiles: tuple[str, ...]
    approval: str
    attribution: str
    zooms: tuple[int, int]

    @property
    def hosts(self) -> tuple[str, ...]:
        """Schemes and hosts, for the policy of the page."""
        parts = (urlsplit(tile) for tile in self.tiles)
        return tuple(dict.fromkeys(f"{part.scheme}://{part.netloc}" for part in parts))


def map_source() -> MapSource | None:
    """None without tiles, or without the number under which the map was reviewed."""
    if not settings.MAP_TILES or not settings.MAP_APPROVAL:
        return None
    tiles = tuple(tile.replace("{key}", settings.MAP_KEY) for tile in settings.MAP_TILES)
    return MapSource(tiles, settings.MAP_APPROVAL, settings.MAP_ATTRIBUTION, settings.MAP_ZOOMS)


def map_context(halls: Iterable[Hall]) -> dict[str, Any]:
    """For `halls/part_map.html`; `map` is None where there is nothing to show."""
    source = map_source()
    if source is None or not any(hall.has_position for hall in halls):
        return {"map": None}
    given = {"tiles": source.tiles, "least": source.zooms[0], "most": source.zooms[1]}
    return {"map": source, "map_given": given}


def with_map(response: HttpResponse, context: dict[str, Any]) -> HttpResponse:
    if context.get("map"):
        response.images_from = context["map"].hosts  # type: ignore[attr-defined]
    return response


def link_to(hall: Hall) -> str:
    """Opens the map of whoever reads; "" without a position."""
    if not hall.has_position:
        return ""
    return str(settings.MAP_LINK.format(latitude=hall.latitude, longitude=hall.longitude))
