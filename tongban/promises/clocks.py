"""The clock on a promise, as a pure function of what happened and of the calendar.

One rule decides every count: **a working day is used if the clock was running when that day began.** So the
day of the start is not counted, the day of a pause is used, the day of resuming is not, and a pause and
resumption on one day use that day once. A pause on the very last day is in time: when nothing remains, the
clock falls due on the day it resumes, or the next working day. What comes after the limit has run out changes
nothing and is reported as late.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from django.utils.translation import gettext_lazy as _

from tongban.kit import clock
from tongban.kit.errors import Refused
from tongban.promises.calendar import ONE_DAY, Calendar
from tongban.promises.statutes import Basis

if TYPE_CHECKING:
    from tongban.promises.lines import Line

Unit = Literal["workday", "day"]
Lamp = Literal["green", "yellow", "red", "paused", "none"]
State = Literal["running", "paused", "kept", "broken", "void"]
Silence = Literal["broken", "deemed_accepted", "deemed_renewed"]


class EventKind(StrEnum):
    """VOID ends a promise that nobody is owed any more: the applicant withdrew."""

    START = "start"
    RESTART = "restart"
    PAUSE = "pause"
    EXTEND = "extend"
    RESUME = "resume"
    END = "end"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class LampPolicy:
    """When the lamp turns yellow: `yellow_days` or `yellow_percent` of the limit left, the larger of the two.

    Common practice of 电子监察, recalled and not found in a law: a setting of the installation.
    """

    yellow_days: int = 2
    yellow_percent: int = 20

    def threshold(self, total: int) -> int:
        """Days left, the present one included, from which it is yellow; a clock never begins yellow."""
        wanted = max(self.yellow_days, total * self.yellow_percent // 100)
        return max(1, min(wanted, total - 1))


@dataclass(frozen=True, slots=True)
class ClockSpec:
    """What was promised. `limit` in `unit`s ("day": natural days); 0 means the same working day.

    `start`: the day the thing was received or accepted; None when a START event tells it.
    `legal_limit`: what the law allows, when `limit` is the shorter promise; counted along with it.
    `silent_from`: the first day on which silence means something, where that is not the day after the due date.
    `extension_days`: the longest extension the law allows; None: the law names no figure; 0: there is none.
    """

    code: str
    start: dt.date | None
    limit: int
    unit: Unit = "workday"
    basis: Basis | None = None
    kind: str = "decision"
    legal_limit: int | None = None
    legal_basis: Basis | None = None
    extension_days: int | None = None
    on_silence: Silence = "broken"
    silent_from: dt.date | None = None


@dataclass(frozen=True, slots=True)
class ClockEvent:
    """`days`: how many units an EXTEND adds. `reason`: a code of `regimes.PAUSE_KINDS`, or words."""

    kind: EventKind | str
    at: dt.date | dt.datetime
    days: int = 0
    basis: Basis | None = None
    reason: str = ""
    document: str = ""

    @property
    def day(self) -> dt.date:
        """The day in Shanghai."""
        return self._moment()[0]

    def order(self) -> tuple[object, ...]:
        """Total, so that it does not matter in which order events arrive; by time, then by kind."""
        day, time = self._moment()
        ranks = list(EventKind)
        return (
            day,
            time,
            ranks.index(EventKind(self.kind)),
            self.reason,
            self.document,
            self.days,
            repr(self.basis),
        )

    def _moment(self) -> tuple[dt.date, dt.time]:
        if isinstance(self.at, dt.datetime):
            local = self.at.astimezone(clock.ZONE) if self.at.tzinfo else self.at
            return local.date(), local.time()
        return self.at, WITHOUT_TIME.get(EventKind(self.kind), dt.time(12))


# Where on its day an event stands that tells no time: what begins or stops comes first, what ends comes last.
WITHOUT_TIME = {
    EventKind.START: dt.time.min,
    EventKind.RESTART: dt.time.min,
    EventKind.PAUSE: dt.time.min,
    EventKind.RESUME: dt.time(23, 59),
    EventKind.END: dt.time.max,
    EventKind.VOID: dt.time.max,
}


@dataclass(frozen=True, slots=True)
class Pause:
    """From the day it stopped to the day it went on (None while it lasts)."""

    began: dt.date
    ended: dt.date | None
    event: ClockEvent


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch in which the clock ran, from the day after `after` to `until`; `used` of its days counted."""

    after: dt.date
    until: dt.date
    used: int


