"""The retention job: what is kept for some days only goes when they are over, and how much went is written down."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from tongban.kit import clock
from tongban.kit.holdings import Outdated, outdated
from tongban.people.privacy.models import Forgetting


def before(rule: Outdated) -> dt.datetime:
    days: int = getattr(settings, rule.setting)
    return clock.now() - dt.timedelta(days=days)


def due() -> dict[str, int]:
    """How many rows would go now, by rule."""
    return {rule.name: rule.rows(before(rule)).count() for rule in outdated()}


def forget() -> dict[str, int]:
    """Rules where something went; one run is one row of the record of runs."""
    counts = {rule.name: rule.gone(before(rule)) for rule in outdated()}
    gone = {name: count for name, count in counts.items() if count}
    if gone:
        Forgetting.objects.create(counts=gone)
    return gone
