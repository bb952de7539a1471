"""Limits in different units beside each other: whether one is longer than the other whatever the calendar holds."""

from __future__ import annotations

FESTIVAL = 9  # days of the longest one, with its weekends


def longer(one: int, unit: str, other: int, other_unit: str) -> bool:
    """Surely longer. Units: hour, day, workday, month, year; what is told without one counts in working days."""
    if (unit or "workday") == (other_unit or "workday"):
        return one > other
    return _least(one, unit) > _most(other, other_unit)


def _least(number: int, unit: str) -> float:
    """Days of the calendar."""
    return {"hour": number / 24, "day": number, "month": number * 28, "year": number * 365}.get(
        unit, max(number, number * 7 // 5 - 2)
    )


def _most(number: int, unit: str) -> float:
    weeks = number * 7 // 5 + 2
    return {"hour": number / 24, "day": number, "month": number * 31, "year": number * 366}.get(
        unit, weeks + FESTIVAL * (1 + weeks // 120)
    )
