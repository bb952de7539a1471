"""What a node of the tree shows: its services in three kinds, and in a town or a village what is done here, what is
done for you, and what needs a trip.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tongban.catalogue.api import LISTED, Item, browsing, lists, nodes
from tongban.halls import api as halls
from tongban.portal.columns import Column, columns
from tongban.regions.api import Division, ancestors_of

FIRST = 4
SERVED = 12
TOWNSHIP, VILLAGE = 4, 5


@dataclass
class Kind:
    """One of the three kinds of services of a place, with its first ones."""

    slug: str
    name: str
    means: str
    items: int
    url: str
    first: list[Item] = field(default_factory=list)


def kind_words(slug: str) -> tuple[str, str]:
    return {
        nodes.OWN: (_("Its own services"), _("Offered by the offices of this place.")),
        nodes.INHERITED: (_("From above, for people here"), _("Offered by the county, the city or the province.")),
        nodes.ANYWHERE: (
            _("Taken at any window here"),
            _("Of the county, the city or the province, and taken at any window of its area."),
        ),
    }[slug]


def items_of(place: str) -> list[Kind]:
    """At most four queries, whatever the number of services. A kind that is empty stays, with a plain 0."""
    return [
        Kind(slug, *kind_words(slug), found.items, f"/places/{place}/items/{slug}/", nodes.first_of(found, FIRST))
        for slug, found in nodes.kinds_of(place).items()
    ]


def column_items(column: Column, place: str) -> QuerySet[Item]:
    """Of the place itself; in a town or a village also of what is above it up to the county."""
    above = [code for code in ancestors_of(place) if not code.endswith("00000000")]
    rows = Item.objects.filter(LISTED, region_code__in=[place, *above])
    if column.types:
        return rows.filter(type_code__in=column.types)
    if column.topics:
        return browsing.with_topic(rows, column.topics)
    if column.near:
        return rows.filter(pk__in=_near(place, above))
    return rows.none()


def _near(place: str, above: list[str]) -> QuerySet[Any]:
    return nodes.listed("nearby", [place, *above])


@dataclass
class Around:
    """Of a town or a village."""

    here: list[halls.Near] = field(default_factory=list)
    town: list[halls.Near] = field(default_factory=list)  # of the town, for a village
    agents: list[halls.Near] = field(default_factory=list)
    terminals: list[halls.Near] = field(default_factory=list)
    county: list[halls.Near] = field(default_factory=list)
    stations: list[halls.Near] = field(default_factory=list)  # in the villages of a town
    served: list[Item] = field(default_factory=list)
    by_agent: list[Item] = field(default_factory=list)


def around(place: Division) -> Around:
    """Three queries: the places, what is served here, what agents do. The agents of a town go to all its villages."""
    found = Around()
    town = str(place.parent_id) if place.level == VILLAGE else place.pk
    for near in halls.stood(halls.near(town)):
        _sort(found, near, place)
    found.served = _served([*found.here, *found.town, *found.terminals])
    found.by_agent = _served(found.agents)
    return found


def _sort(found: Around, near: halls.Near, place: Division) -> None:
    hall = near.hall
    if hall.kind in halls.LARGE:
        found.county.append(near)
    elif hall.kind == halls.Kind.AGENT:
        found.agents.append(near)
    elif hall.kind == halls.Kind.TERMINAL:
        found.terminals.append(near)
    elif hall.region_code == place.pk:
        found.here.append(near)
    elif hall.region_code == place.parent_id:
        found.town.append(near)
    else:
        found.stations.append(near)


def _served(places: list[halls.Near]) -> list[Item]:
    codes = {code for near in places for code in near.hall.serves_items}
    organs = {code for near in places for code in near.hall.serves_organs}
    if not codes and not organs:
        return []
    rows = Item.objects.filter(LISTED, Q(code__in=codes) | Q(org_code__in=organs))
    return list(rows.order_by("code")[:SERVED])


def online_of(county: str) -> int:
    """How many services of a county and of those above can be asked for from a telephone. One query."""
    return lists.figures(county)["online"].items


def shown_columns(place: str) -> list[tuple[Column, str]]:
    return [(column, f"/places/{place}/columns/{slug}/") for slug, column in columns().items()]
