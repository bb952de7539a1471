"""How a place stands now, in words."""

from __future__ import annotations

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tongban.halls.opening import Standing
from tongban.kit.languages import in_english


def told(standing: Standing, today: dt.date) -> str:
    """One line, such as “open now, until 17:00”."""
    if standing.ended:
        return _("This place is closed for good")
    if not standing.is_known:
        return _("Hours are not known here; please call first")
    if standing.is_open:
        return _("Open now, until %(time)s") % {"time": standing.until} if standing.until else _("Open day and night")
    if standing.opens is None:
        return _("Closed for the next weeks")
    day, time = standing.opens
    if day == today:
        return _("Closed now, opens at %(time)s today") % {"time": time}
    if day == today + dt.timedelta(days=1):
        return _("Closed now, opens tomorrow at %(time)s") % {"time": time}
    return _("Closed now, opens on %(day)s at %(time)s") % {"day": day_in_words(day), "time": time}


def day_in_words(day: dt.date) -> str:
    weekday = date_format(day, "l")
    return f"{weekday} {day.day} {day:%B}" if in_english() else f"{day.month}月{day.day}日（{weekday}）"
