"""The acts of the desk as pages: which form, which action, what is said before and after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from tongban.cases import actions, deciding, forms, looking, papers
from tongban.cases.face import decided
from tongban.cases.models import Case
from tongban.cases.periods import years_later
from tongban.cases.receiving import entitled
from tongban.cases.story import document
from tongban.documents.api import papers_of
from tongban.intake import api as intake
from tongban.kit import clock
from tongban.people.api import User, names_of
from tongban.promises import api as promises

Typed = dict[str, Any]
ACT = "cases/official/act.html"


def nothing_more(case: Case) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class ActPage:
    """`do` calls the action; `done` is said afterwards; `irreversible` makes the button red."""

    form: type[forms.ActForm]
    do: Callable[[Case, User, Typed], Any]
    done: Any
    explains: Any = ""
    template: str = ACT
    irreversible: bool = False
    more: Callable[[Case], dict[str, Any]] = nothing_more


# What a page shows before the act


def tolerated(case: Case) -> dict[str, Any]:
    """Materials that may follow after acceptance (容缺), and until when."""
    missing = [need.material.name for need in intake.needs(case.application) if need.is_deferred]
    days = case.guide.tolerant or 0
    return {"tolerated": missing, "until": promises.calendar_in_force().add_workdays(clock.today(), days)}


def decision(case: Case) -> dict[str, Any]:
    """What the decision will say, and the licence that follows from it."""
    result = case.guide.result
    return {
        "face": decided(case),
        "result": result,
        "valid_until": years_later(clock.today(), result.validity_years),
        "review": reviewed(case),
        "left_open": looking.explained(case),
    } | failed(case)


def reviewed(case: Case) -> dict[str, Any]:
    review = case.findings.get("review", {})
    return review | {"name": names_of([review["by"]]).get(review["by"], "")} if review else {}


def refusal(case: Case) -> dict[str, Any]:
    return {
        "remedies": papers.remedy(case, "refuse")["paragraph"],
        "review": reviewed(case),
        "left_open": looking.explained(case),
    }


def not_accepted(case: Case) -> dict[str, Any]:
    return {"remedies": papers.remedy(case, "not_accepted")["paragraph"]}


def not_required(case: Case) -> dict[str, Any]:
    return {"remedies": papers.remedy(case, "not_required")["paragraph"]}


def extension(case: Case) -> dict[str, Any]:
    asked = case.extension.get("asked", {})
    return {"asked": asked, "asked_by": names_of([asked.get("by", "")]).get(asked.get("by", ""), "")}


def failed(case: Case) -> dict[str, Any]:
    return {"failed": forms.reason_lines(case, looking.failed_checks(case))}


def handed(case: Case) -> dict[str, Any]:
    given = [paper for paper in papers_of(case) if paper.kind in ("grant", "refusal")]
    return {"handed": [document(paper) for paper in given], "entitled": entitled(case)}


def yes(typed: Typed, name: str) -> bool:
    return bool(typed[name] == "yes")


PAGES: dict[str, ActPage] = {
    "accept": ActPage(
        forms.Confirm,
        lambda case, by, typed: actions.accept(case=case, by=by),
        _("Accepted. The notice of acceptance is on its way to the applicant."),
        _("The decision clock begins today. The applicant gets the notice of acceptance at once."),
        more=tolerated,
    ),
    "decide_at_once": ActPage(
        forms.AtOnce,
        lambda case, by, typed: deciding.grant_at_once(case=case, by=by, **typed),
        _("Accepted and granted at once. The decision is being printed."),
        _("Acceptance and decision in one step. Both papers are written and sealed now."),
        more=decision,
    ),
    "ask_correction": ActPage(
        forms.Correction,
        lambda case, by, typed: actions.ask_correction(case=case, items=typed["items"], days=typed["days"], by=by),
        _("The notice of what has to be corrected is on its way to the applicant."),
        _(
            "The law allows this once, and completely: tick everything that is missing or wrong. Nothing beyond the guide can be asked for."
        ),
        template="cases/official/correction.html",
    ),
    "refuse_acceptance": ActPage(
        forms.RefuseAcceptance,
        lambda case, by, typed: actions.refuse_acceptance(case=case, by=by, **typed),
        _("Not accepted. The decision names the competent organ and the remedies."),
        _("Only when the matter is another organ's power. The law wants this answer on the day of receipt."),
        irreversible=True,
        more=not_accepted,
    ),
    "not_required": ActPage(
        forms.NotRequired,
        lambda case, by, typed: actions.not_required(case=case, by=by, **typed),
        _("Answered: no application is needed. The notice is on its way to the applicant."),
        _("Only when the law asks no application for this. The law wants this answer on the day of receipt."),
        irreversible=True,
        more=not_required,
    ),
    "suspend": ActPage(
        forms.Suspend,
        lambda case, by, typed: actions.suspend(case=case, by=by, **typed),
        _("The clock stands still. The notice of the procedure is on its way to the applicant."),
        _("Only the procedures of Article 45 stop the clock; visits, consultation and sign-off never do."),
    ),
    "resume": ActPage(
        forms.Resume,
        lambda case, by, typed: actions.resume(case=case, by=by, **typed),
        _("The clock runs again, with the days that remained."),
    ),
    "ask_extension": ActPage(
        forms.AskExtension,
        lambda case, by, typed: actions.ask_extension(case=case, by=by, **typed),
        _("The head of the organ has been asked."),
        _("Once only. The clock goes on until the head approves."),
    ),
    "extend": ActPage(
        forms.Confirm,
        lambda case, by, typed: actions.extend(case=case, by=by),
        _("The extension is approved. The applicant gets the notice with your reason."),
        _("Once only. The applicant is told the new day and the reason."),
        more=extension,
    ),
    "decline_extension": ActPage(
        forms.Confirm,
        lambda case, by, typed: actions.decline_extension(case=case, by=by),
        _("The extension is declined; the limit stays as it is."),
        more=extension,
    ),
    "name_inspectors": ActPage(
        forms.NameInspectors,
        lambda case, by, typed: deciding.name_inspectors(
            case=case, by=by, **(typed | {"inspectors": list(typed["inspectors"])})
        ),
        _("The inspectors are named. The notice is on its way to the applicant."),
        _("Two or more, within five working days of acceptance. Their visit does not stop the clock."),
    ),
    "inspect": ActPage(
        forms.Inspect,
        lambda case, by, typed: deciding.inspect(case=case, passed=yes(typed, "passed"), report=typed["report"], by=by),
        _("Your report is with the case."),
        _("Each inspector writes an own report; the second one completes the step."),
        template="cases/official/inspect.html",
    ),
    "review": ActPage(
        forms.Review,
        lambda case, by, typed: deciding.review(case=case, by=by, **typed),
        _("The review is finished; the case waits for the next person."),
        _("Your proposal and its reasons go with the case to whoever decides."),
        more=failed,
    ),
    "check": ActPage(
        forms.Check,
        lambda case, by, typed: deciding.check(case=case, agreed=yes(typed, "agreed"), remark=typed["remark"], by=by),
        _("The second check is done."),
        _("One examines, another checks. If you do not agree, the case goes back to review."),
        more=lambda case: {"review": reviewed(case), "left_open": looking.explained(case)},
    ),
    "decide": ActPage(
        forms.Grant,
        lambda case, by, typed: deciding.grant(case=case, by=by, **typed),
        _("Granted. The decision is being printed."),
        _("The decision is fixed, numbered and sealed in this step. A licence follows in the same step."),
        more=decision,
    ),
    "refuse": ActPage(
        forms.Refuse,
        lambda case, by, typed: deciding.refuse(case=case, by=by, **typed),
        _("Refused. The decision is being printed, with reasons and remedies."),
        _("The decision is fixed, numbered and sealed in this step."),
        irreversible=True,
        more=refusal,
    ),
    "transfer": ActPage(
        forms.Transfer,
        lambda case, by, typed: actions.transfer(case=case, by=by, **typed),
        _("Your colleague has the case now."),
    ),
    "deliver": ActPage(
        forms.Deliver,
        lambda case, by, typed: deciding.deliver(case=case, by=by, **typed),
        _("Handed over. The proof of service is with the case."),
        _("The decision must have been printed. A proof of service is written."),
        more=handed,
    ),
}
