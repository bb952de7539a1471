"""The second step at the door, and the door for passkeys."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from tongban.kit import clock
from tongban.kit.errors import BadInput, NotAllowed, Refused
from tongban.people.access import anybody
from tongban.people.factors import codes, entering, failures, passkeys, recovering
from tongban.people.factors.forms import AppCode, NumberAgain, PasskeyAnswer, PasswordAgain, PhoneCode, RecoveryCodeForm
from tongban.people.factors.models import FactorKind
from tongban.people.factors.strength import NUMBER, PASSWORD, factors_of, has_factor, is_received_only, joined
from tongban.people.factors.views import way
from tongban.people.factors.views.codes import SHOWN, code_of, send_to, wanted_of
from tongban.people.models import User
from tongban.people.signin import (
    TRIES_PER_ACCOUNT,
    TRIES_PER_ADDRESS,
    TooMany,
    check_password_of,
    count_try,
    forgive,
)
from tongban.people.views.doors import shown_sign_in
from tongban.people.views.visitor import address_of

FORMS: dict[str, Any] = {"app": AppCode, "recovery": RecoveryCodeForm, "passkey": PasskeyAnswer, "cert": PasskeyAnswer}


def ways_of(user: User, added_before: dt.datetime | None = None) -> dict[str, Any]:
    """The forms of what this person has: the app, a passkey, a recovery code."""
    until = added_before or clock.now()
    kinds = {factor.kind for factor in factors_of(user) if factor.made_at <= until}
    has_codes = user.recovery_codes.filter(used_at=None, made_at__lte=until).exists()
    offered = {"app": FactorKind.TOTP in kinds, "passkey": FactorKind.PASSKEY in kinds, "recovery": has_codes}
    offered |= {"cert": FactorKind.CERTIFICATE in kinds}
    return {how: FORMS[how]() for how, there in offered.items() if there}


def tried(
    request: HttpRequest, user: User, before: list[str], added_before: dt.datetime | None = None
) -> list[str] | dict[str, Any]:
    """What is shown altogether; or the form with its fault."""
    how = request.POST.get("how", "")
    if how not in FORMS:
        raise Http404
    form = FORMS[how](request.POST)
    if form.is_valid():
        try:
            return way.shown(request, user, before, added_before)
        except BadInput as error:
            form.take(error)
    return {how: form}


@sensitive_post_parameters()
@anybody
@never_cache
def second(request: HttpRequest) -> HttpResponse:
    """Whoever showed the first thing shows another; ten minutes, then from the beginning. After a code to the phone
    an account that holds more and has no second step asks for the password, or a code to the other channel."""
    half = entering.who_is_half_in(request)
    if half is None:
        return redirect("people:sign_in")
    user, before = half
    changed: dict[str, Any] = {}
    refusal: TooMany | None = None
    if request.method == "POST":
        try:
            found = _beside_a_code(request, user, before) or tried(request, user, before)
            if isinstance(found, HttpResponse):
                return found
            if isinstance(found, list):
                return way.go_in(request, user, found)
            changed = found
            failures.of_account(request, user, how=request.POST.get("how", ""))
        except TooMany as error:
            refusal = error
            failures.of_account(request, user, how=request.POST.get("how", ""), why=failures.LOCKED)
    ways = ways_of(user) or _ways_beside_a_code(request, user)
    more = {"has_factor": has_factor(user), "others": [] if has_factor(user) else _others(user, before)}
    return shown_ways(request, "people/factors/second.html", ways | changed, refusal, **more)


def _ways_beside_a_code(request: HttpRequest, user: User) -> dict[str, Any]:
    ways: dict[str, Any] = {"password": PasswordAgain()} if user.has_usable_password() else {}
    ways |= {"number": NumberAgain()} if recovering.is_known_by_number(user) else {}
    return ways | ({"code": PhoneCode()} if wanted_of(request, codes.SIGN_IN_TOO) else {})


def _others(user: User, before: list[str]) -> list[str]:
    used = next((channel for channel, shown in SHOWN.items() if shown == before), "")
    return recovering.other_channels(user, used) if used else []


def _beside_a_code(
    request: HttpRequest, user: User, before: list[str]
) -> HttpResponse | list[str] | dict[str, Any] | None:
    """None: another way was taken."""
    how = request.POST.get("how", "")
    if how not in ("password", "number", "send", "code") or has_factor(user) or not is_received_only(before):
        return None
    if how == "password":
        return _password(request, user, before)
    if how == "number":
        return number_shown(request, user) or joined(before, [NUMBER])
    if how == "send":
        send_to(request, user, _others(user, before), codes.SIGN_IN_TOO)
        return redirect(way.with_next("people:second", request.POST.get("next", "")))
    found = code_of(request, user, codes.SIGN_IN_TOO)
    return {"code": found} if isinstance(found, PhoneCode) else joined(before, SHOWN[found.channel])


def number_shown(request: HttpRequest, user: User) -> dict[str, Any] | None:
    """None: it is the number of the document; else the form with its fault."""
    form = NumberAgain(request.POST)
    if form.is_valid():
        try:
            recovering.check_number(user, form.cleaned_data["id_number"])
            return None
        except BadInput as error:
            form.take(error)
    return {"number": form}


def _password(request: HttpRequest, user: User, before: list[str]) -> list[str] | dict[str, Any]:
    form = PasswordAgain(request.POST)
    if form.is_valid():
        count_try("second", user.actor_key, TRIES_PER_ACCOUNT)
        if check_password_of(user, form.cleaned_data["password"]):
            forgive("second", user.actor_key)
            return joined(before, [PASSWORD])
        form.add_error("password", _("The password does not fit."))
    return {"password": form}


def shown_ways(
    request: HttpRequest, page: str, ways: dict[str, Any], refusal: Refused | None = None, **more: Any
) -> HttpResponse:
    wrong = next((form for form in ways.values() if form.errors), None)
    status = refusal.status if refusal else 422 if wrong else 200
    following = request.POST.get("next", request.GET.get("next", ""))
    context = {"ways": ways, "form": wrong, "refusal": refusal, "next": following} | more
    return render(request, page, context, status=status)


@anybody
@require_POST
def passkey_wish(request: HttpRequest) -> JsonResponse:
    """What the script hands to the browser: of whoever is half in or in their own keys, else any of this site."""
    half = entering.who_is_half_in(request)
    user = half[0] if half else request.user if request.user.is_authenticated else None
    if request.POST.get("to") == "add" and isinstance(request.user, User):
        wish, state = passkeys.wish_to_make(request.user, account=request.user.login or request.user.masked_name)
    else:
        wish, state = passkeys.wish_to_see(user)
    request.session[way.ASKED] = {"state": state, "at": entering.seconds_now()}
    return JsonResponse(wish, headers={"Cache-Control": "no-store"})


@sensitive_post_parameters()
@anybody
@require_POST
def passkey_in(request: HttpRequest) -> HttpResponse:
    """Signing in by a passkey alone: it asked for finger, face or PIN itself. Not held up by wrong passwords."""
    try:
        count_try("address", address_of(request), TRIES_PER_ADDRESS)
        user, amr = way.shown_passkey(request, None)
        if not user.is_active:
            raise BadInput("", errors={"answer": [_("This passkey can't be used here.")]})
        return way.go_in(request, user, amr)
    except (BadInput, NotAllowed, TooMany) as error:
        why = failures.ADDRESS if isinstance(error, TooMany) else failures.WRONG
        failures.of_address(request, how=failures.PASSKEY, why=why)
        return shown_sign_in(request, error)
