"""What the page of a case shows an official: form, record, papers, guide and materials, the clock, the buttons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tongban.cases import looking, protection, steps
from tongban.cases.clocks import clock_title, limit_of
from tongban.cases.models import Case, MaterialCheck
from tongban.cases.offers import Offer, offers
from tongban.cases.queries import others, record_of, with_everything
from tongban.cases.queue import beside
from tongban.cases.rules import can_tick, check_can_see, works_on
from tongban.cases.states import State
from tongban.cases.story import document, told
from tongban.cases.views import official_bundle
from tongban.catalogue.api import experience
from tongban.documents.api import papers_of
from tongban.forms import api as forms
from tongban.intake import api as intake
from tongban.kit import clock
from tongban.licences import api as licences
from tongban.people.api import AuthenticatedRequest, User, may, names_of, opening_part, refusal_of
from tongban.promises import api as promises
from tongban.regions.api import division_choices_as_read as division_choices

ORDER = ("acceptance", "renewal", "decision", "delivery")


def opening_of(case: Case, user: User, form: Any = None, back: str = "") -> Any:
    """Whether the personal data of the case is open, and how it is opened."""
    refused = refusal_of(lambda: protection.check_can_open(case, user))
    return opening_part(
        case, user, url=reverse("desk_cases:open", args=[case.pk]), works=works_on(case, user),
        refused=refused, form=form, back=back,
    )  # fmt: skip


def everything(request: AuthenticatedRequest, case: Case) -> dict[str, Any]:
    """Some fifteen queries, however long the record, the materials and the comments are."""
    user = request.user
    opening = opening_of(case, user)
    opened = opening.is_open
    papers, held = list(papers_of(case)), list(promises.of(case))
    buttons, other = offers(case, user), others(case, user)
    return {
        "case": case,
        "guide": case.guide,
        "experience": experience.told(case.guide, item__versions=case.version_id, few=True),
        "limit": limit_of(case),
        "opened": opened,
        "opening": opening,
        "protects": protection.named(case),
        "queue": beside(user, case),
        "answers": answers(case, opened),
        "situation": intake.situated(case.application),
        "told_notes": intake.told_notes(case.application),
        "events": told(case, record_of(case), papers),
        "left_open": looking.explained(case),
        "papers": [document(paper) for paper in papers],
        "licence": licence_of(case),
        "others": other.of_applicant,
        "bundle": official_bundle.beside(case, user),
        "given": other.of_beneficiary,
        "comments": list(case.comments.select_related("by").order_by("id")),
        "due": due_card(case, held),
        "clocks": [
            (promise, clock_title(promise.kind)) for promise in held if promise.is_open and promise.kind == "inspectors"
        ],
        "materials": materials(case),
        "points": points(case),
        "offers": buttons,
        "own_steps": steps.mine(case, user),
        "steps": steps.of(case),
        "why_not": grouped(buttons),
        "inspectors": inspectors(case),
        "may_see_files": opened or works_on(case, user),
        "may_tick": can_tick(case, user),
        "may_comment": may(user, "cases.comment", org_code=case.org_code, region_code=case.region_code),
    }


def licence_of(case: Case) -> licences.Licence | None:
    """The licence a granted case led to; asked for only where there can be one."""
    granted = case.state in (State.GRANTED, State.DELIVERED) and case.guide.result.type == "licence"
    return licences.of(case).first() if granted else None


def answers(case: Case, opened: bool) -> list[Any]:
    """Pages with their rows, personal answers masked until they were opened."""
    if not case.guide.form:
        return []
    application, language = case.application, get_language() or "zh-hans"
    form = forms.load(case.guide.form)
    return forms.summary(
        form,
        application.answers,
        application.situation,
        language,
        mask=not opened,
        division_choices=division_choices,
        day=intake.day_of(application),
    )


@dataclass(frozen=True)
class Line:
    """A material or a point of the review beside what was ticked. `key` as `cases.tick` takes it."""

    key: str
    name: Any
    standard: Any
    basis: Any
    check: MaterialCheck | None
    need: intake.Need | None = None

    @property
    def id(self) -> str:
        return "m-" + self.key.replace(":", "-")


def materials(case: Case) -> list[Line]:
    checks = checks_of(case)
    return [
        Line(
            n.material.key, n.material.name, n.material.accept_standard, n.material.basis, checks.get(n.material.key), n
        )
        for n in intake.needs(case.application)
    ]


def points(case: Case) -> list[Line]:
    checks = checks_of(case)
    keyed = [(f"point:{point.key}", point) for point in case.guide.review_points]
    return [Line(key, point.text, None, point.basis, checks.get(key)) for key, point in keyed]


def checks_of(case: Case) -> dict[str, MaterialCheck]:
    """Read once for a page."""
    kept: dict[str, MaterialCheck] | None = getattr(case, "_checks", None)
    if kept is None:
        kept = {check.key: check for check in case.checks.all()}
        case._checks = kept  # type: ignore[attr-defined]
    return kept


def line(case: Case, key: str) -> Line | None:
    return next((one for one in [*materials(case), *points(case)] if one.key == key), None)


def due_card(case: Case, held: Iterable[promises.Promise]) -> dict[str, Any]:
    """The clock that the case shows, explaining itself."""
    open_ones = {promise.kind: promise for promise in held if promise.is_open}
    promise = next((open_ones[kind] for kind in ORDER if kind in open_ones), None)
    if promise is None:
        return {}
    reading, today = promises.reading_of(promise), clock.today()
    *why, _left = promises.explain(reading, today, get_language() or "zh-hans")
    return {
        "title": clock_title(promise.kind),
        "due": promise.due_on,
        "colour": promise.lamp(),
        "left": left(reading.left_on(today), promise),
        "why": [{"text": said} for said in why],
        "provisional": promise.provisional,
    }


def left(days: int, promise: promises.Promise) -> str:
    if promise.state == promises.State.PAUSED:
        return ngettext(
            "stands still with %(n)d working day left", "stands still with %(n)d working days left", days
        ) % {"n": days}
    if days < 0:
        return ngettext("%(n)d working day over", "%(n)d working days over", -days) % {"n": -days}
    if not days:
        return _("due today")
    return ngettext("%(n)d working day left", "%(n)d working days left", days) % {"n": days}


def grouped(buttons: Iterable[Offer]) -> list[tuple[str, list[Any]]]:
    """Reasons beside the greyed buttons, each said once for all the buttons it greys."""
    reasons: dict[str, list[Any]] = {}
    for offer in buttons:
        if not offer.allowed:
            reasons.setdefault(offer.reason, []).append(offer.label)
    return list(reasons.items())


def inspectors(case: Case) -> dict[str, Any]:
    """Who was named, where and when, and what they wrote; empty when nobody was named."""
    if not case.inspectors:
        return {}
    reports = case.findings.get("inspection", [])
    names = names_of({f"user:{key}" for key in case.inspectors} | {report["by"] for report in reports})
    return {
        "names": [names.get(f"user:{key}", "") for key in case.inspectors],
        "visit": case.findings.get("visit", {}),
        "reports": [report | {"name": names.get(report["by"], "")} for report in reports],
    }


def seen(key: Any, user: User) -> Case:
    """The case with everything its page needs, or Http404, or the rule's refusal."""
    try:
        case = with_everything(key)
    except Case.DoesNotExist as missing:
        raise Http404 from missing
    check_can_see(case, user)
    return case
