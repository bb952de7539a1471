"""Names that stand in two columns, Chinese and English: which of them is read now."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import get_language

from tongban.kit import clock


def in_english() -> bool:
    return (get_language() or "").startswith("en")


def as_read(chinese: str, english: str) -> str:
    """English where it is read and known, else Chinese."""
    return english if english and in_english() else chinese


def moment_in_words(moment: dt.datetime) -> str:
    """2026年11月23日 10:00, or 23 November 2026, 10:00; the time of Asia/Shanghai."""
    at = moment.astimezone(clock.ZONE)
    return f"{at.day} {at:%B %Y, %H:%M}" if in_english() else f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"