@dataclass(frozen=True)
class ClockReading:
    """What the clock says. `used` and `remaining` stand as of the last event; see `used_on`, `left_on`.

    `due_on` is None while paused. `yellow_on`: the first day that may show yellow. `legal`: the same clock by
    the law's own limit when a shorter one was promised. `late`: events after the limit had run out.
    """

    spec: ClockSpec
    start: dt.date
    total: int
    due_on: dt.date | None
    used: int
    remaining: int
    state: State
    yellow_on: dt.date | None
    provisional_years: tuple[int, ...]
    ended_on: dt.date | None
    running_since: dt.date | None
    spans: tuple[Span, ...]
    pauses: tuple[Pause, ...]
    extension: ClockEvent | None
    late: tuple[ClockEvent, ...]
    legal: ClockReading | None
    restarted: bool
    calendar: Calendar = field(repr=False)

    @property
    def provisional(self) -> bool:
        return bool(self.provisional_years)

    @property
    def legal_due_on(self) -> dt.date | None:
        return self.legal.due_on if self.legal else self.due_on

    def is_overdue(self, today: dt.date) -> bool:
        return self.state == "running" and self.due_on is not None and today > self.due_on

    def lamp(self, today: dt.date) -> Lamp:
        if self.state in ("kept", "void"):
            return "none"
        if self.state == "broken" or self.is_overdue(today):
            return "red"
        if self.state == "paused":
            return "paused"
        return "yellow" if self.yellow_on and today >= self.yellow_on else "green"

    def used_on(self, today: dt.date) -> int:
        if self.state != "running" or self.running_since is None:
            return self.used
        return self.used + Ruler(self.spec.unit, self.calendar).count(self.running_since, today)

    def left_on(self, today: dt.date) -> int:
        """Days left after today; below zero by how many it is overdue."""
        if self.state != "running" or self.due_on is None:
            return self.remaining
        ruler, today = Ruler(self.spec.unit, self.calendar), max(today, self.start)
        return ruler.count(today, self.due_on) or -ruler.count(self.due_on, today)

    def due_if_resumed(self, today: dt.date) -> dt.date | None:
        """While paused: when it would be due if every pause ended today; else the due date as it is."""
        if self.state != "paused":
            return self.due_on
        since = max([today, *(pause.began for pause in self.pauses)])
        return Ruler(self.spec.unit, self.calendar).due(since, self.remaining)

    def silence(self, today: dt.date) -> Silence | None:
        """What the law makes of silence once the limit has run out, also when an answer came too late.

        None before that, and as long as the due date is provisional: nothing follows from days that nobody
        published. Where a shorter limit was promised, the law still speaks at its own.
        """
        if self.legal:
            return self.legal.silence(today)
        if self.state not in ("running", "broken") or self.due_on is None or self.provisional:
            return None
        if self.spec.silent_from is not None:
            return self.spec.on_silence if today >= self.spec.silent_from else None
        return self.spec.on_silence if today > self.due_on else None

    @property
    def explanation(self) -> list[Line]:
        from tongban.promises.lines import lines_of

        return lines_of(self)


@dataclass(frozen=True, slots=True)
class Ruler:
    """Counts in the clock's unit. A period in natural days that would end on a day off ends on the next
    working day (Civil Code, Article 203, recalled)."""

    unit: Unit
    calendar: Calendar

    def count(self, after: dt.date, until: dt.date) -> int:
        if self.unit == "workday":
            return self.calendar.workdays_between(after, until)
        return max(0, (until - after).days)

    def nth(self, after: dt.date, number: int) -> dt.date:
        if self.unit == "workday":
            return self.calendar.add_workdays(after, number)
        return after + number * ONE_DAY

    def due(self, after: dt.date, remaining: int) -> dt.date:
        return self.calendar.this_or_next_workday(self.nth(after, remaining))


