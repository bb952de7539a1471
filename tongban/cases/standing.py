"""How a case stands for its applicant: one thing to do now, and by when something is owed to whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from tongban.cases.clocks import owed, owed_to_each
from tongban.cases.models import Case
from tongban.cases.states import State
from tongban.cases.steps import is_step
from tongban.kit import clock
from tongban.kit.languages import as_read, moment_in_words
from tongban.promises import api as promises
from tongban.workflow import api as workflow

TITLES = {
    "acceptance": gettext_lazy("We answer by"),
    "decision": gettext_lazy("Decision due by"),
    "renewal": gettext_lazy("Decision due by"),
    "delivery": gettext_lazy("Result due by"),
}


@dataclass(frozen=True)
class Due:
    """As `components/due_card.html` wants it."""

    title: Any
    due: dt.date | None
    colour: str
    left: str
    why: list[dict[str, str]] = field(default_factory=list)
    provisional: bool = False


def due_of(case: Case, today: dt.date | None = None) -> Due | None:
    """The clock that concerns the applicant now; their own period while a correction is waited for."""
    today = today or clock.today()
    if case.state == State.CORRECTION and case.correction_due:
        return _own_period(case, case.correction_due, today)
    promise = owed(case)
    return _of_promise(promise, today) if promise else None


@dataclass(frozen=True)
class Row:
    """A case in a list of the applicant's: `due` is the day of what comes next, `is_late` that it has passed."""

    case: Case
    due: dt.date | None
    lamp: str
    is_late: bool


def rows(cases: Iterable[Case]) -> list[Row]:
    """One query, however many there are."""
    listed = list(cases)
    promised = owed_to_each(case for case in listed if case.is_open)
    return [_row(case, promised.get(case.subject_key)) for case in listed]


def _row(case: Case, promise: promises.Promise | None) -> Row:
    if case.state == State.CORRECTION and case.correction_due:
        late = clock.today() > case.correction_due
        return Row(case, case.correction_due, "red" if late else "yellow", late)
    if promise is None:
        return Row(case, None, "none", False)
    lamp = promise.lamp()
    return Row(case, promise.due_on if lamp != "paused" else None, lamp, lamp == "red")


def _of_promise(promise: promises.Promise, today: dt.date) -> Due:
    """The last sentence says how much is left; the others say why it is that day."""
    reading = promises.reading_of(promise)
    *why, left = promises.explain(reading, today, get_language() or "zh-hans")
    return Due(
        TITLES.get(promise.kind, TITLES["decision"]),
        reading.due_on,
        reading.lamp(today),
        _capital(left),
        [{"text": _capital(line)} for line in why],
        reading.provisional,
    )


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _own_period(case: Case, due: dt.date, today: dt.date) -> Due:
    left = promises.calendar_in_force().workdays_between(today, due)
    if today > due:
        return Due(_("Hand in by"), due, "red", _("The period is over"))
    still = ngettext("%(count)d working day left", "%(count)d working days left", left) % {"count": left}
    words = _("Today is the last day") if today == due else still
    consequence = _(
        "The notice gave you until this day. When it passes without anything from you, the case ends; you can apply again."
    )
    why = [{"text": consequence}]
    return Due(_("Hand in by"), due, "yellow", words, why)


@dataclass(frozen=True)
class ToDo:
    """The one card: `kind` names the fragment that draws its button; `mood` is calm, plain or urgent."""

    kind: str
    title: str
    text: str = ""
    mood: str = "calm"


def to_do(case: Case, *, is_printed: bool = True) -> ToDo:
    """`is_printed`: whether the decision exists on paper yet; before that nothing can be received."""
    card: ToDo = CARDS[State(case.state)](case, is_printed)
    return card


def _waiting(text: Any) -> Any:
    return lambda case, printed: ToDo("nothing", _("You need not do anything now"), str(text))


