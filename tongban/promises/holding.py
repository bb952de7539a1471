"""The calendar in force, kept in memory, and the passage between a promise's row and its clock."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import asdict
from typing import Any

from tongban.promises.calendar import Calendar, Day
from tongban.promises.clocks import ClockEvent, ClockReading, ClockSpec, compute
from tongban.promises.models import CalendarDay, CalendarEdition, Promise
from tongban.promises.statutes import Basis

FRESH = 10.0  # seconds after which a process asks whether the calendar changed
_held: dict[str, Any] = {"edition": None, "calendar": None, "asked": 0.0}


def calendar_in_force() -> Calendar:
    """Published years come from the latest edition; without any edition every answer is provisional."""
    if _held["calendar"] is not None and time.monotonic() - _held["asked"] < FRESH:
        return _kept()
    latest = CalendarEdition.objects.order_by("-number").first()
    _held["asked"] = time.monotonic()
    if _held["calendar"] is None or _held["edition"] != (latest and latest.pk):
        rows = CalendarDay.objects.all()
        days = {r.date: Day(r.is_workday, r.name, r.name_en, r.source, r.shifted) for r in rows}
        _held["calendar"] = Calendar(days, frozenset(latest.years if latest else ()))
        _held["edition"] = latest and latest.pk
    return _kept()


def _kept() -> Calendar:
    found = _held["calendar"]
    assert isinstance(found, Calendar)
    return found


def forget_calendar() -> None:
    _held.update(edition=None, calendar=None, asked=0.0)


def _basis(plain: dict[str, Any] | None) -> Basis | None:
    return Basis(**plain) if plain else None


def spec_to_json(spec: ClockSpec) -> dict[str, Any]:
    plain = asdict(spec)
    days = {name: getattr(spec, name) for name in ("start", "silent_from")}
    return plain | {name: day.isoformat() if day else None for name, day in days.items()}


def spec_of(promise: Promise) -> ClockSpec:
    plain = dict(promise.spec)
    for name in ("start", "silent_from"):
        plain[name] = dt.date.fromisoformat(plain[name]) if plain.get(name) else None
    plain["basis"], plain["legal_basis"] = _basis(plain["basis"]), _basis(plain["legal_basis"])
    return ClockSpec(**plain)


def event_to_json(event: ClockEvent) -> dict[str, Any]:
    return asdict(event) | {"kind": str(event.kind), "at": event.at.isoformat()}


def event_from(plain: dict[str, Any]) -> ClockEvent:
    at = plain["at"]
    moment = dt.datetime.fromisoformat(at) if "T" in at else dt.date.fromisoformat(at)
    return ClockEvent(**(plain | {"at": moment, "basis": _basis(plain["basis"])}))


def reading_of(promise: Promise) -> ClockReading:
    """The clock of a promise, computed from its events and the calendar in force."""
    return compute(spec_of(promise), [event_from(e) for e in promise.events], calendar_in_force())
