"""Which services the same applicants ask for soon after each other."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from django.conf import settings

from tongban.catalogue.api import also_needed
from tongban.intake.models import Application
from tongban.intake.states import State
from tongban.kit import clock

LOOKED_AT = dt.timedelta(days=365)
MOST = 200
"""Applications of one applicant that are looked at: who files hundreds for others says nothing about people."""

Asked = tuple[str, dt.datetime]


def compute() -> list[str]:
    """Keys of the items whose page says something else now."""
    pairs = Counter[tuple[str, str]]()
    for applications in _by_applicant():
        pairs.update(_together(applications))
    return also_needed.keep({pair: many for pair, many in pairs.items() if many >= settings.ALSO_NEEDED_LEAST})


def _by_applicant() -> Iterator[list[Asked]]:
    """An enterprise is one applicant, whoever acts for it."""
    rows = (
        Application.objects.filter(state=State.SUBMITTED, submitted_at__gte=clock.now() - LOOKED_AT)
        .order_by("enterprise_id", "user_id", "submitted_at")
        .values_list("enterprise_id", "user_id", "version__item_id", "submitted_at")
    )
    for _applicant, found in groupby(rows.iterator(), key=lambda row: (row[0], None if row[0] else row[1])):
        yield sorted(((str(item), at) for _enterprise, _user, item, at in found if at), key=lambda one: one[1])[:MOST]


def _together(asked: list[Asked]) -> set[tuple[str, str]]:
    """Each pair once, whatever came first and how often."""
    span = dt.timedelta(days=settings.ALSO_NEEDED_DAYS)
    found = {
        (one, other)
        for at, (one, first) in enumerate(asked)
        for other, then in asked[at + 1 :]
        if one != other and then - first <= span
    }
    return found | {(other, one) for one, other in found}
