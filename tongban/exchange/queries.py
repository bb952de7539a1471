from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from tongban.exchange.connectors import Connector, everything
from tongban.exchange.models import Line, Outcome, Request
from tongban.kit import clock

OF_WHAT = {"person": "population", "body": "legal_persons"}


def is_connected(what: str) -> bool:
    found = everything().get(OF_WHAT[what])
    return found is not None and found.is_connected


@dataclass(frozen=True)
class Standing:
    """A connector as whoever keeps the machine sees it; counts are of the last day."""

    connector: Connector
    line: Line | None
    requests: int
    failed: int
    slowest: int

    @property
    def rests(self) -> bool:
        return bool(self.line and self.line.rests_until and self.line.rests_until > clock.now())


def standings() -> list[Standing]:
    """Two queries, however many connectors and requests there are."""
    since = clock.now() - dt.timedelta(days=1)
    counted = Request.objects.filter(at__gte=since).values("connector")
    counts = counted.annotate(
        all=Count("pk"), failed=Count("pk", filter=~Q(outcome=Outcome.ANSWERED)), slowest=Max("milliseconds")
    )
    by_key: dict[str, dict[str, Any]] = {row["connector"]: dict(row) for row in counts}
    lines = Line.objects.in_bulk()
    return [_standing(one, lines.get(key), by_key.get(key)) for key, one in everything().items()]


def _standing(one: Connector, line: Line | None, counts: dict[str, Any] | None) -> Standing:
    found = counts or {"all": 0, "failed": 0, "slowest": 0}
    return Standing(one, line, found["all"], found["failed"], found["slowest"])


def requests() -> QuerySet[Request]:
    return Request.objects.all()
