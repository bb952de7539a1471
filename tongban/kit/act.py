"""The act: one action, one transaction, one lock, one audit entry, at most one announcement, effects by outbox.

    with act(case, "cases.accept", by=officer, rule=rules.check_can_accept) as this:
        this.subject.state = State.ACCEPTED          # the row, locked and read again
        this.note(article="§32(5)")                  # what the audit entry says; never personal data
        this.effect("documents.render", document=str(document.pk))
        this.announce(announcements.accepted, case=this.subject)

Raises whatever the rule raises; nothing of a failed act remains.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Generic, Protocol, TypeVar, runtime_checkable

from django.db.models import ForeignKey

from tongban.kit import clock
from tongban.kit.announcements import Announcement
from tongban.kit.prepared import Prepared, changed, image, insert, update
from tongban.kit.subjects import Subject
from tongban.kit.writing import on_sqlite, writing

S = TypeVar("S", bound=Subject)


@runtime_checkable
class Actor(Protocol):
    """Whoever acts: a user, or `SYSTEM`. `actor_key` goes into the record, the label onto pages."""

    @property
    def actor_key(self) -> str: ...

    @property
    def actor_label(self) -> str: ...


@dataclass(frozen=True)
class Machine:
    """The program itself, acting because a clock ran out or an effect was due."""

    actor_key: str = "system"
    actor_label: str = "system"


SYSTEM = Machine()


class Under(str):
    """The key of the mandate under which somebody acts for another (代办)."""

    def __new__(cls, key: Any) -> Under:
        return super().__new__(cls, str(key))


# Raises what forbids the act. Where it allows it on behalf of another it answers the mandate: that is what the record
# says then (`acting_for`).
Rule = Callable[[Any, Any], Under | None]


@dataclass
class Effect:
    name: str
    payload: dict[str, Any]
    key: str
    after: dt.datetime | None


@dataclass
class This(Generic[S]):
    """The act in hand."""

    subject: S
    name: str
    by: Actor
    at: dt.datetime
    notes: dict[str, Any] = field(default_factory=dict)
    effects: list[Effect] = field(default_factory=list)
    announcement: tuple[Announcement, dict[str, Any]] | None = None
    idle: bool = False
    before: dict[str, Any] | None = None

    def write(self) -> None:
        """The row as it is now. The act does so at its end; an act on a new row that others point at does so early."""
        if self.before is None:
            insert(self.subject)
        else:
            update(self.subject, changed(self.subject, self.before))
        self.before = image(self.subject)

    def nothing_happened(self) -> None:
        """It was done before: leave no second entry, no effect, no announcement."""
        self.idle = True

    def note(self, **facts: Any) -> None:
        """Facts for the audit entry: codes, keys, figures, articles. Never what identifies a person."""
        self.notes.update(facts)

    def effect(self, name: str, *, key: str = "", after: dt.datetime | None = None, **payload: Any) -> None:
        """Runs after commit, in the worker; effects of one key run in order. Default key: the subject."""
        self.effects.append(Effect(name, payload, key or f"{self.subject.subject_type}:{self.subject.pk}", after))

    def announce(self, announcement: Announcement, **facts: Any) -> None:
        assert self.announcement is None, "an act announces at most once"
        self.announcement = (announcement, facts)


# Called in each act before its entry is written; `people` says by which post somebody acted.
Witness = Callable[["This[Any]"], None]
_witnesses: list[Witness] = []


def witnessed_by(witness: Witness) -> None:
    _witnesses[:] = [witness]


# The rooms `audit` and `outbox` sit above the kit and put themselves here in AppConfig.ready.
Recorder = Callable[["This[Any]"], None]
Postman = Callable[[list[Effect]], None]
_recorders: list[Recorder] = []
_postmen: list[Postman] = []


def recorded_by(recorder: Recorder) -> None:
    _recorders[:] = [recorder]


def posted_by(postman: Postman) -> None:
    _postmen[:] = [postman]


@cache
def _locker(kind: type[S]) -> Prepared[S]:
    """No key changes, so rows that name this one are written meanwhile; a lock on the key, too, would wait for them in
    a circle."""
    rows = kind._default_manager.all()
    return Prepared(lambda: rows if on_sqlite() else rows.select_for_update(of=("self",), no_key=True), "pk")


def locked(subject: S) -> S:
    """The row as it is now, locked until the transaction ends (on SQLite the writer's lock is the lock).

    Related rows that the caller read already come along where the key is still the same.
    """
    row: S = _locker(type(subject)).get(subject.pk)
    for column in row._meta.concrete_fields:
        if isinstance(column, ForeignKey) and column.is_cached(subject):
            if getattr(row, column.attname) == getattr(subject, column.attname):
                column.set_cached_value(row, column.get_cached_value(subject))
    return row


_in_hand: ContextVar[frozenset[tuple[str, Any]]] = ContextVar("in_hand", default=frozenset())
_acting: ContextVar[tuple[str, str]] = ContextVar("acting", default=("", ""))  # who acts in the act in hand, under what


@contextmanager
def in_turn(origin: Subject) -> Iterator[None]:
    """For what is made at most once for a subject: whoever comes second waits here, and then finds it.

    Inside an act on that subject its lock is held already.
    """
    with writing():
        if (origin.subject_type, origin.pk) not in _in_hand.get():
            locked(origin)
        yield


def _inherited(by: Actor) -> str:
    """What somebody does inside an act under a mandate is done under it too."""
    who, mandate = _acting.get()
    return mandate if who == by.actor_key else ""


@contextmanager
def _acting_under(by: Actor, mandate: str) -> Iterator[None]:
    token = _acting.set((by.actor_key, str(mandate)))
    try:
        yield
    finally:
        _acting.reset(token)


@contextmanager
def act(subject: S, name: str, *, by: Actor, rule: Rule | None = None) -> Iterator[This[S]]:
    mine = (subject.subject_type, subject.pk)
    assert mine not in _in_hand.get(), f"an act on {mine} is in hand already; its row would be written twice"
    with writing():
        row = subject if subject._state.adding else locked(subject)
        under = rule(row, by) if rule is not None else None
        mandate = under if isinstance(under, Under) else _inherited(by)
        this = This(row, name, by, clock.now())
        if mandate:
            this.note(acting_for=str(mandate))
        if not row._state.adding:
            this.before = image(row)
        token = _in_hand.set(_in_hand.get() | {mine})
        try:
            with _acting_under(by, mandate):
                yield this
        finally:
            _in_hand.reset(token)
        if this.idle:
            return
        for witness in _witnesses:
            witness(this)
        for recorder in _recorders:
            recorder(this)
        this.write()
        if this.effects:
            for postman in _postmen:
                postman(this.effects)
        if this.announcement is not None:
            announcement, facts = this.announcement
            with _acting_under(by, mandate):
                announcement.announce(by=by, **facts)
