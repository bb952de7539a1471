"""The wizard as the applicant walks it. A window walks the same steps with a `Wizard` of its own."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from tongban.intake.views import answering, handing_in, starting, submitting
from tongban.intake.views import situation as asking
from tongban.intake.views.journey import Wizard
from tongban.people.api import AuthenticatedRequest, citizen

CITIZEN = Wizard(base="citizen/base.html", namespace="intake", leave="/my/", is_personal=True)
BOTH = ["GET", "HEAD", "POST"]


@citizen
@require_http_methods(BOTH)
def start(request: AuthenticatedRequest) -> HttpResponse:
    return starting.start(request, CITIZEN)


@citizen
@require_safe
def resume(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    return starting.resume(request, key, CITIZEN)


@citizen
@require_http_methods(BOTH)
def situation(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    return asking.situation(request, key, CITIZEN)


@citizen
@require_http_methods(BOTH)
def form_page(request: AuthenticatedRequest, key: UUID, page: str) -> HttpResponse:
    return answering.form_page(request, key, CITIZEN, page)


@citizen
@require_http_methods(BOTH)
def materials(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    return handing_in.materials(request, key, CITIZEN)


@citizen
@require_http_methods(BOTH)
def review(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    return submitting.review(request, key, CITIZEN)


@citizen
@require_safe
def receipt(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    return submitting.receipt(request, key, CITIZEN)


@citizen
@require_http_methods(BOTH)
def discard(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    return starting.discard(request, key, CITIZEN)
