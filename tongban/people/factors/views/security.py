"""One's own sign-in and security: second steps, recovery codes, where one is signed in."""

from __future__ import annotations

from uuid import UUID

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from tongban.kit import crypto
from tongban.kit.errors import BadInput
from tongban.people.access import AuthenticatedRequest, citizen
from tongban.people.factors import actions, certificates, duties, entering, passkeys, recovering, totp
from tongban.people.factors.forms import AddApp, AddPasskey, Named
from tongban.people.factors.fresh import fresh
from tongban.people.factors.models import Factor, FactorKind
from tongban.people.factors.sessions_list import signed_in
from tongban.people.factors.strength import factors_of, joined
from tongban.people.factors.views import way
from tongban.people.models import User
from tongban.people.signin import TRIES_PER_ACCOUNT, count_try
from tongban.people.views.account import _row

WANTED_APP = "app_wanted"  # in the session, sealed: the secret that the app has not shown yet
WANTED_SECONDS = 1800


@citizen
@never_cache
@require_safe
def security(request: AuthenticatedRequest) -> HttpResponse:
    factors = factors_of(request.user)
    context = {
        "factors": factors,
        "has_app": any(factor.kind == FactorKind.TOTP for factor in factors),
        "codes_left": request.user.recovery_codes.filter(used_at=None).count() if factors else 0,
        "sessions": signed_in(request.user, str(request.session.session_key)),
        "not_demanded": request.user.is_official and settings.DEMO and not settings.STAFF_FACTOR,
        "certificate": request.user.is_official and certificates.shown(request),
        "days": duties.days_for_a_factor(request.user),
        "waiting": recovering.waiting(request.user),
    }
    return render(request, "people/factors/security.html", context)


@sensitive_post_parameters()
@citizen
@never_cache
@fresh(strength=2)
def add_app(request: AuthenticatedRequest) -> HttpResponse:
    """The secret is shown until the app proves that it has it; then it is never shown again."""
    secret = _secret_wanted(request)
    form = AddApp(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            count_try("add_app", request.user.actor_key, TRIES_PER_ACCOUNT)
            user = _row(request)
            actions.add_app(user=user, secret=secret, **form.cleaned_data, by=request.user)
        except BadInput as error:
            form.take(error)
        else:
            del request.session[WANTED_APP]
            return _added(request, user, ["otp"])
    account = request.user.login or request.user.masked_name
    address = totp.address(secret, account=account, issuer=_("Tongban"))
    picture = segno.make(address, error="m").svg_data_uri(scale=5, border=2)
    groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    context = {"form": form, "picture": picture, "secret": groups, "address": address}
    return render(request, "people/factors/add_app.html", context, status=422 if form.errors else 200)


def _secret_wanted(request: AuthenticatedRequest) -> str:
    kept = request.session.get(WANTED_APP)
    if not kept or entering.seconds_now() - kept["at"] > WANTED_SECONDS:
        kept = {"secret": crypto.seal(totp.new_secret(), about=WANTED_APP), "at": entering.seconds_now()}
        request.session[WANTED_APP] = kept
    return crypto.unseal(kept["secret"], about=WANTED_APP)


@citizen
@never_cache
@fresh(strength=2)
def add_passkey(request: AuthenticatedRequest) -> HttpResponse:
    form = AddPasskey(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made, user = passkeys.made(way.asked_passkey(request), form.cleaned_data["answer"]), _row(request)
            actions.add_passkey(user=user, made=made, name=form.cleaned_data["name"], by=request.user)
        except BadInput as error:
            form.take(error)
        else:
            return _added(request, user, ["swk" if made.synced else "hwk", "user"])
    return render(request, "people/factors/add_passkey.html", {"form": form}, status=422 if form.errors else 200)


def _added(request: AuthenticatedRequest, user: User, shown: list[str]) -> HttpResponse:
    """This session has shown it, and is as strong as that. The first second step brings recovery codes."""
    entering.confirmed(request, user, joined(request.session.get(entering.AMR) or ["pwd"], shown))
    duties.done(request.session, duties.FACTOR)
    messages.success(request, _("It is added. From now on you are asked for it when you sign in."))
    if user.recovery_codes.exists():
        return redirect("people:security")
    return _codes_shown(request, user)


def _codes_shown(request: AuthenticatedRequest, user: User) -> HttpResponse:
    codes = actions.make_recovery_codes(user=user, by=request.user)
    return render(request, "people/factors/codes.html", {"codes": codes})


@citizen
@require_POST
@fresh(strength=2)
def add_certificate(request: AuthenticatedRequest) -> HttpResponse:
    """The one that this browser showed in the handshake."""
    certificate, user = certificates.shown(request), _row(request)
    if not certificate:
        messages.error(request, _("Your browser showed no certificate. Put the key in, and open this page anew."))
        return redirect("people:security")
    actions.add_certificate(user=user, certificate=certificate, by=request.user)
    return _added(request, user, ["hwk"])


@citizen
@never_cache
@require_POST
@fresh(strength=2)
def recovery_codes(request: AuthenticatedRequest) -> HttpResponse:
    """New ones, shown in this answer and never again."""
    if not factors_of(request.user):
        return redirect("people:security")
    return _codes_shown(request, _row(request))


def _factor(request: AuthenticatedRequest) -> Factor:
    """One's own, named by the form and not by the address."""
    try:
        key = UUID(request.POST.get("factor", ""))
    except ValueError as error:
        raise Http404 from error
    found = Factor.objects.filter(pk=key, user_id=request.user.pk).first()
    if found is None:
        raise Http404
    return found


@citizen
@require_POST
def name_factor(request: AuthenticatedRequest) -> HttpResponse:
    """Its name, and the way to another one."""
    factor, asked = _factor(request), "name" not in request.POST
    form = Named(initial={"name": factor.name}) if asked else Named(request.POST)
    if asked or not form.is_valid():
        context = {"form": form, "factor": factor}
        return render(request, "people/factors/name.html", context, status=200 if asked else 422)
    actions.name_factor(user=_row(request), factor=factor, name=form.cleaned_data["name"], by=request.user)
    return redirect("people:security")


@citizen
@require_POST
@fresh(strength=2)
def remove_factor(request: AuthenticatedRequest) -> HttpResponse:
    """Asked once more in words; then it is gone, and so are all other sessions."""
    factor = _factor(request)
    if "sure" not in request.POST:
        context = {"factor": factor, "last": len(factors_of(request.user)) == 1}
        return render(request, "people/factors/remove.html", context)
    actions.remove_factor(user=_row(request), factor=factor, by=request.user)
    entering.end_sessions(user=_row(request), but=str(request.session.session_key), by=request.user)
    messages.success(request, _("It is removed, and other devices are signed out."))
    return redirect("people:security")


@citizen
@require_POST
def end_sessions(request: AuthenticatedRequest) -> HttpResponse:
    """One of them, or all but this one."""
    wanted = request.POST.get("session", "")
    try:
        only = UUID(wanted) if wanted else None
    except ValueError as error:
        raise Http404 from error
    here = str(request.session.session_key)
    count = entering.end_sessions(user=_row(request), but=here, only=only, by=request.user)
    at_the_desk = _("Signed out. What is open at the desk ends within a minute.")
    said = _("Signed out there.") if count else _("That one had ended already.")
    messages.success(request, at_the_desk if settings.ZONE == "public" and not count else said)
    return redirect("people:security")
