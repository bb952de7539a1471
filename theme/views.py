"""The visitor's wishes (language, elder mode, high contrast, dark desk) as cookies, and the living style guide."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from theme.preview import PAGES

YEAR = 365 * 24 * 3600
CHOICES = {
    "language": (settings.LANGUAGE_COOKIE_NAME, {code for code, _name in settings.LANGUAGES}),
    "elder": ("elder", {"0", "1"}),
    "contrast": ("contrast", {"0", "1"}),
    "theme": ("theme", {"light", "dark"}),
}


def _way_back(request: HttpRequest) -> str:
    """Only to a page of this host: the `next` given, else where the link stood, else home."""
    for url in (request.GET.get("next", ""), request.headers.get("Referer", "")):
        if url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure()):
            return url
    return "/"


@login_not_required
@require_safe
def prefer(request: HttpRequest) -> HttpResponse:
    """Remembers how the visitor wants to read. A link and no form: published pages carry no CSRF token, and
    nothing but the look of the visitor's own pages changes."""
    answer = HttpResponseRedirect(_way_back(request))
    for wish, (cookie, allowed) in CHOICES.items():
        if (value := request.GET.get(wish)) in allowed:
            answer.set_cookie(cookie, value, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    answer.headers["Cache-Control"] = "no-store"
    return answer


@login_not_required
@require_safe
def preview(request: HttpRequest, name: str = "index") -> HttpResponse:
    """The style guide: each page is a template to copy. Shown only with DEBUG."""
    if not settings.DEBUG or name not in PAGES:
        raise Http404
    context: dict[str, Any] = {"pages": PAGES, **PAGES[name].context()}
    return render(request, f"theme/preview/{name}.html", context)


for view in (prefer, preview):
    view.entry = "anybody"  # type: ignore[attr-defined]  # as in people.access, which the theme cannot know