def compute(
    spec: ClockSpec, events: Sequence[ClockEvent], calendar: Calendar, policy: LampPolicy | None = None
) -> ClockReading:
    """The reading. Raises Refused for events that contradict each other or the law: a second extension, a
    resumption of what is not paused, anything before the start or after the end."""
    if spec.unit not in ("workday", "day"):
        raise Refused(_("This unit of time can't be counted."), found=spec.unit, wanted="workday, day")
    in_order = sorted(events, key=ClockEvent.order)
    run = _Run(spec, Ruler(spec.unit, calendar), _start_of(spec, in_order))
    for day, of_the_day in groupby(in_order, key=lambda event: event.day):
        run.come_to(day)
        for event in of_the_day:
            run.take(event)
    legal = None
    if spec.legal_limit is not None and spec.legal_limit != spec.limit:
        legal = compute(_by_law(spec), events, calendar, policy)
    return run.reading(calendar, policy or LampPolicy(), legal)


def check_may_add(spec: ClockSpec, events: Sequence[ClockEvent], event: ClockEvent, calendar: Calendar) -> None:
    """For actions: Refused when the event contradicts the others, or comes too late to change anything."""
    reading = compute(spec, [*events, event], calendar)
    if event in reading.late:
        due = compute(spec, events, calendar).due_on
        raise Refused(
            _("The limit has run out; it can no longer be paused or extended."),
            found=due,
            wanted=_("an act on or before the day it is due"),
            cure=_("Decide now, and explain the delay to the applicant."),
        )


def _by_law(spec: ClockSpec) -> ClockSpec:
    assert spec.legal_limit is not None
    return replace(spec, limit=spec.legal_limit, basis=spec.legal_basis or spec.basis, legal_limit=None)


def _start_of(spec: ClockSpec, in_order: Sequence[ClockEvent]) -> dt.date:
    told = {event.day for event in in_order if event.kind == EventKind.START}
    if spec.start is not None:
        told.add(spec.start)
    if not told:
        raise Refused(_("The clock has no start."), wanted=_("the day on which the thing was received or accepted"))
    start = min(told)
    if len(told) > 1:
        raise Refused(
            _("The clock was started on two different days."),
            found=", ".join(day.isoformat() for day in sorted(told)),
            cure=_("Keep one start; a clock that begins anew is restarted."),
        )
    if in_order and in_order[0].day < start:
        raise Refused(_("This happened before the clock began."), found=in_order[0].day, wanted=start)
    return start


