"""Puts a calendar into force: rows replaced by date, an edition row, and every open promise recomputed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from tongban.kit import clock
from tongban.kit.act import SYSTEM, Actor, act
from tongban.kit.models import next_value
from tongban.promises.calendar import Row
from tongban.promises.days import missing_festivals, years_in
from tongban.promises.holding import FRESH, forget_calendar
from tongban.promises.models import CalendarDay, CalendarEdition


def load_calendar(
    rows: Iterable[Row], *, source: str, years: Iterable[int] = (), by: Actor = SYSTEM
) -> CalendarEdition:
    """The days of the `years` that are published are replaced; days of other years (a notice holds some of the
    December before) are set one by one, and every other year stays. Default: the years the rows hold whole.
    """
    found: Sequence[Row] = list(rows)
    whole = set(years) or published_years(found)
    edition = CalendarEdition(source=source)
    with act(edition, "promises.load_calendar", by=by) as this:
        edition.number = next_value("calendar")  # its row is the lock: two loadings at once follow one another
        earlier = CalendarEdition.objects.order_by("-number").first()
        for year in whole:
            CalendarDay.objects.filter(date__year=year).delete()
        CalendarDay.objects.filter(pk__in=[date for date, _day in found if date.year not in whole]).delete()
        CalendarDay.objects.bulk_create(
            [
                CalendarDay(
                    date=date,
                    is_workday=day.is_workday,
                    name=day.name_zh,
                    name_en=day.name_en,
                    source=day.source,
                    shifted=day.shifted,
                )
                for date, day in found
            ],
            batch_size=500,
        )
        edition.years = sorted(whole | set(earlier.years if earlier else ()))
        this.note(years=sorted(whole), days=len(found), source=source)
        # Twice: other processes may still make promises by the old calendar until they ask for the new one.
        for moment in (None, clock.now() + dt.timedelta(seconds=2 * FRESH)):
            this.effect("promises.recompute", key="calendar", after=moment, edition=str(edition.pk))
    forget_calendar()
    return edition


def published_years(rows: Sequence[Row]) -> set[int]:
    """Years of which every statutory festival is there; else the year that has the most rows."""
    years = years_in(rows)
    whole = {year for year in years if not missing_festivals(rows, year)}
    return whole or {max(years, key=lambda year: sum(day.year == year for day, _ in rows))}
