"""What the cases of the last twelve months say of each item, for `catalogue.experience`. One pass over their rows."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q

from tongban.cases.models import Case
from tongban.catalogue.api import experience
from tongban.kit import clock
from tongban.promises import api as promises

LOOKED_AT = dt.timedelta(days=365)
WHOLE = 500
"""Rows whose corrections are opened at a time: they are kept sealed."""


@dataclass
class Tally:
    days: Counter[int] = field(default_factory=Counter)
    why: Counter[str] = field(default_factory=Counter)
    received: int = 0
    sent_back: int = 0

    def found(self) -> experience.Found:
        return experience.Found(
            decided=self.days.total(),
            half=within(self.days, 0.5),
            nine_in_ten=within(self.days, 0.9),
            received=self.received,
            sent_back=self.sent_back,
            why=tuple(sorted(self.why.items(), key=lambda one: (-one[1], one[0]))[: experience.SHOWN]),
        )


def within(days: Counter[int], share: float) -> int:
    """The fewest days within which at least this share lies; 0 for none."""
    wanted, so_far = share * days.total(), 0
    for number in sorted(days):
        so_far += days[number]
        if so_far >= wanted:
            return number
    return 0


def compute() -> list[str]:
    """Keys of the items whose page says something else now."""
    calendar = promises.calendar_in_force()
    tallies: dict[str, Tally] = defaultdict(Tally)
    for item, received, decided, corrected in _rows():
        tally = tallies[item]
        tally.received += 1
        if decided:
            tally.days[calendar.workdays_between(_day(received), _day(decided))] += 1
        if corrected is not None:
            tally.sent_back += 1
            tally.why.update({one["key"] for one in corrected.get("items", [])})
    return experience.keep({item: tally.found() for item, tally in tallies.items() if tally.days})


def _rows() -> Iterator[tuple[str, dt.datetime, dt.datetime | None, dict[str, Any] | None]]:
    """Item, received, decided, correction, of what was decided or ended; nothing of who applied."""
    since = clock.now() - LOOKED_AT
    ended = Case.objects.filter(Q(decided_at__gte=since) | Q(decided_at=None, ended_at__gte=since))
    for case in ended.annotate(item=F("version__item_id")).only(*COLUMNS).order_by("pk").iterator(WHOLE):
        yield str(case.item), case.received_at, case.decided_at, case.correction or None


COLUMNS = ("received_at", "decided_at", "correction", "version_id")


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(clock.ZONE).date()
