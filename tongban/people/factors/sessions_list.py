"""Where a person is signed in, as the page shows it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tongban.kit import clock
from tongban.people.factors import devices
from tongban.people.factors.entering import SEEN, living
from tongban.people.models import User
from tongban.people.sessions import kept_as


@dataclass(frozen=True)
class Place:
    """`seen`: when it was last used, to the minute."""

    id: UUID
    device: str
    network: str
    since: dt.datetime
    seen: dt.datetime
    is_here: bool
    amr: list[str]


def signed_in(user: User, key: str) -> list[Place]:
    """The present one first. Two queries."""
    places = [_place(row, said, kept_as(key)) for row, said in living(user)]
    return sorted(places, key=lambda place: (not place.is_here, -place.seen.timestamp()))


def _place(row: Any, said: dict[str, Any], here: str) -> Place:
    seen = dt.datetime.fromtimestamp(said.get(SEEN, row.at.timestamp()), clock.ZONE)
    return Place(row.pk, devices.shown(row.agent), row.network, row.at, seen, row.session == here, row.amr)
