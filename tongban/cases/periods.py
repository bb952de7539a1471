from __future__ import annotations

import datetime as dt


def years_later(start: dt.date, years: int | None) -> dt.date | None:
    """The last day of a licence with a period: the day before the same day `years` later."""
    if not years:
        return None
    leap = start.month == 2 and start.day == 29
    end = dt.date(start.year + years, 3, 1) if leap else start.replace(year=start.year + years)
    return end - dt.timedelta(days=1)
