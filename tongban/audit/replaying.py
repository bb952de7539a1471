"""Walks through the entries of a subject again and compares with its row: a state, a decision or a day that nobody's act
brought about (S12)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tongban.audit.faults import LATE, Break
from tongban.audit.models import Entry
from tongban.kit.states import WrongState
from tongban.kit.subjects import Replay, SubjectType, types

SLICE = 5000


@dataclass
class Told:
    """By the entries so far. `last`: act → when and by whom."""

    state: str
    began: dt.datetime
    last: dict[str, tuple[dt.datetime, str]] = field(default_factory=dict)


def first_fault() -> Break | None:
    for one in types().values():
        if one.replay is not None and (fault := next(_faults(one, one.replay), None)):
            return fault
    return None


def _faults(of: SubjectType, replay: Replay) -> Iterator[Break]:
    told: dict[str, Told] = {}
    for key, act, at, by in _entries(of):
        row = told.setdefault(key, Told(replay.states.first, at))
        move = act.partition(".")[2]
        if act == f"{replay.states.name}.{move}" and move in replay.states.moves:
            try:
                row.state = replay.states.target(move, row.state)
            except WrongState:
                yield Break(
                    "subject", f"{of.model.subject_type} {key}", f"{act} of “{row.state}”", "an act that leads on"
                )
                return
        row.last[act] = (at, by)
    for subject in _rows(of, replay):
        known, where = told.get(str(subject["pk"])), f"{of.model.subject_type} {subject['pk']}"
        if known is None:
            yield Break("subject", where, "no entry", "at least the one that began it")
            return
        for column, found, wanted in _compared(subject, known, replay):
            yield Break("subject", where, f"{column} {found}", f"{wanted}, as the record says")


def _entries(of: SubjectType) -> Any:
    rows = Entry.objects.filter(subject_type=of.model.subject_type).order_by("subject_key", "position")
    return rows.values_list("subject_key", "act", "at", "by_key").iterator(SLICE)


def _rows(of: SubjectType, replay: Replay) -> Any:
    columns = ["pk", "state", *replay.at, *replay.by, *filter(None, [replay.began])]
    return of.model._default_manager.values(*columns).iterator(SLICE)


def _compared(row: dict[str, Any], told: Told, replay: Replay) -> Iterator[tuple[str, Any, Any]]:
    if row["state"] != told.state:
        yield "state", row["state"], told.state
    for column, acts in replay.at.items():
        wanted = _last(told, acts)[0]
        if row[column] != wanted:
            yield column, row[column], wanted
    for column, acts in replay.by.items():
        found, wanted_by = f"user:{row[column]}" if row[column] else "", _last(told, acts)[1]
        if found != wanted_by:
            yield column, found, wanted_by
    if replay.began and abs(row[replay.began] - told.began) > LATE:
        yield replay.began, row[replay.began], told.began


def _last(told: Told, acts: tuple[str, ...]) -> tuple[dt.datetime | None, str]:
    return max((told.last[act] for act in acts if act in told.last), default=(None, ""))
