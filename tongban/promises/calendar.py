"""Working days, as a value: which days are worked, which years the State Council has published."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from tongban.kit.errors import Refused
from tongban.promises.calendar_files import Fault, read_calendar_file
from tongban.promises.calendar_seed import seed_rows
from tongban.promises.days import Day, Row, missing_festivals, years_in

__all__ = [
    "Calendar",
    "Day",
    "Fault",
    "Row",
    "missing_festivals",
    "read_calendar_file",
    "seed_rows",
    "years_in",
]

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, eq=False)
class Calendar:
    """Days that are not listed follow Monday to Friday.

    `published`: the years whose notice has been loaded; an answer that touches any other year is provisional.
    The lists of working days are made once per year and kept, so keep the calendar, not its rows.
    """

    days: Mapping[dt.date, Day] = field(default_factory=dict)
    published: frozenset[int] = frozenset()
    _lists: dict[int, tuple[int, ...]] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def of(cls, rows: Iterable[Row], published: Iterable[int] | None = None) -> Calendar:
        """From rows; the years published are those that have a row, unless they are given."""
        days = dict(rows)
        return cls(days, frozenset(years_in(days.items()) if published is None else published))

    @classmethod
    def seeded(cls) -> Calendar:
        return cls.of(seed_rows())

    def is_workday(self, day: dt.date) -> bool:
        listed = self.days.get(day)
        return listed.is_workday if listed else day.weekday() < 5

    def add_workdays(self, start: dt.date, count: int) -> dt.date:
        """The `count`-th working day after `start`, which is not counted itself; 0 gives `start` back."""
        if count < 0:
            raise ValueError(f"Found {count} working days, wanted 0 or more: a clock runs forward only.")
        if count == 0:
            return start
        year, place = start.year, bisect_right(self._of_year(start.year), start.toordinal()) + count - 1
        while place >= len(self._of_year(year)):
            place -= len(self._of_year(year))
            year += 1
        return dt.date.fromordinal(self._of_year(year)[place])

    def workdays_between(self, after: dt.date, until: dt.date) -> int:
        """Working days after `after`, up to and including `until`; 0 when `until` is not later."""
        if until <= after:
            return 0
        whole_years = sum(len(self._of_year(year)) for year in range(after.year, until.year))
        return whole_years + self._place(until) - self._place(after)

    def next_workday(self, day: dt.date) -> dt.date:
        """The first working day after this one."""
        return self.add_workdays(day, 1)

    def this_or_next_workday(self, day: dt.date) -> dt.date:
        return day if self.is_workday(day) else self.next_workday(day)

    def this_or_previous_workday(self, day: dt.date) -> dt.date:
        while not self.is_workday(day):
            day -= ONE_DAY
        return day

    def unpublished(self, first: dt.date, last: dt.date) -> tuple[int, ...]:
        """The years from `first` to `last` whose notice has not been loaded."""
        return tuple(year for year in range(first.year, last.year + 1) if year not in self.published)

    def _place(self, day: dt.date) -> int:
        return bisect_right(self._of_year(day.year), day.toordinal())

    def _of_year(self, year: int) -> tuple[int, ...]:
        """The ordinals of the working days of a year. Two threads may make it twice; they make the same."""
        if year not in self._lists:
            if year > dt.MAXYEAR:
                raise Refused(_("The limit reaches beyond the last year there is."), found=year, wanted=dt.MAXYEAR)
            self._lists[year] = tuple(day.toordinal() for day in _days_of(year) if self.is_workday(day))
        return self._lists[year]


def _days_of(year: int) -> Iterator[dt.date]:
    first, last = dt.date(year, 1, 1).toordinal(), dt.date(year, 12, 31).toordinal()
    return map(dt.date.fromordinal, range(first, last + 1))
