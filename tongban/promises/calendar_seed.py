"""The calendar of the years that the package `chinesecalendar` knows (2004–2026 in its release 1.11)."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version

from chinese_calendar import constants

from tongban.promises.days import Day, Row

NAMES = {  # the package's English name: (Chinese, English)
    "New Year's Day": ("元旦", "New Year's Day"),
    "Spring Festival": ("春节", "Spring Festival"),
    "Tomb-sweeping Day": ("清明节", "Qingming"),
    "Labour Day": ("劳动节", "Labour Day"),
    "Dragon Boat Festival": ("端午节", "Dragon Boat Festival"),
    "National Day": ("国庆节", "National Day"),
    "Mid-autumn Festival": ("中秋节", "Mid-Autumn Festival"),
    "Anti-Fascist 70th Day": ("抗战胜利70周年纪念日", "the 70th anniversary of victory"),
}


def seed_rows() -> Iterator[Row]:
    """(date, Day) in order: each day of a holiday, weekends within it too, and each working weekend."""
    source = f"chinesecalendar {version('chinesecalendar')}"
    for day, name in sorted({**constants.holidays, **constants.workdays}.items()):
        chinese, english = NAMES.get(name, (name, name))
        is_workday = day in constants.workdays
        shifted = is_workday or day in constants.in_lieu_days
        yield day, Day(is_workday, chinese, english, source, shifted)
