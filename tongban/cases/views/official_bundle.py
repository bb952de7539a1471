"""一件事 (C5) at the desk: each organ sees beside its own case what it is part of; the lead organ sees the whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongban.cases.bundles.standing import Line, lines
from tongban.cases.models import Case
from tongban.intake import api as intake
from tongban.people.api import AuthenticatedRequest, User, check_may, may, official


@dataclass(frozen=True)
class Beside:
    """What stands beside a case that is part of a bundle. `leads`: the reader's posts reach the whole."""

    whole: intake.Application
    mine: Line
    lines: list[Line]
    leads: bool


def beside(case: Case, user: User) -> Beside | None:
    """Nothing, and no query, of a case that stands alone."""
    if case.application.bundle_id is None:
        return None
    whole = intake.Application.objects.get(pk=case.application.bundle_id)
    listed = lines(whole)
    mine = next(line for line in listed if line.application.pk == case.application_id)
    leads = may(user, "cases.see", org_code=whole.org_code, region_code=whole.region_code)
    return Beside(whole, mine, listed, leads)


@official("cases.see")
@require_safe
def bundle(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """For the lead organ: every item with its organ, its state and its days. No answers and no papers of others."""
    whole = intake.Application.objects.filter(pk=key, state=intake.State.SUBMITTED).first()
    if whole is None or not whole.guide.is_bundle:
        raise Http404
    check_may(request.user, "cases.see", org_code=whole.org_code, region_code=whole.region_code)
    rows: list[tuple[Line, Any]] = [(line, _opens(line, request.user)) for line in lines(whole, clocks=True)]
    return render(request, "cases/official/bundle.html", {"whole": whole, "rows": rows})


def _opens(line: Line, user: User) -> bool:
    row = line.application
    return line.case is not None and may(user, "cases.see", org_code=row.org_code, region_code=row.region_code)
