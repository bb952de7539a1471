from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import defaults


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What Django itself refuses before a view sees it. Programs get words; pages stay plain, without the host."""
    if not request.path.startswith("/api/"):
        return defaults.bad_request(request, exception)
    cure = _("See /api/openapi.json for what is asked.")
    body = {"message": _("The request is not as described."), "found": "", "wanted": "", "cure": cure}
    return JsonResponse(body, status=400)


def broken(request: HttpRequest) -> HttpResponse:
    """Without context processors: whatever broke may break them too."""
    return render(request, "500.html", status=500)
