"""What happened to a case, in words for whoever applied: from the audit record, so nothing can be left out or added.

An official's name never appears: the organ answers for its people. What officials do among themselves (comments,
ticks, transfers, asking for an extension) is no step of the applicant's and is not shown; nor is an act that this
file does not know.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _

from tongban.audit.api import Entry
from tongban.cases.models import Case
from tongban.cases.states import State
from tongban.cases.telling import in_words
from tongban.documents.api import Paper, paper_title
from tongban.kit import clock
from tongban.people.api import number_of
from tongban.promises.api import PAUSE_KINDS, as_noted
from tongban.regions.api import organisation

Notes = Mapping[str, Any]


@dataclass(frozen=True)
class Event:
    """One line of the timeline, as `components/timeline.html` wants it. `at` is None for what is still to come.

    `state`: done, now, next, wrong (something is asked of the applicant) or paused.
    """

    act: str
    at: dt.datetime | None
    text: str
    who: str = ""
    note: str = ""
    state: str = "done"
    documents: list[dict[str, Any]] = field(default_factory=list)


def day_in_words(day: dt.date) -> str:
    """2026年3月3日, or 3 March 2026."""
    return in_words(day)["en" if _in_english() else "zh"]


def _in_english() -> bool:
    return (get_language() or "").startswith("en")


def _correction(notes: Notes) -> str:
    count = int(notes.get("count", 0))
    said = ngettext(
        "%(count)d thing has to be corrected; please hand it in by %(day)s",
        "%(count)d things have to be corrected; please hand them in by %(day)s",
        count,
    )
    return said % {"count": count, "day": day_in_words(dt.date.fromisoformat(notes["due"]))}


def _suspended(notes: Notes) -> str:
    kind = PAUSE_KINDS.get(str(notes.get("kind", "")))
    name = (kind.en if _in_english() else kind.zh) if kind else _("a special procedure")
    return _("The clock stopped for %(procedure)s, about %(days)s working days") % {
        "procedure": name,
        "days": notes.get("days", "?"),
    }


def _extended(notes: Notes) -> str:
    return _("The limit was extended by %(days)s working days, with the approval of the head of the organ") % {
        "days": notes.get("days", "?")
    }


METHODS = {
    "electronic": gettext_lazy("You received the result here"),
    "window": gettext_lazy("The result was handed over at the window"),
    "post": gettext_lazy("The result was sent by post"),
}


def _delivered(notes: Notes) -> str:
    if notes.get("who") == "other":
        return _("Somebody else received the result at the window for you")
    return str(METHODS.get(str(notes.get("method", "")), METHODS["window"]))


def _deemed(notes: Notes) -> str:
    return _("Accepted by law: five working days passed without an answer (%(article)s)") % {
        "article": as_noted(str(notes.get("article", "")))
    }


def _renewed(notes: Notes) -> str:
    return _("Renewed by law: the licence expired without an answer (%(article)s)") % {
        "article": as_noted(str(notes.get("article", "")))
    }


Words = Any | Callable[[Notes], str]
# Every act that concerns the applicant. The list is the rule: what does not stand here is not shown.
TOLD: dict[str, Words] = {
    "cases.open": gettext_lazy("Application submitted and received"),
    "cases.accept": gettext_lazy("Accepted"),
    "cases.deem_accepted": _deemed,
    "cases.ask_correction": _correction,
    "cases.supply": gettext_lazy("Corrections handed in; accepted at once"),
    "cases.add_deferred_file": gettext_lazy("A material that was allowed to follow was handed in"),
    "cases.lapse": gettext_lazy("Ended, because the corrections did not come in time"),
    "cases.refuse_acceptance": gettext_lazy("Not accepted: another organ is in charge"),
    "cases.not_required": gettext_lazy("Answered: you need not apply for this"),
    "cases.withdraw": gettext_lazy("Withdrawn, as you asked"),
    "cases.suspend": _suspended,
    "cases.resume": gettext_lazy("The procedure is over; the clock runs again"),
    "cases.extend": _extended,
    "cases.name_inspectors": gettext_lazy("Two inspectors were named for a visit"),
    "cases.inspect": gettext_lazy("An inspector wrote the report on the visit"),
    "cases.review": gettext_lazy("The review is finished; the decision follows"),
    "cases.decide": gettext_lazy("Granted"),
    "cases.decide_at_once": gettext_lazy("Accepted and granted on the spot"),
    "cases.refuse": gettext_lazy("Refused; the decision gives the reasons and how you can object"),
    "cases.deem_renewed": _renewed,
    "cases.deliver": _delivered,
    "promises.recompute": gettext_lazy("The calendar of working days changed; the last day was computed again"),
}
BY_LAW = {"cases.deem_accepted", "cases.deem_renewed", "cases.lapse"}


def _said(entry: Entry) -> str:
    words = TOLD[entry.act]
    return str(words(entry.notes)) if isinstance(words, _FUNCTIONS) else str(words)


_FUNCTIONS = type(_deemed)


def _who(entry: Entry, case: Case) -> str:
    """“You”, the organ, or the law; never an official by name."""
    if (mandate := entry.notes.get("acting_for")) and not case.enterprise_id:
        return _("Your agent, under mandate %(number)s") % {"number": number_of(mandate)}
    if entry.by_key == f"user:{case.user_id}":
        return _("You")
    if entry.act in BY_LAW and entry.by_key == "system":
        return pgettext("who acts", "By law")
    return organisation(case.org_code).shown_name


def _note(entry: Entry, case: Case, last_named: Entry | None) -> str:
    if entry.act == "cases.open":
        return _("Number %(number)s") % {"number": entry.notes.get("number", case.number)}
    if entry.act == "cases.name_inspectors" and entry is not last_named:
        return _("Replaced by the later notice; this one no longer counts")
    if entry.act == "cases.accept" and entry.notes.get("tolerated"):
        names = [m.name.said() for m in case.guide.materials if m.key in entry.notes["tolerated"]]
        return _("May still follow: %(names)s") % {"names": pgettext("between names", ", ").join(names)}
    return ""


def _documents(entry: Entry, papers: Mapping[str, Paper]) -> list[dict[str, Any]]:
    """The papers that the act wrote, by their numbers in the record."""
    found = [papers[row["number"]] for row in entry.notes.get("papers", []) if row.get("number") in papers]
    return [document(paper) for paper in found]


def document(paper: Paper) -> dict[str, Any]:
    """As `components/documents.html` wants it."""
    return {
        "name": f"{paper_title(paper)} {paper.number}",
        "url": reverse("documents:paper", args=[paper.pk]),
        "size": paper.file.size if paper.file else None,
        "kind": paper.kind,
    }


def _state(entry: Entry, case: Case, is_last: bool) -> str:
    if entry.act == "cases.ask_correction" and case.state == State.CORRECTION:
        return "wrong"
    if entry.act == "cases.suspend" and case.state == State.SUSPENDED:
        return "paused"
    return "now" if is_last and case.is_open else "done"


def timeline(
    case: Case, entries: Iterable[Entry], papers: Iterable[Paper] = (), *, due: dt.date | None = None
) -> list[Event]:
    """Newest first, with what comes next on top. `entries`: the record of the case, oldest first.

    `papers`: whose links the reader may open; without them the steps stand alone (progress without an account).
    `due`: the day of what comes next, as `standing.due_of` found it.
    """
    told = _without_repeats([entry for entry in entries if entry.act in TOLD])
    by_number = {paper.number: paper for paper in papers}
    last_named = next((entry for entry in reversed(told) if entry.act == "cases.name_inspectors"), None)
    events = [
        Event(
            entry.act,
            entry.at,
            _said(entry),
            _who(entry, case),
            _note(entry, case, last_named),
            _state(entry, case, entry is told[-1]),
            _documents(entry, by_number),
        )
        for entry in told
    ]
    return [*_next(case, due), *reversed(events)]


def _without_repeats(entries: list[Entry]) -> list[Entry]:
    """Two inspectors write one report each: the applicant hears of the visit once, when the last one wrote."""
    kept: list[Entry] = []
    for entry in reversed(entries):
        if entry.act == "cases.inspect" and any(later.act == "cases.inspect" for later in kept):
            continue
        kept.append(entry)
    return list(reversed(kept))


NEXT = {
    State.SUBMITTED: gettext_lazy("Accepted, or told once and completely what is missing"),
    State.CORRECTION: gettext_lazy("You hand in the corrections; then we accept at once"),
    State.IN_REVIEW: gettext_lazy("The decision, in writing"),
    State.SUSPENDED: gettext_lazy("The procedure ends, and the clock runs again"),
    State.GRANTED: gettext_lazy("You receive the decision"),
    State.REFUSED: gettext_lazy("You receive the decision"),
}


def _next(case: Case, due: dt.date | None) -> list[Event]:
    if case.state not in NEXT:
        return []
    return [Event("next", None, str(NEXT[State(case.state)]), note=_until(due), state="next")]


def _until(due: dt.date | None) -> str:
    if due is None:
        return ""
    late = clock.today() > due
    words = _("overdue; it was due by %(day)s") if late else _("by %(day)s at the latest")
    return words % {"day": day_in_words(due)}
