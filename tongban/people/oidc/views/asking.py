"""The pages between a system's question and its answer: sign in, prove more, agree."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_deny
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from tongban.people.access import AuthenticatedRequest, anybody, citizen
from tongban.people.mandates.models import Mandate
from tongban.people.models import User
from tongban.people.oidc import answering, asking, levels, sessions
from tongban.people.oidc.asking import Asked, Back, Came, NotForward, Step
from tongban.people.oidc.claims import SCOPES
from tongban.people.oidc.connecting import connect, connection_of


def leave(request: HttpRequest, address: str) -> HttpResponse:
    """To the system. After one of our forms a browser follows a redirect only where the form's policy lets it go, and
    the sign-in form knows no systems: then a page leads on."""
    if request.path == reverse("oidc:authorize"):
        return quiet(HttpResponseRedirect(address))
    page = render(request, "people/oidc/leaving.html", {"address": address, "host": urlsplit(address).netloc})
    return quiet(page)


def quiet(response: HttpResponse) -> HttpResponse:
    """No code in a Referer, none in a cache."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


def _not_forward(request: HttpRequest, why: str) -> HttpResponse:
    return render(request, "people/oidc/unknown.html", {"why": why}, status=400)


@csrf_exempt
@anybody
@never_cache
@xframe_options_deny
@require_http_methods(["GET", "HEAD", "POST"])
def authorize(request: HttpRequest) -> HttpResponse:
    """The authorization endpoint. A form of a system becomes an address first: it comes without our cookie."""
    if request.method == "POST":
        return HttpResponseRedirect(f"{request.path}?{request.POST.urlencode()}", status=303)
    return _go_on(request, request.GET, came=Came.now(request))


@anybody
@never_cache
@xframe_options_deny
@require_safe
def go_on(request: HttpRequest) -> HttpResponse:
    """Back from the sign-in, or from proving more."""
    said = answering.unfolded(request.GET.get("request", ""))
    if said is None:
        return _not_forward(request, "expired")
    waived = said["waived"] and said["who"] == str(request.user.pk)  # by this person, and nobody else
    return _go_on(request, said["parameters"], came=said["came"], level_waived=waived)


def _go_on(request: HttpRequest, parameters: QueryDict, *, came: Came, level_waived: bool = False) -> HttpResponse:
    try:
        asked = asking.read(parameters)
    except NotForward as error:
        return _not_forward(request, str(error))
    except Back as error:
        return leave(request, error.address)
    step = asking.next_step(asked, request, came=came, level_waived=level_waived, agreed=False)
    if step is Step.NOTHING:
        assert isinstance(request.user, User)
        return leave(request, answering.code_for(asked, request, connection_of(request.user, asked.system)))
    if asked.is_silent:
        return leave(request, asking.denied(asked, step.value))
    way = answering.folded(parameters.urlencode(), came=came, request=request, level_waived=level_waived)
    if step is Step.SIGN_IN:
        following = f"{reverse('oidc:go_on')}?{urlencode({'request': way})}"
        return HttpResponseRedirect(f"{reverse('people:sign_in')}?{urlencode({'next': following})}")
    return _asked_of_the_person(request, asked, step, way)


def _asked_of_the_person(request: HttpRequest, asked: Asked, step: Step, way: str) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    context: dict[str, Any] = {"asked": asked, "system": asked.system, "way": way}
    if step is Step.CONSENT:
        given = [{"says": SCOPES[name].says, "shows": _shown(name, user)} for name in asked.scopes]
        context |= {"given": given, "mandates": asking.mandates_of(asked, user)}
        return _formed(render(request, "people/oidc/consent.html", context), asked)
    wanted = max(asked.system.least_level, asked.wanted_level)
    held = levels.level_of(user, sessions.amr(request))
    following = f"{reverse('oidc:go_on')}?{urlencode({'request': way})}"
    context |= {
        "wanted": wanted,
        "held": held,
        "by_sign_in": step is Step.STEP_UP,
        "may_go_on": held >= asked.system.least_level,
        "again": f"{reverse('people:sign_in')}?{urlencode({'next': following})}",
        "following": following,
    }
    return _formed(render(request, "people/oidc/step_up.html", context), asked)


def _shown(scope: str, user: User) -> str:
    shows = SCOPES[scope].shows
    return str(shows(user)) if shows else ""


def _formed(page: HttpResponse, asked: Asked) -> HttpResponse:
    """The form of this page may lead to the system, and nobody may frame it."""
    return lets_go(page, asked.redirect_uri)


def lets_go(page: HttpResponse, address: str) -> HttpResponse:
    parts = urlsplit(address)
    page.forms_to = [f"{parts.scheme}://{parts.netloc}"] if address else []  # type: ignore[attr-defined]
    page.framed_by_nobody = True  # type: ignore[attr-defined]
    return page


@citizen
@never_cache
@xframe_options_deny
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: AuthenticatedRequest) -> HttpResponse:
    """What the person said. The request is read again, and has to be the one that this person saw. Whoever comes by
    the address alone had to sign in again in between."""
    said = answering.unfolded(request.POST.get("request", ""))
    if said is None or said["who"] != str(request.user.pk):
        return _not_forward(request, "expired")
    try:
        asked = asking.read(said["parameters"])
    except NotForward as error:
        return _not_forward(request, str(error))
    except Back as error:
        return _redirected(error.address)
    agreed = request.POST.get("answer") == "agree"
    waived = said["waived"] or request.POST.get("answer") == "waive"
    if not agreed and not waived:
        short = request.POST.get("answer") == "too_low"
        return _redirected(asking.denied(asked, Step.PROVE.value if short else "access_denied"))
    step = asking.next_step(asked, request, came=said["came"], level_waived=waived, agreed=agreed)
    if step is not Step.NOTHING:
        way = answering.folded(said["query"], came=said["came"], request=request, level_waived=waived)
        return HttpResponseRedirect(f"{reverse('oidc:go_on')}?{urlencode({'request': way})}", status=303)
    connection = connect(system=asked.system, scopes=asked.scopes, by=request.user)
    return _redirected(answering.code_for(asked, request, connection, _mandate(asked, request)))


def _mandate(asked: Asked, request: HttpRequest) -> Mandate | None:
    assert isinstance(request.user, User)
    chosen = request.POST.get("mandate", "")
    return next((one for one in asking.mandates_of(asked, request.user) if str(one.pk) == chosen), None)


def _redirected(address: str) -> HttpResponse:
    return quiet(HttpResponseRedirect(address, status=303))
