from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy as _p


class Kind(models.TextChoices):
    """What a place is where one is served (R3)."""

    HALL = "hall", _p("kind of place", "Government service hall")
    SPECIAL = "special", _p("kind of place", "Specialised hall")
    CENTRE = "centre", _p("kind of place", "Township service centre")
    STATION = "station", _p("kind of place", "Village service station")
    AGENT = "agent", _p("kind of place", "Agent point")
    TERMINAL = "terminal", _p("kind of place", "Self-service terminal")


LARGE = (Kind.HALL, Kind.SPECIAL)
NEAR = (Kind.CENTRE, Kind.STATION)
"""Counters in a town or a village."""
