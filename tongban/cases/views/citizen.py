"""A person's own cases: how they stand, what to do now, what happened."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.cases import actions, deciding
from tongban.cases.bundles.standing import waiting_for
from tongban.cases.models import Case
from tongban.cases.queries import mine, record_of, with_everything
from tongban.cases.rules import DECISIONS, awaits_receipt, check_can_see, check_is_applicant, check_only_applicant
from tongban.cases.standing import coming_visit, due_of, follows_until, rows, to_do
from tongban.cases.states import TABLE, State
from tongban.cases.timeline import document, timeline
from tongban.cases.whose import is_applicants, matter
from tongban.catalogue.api import experience
from tongban.documents.api import papers_of
from tongban.forms import api as forms
from tongban.intake import api as intake
from tongban.kit.errors import BadInput
from tongban.kit.paging import page
from tongban.licences import api as licences
from tongban.people.api import AuthenticatedRequest, Deed, check_for_whom, citizen, held_by
from tongban.ratings import api as ratings
from tongban.regions.api import Division, organisation

SIZE = 20
BOTH = ["GET", "HEAD", "POST"]
ROW = (
    "id", "number", "item_code", "item_name", "item_name_en", "applicant_name", "state", "refused", "is_open", "received_at",
    "due_on", "yellow_on", "paused", "correction_due", "user_id",
)  # fmt: skip
SHOWN = {"open": {"is_open": True}, "ended": {"is_open": False}}


def _found(key: Any, user: Any) -> Case:
    try:
        case = with_everything(key)
    except Case.DoesNotExist:
        raise Http404 from None
    check_can_see(case, user)
    return case


def _chosen(request: AuthenticatedRequest, key: Any) -> Case:
    """As `_found`, and of whom the visitor has chosen to act for."""
    case = _found(key, request.user)
    check_for_whom(request, matter(case))
    return case


@citizen
@require_safe
def cases(request: AuthenticatedRequest) -> HttpResponse:
    which = request.GET.get("show", "")
    found = page(mine(request.user).filter(**SHOWN.get(which, {})).only(*ROW), ["-id"], request.GET.get("at", ""), SIZE)
    mark = f"?show={which}&at=" if which in SHOWN else "?at="
    context = {
        "found": rows(found.rows),
        "bundles": [] if request.GET.get("at") else intake.bundles_of(request.user),
        "show": which,
        "next_url": f"{mark}{found.next}" if found.next else "",
        "previous_url": f"{mark}{found.previous}" if found.previous else "",
    }
    return render(request, "cases/citizen/list.html", context)


@citizen
@require_safe
def by_number(request: AuthenticatedRequest, number: str) -> HttpResponse:
    """The receipt knows the number only; a stranger's leads nowhere."""
    case = mine(request.user).filter(number=number).only("id").first()
    if case is None:
        raise Http404
    return redirect("cases:case", key=case.pk)


