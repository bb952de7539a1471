"""Signing in at an upper platform: there, back, and the question whether the two belong together."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.kit.errors import Refused
from tongban.people.access import AuthenticatedRequest, anybody, citizen
from tongban.people.factors import entering, failures
from tongban.people.factors.fresh import check_fresh
from tongban.people.factors.views.way import go_in
from tongban.people.models import User
from tongban.people.oidc import linking, upper
from tongban.people.oidc.answering import other_sign_in_wanted
from tongban.people.oidc.upper import Said, UpperFault
from tongban.people.views.visitor import way_on

WAITS = "upper_said"  # in the session, sealed: who came back and is not known here yet


def _check_there_is_one() -> None:
    if not settings.UPPER_ISSUER:
        raise Http404


@anybody
@never_cache
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    _check_there_is_one()
    following = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(following, {request.get_host()}, require_https=request.is_secure()):
        following = ""
    return HttpResponseRedirect(upper.begin(request, following, **other_sign_in_wanted(following)))


@anybody
@never_cache
@require_safe
def callback(request: HttpRequest) -> HttpResponse:
    _check_there_is_one()
    try:
        said, following = upper.finish(request)
    except UpperFault:
        failures.of_address(request, how=failures.UPPER, why=failures.REFUSED)
        raise
    user = linking.known(said)
    if user is None:
        request.session[WAITS] = {"said": said.sealed(), "next": following}
        return redirect("people:upper_link")
    return _entered(request, user, said, following)


def _entered(request: HttpRequest, user: User, said: Said, following: str) -> HttpResponse:
    if not user.is_active:
        raise Refused(_("This account is closed."), cure=_("Come to any window with your ID card."))
    if request.user == user and WAITS in request.session:  # signed in here, to say that both are one person
        del request.session[WAITS]
        return HttpResponseRedirect(following or way_on(request, user))
    answer = go_in(request, user, said.amr, following=following)
    if entering.HALF not in request.session:  # it was there that something was shown, and then
        request.session[entering.AUTH_TIME] = min(said.auth_time, request.session[entering.AUTH_TIME])
    return answer


@anybody
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest) -> HttpResponse:
    """Nothing is joined without this answer."""
    _check_there_is_one()
    waits = request.session.get(WAITS)
    if waits is None:
        return redirect("people:sign_in")
    said = Said.opened(waits["said"])
    if request.method != "POST":
        return _asked(request, said)
    answer = request.POST.get("answer")
    if answer not in ("link", "open"):
        del request.session[WAITS]
        messages.info(request, _("Nothing was linked, and we kept nothing."))
        return redirect("people:sign_in")
    try:
        user = _joined(request, said, answer)
    except Refused as refusal:
        return _asked(request, said, refusal)
    messages.success(request, _("Done. From now on your account of %s opens this one.") % settings.UPPER_NAME)
    return _entered(request, user, said, waits["next"])


def _joined(request: HttpRequest, said: Said, answer: str) -> User:
    if isinstance(request.user, User):
        check_fresh(request, strength=2)  # it is one more way into the account
        return linking.link_upper(user=User.objects.get(pk=request.user.pk), said=said, by=request.user)
    if answer != "open" or not said.name:
        raise Refused(_("Sign in first."))
    return linking.open_by_upper(said=said)


def _asked(request: HttpRequest, said: Said, refusal: Refused | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "said": said,
        "name": settings.UPPER_NAME,
        "account": request.user if isinstance(request.user, User) else None,
        "sign_in": f"{reverse('people:sign_in')}?{urlencode({'next': reverse('people:upper_link')})}",
        "refusal": refusal,
    }
    return render(request, "people/oidc/upper_link.html", context, status=refusal.status if refusal else 200)


@citizen
@require_POST
def unlink(request: AuthenticatedRequest) -> HttpResponse:
    _check_there_is_one()
    linking.unlink_upper(user=User.objects.get(pk=request.user.pk), by=request.user)
    messages.success(request, _("The link is ended. Sign in here with your account from now on."))
    return redirect("people:connections")
