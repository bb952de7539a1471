"""Which promises a case makes, by its regime and its version of the guide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongban.cases.models import NEVER, Case
from tongban.intake import api as intake
from tongban.kit import clock
from tongban.kit.act import This
from tongban.kit.errors import Refused
from tongban.promises import api as promises

# Of the clocks that may run at once, the case shows the first of these that is open.
ORDER = ("acceptance", "decision", "delivery")
# What is owed to the applicant. Naming inspectors is a day of the organ's own.
OWED = ("acceptance", "decision", "renewal", "delivery")


def clock_title(kind: str) -> str:
    titles = {
        "acceptance": pgettext("clock", "Acceptance due by"),
        "decision": pgettext("clock", "Decision due by"),
        "renewal": pgettext("clock", "Decision on the renewal due by"),
        "delivery": pgettext("clock", "Delivery due by"),
        "inspectors": pgettext("clock", "Inspectors to be named by"),
    }
    if kind.startswith("step:"):
        return pgettext("clock", "Step of the process due by")
    return titles.get(kind, pgettext("clock", "Due by"))


def limit_of(case: Case) -> Any:
    """The limit of this applicant, by the answers: `catalogue.guide.LimitFor`. They are read only where it matters."""
    return intake.limit_of(case.application) if case.guide.limits else case.guide.limit_for({})


def cited(basis: Any) -> promises.Basis | None:
    return promises.Basis(basis.law, basis.article) if basis else None


def make(this: This[Case], kind: str, start: dt.date) -> None:
    """Makes the promise of this kind if the regime knows it."""
    case = this.subject
    if promises.regime(case.regime).clock(kind) is None:
        return
    given: dict[str, Any] = {}
    if kind == "decision":
        limit = limit_of(case)
        given = {"legal_days": limit.legal_days, "promise_days": limit.promise_days, "basis": cited(limit.basis)}
    spec = promises.clock_spec(case.regime, kind, start, **given)
    show(case, promises.make(this, spec=spec, regime=case.regime))


def make_received(this: This[Case], day: dt.date) -> None:
    """What begins with the receipt: the acceptance check; in registration the decision itself."""
    for kind in ("acceptance", "decision"):
        rule = promises.regime(this.subject.regime).clock(kind)
        if rule is not None and rule.starts == "received":
            make(this, kind, day)


def make_accepted(this: This[Case], day: dt.date) -> None:
    case = this.subject
    show(case, promises.keep(this, kind="acceptance"))
    rule = promises.regime(case.regime).clock("decision")
    if rule is not None and rule.starts == "accepted":
        make(this, "decision", day)
    if case.guide.renews:
        make_renewal(this, day)
    if case.guide.inspection:
        make_inspectors(this, day)


def make_renewal(this: This[Case], day: dt.date) -> None:
    """A renewal is decided before the licence expires, or silence renews it (§50(2)): the earlier of the two limits."""
    case = this.subject
    spec = renewal_of(case, day)
    if spec is None:
        return
    promise = promises.make(this, spec=spec, regime=case.regime)
    if promise.due_on is not None and promise.due_on < case.due_on:
        case.due_on, case.yellow_on = promise.due_on, promise.yellow_on or promise.due_on


def renewal_of(case: Case, day: dt.date) -> promises.ClockSpec | None:
    """From the day of acceptance, by what the applicant wrote of the licence; None where silence renews nothing."""
    if not case.guide.renews:
        return None
    rule = promises.regime(case.regime).renewal
    typed = case.application.answers.get(case.guide.renews)
    if rule is None or not typed:
        return None
    expires_on = dt.date.fromisoformat(typed)
    found = promises.renewal(expires_on, rule.days_before, promises.calendar_in_force())
    if found.decide_by <= day:
        return None  # asked for too late: the law's answer to silence does not protect it
    return promises.ClockSpec(
        code="C8",
        start=day,
        limit=(found.decide_by - day).days,
        unit="day",
        basis=rule.silence_basis,
        kind="renewal",
        extension_days=0,
        on_silence="deemed_renewed",
        silent_from=found.renewed_on,
    )


def check_silent(case: Case, outcome: str) -> None:
    """What the law makes of silence follows from the case, told again from its own days: a row that says so is not enough.

    Raises Refused.
    """
    if outcome == "deemed_accepted":
        known = promises.regime(case.regime).clock("acceptance") is not None
        spec = promises.clock_spec(case.regime, "acceptance", _date(case.received_at)) if known else None
    else:
        spec = renewal_of(case, _date(case.accepted_at)) if case.accepted_at else None
    reading = promises.compute(spec, [], promises.calendar_in_force()) if spec else None
    if reading is None or reading.silence(clock.today()) != outcome:
        raise Refused(_("By the days of this case silence has decided nothing."), found=case.number)


def _date(moment: dt.datetime) -> dt.date:
    return moment.astimezone(clock.ZONE).date()


def make_inspectors(this: This[Case], start: dt.date) -> None:
    """Two inspectors are named within five days (§55): until then this is the day that lists go by, if it is earlier."""
    case = this.subject
    if promises.regime(case.regime).clock("inspectors") is None:
        return
    spec = promises.clock_spec(case.regime, "inspectors", start)
    promise = promises.make(this, spec=spec, regime=case.regime)
    if promise.due_on is not None and promise.due_on < case.due_on:
        case.due_on, case.yellow_on = promise.due_on, promise.yellow_on or promise.due_on


def inspectors_named(this: This[Case]) -> None:
    """The decision's own day is the next again."""
    promises.keep(this, kind="inspectors")
    show(this.subject, promises.open_of(this.subject, "decision"))


def show(case: Case, promise: promises.Promise | None) -> None:
    """Copies a promise's dates into the case's columns, by which lists are ordered."""
    if promise is None or promise.kind not in ORDER:
        return
    case.paused = promise.state == promises.State.PAUSED
    running = promise.state == promises.State.RUNNING
    case.due_on = promise.due_on if running and promise.due_on else NEVER
    case.yellow_on = promise.yellow_on if running and promise.yellow_on else NEVER


def owed_to_each(cases: Iterable[Case]) -> dict[str, promises.Promise]:
    """Key of a case → what its applicant waits for next: the earliest of the open promises made to them. One query."""
    rows = [row for row in promises.open_of_all(cases) if row.kind in OWED]
    return {row.subject_key: row for row in sorted(rows, key=_day, reverse=True)}


def owed(case: Case) -> promises.Promise | None:
    return min((row for row in promises.each_open_of(case) if row.kind in OWED), key=_day, default=None)


def owed_on(case: Case) -> dt.date | None:
    """The day of what is owed next; None when nothing is, or its clock stands still."""
    promise = owed(case)
    return promise.due_on if promise and promise.state == promises.State.RUNNING else None


def _day(promise: promises.Promise) -> dt.date:
    return promise.due_on if promise.due_on and promise.state == promises.State.RUNNING else NEVER


def stop_showing(case: Case) -> None:
    case.due_on = case.yellow_on = NEVER
    case.paused = False


def end_all(this: This[Case], *, how: str) -> None:
    """`how`: "keep" what the end fulfils, "drop" what nobody is owed any more."""
    for kind in ("acceptance", "decision", "renewal", "inspectors", "delivery"):
        (promises.keep if how == "keep" else promises.drop)(this, kind=kind)
    stop_showing(this.subject)
