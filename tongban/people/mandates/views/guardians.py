"""Guardians at the window, and what waits there for a second official: guardians of adults, mandates that reach far."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.kit import typed
from tongban.kit.errors import BadInput, Refused, why_not
from tongban.people.access import AuthenticatedRequest, official
from tongban.people.assurance import id_types
from tongban.people.factors.fresh import strongly
from tongban.people.mandates import guardians
from tongban.people.mandates.attesting import evidence_of
from tongban.people.mandates.desk_forms import PROOFS, Guardian, GuardianEnds
from tongban.people.mandates.models import Mandate
from tongban.people.mandates.rules import check_can_refuse, check_can_second
from tongban.people.mandates.states import Deed
from tongban.people.mandates.views.official import _row_of, said_of, sides
from tongban.people.privacy.looks import met
from tongban.regions.api import organisation

BOTH = ["GET", "HEAD", "POST"]


@official("people.verify")
@require_http_methods(BOTH)
def guardian(request: AuthenticatedRequest) -> HttpResponse:
    form = Guardian(request.POST, request.FILES) if request.method == "POST" else Guardian()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        more = {name: given[name] for name in ("proof", "paper", "days", "upload")}
        try:
            both = sides(given)
            made = guardians.guardian(principal=both["principal"], agent=both["agent"], **more, by=_row_of(request))
        except BadInput as error:
            form.take(error)
        else:
            messages.success(request, said_of(made))
            return redirect("desk_mandates:window")
    context = {"form": form, "waiting": len(guardians.waiting(request.user))}
    status = 422 if request.method == "POST" else 200
    return render(request, "people/mandates/official/guardian.html", context, status=status)


@official("people.verify")
@never_cache
@require_safe
def waiting(request: AuthenticatedRequest) -> HttpResponse:
    """Whom it is about is masked; whoever opens one stands in the record."""
    rows = guardians.waiting(request.user)
    organs = {code: organisation(code).shown_name for code in {row.org_code for row in rows if row.org_code}}
    lines = [(row, organs.get(row.org_code, ""), row.attested_by_id == request.user.pk) for row in rows]
    return render(request, "people/mandates/official/mandates_wait.html", {"lines": lines})


def _meant(request: AuthenticatedRequest) -> Mandate:
    rows = Mandate.objects.select_related("principal", "agent", "attested_by")
    return get_object_or_404(rows, pk=typed.key(request.POST.get("mandate", "")))


@official("people.verify")
@never_cache
@require_POST
def look(request: AuthenticatedRequest) -> HttpResponse:
    row = _meant(request)
    check_can_refuse(row, request.user)
    for person in (row.principal, row.agent):
        if person is not None:
            met(person=person, what="identity", right="people.verify", by=request.user)
    return _shown(request, row)


def _shown(request: AuthenticatedRequest, row: Mandate, refusal: Refused | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "mandate": row,
        "organ": organisation(row.org_code).shown_name if row.org_code else "",
        "proof": dict(PROOFS).get(row.document) or dict(id_types.with_id_number()).get(row.document, row.document),
        "deeds": [Deed(deed).label for deed in row.deeds],
        "evidence": list(evidence_of(row)),
        "own": row.attested_by_id == request.user.pk,
        "cannot": why_not(check_can_second, row, request.user),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "people/mandates/official/mandate_waits.html", context, status=status)


@official("people.verify")
@require_POST
@strongly
def confirm(request: AuthenticatedRequest) -> HttpResponse:
    row = _meant(request)
    check_can_refuse(row, request.user)
    try:
        made = guardians.second_mandate(mandate=row, by=_row_of(request))
    except Refused as refusal:
        return _shown(request, row, refusal)
    messages.success(request, said_of(made))
    return redirect("desk_mandates:waiting")


@official("people.verify")
@require_POST
def refuse(request: AuthenticatedRequest) -> HttpResponse:
    row = _meant(request)
    check_can_refuse(row, request.user)
    try:
        guardians.refuse_mandate(mandate=row, why=request.POST.get("why", "")[:300], by=_row_of(request))
    except Refused as refusal:
        return _shown(request, row, refusal)
    messages.success(request, _("It does not count. Both are told."))
    return redirect("desk_mandates:waiting")


@official("people.verify")
@require_http_methods(BOTH)
def end(request: AuthenticatedRequest) -> HttpResponse:
    """A court or the committee dismissed the guardian, or the person decides themselves again."""
    form = GuardianEnds(request.POST, request.FILES) if request.method == "POST" else GuardianEnds()
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in form.fields}
        try:
            ended = guardians.dismiss(**given, by=_row_of(request))
        except BadInput as error:
            form.take(error)
        else:
            said = _("Mandate %(number)s has ended, at once. Both sides are told.") % {"number": ended.number}
            messages.success(request, said)
            return redirect("desk_mandates:guardian")
    status = 422 if request.method == "POST" else 200
    return render(request, "people/mandates/official/guardian_ends.html", {"form": form}, status=status)
