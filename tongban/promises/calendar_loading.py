"""Puts a calendar into force: rows replaced by date, an edition row, and every open promise recomputed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tongban.kit.act import Effect
from tongban.kit.writing import writing
from tongban.outbox.posting import post
from tongban.promises.calendar import Row
from tongban.promises.days import years_in
from tongban.promises.holding import forget_calendar
from tongban.promises.models import CalendarDay, CalendarEdition


def load_calendar(rows: Iterable[Row], *, source: str) -> CalendarEdition:
    """Rows of some years replace those years' days; other years stay. Loading twice changes nothing."""
    found: Sequence[Row] = list(rows)
    years = set(years_in(found))
    with writing():
        earlier = CalendarEdition.objects.order_by("-id").first()
        for year in years:
            CalendarDay.objects.filter(date__year=year).delete()
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
        known = sorted(years | set(earlier.years if earlier else ()))
        edition = CalendarEdition.objects.create(years=known, source=source)
        post([Effect("promises.recompute", {"edition": edition.pk}, "calendar", None)])
    forget_calendar()
    return edition