def _examined(case: Case, printed: bool) -> ToDo:
    if case.tolerated:
        text = _("Your application was accepted without them. The decision waits until they are here.")
        return ToDo("follow", _("Please hand in what was allowed to follow"), text, "plain")
    if visit := coming_visit(case):
        text = _("They come to %(place)s to look at it. Please have somebody there who can show them everything.")
        title = _("Somebody has to be there on %(time)s") % {"time": visit.at_in_words}
        return ToDo("visit", title, text % {"place": visit.place}, "plain")
    card: ToDo = _waiting(shown_meanwhile(case) or EXAMINED[State(case.state)])(case, printed)
    return card


def shown_meanwhile(case: Case) -> str:
    """What the drawing tells the applicant while steps of its own are waited for. No query without such steps."""
    if not any(is_step(name) for name in case.ready):
        return ""
    shown = {"zh": "shown", "en": "shown_en"}
    waits = [task for task in workflow.run_of(case).ready if is_step(workflow.act_of(task))]
    said = [as_read(task.get(shown["zh"], ""), task.get(shown["en"], "")) for task in waits]
    return _("; ").join(dict.fromkeys(filter(None, said)))


@dataclass(frozen=True)
class Visit:
    """Of the inspectors."""

    at: dt.datetime
    place: str

    @property
    def at_in_words(self) -> str:
        return moment_in_words(self.at)


def coming_visit(case: Case) -> Visit | None:
    """As long as it has not begun and the case is being examined."""
    found = case.findings.get("visit")
    if not found or case.state != State.IN_REVIEW or "inspect" not in case.ready:
        return None
    visit = Visit(dt.datetime.fromisoformat(found["at"]), found["place"])
    return visit if visit.at > clock.now() else None


def follows_until(case: Case) -> dt.date | None:
    """容缺: the last day for what was allowed to follow, by the guide's own period of working days."""
    if not case.tolerated or case.accepted_at is None:
        return None
    day = case.accepted_at.astimezone(clock.ZONE).date()
    return promises.calendar_in_force().add_workdays(day, case.guide.tolerant or 0)


def _correct(case: Case, printed: bool) -> ToDo:
    count = len(case.correction.get("items", []))
    title = ngettext("Please correct %(count)d thing", "Please correct %(count)d things", count)
    return ToDo("correct", title % {"count": count}, mood="urgent")


def _receive(case: Case, printed: bool) -> ToDo:
    granted = case.state == State.GRANTED
    title = _("Your application is granted") if granted else _("Your application is refused")
    if not printed:
        return ToDo("wait", title, _("The decision is being signed; it can be received in a moment."), "plain")
    text = _("Receive the decision here: that counts as service, and the periods for objecting begin with it.")
    return ToDo("receive", title, text, "plain")


def _delivered(case: Case, printed: bool) -> ToDo:
    return ToDo("done", _("This case is finished"), _("The result is yours; you find it under the documents."))


def _ended(title: Any, text: Any) -> Any:
    return lambda case, printed: ToDo("ended", str(title), str(text))


EXAMINED = {
    State.IN_REVIEW: gettext_lazy(
        "Your application is being examined. On the day of the decision we send you a message."
    ),
    State.SUSPENDED: gettext_lazy(
        "A special procedure is under way; its time is not counted. When it ends, the clock goes on with what remained."
    ),
}
CARDS: dict[State, Any] = {
    State.SUBMITTED: _waiting(
        gettext_lazy("We check whether everything is there. If something is missing, we tell you once and completely.")
    ),
    State.CORRECTION: _correct,
    State.IN_REVIEW: _examined,
    State.SUSPENDED: _examined,
    State.GRANTED: _receive,
    State.REFUSED: _receive,
    State.DELIVERED: _delivered,
    State.WITHDRAWN: _ended(
        gettext_lazy("You withdrew this application"), gettext_lazy("You can apply again at any time.")
    ),
    State.TERMINATED: _ended(
        gettext_lazy("This case has ended without a decision"),
        gettext_lazy("The corrections did not reach us in time. You can apply again at any time."),
    ),
    State.NOT_ACCEPTED: _ended(
        gettext_lazy("This application was not accepted"),
        gettext_lazy("The decision names the organ in charge and how you can object."),
    ),
    State.NOT_REQUIRED: _ended(gettext_lazy("You need not apply for this"), gettext_lazy("The notice says why.")),
}