@dataclass
class _Run:
    """The clock while its events pass, a day at a time."""

    spec: ClockSpec
    ruler: Ruler
    start: dt.date

    def __post_init__(self) -> None:
        self.late: list[ClockEvent] = []
        self.restarted = False
        self.begin(self.start)

    def begin(self, day: dt.date) -> None:
        self.start, self.total = day, self.spec.limit
        self.running_since: dt.date | None = day
        self.used = 0
        self.spans: list[Span] = []
        self.open: list[ClockEvent] = []
        self.pauses: list[Pause] = []
        self.extension: ClockEvent | None = None
        self.ran_out_on: dt.date | None = None
        self.ended: ClockEvent | None = None

    @property
    def remaining(self) -> int:
        return max(0, self.total - self.used)

    def due(self) -> dt.date | None:
        if self.running_since is None:
            return None
        return self.ran_out_on or self.ruler.due(self.running_since, self.remaining)

    def come_to(self, day: dt.date) -> None:
        """Events of the due day itself are in time, so the limit has run out only if that day is past."""
        due = self.due()
        if self.ended is None and due is not None and due < day:
            self.ran_out_on = due

    def take(self, event: ClockEvent) -> None:
        kind = EventKind(event.kind)
        if kind == EventKind.RESTART and self.ran_out_on is None:
            self.restarted = True
            self.begin(event.day)
        elif kind != EventKind.RESTART and self.ended is not None:
            raise Refused(_("The clock has already ended."), found=event.day, wanted=self.ended.day)
        elif kind in (EventKind.END, EventKind.VOID):
            self.end(event)
        elif self.ran_out_on is not None and kind != EventKind.START:
            self.late.append(event)
        elif kind == EventKind.PAUSE:
            self.pause(event)
        elif kind == EventKind.RESUME:
            self.resume(event)
        elif kind == EventKind.EXTEND:
            self.extend(event)

    def pause(self, event: ClockEvent) -> None:
        """Procedures may overlap: the clock runs again when the last of them has ended."""
        if not self.open:
            self.close_span(event.day)
        self.open.append(event)

    def close_span(self, day: dt.date) -> None:
        assert self.running_since is not None
        used = self.ruler.count(self.running_since, day)
        self.spans.append(Span(self.running_since, day, used))
        self.used += used
        self.running_since = None

    def resume(self, event: ClockEvent) -> None:
        if not self.open:
            raise Refused(_("The clock is running; there is nothing to resume."), found=event.day, wanted="pause")
        same = [pause for pause in self.open if pause.reason == event.reason]
        paused = same[0] if same else self.open[0]
        self.open.remove(paused)
        self.pauses.append(Pause(paused.day, event.day, paused))
        if not self.open:
            self.running_since = event.day

    def extend(self, event: ClockEvent) -> None:
        if self.extension is not None:
            raise Refused(_("A limit can be extended once only."), found=f"{self.extension.day}, {event.day}", wanted=1)
        most = self.spec.extension_days
        if event.days < 1 or (most is not None and event.days > most):
            raise Refused(_("The law doesn't allow this extension."), found=event.days, wanted=_any_or(most))
        self.extension = event
        self.total += event.days

    def end(self, event: ClockEvent) -> None:
        self.ended = event

    def state(self) -> State:
        if self.ended is not None and self.ended.kind == EventKind.VOID:
            return "void"
        if self.ended is not None:
            return "broken" if self.ran_out_on else "kept"
        return "paused" if self.running_since is None else "running"

    def reading(self, calendar: Calendar, policy: LampPolicy, legal: ClockReading | None) -> ClockReading:
        due, used, since = self.due(), self.used, self.running_since
        if self.ended is not None and since is not None:
            used += self.ruler.count(since, self.ended.day)
        still = tuple(Pause(event.day, None, event) for event in self.open)
        return ClockReading(
            spec=self.spec,
            start=self.start,
            total=self.total,
            due_on=due,
            used=used,
            remaining=max(0, self.total - used),
            state=self.state(),
            yellow_on=self.yellow_on(policy, due),
            provisional_years=self.unpublished(calendar, due),
            ended_on=self.ended.day if self.ended else None,
            running_since=since,
            spans=tuple(self.spans),
            pauses=tuple(sorted([*self.pauses, *still], key=lambda pause: pause.event.order())),
            extension=self.extension,
            late=tuple(self.late),
            legal=legal,
            restarted=self.restarted,
            calendar=calendar,
        )

    def yellow_on(self, policy: LampPolicy, due: dt.date | None) -> dt.date | None:
        """The day that uses the first of the last few units, wherever a pause lies."""
        if self.total == 0:
            return due
        wanted = self.total - policy.threshold(self.total) + 1
        for span in self.spans:
            if wanted <= span.used:
                return self.ruler.nth(span.after, wanted)
            wanted -= span.used
        return self.ruler.nth(self.running_since, wanted) if self.running_since else None

    def unpublished(self, calendar: Calendar, due: dt.date | None) -> tuple[int, ...]:
        last = due or self.spans[-1].until
        if self.spec.unit == "day":
            return calendar.unpublished(last, last)
        return calendar.unpublished(min(self.start + ONE_DAY, last), last)


def _any_or(most: int | None) -> str:
    return "≥ 1" if most is None else f"1–{most}" if most else "0"


@dataclass(frozen=True, slots=True)
class Renewal:
    """Counted back from the last day of validity. `apply_by` is the holder's: natural days, not moved.

    `decide_by`: the last working day on or before the expiry. `renewed_on`: by then silence has renewed it.
    """

    apply_by: dt.date
    decide_by: dt.date
    renewed_on: dt.date
    provisional_years: tuple[int, ...]


def renewal(expires_on: dt.date, days_before: int, calendar: Calendar) -> Renewal:
    """Administrative Licensing Law, Article 50. That its 30 days are natural days is recalled."""
    decide_by = calendar.this_or_previous_workday(expires_on)
    return Renewal(
        apply_by=expires_on - days_before * ONE_DAY,
        decide_by=decide_by,
        renewed_on=expires_on + ONE_DAY,
        provisional_years=calendar.unpublished(decide_by, expires_on),
    )
