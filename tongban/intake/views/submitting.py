"""Looking it over once more, submitting once, and the receipt."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tongban.catalogue.api import also_needed
from tongban.documents.api import papers_of, printing_notice, qr_svg, seal_on
from tongban.forms import api as forms
from tongban.intake import actions, bundled
from tongban.intake.divisions import division_choices
from tongban.intake.models import Application
from tongban.intake.needs import counted, following, limit_of
from tongban.intake.queries import parts_of
from tongban.intake.states import State
from tongban.intake.views.handing_in import ShownNeed
from tongban.intake.views.journey import Journey, Step, Wizard, found, of_a_draft
from tongban.intake.views.situation import said
from tongban.intake.whose import matter
from tongban.kit import clock
from tongban.kit.errors import BadInput
from tongban.people.api import AuthenticatedRequest, TooLow, check_for_whom, raised_by
from tongban.promises import api as promises
from tongban.regions.api import organisation

HERE = Step("review")


@dataclass(frozen=True)
class Line:
    """One answer on the review page with the way to change it."""

    label: str
    value: str
    url: str
    drawing: str = ""


@of_a_draft
def review(request: AuthenticatedRequest, journey: Journey) -> HttpResponse:
    if request.method == "POST":
        return _submit(request, journey)
    return _show(request, journey, actions.faults(journey.application))


def _submit(request: AuthenticatedRequest, journey: Journey) -> HttpResponse:
    if "true" not in request.POST:
        return _show(request, journey, actions.faults(journey.application), unsigned=True)
    try:
        actions.submit(application=journey.application, by=request.user)
    except BadInput as error:
        return _show(request, journey, error.errors)
    except TooLow as refusal:  # the draft waits as it is
        if refusal.is_anothers:
            raise
        return redirect(raised_by(needed=refusal.needed, way_on=journey.route("review")))
    return redirect(journey.route("receipt"))


def _show(
    request: AuthenticatedRequest, journey: Journey, faults: dict[str, list[str]], *, unsigned: bool = False
) -> HttpResponse:
    context = journey.context(
        HERE,
        situation_lines=_situation_lines(journey),
        groups=_groups(journey),
        shown=[ShownNeed(need) for need in journey.needs],
        included=bundled.included(journey.application),
        materials_url=journey.route("materials"),
        faults=_faults(journey, faults),
        printing=printing_notice(_written(journey)),
        unsigned=unsigned,
    )
    return render(request, "intake/review.html", context, status=422 if request.method == "POST" else 200)


def _written(journey: Journey) -> str:
    """Whatever of the applicant's papers may print."""
    texts, waiting = [journey.application.user.name], [journey.application.answers]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            texts.append(value)
        elif isinstance(value, dict | list):
            waiting += value.values() if isinstance(value, dict) else value
    return "".join(texts)


def _situation_lines(journey: Journey) -> list[Line]:
    url = journey.route("situation")
    asked = journey.guide.asked(journey.application.situation)
    return [Line(q.text.said(), said(q, answer), f"{url}?ask={q.key}") for q, answer in asked]


def _groups(journey: Journey) -> list[tuple[str, str, list[Line]]]:
    """(title, url of the page, lines), in the order of the form; nothing is masked: it is the applicant's own."""
    if journey.form is None:
        return []
    row = journey.application
    given = forms.summary(
        journey.form, counted(row), row.situation, get_language() or "zh-hans", division_choices=division_choices
    )
    found = []
    for page, rows in given:
        url = journey.route("form", page.key)
        found.append((page.title.said(), url, [Line(r.label, r.shown, f"{url}#f-{r.key}", r.drawing) for r in rows]))
    return found


def _faults(journey: Journey, faults: dict[str, list[str]]) -> list[dict[str, str]]:
    """Each sentence with the page on which it can be mended."""
    titles = {page.key: page.title.said() for page in journey.pages}
    lines = []
    for key, sentences in faults.items():
        if key in titles:
            url = f"{journey.route('form', key)}?check=1"
        else:
            url = journey.route("materials") + "?check=1" if key == "materials" else journey.route("situation")
        names = {"situation": _("Your situation"), "materials": _("Materials")}
        name = titles.get(key) or names.get(key, "")
        lines += [{"url": url, "label": name, "text": sentence} for sentence in sentences]
    return lines


def receipt(request: AuthenticatedRequest, key: UUID, wizard: Wizard) -> HttpResponse:
    """What the applicant holds: number, code, and what happens until when. Reading it again changes nothing."""
    application = found(key, request.user)
    if wizard.is_personal:
        check_for_whom(request, matter(application))
    if application.state != State.SUBMITTED:
        return redirect(f"{wizard.namespace}:resume", key=application.pk)
    paper = papers_of(application).filter(kind="receipt").first()
    context = {
        **wizard.frame(),
        "application": application,
        "guide": application.guide,
        "paper": paper,
        "seal": seal_on(paper) if paper else "",
        "also_needed": also_needed.of(application.version.item_id),
        "progress": progress_of(application),
        "qr": qr_of(application),
        "answer_by": answer_by(application),
        "at_once": application.guide.kind == "immediate",
        "following": following(application),
        "by_silence": _silence_accepts(application),
        "parts": parts_shown(application),
    }
    return render(request, "intake/receipt.html", context)


def parts_shown(application: Application) -> list[Application]:
    """Of a bundle the items that it became, each with the name of its organ."""
    parts = list(parts_of(application)) if application.guide.is_bundle else []
    for part in parts:
        part.organ = organisation(part.org_code).shown_name  # type: ignore[attr-defined]
    return parts


def progress_of(application: Application) -> str:
    return f"{settings.SITE_URL}/progress/?number={application.receipt_no}"


def qr_of(application: Application) -> SafeString:
    return mark_safe(qr_svg(progress_of(application)))  # noqa: S308 - drawn here from our own address


def answer_by(application: Application) -> dt.date | None:
    """The day by which the first answer is owed: the acceptance check, or the decision where none comes before it."""
    assert application.submitted_at is not None
    regime = promises.regime(application.guide.regime)
    first = next(
        (rule for rule in regime.clocks if rule.starts == "received" and rule.kind in ("acceptance", "decision")), None
    )
    if first is None:
        return None
    day = application.submitted_at.astimezone(clock.ZONE).date()
    mine = limit_of(application)
    own = {"legal_days": mine.legal_days, "promise_days": mine.promise_days} if first.kind == "decision" else {}
    limit = promises.clock_spec(regime.code, first.kind, day, **own).limit
    return promises.calendar_in_force().add_workdays(day, limit)


def _silence_accepts(application: Application) -> bool:
    rule = promises.regime(application.guide.regime).clock("acceptance")
    return rule is not None and rule.on_silence == "deemed_accepted"
