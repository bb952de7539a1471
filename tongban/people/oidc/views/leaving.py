"""A system asks that somebody be signed out here too (OpenID Connect RP-Initiated Logout)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import logout
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_deny
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from tongban.people.access import anybody
from tongban.people.models import User
from tongban.people.oidc.asking import address_back, read_id_token
from tongban.people.oidc.claims import subject_of
from tongban.people.oidc.models import System
from tongban.people.oidc.views.asking import lets_go, quiet

SALT = "people.oidc.logout"


@csrf_exempt
@anybody
@never_cache
@xframe_options_deny
@require_http_methods(["GET", "HEAD", "POST"])
def end_session(request: HttpRequest) -> HttpResponse:
    """With an ID token of the person who is signed in, at once; else the person is asked. The way back is followed
    only to an address that the system registered."""
    if request.method == "POST":
        return HttpResponseRedirect(f"{request.path}?{request.POST.urlencode()}", status=303)
    given = request.GET
    hint = read_id_token(given.get("id_token_hint", "")) if given.get("id_token_hint") else None
    system = _system(given.get("client_id", ""), hint)
    address = _way_back(system, given.get("post_logout_redirect_uri", ""), given.get("state", ""))
    user = request.user
    if isinstance(user, User):
        if not (system and hint and hint["sub"] == subject_of(user, system)):
            return _asked(request, system, address)
        logout(request)
    return _gone(request, system, address)


def _system(client_id: str, hint: dict[str, Any] | None) -> System | None:
    """Named by the token; a `client_id` beside it has to be the same."""
    if hint is not None and client_id and hint["aud"] != client_id:
        return None
    named = hint["aud"] if hint is not None else client_id
    return System.objects.filter(client_id=named).first() if named else None


def _way_back(system: System | None, wanted: str, state: str) -> str:
    if system is None or not system.is_live or wanted not in system.logout_uris:
        return ""
    return address_back(wanted, state)


def _asked(request: HttpRequest, system: System | None, address: str) -> HttpResponse:
    way = signing.dumps({"system": str(system.pk) if system else "", "address": address}, salt=SALT)
    page = render(request, "people/oidc/sign_out.html", {"system": system, "way": way})
    return lets_go(page, address)


@anybody
@never_cache
@xframe_options_deny
@require_POST
def sign_out_here(request: HttpRequest) -> HttpResponse:
    try:
        said = signing.loads(request.POST.get("request", ""), salt=SALT, max_age=1800)
    except signing.BadSignature:
        said = {"system": "", "address": ""}
    system = System.objects.filter(pk=said["system"]).first() if said["system"] else None
    if request.POST.get("answer") != "stay":
        logout(request)
    return _gone(request, system, said["address"])


def _gone(request: HttpRequest, system: System | None, address: str) -> HttpResponse:
    if address:
        return quiet(HttpResponseRedirect(address, status=303))
    return render(request, "people/oidc/signed_out.html", {"system": system})
