"""Between the sign-in and every page: the session lives on, duties come first, a page that asks once more is led to
and back, and what somebody sends after they were away too long is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from tongban.people.factors import devices, fresh
from tongban.people.factors.duties import OWES
from tongban.people.factors.entering import NOTICED, SEEN, notice, seconds_now
from tongban.people.sessions import kept_as, table

Handler = Callable[[HttpRequest], HttpResponse]
# Where somebody may go who owes something first.
OPEN_TO_DEBTORS = ("/account/", "/i18n/", "/prefer/", "/static/", "/site/", "/healthz")


class Gate:
    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        session = request.session
        if session.accessed and SEEN in session and seconds_now() - session[SEEN] > NOTICED:
            notice(request)
        devices.remember(request, response)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        if getattr(view, "login_required", True) and SESSION_KEY not in request.session:
            _keep_of_who_was_away(request)
            return None
        if request.method == "POST" and fresh.KEPT in request.session:
            fresh.forget(request)
        if not request.path.startswith(OPEN_TO_DEBTORS) and request.session.get(OWES):
            return HttpResponseRedirect(reverse("people:owed"))
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, fresh.NotFresh):
            return None
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"again": reverse("people:again")}, status=401)
        way = _way_back(request)
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": way})
        return HttpResponseRedirect(way)


def _way_back(request: HttpRequest) -> str:
    if request.method == "POST":
        kept = fresh.keep(request, str(request.user.pk))
        following = reverse("people:again_on") if kept else fresh.page_of(request)
    else:
        following = request.get_full_path()
    return f"{reverse('people:again')}?{urlencode({'next': following})}"


def _keep_of_who_was_away(request: HttpRequest) -> None:
    """The session ended while somebody typed: its row says whose it was, and only that person gets the words back."""
    if request.method != "POST":
        return
    key = request.COOKIES[settings.SESSION_COOKIE_NAME]
    row = table()._default_manager.filter(session_key=kept_as(key)).first()
    owner = row.get_decoded().get(SESSION_KEY) if row else None
    if owner:
        fresh.keep(request, str(owner))
