"""Six situations of life by which people look for a service, each with the themes that it touches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import pgettext_lazy as _p


@dataclass(frozen=True)
class Situation:
    """`icon` is a name in theme/icons.txt; `examples` are what people come for."""

    slug: str
    icon: str
    name: Any
    examples: Any
    topics: tuple[str, ...]


SITUATIONS = {
    one.slug: one
    for one in (
        Situation(
            "birth",
            "baby-carriage",
            _p("life", "Having a child"),
            _p("life", "Birth, household"),
            ("person.010", "person.020"),
        ),
        Situation(
            "school",
            "school",
            _p("life", "Going to school"),
            _p("life", "Enrolment, grants"),
            ("person.040", "enterprise.230"),
        ),
        Situation(
            "work",
            "briefcase",
            _p("life", "Finding work"),
            _p("life", "Job loss, skills"),
            ("person.060", "person.090"),
        ),
        Situation(
            "home",
            "home",
            _p("life", "Buying a home"),
            _p("life", "Title, housing fund"),
            ("person.140",),
        ),
        Situation(
            "age",
            "heart-handshake",
            _p("life", "Growing old"),
            _p("life", "Allowance, care"),
            ("person.150", "person.120", "person.280"),
        ),
        Situation(
            "shop",
            "building-store",
            _p("life", "Opening a shop"),
            _p("life", "Trade, food"),
            ("enterprise.010", "enterprise.020", "person.070", "person.080"),
        ),
    )
}
