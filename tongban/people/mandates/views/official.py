"""Mandates at the desk: a village officer's villagers, what a window attests, what supervisors look into."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.kit.errors import BadInput
from tongban.people.access import AuthenticatedRequest, official
from tongban.people.assurance.questions import AGREES, NOT_CONNECTED, SILENT
from tongban.people.assurance.verifying import compare
from tongban.people.mandates import attesting, choosing, ending, guardians, queries
from tongban.people.mandates.desk_forms import AtWindow, OnSite, Settle
from tongban.people.mandates.models import Mandate
from tongban.people.mandates.questions import matters_under
from tongban.people.mandates.rules import check_can_settle
from tongban.people.mandates.states import Kind
from tongban.people.mandates.views.citizen import _quiet, _row
from tongban.people.models import User
from tongban.people.rules import posts_with
from tongban.regions.api import names_of_division, subtree_range

BOTH = ["GET", "HEAD", "POST"]


@official("mandates.assist")
@require_safe
def villagers(request: AuthenticatedRequest) -> HttpResponse:
    """Whom this officer acts for, what is in hand for each, and whom they acted for."""
    rows = [one for one in queries.held(request.user) if one.kind == Kind.OFFICER]
    living = [one for one in rows if one.is_live or one.is_coming or one.waits_for_second]
    begun: dict[Any, list[Any]] = {}
    for one in matters_under(mandates=rows) if rows else []:
        begun.setdefault(one.mandate, []).append(one)
    context = {
        "living": [(one, begun.get(one.pk, [])) for one in living],
        "ended": [one for one in rows if one not in living],
        "chosen": choosing.chosen_key(request.user),
    }
    return render(request, "people/mandates/official/villagers.html", context)


@official("mandates.assist")
@require_http_methods(BOTH)
def new(request: AuthenticatedRequest) -> HttpResponse:
    """In a POST only: no number stands in an address or a log."""
    form = OnSite(request.POST, request.FILES) if request.method == "POST" else OnSite()
    if request.method == "POST" and not form.is_looking and form.is_valid():
        given = form.cleaned_data
        who = {name: given[name] for name in ("name", "id_number", "phone", "document", "witness", "upload")}
        try:
            made = attesting.on_site(**who, terms=form.terms(), by=_row_of(request))
        except BadInput as error:
            form.take(error)
        else:
            said = _("Written down, and %(name)s is told. Mandate %(number)s.")
            messages.success(request, said % {"name": made.principal_name, "number": made.number})
            if made.waits_for_second:
                messages.info(
                    request, _("Because of the result it waits until a second official has looked at the paper.")
                )
            return redirect("desk_mandates:villagers")
    is_refused = request.method == "POST" and not form.is_looking
    codes = sorted({post.region_code for post in posts_with(request.user, "mandates.assist")})
    places = [names_of_division(code)[0] for code in codes]
    context = {"form": _quiet(form), "places": places}
    return render(request, "people/mandates/official/new.html", context, status=422 if is_refused else 200)


@official("mandates.assist")
@require_POST
def compare_villager(request: AuthenticatedRequest) -> HttpResponse:
    """With the register of population, of a villager for whom this officer acts now."""
    mandates = {str(one.pk): one for one in queries.held(request.user) if one.kind == Kind.OFFICER}
    found = mandates.get(request.POST.get("mandate", ""))
    if found is None or found.principal is None:
        raise Http404
    told = compare(user=User.objects.get(pk=found.principal_id), by=_row_of(request))
    name = {"name": found.principal.masked_name}
    if told.outcome == AGREES:
        messages.success(request, _("Name and ID number of %(name)s agree with the register of population.") % name)
    elif told.outcome in (SILENT, NOT_CONNECTED):
        messages.warning(
            request,
            _("The register of population does not answer at present. Try again later, or take %(name)s to a window.")
            % name,
        )
    else:
        messages.error(
            request,
            _("The register of population does not confirm %(name)s. Let them come to a window with the document.")
            % name,
        )
    return redirect("desk_mandates:villagers")


def _row_of(request: AuthenticatedRequest) -> Any:
    """With the posts by which the right is held."""
    row = _row(request)
    row.hold(list(request.user.current_posts))
    return row


@official("people.verify")
@require_http_methods(BOTH)
def window(request: AuthenticatedRequest) -> HttpResponse:
    form = AtWindow(request.POST, request.FILES) if request.method == "POST" else AtWindow()
    if request.method == "POST" and not form.is_looking and form.is_valid():
        given = form.cleaned_data
        more = {name: given[name] for name in ("capacity", "document", "upload")} | {"terms": form.terms()}
        if made := _attested(request, form, attesting.at_window, **more):
            return made
    is_refused = request.method == "POST" and not form.is_looking
    context = {"form": _quiet(form), "waiting": len(guardians.waiting(request.user))}
    return render(request, "people/mandates/official/window.html", context, status=422 if is_refused else 200)


def _attested(request: AuthenticatedRequest, form: Any, action: Any, **more: Any) -> HttpResponse | None:
    try:
        made = action(**sides(form.cleaned_data), **more, by=_row_of(request))
    except BadInput as error:
        form.take(error)
        return None
    messages.success(request, said_of(made))
    return redirect("desk_mandates:window")


def said_of(made: Mandate) -> str:
    facts = {"agent": made.agent_name, "principal": made.principal_name, "number": made.number}
    if made.waits_for_second:
        said = _("Written down, number %(number)s. It counts when a second official has looked at the paper.")
        return said % facts
    return _("Written down: %(agent)s acts for %(principal)s. Mandate %(number)s.") % facts


def sides(given: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Of both people in a form: name, number, telephone."""
    return {
        side: {name: given[f"{side}_{name}"] for name in ("name", "id_number", "phone")}
        for side in ("principal", "agent")
    }


@official("mandates.oversee")
@require_safe
def objections(request: AuthenticatedRequest) -> HttpResponse:
    return _objections(request)


def _objections(request: AuthenticatedRequest, status: int = 200, **more: Any) -> HttpResponse:
    rows = queries.objections(_reach(request.user))
    context = {
        "open": [one for one in rows if one.settled_at is None],
        "settled": [one for one in rows if one.settled_at is not None],
        "form": Settle(),
    } | more
    return render(request, "people/mandates/official/objections.html", context, status=status)


def _reach(user: Any) -> list[tuple[str, str]]:
    return [subtree_range(post.region_code) for post in posts_with(user, "mandates.oversee")]


@official("mandates.oversee")
@require_POST
def settle(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    row = Mandate.objects.select_related("principal", "agent").filter(pk=key).first()
    if row is None or row.objected_at is None:
        raise Http404
    check_can_settle(row, request.user)
    form = Settle(request.POST)
    if not form.is_valid():
        return _objections(request, 422, form=form, failed=row.pk)
    try:
        ending.settle(mandate=row, **form.cleaned_data, by=_row_of(request))
    except BadInput as error:
        form.take(error)
        return _objections(request, 422, form=form, failed=row.pk)
    messages.success(request, _("Answered. The person is told."))
    return redirect("desk_mandates:objections")
