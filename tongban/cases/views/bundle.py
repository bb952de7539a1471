"""一件事 (C5): how far each item of a bundle is, on one page."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.cases.models import Case
from tongban.cases.states import TABLE
from tongban.intake.api import Application
from tongban.kit.errors import NotAllowed
from tongban.kit.subjects import can_see
from tongban.people.api import AuthenticatedRequest, citizen


@citizen
@require_safe
def bundle(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """Two queries, however many items there are."""
    whole = Application.objects.select_related("enterprise").filter(pk=key, parts__isnull=False).first()
    if whole is None:
        raise Http404
    if not can_see(whole, request.user):
        raise NotAllowed(_("This application belongs to somebody else."))
    rows = list(Case.objects.filter(application__bundle=whole).order_by("received_at", "id"))
    context = {
        "application": whole,
        "rows": [(case, TABLE.words[case.state], not case.is_open) for case in rows],
        "done": sum(1 for case in rows if not case.is_open),
    }
    return render(request, "cases/citizen/bundle.html", context)
