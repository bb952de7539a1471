"""The desk of the administrators: which systems people sign in to with their account here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.kit.errors import BadInput, why_not
from tongban.kit.paging import page
from tongban.people.access import AuthenticatedRequest, official
from tongban.people.factors.fresh import strongly
from tongban.people.oidc import registering, rules
from tongban.people.oidc.claims import SCOPES, identity_key
from tongban.people.oidc.forms import LEVELS, Refusal, SystemForm
from tongban.people.oidc.models import Connection, System, SystemState
from tongban.people.oidc.provider import issuer
from tongban.people.oidc.rules import REGISTER, RELEASE

SIZE = 30


@official(REGISTER, RELEASE)
@require_safe
def systems(request: AuthenticatedRequest) -> HttpResponse:
    found = page(System.objects.all(), ["-made_at", "id"], request.GET.get("page", ""), SIZE)
    context = {
        "rows": found.rows,
        "next_url": f"?page={found.next}" if found.next else "",
        "previous_url": f"?page={found.previous}" if found.previous else "",
    }
    return render(request, "people/oidc/systems.html", context)


@official(REGISTER)
@strongly
@require_http_methods(["GET", "HEAD", "POST"])
def new_system(request: AuthenticatedRequest) -> HttpResponse:
    form = SystemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = registering.propose_system(**form.facts(), by=request.user)
        except BadInput as error:
            for name, said in error.errors.items():
                form.add_error(name if name in form.fields else f"{name}_zh", said)
        else:
            messages.success(request, _("Registered. It is connected as soon as another administrator releases it."))
            return redirect("desk_systems:system", made.pk)
    return render(request, "people/oidc/new_system.html", {"form": form}, status=422 if form.errors else 200)


@official(REGISTER, RELEASE)
@never_cache
@require_safe
def system(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    return _shown(request, _found(key))


def _found(key: UUID) -> System:
    return get_object_or_404(System.objects.select_related("proposed_by", "decided_by"), pk=key)


def _shown(request: AuthenticatedRequest, found: System, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "system": found,
        "told": [scope.says for name, scope in SCOPES.items() if name in found.scopes],
        "level": dict(LEVELS).get(found.least_level, found.least_level),
        "people": Connection.objects.filter(system=found, ended_at=None).count() if found.is_live else 0,
        "issuer": issuer(),
        "beside": System.objects.filter(sector=found.sector, state=SystemState.LIVE).exclude(pk=found.pk)[:SIZE],
        "why_not": why_not(rules.check_can_release, found, request.user),
        "refusal": Refusal(),
        "asks": request.GET.get("ask") if found.is_live and request.method == "GET" else "",
    }
    return render(request, "people/oidc/system.html", context | more, status=status)


@official(RELEASE)
@strongly
@require_POST
def approve(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    registering.approve_system(system=_found(key), by=request.user)
    messages.success(request, _("Released. Now its secret can be made and handed over."))
    return redirect("desk_systems:system", key)


@official(RELEASE)
@require_POST
def refuse(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    found, form = _found(key), Refusal(request.POST)
    if not form.is_valid():
        return _shown(request, found, 422, refusal=form)
    registering.refuse_system(system=found, reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, _("Refused. Whoever registered it sees the reason here."))
    return redirect("desk_systems:system", key)


@official(REGISTER)
@strongly
@require_POST
def stop(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    registering.stop_system(system=_found(key), by=request.user)
    messages.success(request, _("Stopped. Nobody signs in there with an account here any more."))
    return redirect("desk_systems:system", key)


@official(REGISTER)
@strongly
@never_cache
@require_POST
def secret(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """Shown on this answer alone; no page of ours can show it again."""
    found = _found(key)
    made = registering.make_secret(system=found, by=request.user)
    fingerprints = identity_key(found) if "identity" in found.scopes else ""
    return _shown(request, _found(key), made=made, identity_key=fingerprints)
