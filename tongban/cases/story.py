"""The record of a case in sentences, for officials: what was done, by whom, with which paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy as _p

from tongban.audit.api import Entry
from tongban.cases.models import Case
from tongban.cases.receiving import AUTHORITIES, EVIDENCE
from tongban.cases.timeline import day_in_words
from tongban.documents.api import Paper, paper_title
from tongban.people.api import names_of, number_of
from tongban.promises.api import PAUSE_KINDS, as_noted

SENTENCES: dict[str, Any] = {
    "cases.open": _p("record", "Application received, number %(number)s"),
    "cases.accept": _p("record", "Accepted"),
    "cases.deem_accepted": _p(
        "record", "Counted as accepted by law: nobody answered in five working days (%(article)s)"
    ),
    "cases.deem_renewed": _p(
        "record", "Counted as renewed by law: nobody answered before the licence expired (%(article)s)"
    ),
    "cases.ask_correction": _p("record", "Asked once for corrections: %(count)s, until %(due)s"),
    "cases.add_file": _p("record", "Handed in a corrected material"),
    "cases.add_deferred_file": _p("record", "Handed in a material that was allowed to follow"),
    "cases.supply": _p("record", "Supplied the corrections; accepted at once"),
    "cases.lapse": _p("record", "Ended: the corrections did not come in time"),
    "cases.refuse_acceptance": _p("record", "Not accepted: it is another organ's power"),
    "cases.not_required": _p("record", "Answered: no application is needed"),
    "cases.withdraw": _p("record", "Withdrawn by the applicant"),
    "cases.suspend": _p("record", "Clock stopped for %(kind)s, about %(days)s working days (%(article)s)"),
    "cases.resume": _p("record", "The procedure is over; the clock runs again"),
    "cases.ask_extension": _p("record", "Asked for %(days)s working days more"),
    "cases.extend": _p("record", "Extension of %(days)s working days approved (%(article)s)"),
    "cases.decline_extension": _p("record", "Extension of %(days)s working days declined"),
    "cases.transfer": _p("record", "Handed to a colleague"),
    "cases.name_inspectors": _p("record", "Two inspectors named (%(article)s)"),
    "cases.inspect": _p("record", "Inspection report %(report)s: %(result)s"),
    "cases.review": _p("record", "Review finished, proposal: %(opinion)s"),
    "cases.check": _p("record", "Second check: %(agreed)s"),
    "cases.do_step": _p("record", "Step “%(step)s” done"),
    "workflow.move_run": _p("record", "Carried over from version %(was)s of its process to version %(version)s"),
    "cases.decide": _p("record", "Granted"),
    "cases.decide_at_once": _p("record", "Accepted and granted at once"),
    "cases.refuse": _p("record", "Refused"),
    "cases.deliver": _p("record", "Result handed over: %(method)s%(received)s"),
    "cases.holder_frozen": _p("record", "The applicant's identity was frozen; whoever works on the case was told"),
    "cases.holder_thawed": _p("record", "The applicant's identity holds again; whoever works on the case was told"),
    "promises.recompute": _p("record", "The calendar of working days changed; the due date was computed again"),
}
# Small steps of the work, folded away: they would bury the story.
QUIET = frozenset({"cases.tick", "cases.comment"})
METHODS = {
    "electronic": _p("manner of service", "electronically"),
    "window": _p("manner of service", "at a window"),
    "post": _p("manner of service", "by post"),
}
OPINIONS = {"grant": _p("proposal", "grant"), "refuse": _p("proposal", "refuse")}


def told(case: Case, entries: Iterable[Entry], papers: Iterable[Paper]) -> list[dict[str, Any]]:
    """Newest first, as `components/timeline.html` draws it. One query, for the names."""
    shown = [entry for entry in entries if entry.act not in QUIET]
    names = names_of({entry.by_key for entry in shown} - {case.user.actor_key})
    names[case.user.actor_key] = _("Applicant")
    by_number = {paper.number: paper for paper in papers}
    return [_event(entry, names, by_number, now=case.is_open and entry is shown[-1]) for entry in reversed(shown)]


def _event(entry: Entry, names: dict[str, str], papers: dict[str, Paper], *, now: bool) -> dict[str, Any]:
    numbers = [paper["number"] for paper in entry.notes.get("papers", []) if isinstance(paper, dict)]
    written = [papers[number] for number in numbers if number in papers]
    return {
        "at": entry.at,
        "who": who(entry, names),
        "text": sentence(entry),
        "state": "now" if now else "paused" if entry.act == "cases.suspend" else "done",
        "documents": [document(paper) for paper in written],
    }


def who(entry: Entry, names: dict[str, str]) -> str:
    """Of whoever acted for the applicant the mandate, not the name: that opens with the personal data."""
    if mandate := entry.notes.get("acting_for"):
        return _("Agent of the applicant, mandate %(number)s") % {"number": number_of(mandate)}
    return names.get(entry.by_key) or _("the system")


def sentence(entry: Entry) -> str:
    words = SENTENCES.get(entry.act)
    return str(words) % _facts(entry.notes) if words else entry.act


def document(paper: Paper) -> dict[str, Any]:
    """A paper as `components/documents.html` shows it; its address works before the worker has printed it."""
    note = paper.number if paper.is_printed else _("%(number)s, being printed") % {"number": paper.number}
    return {"name": paper_title(paper), "url": f"/files/papers/{paper.pk}/", "note": note}


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "–"


def _facts(notes: dict[str, Any]) -> _Facts:
    read = {key: READ.get(key, str)(value) for key, value in notes.items()}
    return _Facts(read | _result(notes) | {"received": _received(notes)})


def _received(notes: dict[str, Any]) -> str:
    """Who came to the window, in words that name nobody."""
    shown = [AUTHORITIES.get(notes.get("authority", "")), EVIDENCE.get(notes.get("evidence", ""))]
    words = [str(word) for word in shown if word]
    return pgettext("what was shown", " (%(shown)s)") % {"shown": pgettext("list", ", ").join(words)} if words else ""


def _result(notes: dict[str, Any]) -> dict[str, Any]:
    if "passed" not in notes:
        return {}
    return {"result": _("as required") if notes["passed"] else _("not as required")}


def _kind(code: Any) -> str:
    kind = PAUSE_KINDS.get(str(code))
    chinese = (get_language() or "zh").startswith("zh")
    return str(code) if kind is None else kind.zh if chinese else kind.en


def _day(text: Any) -> str:
    return day_in_words(dt.date.fromisoformat(str(text))) if text else "–"


READ: dict[str, Callable[[Any], Any]] = {
    "article": lambda place: as_noted(str(place)),
    "kind": _kind,
    "due": _day,
    "method": lambda code: METHODS.get(code, code),
    "opinion": lambda code: OPINIONS.get(code, code),
    "agreed": lambda agreed: _("agreed") if agreed else _("sent back to review"),
}
