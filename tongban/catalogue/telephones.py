"""Telephone numbers of a guide that nobody could dial."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tongban.kit.telephones import can_be_called


def uncallable(guide: Any) -> Iterator[tuple[str, str]]:
    """Place and text of each that could not; of a whole guide, or of one with holes, which knows no places."""
    for name in ("consult", "complain"):
        for number, channel in enumerate(getattr(guide, name)):
            if channel.way == "phone" and not can_be_called(channel.value):
                yield f"{name}[{number}].value", channel.value
    for number, place in enumerate(getattr(guide, "places", ())):
        if place.phone and not can_be_called(place.phone):
            yield f"places[{number}].phone", place.phone