@citizen
@require_safe
def case_page(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    case = _chosen(request, key)
    _know_mandates(request, case)
    papers = list(papers_of(case))
    readable = [paper for paper in papers if not awaits_receipt(paper, case)]
    due = due_of(case)
    decision = next((paper for paper in reversed(papers) if paper.kind in DECISIONS), None)
    context = {
        "case": case,
        "name": case.guide.name,
        "organ": organisation(case.org_code),
        "state": case.state_name,
        "due": due,
        "todo": to_do(case, is_printed=decision is not None and decision.is_printed),
        "corrections": case.correction.get("items", []),
        "decision": decision,
        "visit": coming_visit(case),
        "until": follows_until(case),
        "experience": None
        if case.decided_at or not case.is_open
        else experience.told(case.guide, item__versions=case.version_id),
        "events": timeline(case, record_of(case), readable, due=due.due if due else None),
        "documents": [document(paper) for paper in [*papers_of(case.application), *readable]],
        "licence": None if case.state in State.decided else licences.of(case).first(),
        "invitation": ratings.of(case).filter(user=request.user).first(),
        "may_withdraw": TABLE.allows("withdraw", case.state) and is_applicants(case, request.user, Deed.SIGN),
        "may_supply": is_applicants(case, request.user, Deed.SUPPLEMENT),
        "may_take": is_applicants(case, request.user, Deed.TAKE),
        "is_own": case.user_id == request.user.pk,
        **_handed_in(case),
    }
    return render(request, "cases/citizen/case.html", context)


def _know_mandates(request: AuthenticatedRequest, case: Case) -> None:
    """A page asks several times what somebody may do; it reads their mandates once."""
    if case.user_id != request.user.pk or case.enterprise_id:
        request.user.known_mandates = list(held_by(request.user))


def _handed_in(case: Case) -> dict[str, Any]:
    """The applicant's own answers and files, as they were submitted."""
    row = case.application
    lines = []
    if case.guide.form:
        form = forms.load(case.guide.form)
        language = get_language() or "zh-hans"
        lines = forms.summary(
            form,
            row.answers,
            row.situation,
            language,
            mask=True,
            division_choices=_divisions,
            day=intake.day_of(row),
        )
    files = [
        (need.material.name, [_file_row(f) for f in need.files], need.is_free, need.carried)
        for need in intake.needs(row)
    ]
    return {"lines": lines, "files": files}


def _divisions(parent: str) -> list[tuple[str, str]]:
    return [(row.code, row.shown_name) for row in Division.objects.filter(parent_id=parent or None)]


def _file_row(row: Any) -> dict[str, Any]:
    stored = row.file
    return {
        "id": str(row.pk),
        "name": stored.name,
        "size": stored.size,
        "url": reverse("documents:preview", args=[stored.pk]),
        "is_image": stored.kind in ("jpg", "png") and stored.is_open,
        "closed": stored.why_closed,
    }


@citizen
@require_http_methods(BOTH)
def correction(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """Each thing that the notice names, with its upload; complete, it is accepted at once."""
    case = _chosen(request, key)
    check_is_applicant("supply")(case, request.user)
    if request.method != "POST":
        return _correction_page(request, case)
    if "material" in request.POST:
        return _take_files(request, case, request.POST["material"])
    return _supply(request, case)


def _take_files(request: AuthenticatedRequest, case: Case, key: str) -> HttpResponse:
    as_json = "application/json" in request.headers.get("Accept", "")
    faults = _faults_of_files(request, case, key)
    if as_json and not faults:
        return JsonResponse({"files": _given(case).get(key, [])})
    if as_json:
        return JsonResponse({"message": " ".join(faults), "cure": ""}, status=422)
    if faults:
        return _correction_page(request, case, {key: faults})
    return redirect(f"{reverse('cases:correction', args=[case.pk])}#material-{key}")


def _faults_of_files(request: AuthenticatedRequest, case: Case, key: str) -> list[str]:
    """Files of a correction stay in the record: a newer one stands beside the older, none is removed."""
    if "remove" in request.POST:
        return [_("What was handed in for a correction stays in the record. Add the right file beside it.")]
    uploads = request.FILES.getlist("file")
    if not uploads:
        return [_("No file was chosen. Choose one or several, then press the button.")]
    faults = []
    for upload in uploads:
        try:
            actions.add_correction_file(case=case, material_key=key, upload=upload, by=request.user)
        except BadInput as error:
            faults.append(f"{upload.name}: {error}")
    return faults


def _given(case: Case) -> dict[str, list[dict[str, Any]]]:
    given: dict[str, list[dict[str, Any]]] = {}
    for row in case.application.material_files.filter(round=1).select_related("file").order_by("id"):
        given.setdefault(row.material_key, []).append(_file_row(row))
    return given


def _supply(request: AuthenticatedRequest, case: Case) -> HttpResponse:
    note = request.POST.get("note", "")
    asks_form = any(item["key"] == "form" for item in case.correction.get("items", []))
    errors = {"form": [_("Write here how the form should read.")]} if asks_form and not note.strip() else {}
    errors |= {item["key"]: [_("Please upload this.")] for item in actions.still_missing(case)}
    if errors:
        return _correction_page(request, case, errors)
    try:
        actions.supply(case=case, note=note, by=request.user)
    except BadInput as error:
        return _correction_page(request, case, error.errors)
    messages.success(request, _("Thank you. Everything that was asked for is there, and your application is accepted."))
    return redirect("cases:case", key=case.pk)


def _correction_page(
    request: AuthenticatedRequest, case: Case, faults: dict[str, list[str]] | None = None
) -> HttpResponse:
    faults, given = faults or {}, _given(case)
    materials = {material.key: material for material in case.guide.materials}
    items = [
        {
            **item,
            "title": materials[item["key"]].name if item["key"] in materials else _("Application form"),
            "is_form": item["key"] == "form",
            "files": given.get(item["key"], []),
            "errors": faults.get(item["key"], []),
        }
        for item in case.correction.get("items", [])
    ]
    errors = [
        {"target": "note" if item["is_form"] else f"material-{item['key']}", "label": item["title"], "text": text}
        for item in items
        for text in item["errors"]
    ]
    notice = papers_of(case).filter(kind="correction").first()
    context = {
        "case": case,
        "name": case.guide.name,
        "items": items,
        "errors": errors,
        "due": due_of(case),
        "notice": notice,
        "note": request.POST.get("note", ""),
        "note_error": " ".join(faults.get("form", [])),
        "asks_form": any(item["is_form"] for item in items),
        "here": reverse("cases:correction", args=[case.pk]),
    }
    return render(request, "cases/citizen/correction.html", context, status=422 if faults else 200)


@citizen
@require_http_methods(BOTH)
def following(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """容缺: what the acceptance notice let follow, one file for each."""
    case = _chosen(request, key)
    check_only_applicant(case, request.user, Deed.SUPPLEMENT)
    if request.method != "POST":
        return _following_page(request, case)
    upload = request.FILES.get("file")
    if upload is None:
        return _following_page(request, case, _("No file was chosen. Choose one, then press the button."))
    try:
        actions.add_deferred_file(
            case=case, material_key=request.POST.get("material", ""), upload=upload, by=request.user
        )
    except BadInput as error:
        return _following_page(request, case, f"{upload.name}: {error}")
    messages.success(request, _("Thank you, it has arrived."))
    left = Case.objects.only("tolerated").get(pk=case.pk).tolerated
    return redirect("cases:following" if left else "cases:case", key=case.pk)


def _following_page(request: AuthenticatedRequest, case: Case, fault: str = "") -> HttpResponse:
    pressed = request.POST.get("material", "")
    wanted = [
        {"key": material.key, "material": material, "error": fault if material.key == pressed else ""}
        for material in case.guide.materials
        if material.key in case.tolerated
    ]
    if not wanted:
        return redirect("cases:case", key=case.pk)
    context = {"case": case, "name": case.guide.name, "wanted": wanted, "until": follows_until(case)}
    return render(request, "cases/citizen/following.html", context, status=422 if fault else 200)


@citizen
@require_http_methods(BOTH)
def withdraw(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """Asks first: a withdrawn application cannot be taken up again, only made anew."""
    case = _chosen(request, key)
    check_is_applicant("withdraw")(case, request.user)
    if request.method == "POST":
        actions.withdraw(case=case, reason=request.POST.get("reason", "")[:500], by=request.user)
        messages.success(request, _("Your application is withdrawn. You can apply again at any time."))
        return redirect("cases:case", key=case.pk)
    return render(
        request, "cases/citizen/withdraw.html", {"case": case, "name": case.guide.name, "waiting": waiting_for(case)}
    )


@citizen
@require_POST
def receive(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """Electronic service of the decision: only this button does it, never the mere opening of a page."""
    case = _chosen(request, key)
    deciding.receive_online(case=case, by=request.user)
    messages.success(request, _("You have received the decision. It stands under the documents."))
    return redirect("cases:case", key=case.pk)
