"""What went into a due date, as data: one line per thing that moved it. `explain` puts them into words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tongban.promises.calendar import ONE_DAY
from tongban.promises.statutes import Basis

if TYPE_CHECKING:
    from tongban.promises.clocks import ClockReading, Pause

LineKind = Literal[
    "limit", "same_day", "restarted", "legal", "paused", "paused_day_counted", "paused_still", "resumed", "extended",
    "holiday", "shifted_workday",    "late", "due", "moved", "provisional", "kept", "broken", "void",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """`number` is in the unit of the clock, except for "provisional" (a year). `names`: (zh, en) pairs."""

    kind: LineKind
    on: dt.date | None = None
    until: dt.date | None = None
    number: int = 0
    unit: str = "workday"
    names: tuple[tuple[str, str], ...] = ()
    basis: Basis | None = None
    reason: str = ""
    document: str = ""


def lines_of(reading: ClockReading) -> list[Line]:
    return [*_promise(reading), *_changes(reading), *_days_off(reading), *_outcome(reading)]


def _promise(reading: ClockReading) -> Iterator[Line]:
    spec = reading.spec
    if reading.restarted:
        yield Line("restarted", on=reading.start)
    kind: LineKind = "limit" if spec.limit else "same_day"
    yield Line(kind, on=reading.start, number=spec.limit, unit=spec.unit, basis=spec.basis)
    if reading.legal:
        by_law = reading.legal.spec
        yield Line("legal", on=reading.legal.due_on, number=by_law.limit, unit=by_law.unit, basis=by_law.basis)


def _changes(reading: ClockReading) -> Iterator[Line]:
    for pause in reading.pauses:
        yield _pause(reading, pause)
        if pause.ended:
            yield Line("resumed", on=pause.ended, number=_not_counted(reading, pause), unit=reading.spec.unit)
    if event := reading.extension:
        yield Line("extended", on=event.day, number=event.days, unit=reading.spec.unit, basis=event.basis,
                   reason=event.reason, document=event.document)  # fmt: skip
    for event in reading.late:
        yield Line("late", on=event.day, reason=event.reason, document=event.document)


def _pause(reading: ClockReading, pause: Pause) -> Line:
    kind: LineKind = "paused_still"
    if pause.ended:
        kind = "paused_day_counted" if _first_day_counted(reading, pause) else "paused"
    event = pause.event
    return Line(kind, on=pause.began, until=pause.ended, number=reading.remaining, unit=reading.spec.unit,
                basis=event.basis, reason=event.reason, document=event.document)  # fmt: skip


def _not_counted(reading: ClockReading, pause: Pause) -> int:
    """Days of the clock's unit from the first that stood still to the one on which it went on."""
    assert pause.ended is not None
    after = pause.began if _first_day_counted(reading, pause) else pause.began - ONE_DAY
    return (
        reading.calendar.workdays_between(after, pause.ended)
        if reading.spec.unit == "workday"
        else (pause.ended - after).days
    )


def _first_day_counted(reading: ClockReading, pause: Pause) -> bool:
    """The day of the pause is used when the clock was running as it began, and it was a day that counts."""
    counts = reading.spec.unit == "day" or reading.calendar.is_workday(pause.began)
    return counts and any(span.after < pause.began == span.until for span in reading.spans)


def _days_off(reading: ClockReading) -> Iterator[Line]:
    """Holidays passed over and weekends counted, only where the clock ran. Plain weekends need no word."""
    if reading.spec.unit != "workday":
        return
    rest: list[dt.date] = []
    for day in _days_run(reading):
        listed = reading.calendar.days.get(day)
        if rest and (day - rest[-1] > ONE_DAY or listed is None or listed.is_workday):
            yield _holiday(reading, rest)
            rest = []
        if listed and not listed.is_workday:
            rest.append(day)
        elif listed and day.weekday() >= 5:
            yield Line("shifted_workday", on=day, names=((listed.name_zh, listed.name_en),))
    if rest:
        yield _holiday(reading, rest)


def _days_run(reading: ClockReading) -> Iterator[dt.date]:
    """Each day that began with the clock running, up to the due date or the end."""
    stretches = [(span.after, span.until) for span in reading.spans]
    last = reading.due_on
    if reading.ended_on and last:
        last = min(last, reading.ended_on)
    if reading.running_since and last:
        stretches.append((reading.running_since, last))
    for after, until in stretches:
        for number in range(1, (until - after).days + 1):
            yield after + number * ONE_DAY


def _holiday(reading: ClockReading, days: list[dt.date]) -> Line:
    listed = [reading.calendar.days[day] for day in days]
    names = dict.fromkeys((entry.name_zh, entry.name_en) for entry in listed if entry.name_zh)
    return Line("holiday", on=days[0], until=days[-1], names=tuple(names))


def _outcome(reading: ClockReading) -> Iterator[Line]:
    spec = reading.spec
    if reading.due_on:
        if moved := _moved_from(reading):
            yield Line("moved", on=moved)
        yield Line("due", on=reading.due_on)
    for year in reading.provisional_years:
        yield Line("provisional", number=year)
    if reading.ended_on and reading.state in ("kept", "broken", "void"):
        kind: LineKind = "kept" if reading.state == "kept" else "broken" if reading.state == "broken" else "void"
        yield Line(kind, on=reading.ended_on, number=reading.used, unit=spec.unit)


def _moved_from(reading: ClockReading) -> dt.date | None:
    """The last of a number of natural days, when it was a day off and the limit therefore ended later."""
    if reading.spec.unit != "day" or reading.running_since is None or reading.due_on is None:
        return None
    used_before = sum(span.used for span in reading.spans)
    last = reading.running_since + max(0, reading.total - used_before) * ONE_DAY
    return last if last != reading.due_on else None
