"""Dates, ranges and names as each language writes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def is_chinese(language: str) -> bool:
    return language.lower().startswith("zh")


def date_text(day: dt.date, language: str) -> str:
    """2026年3月3日 / 3 March 2026."""
    if is_chinese(language):
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def range_text(first: dt.date, last: dt.date, language: str) -> str:
    """2026年4月4日至6日 / 4–6 April 2026; what both ends share is written once."""
    if first == last:
        return date_text(first, language)
    if is_chinese(language):
        return f"{date_text(first, language)}至{_end_zh(first, last)}"
    return f"{_begin_en(first, last)}{date_text(last, language)}"


def _end_zh(first: dt.date, last: dt.date) -> str:
    if first.year != last.year:
        return date_text(last, "zh")
    return f"{last.day}日" if first.month == last.month else f"{last.month}月{last.day}日"


def _begin_en(first: dt.date, last: dt.date) -> str:
    if first.year != last.year:
        return f"{date_text(first, 'en')} – "
    return f"{first.day}–" if first.month == last.month else f"{first.day} {MONTHS[first.month - 1]} – "


def names_text(names: Sequence[tuple[str, str]], language: str) -> str:
    """国庆节、中秋节 / National Day and Mid-Autumn Festival."""
    if is_chinese(language):
        return "、".join(chinese for chinese, _ in names)
    *first, last = [english for _, english in names] or [""]
    return f"{', '.join(first)} and {last}" if first else last
