"""企业一页: an enterprise, who acts for it, and whom its legal representative names."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tongban.kit.errors import BadInput
from tongban.people.access import AuthenticatedRequest, citizen
from tongban.people.mandates import asking, enterprises, queries
from tongban.people.mandates.forms import NameAgent
from tongban.people.mandates.models import Mandate
from tongban.people.mandates.rules import names_agents
from tongban.people.mandates.views.citizen import _quiet, _row
from tongban.people.models import Enterprise

BOTH = ["GET", "HEAD", "POST"]


def _found(key: UUID, user: Any) -> tuple[Enterprise, Mandate]:
    """The enterprise and one's own mandate for it. Raises Http404 and NotAllowed."""
    if not Enterprise.objects.filter(pk=key).exists():
        raise Http404
    own = enterprises.mandate_for(user, key)
    assert own.enterprise is not None
    return own.enterprise, own


@citizen
@never_cache
@require_safe
def enterprise(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """Whoever names agents sees them all; another agent sees the enterprise and themselves."""
    found, own = _found(key, request.user)
    names = names_agents(request.user, found.pk) is not None
    listed = [one for one in queries.agents(found.pk) if names or one.agent_id == request.user.pk]
    context = {
        "enterprise": found,
        "own": own,
        "may_name": names,
        "agents": [one for one in listed if one.is_open],
        "ended": [one for one in listed if not one.is_open][:20],
    }
    return render(request, "people/mandates/enterprise.html", context)


@citizen
@never_cache
@require_http_methods(BOTH)
def name_agent(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    found, _own = _found(key, request.user)
    enterprises.check_names_agents(found, request.user)
    form = NameAgent(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not form.is_looking and form.is_valid():
        given = form.cleaned_data
        who = {name: given[name] for name in ("name", "phone", "may_name_others")}
        try:
            asking.name_agent(enterprise=found, **who, terms=form.terms(), by=_row(request))
        except BadInput as error:
            form.take(error)
        else:
            messages.success(request, _("Named. As soon as the agent accepts, they may act for the enterprise."))
            return redirect("people:enterprise", found.pk)
    is_refused = request.method == "POST" and not form.is_looking
    context = {"form": _quiet(form), "enterprise": found}
    return render(request, "people/mandates/name_agent.html", context, status=422 if is_refused else 200)
