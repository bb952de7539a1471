"""In and out: the same door for citizens and officials. Tries are counted per account, failures per address."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from tongban.documents.api import printing_notice
from tongban.kit.errors import BadInput, NotAllowed, Refused
from tongban.people import actions, registering
from tongban.people.access import anybody
from tongban.people.assurance import id_types
from tongban.people.factors import failures, tries
from tongban.people.factors.entering import enter
from tongban.people.factors.fresh import KEPT
from tongban.people.factors.views.way import go_in
from tongban.people.forms import ConfirmRegistration, Plain, Register, SignIn
from tongban.people.models import Registration, User
from tongban.people.signin import (
    TRIES_PER_ADDRESS,
    TooMany,
    count_try,
    take_back,
)
from tongban.people.views.visitor import address_of, way_on

CODES_PER_ADDRESS = 20
RESEND = "resend"  # the button that asks for a new code, beside the one that sends the form
WANTED = "registration"  # in the session: the key of the registration whose codes are awaited
KNOWN = ("name", "id_type", "id_number", "phone", "email", "password")


@sensitive_post_parameters("password")
@anybody
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    form = SignIn(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["account"]
        try:
            tried = _counted(request, typed)
        except TooMany as refusal:
            return shown_door(request, "sign_in", form, refusal=refusal)
        user = authenticate(request, username=typed, password=form.cleaned_data["password"])
        if isinstance(user, User) and not tried.is_closed:
            tried.forgive()
            take_back("address", address_of(request))  # a whole office may come from one
            return _in_by_password(request, user, form)
        why = failures.LOCKED if tried.is_closed else failures.WRONG
        failures.at_the_door(request, typed, how=failures.PASSWORD, why=why)
        form.add_error(
            None, _("Account and password do not fit together. Compare both, or set a new password with a code.")
        )
    return shown_door(request, "sign_in", form, was_away=KEPT in request.session)


def _counted(request: HttpRequest, typed: str) -> tries.Tried:
    """Raises TooMany, which the record has."""
    try:
        count_try("address", address_of(request), TRIES_PER_ADDRESS)
    except TooMany:
        failures.of_address(request, how=failures.PASSWORD)
        raise
    try:
        return tries.count(request, typed)
    except TooMany:
        failures.at_the_door(request, typed, how=failures.PASSWORD, why=failures.LOCKED)
        raise


def _in_by_password(request: HttpRequest, user: User, form: Plain) -> HttpResponse:
    try:
        return go_in(request, user, ["pwd"])
    except NotAllowed as refusal:
        failures.of_account(request, user, how=failures.PASSWORD, why=failures.REFUSED)
        return shown_door(request, "sign_in", form, refusal=refusal)


def shown_sign_in(request: HttpRequest, error: Refused) -> HttpResponse:
    """After a way in that needs no form: what was wrong with it."""
    form = SignIn()
    if not isinstance(error, BadInput):
        return shown_door(request, "sign_in", form, refusal=error)
    said = [text for texts in error.errors.values() for text in texts]
    return shown_door(request, "sign_in", form, status=error.status, wrong=said)


def shown_door(
    request: HttpRequest, page: str, form: Plain, *, refusal: Refused | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    """The form with what was typed; 422 when something has to be looked at again."""
    status = refusal.status if refusal else 422 if form.errors else status
    following = request.POST.get("next", request.GET.get("next", ""))
    context = {"form": form, "refusal": refusal, "next": following, "demo_password": settings.DEMO_PASSWORD} | more
    context["upper_name"] = settings.UPPER_ISSUER and settings.UPPER_NAME
    return render(request, f"people/{page}.html", context, status=status)


@anybody
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.success(request, _("You are signed out."))
    return redirect("people:sign_in")


@sensitive_post_parameters()
@anybody
@never_cache
def register(request: HttpRequest) -> HttpResponse:
    """First step: what is typed is looked at, and codes are sent. The answer is the same whoever has an account."""
    form = Register(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        form.take_all(actions.faults_of(**_typed(request)) if form.is_bound else {})
        return shown_door(request, "register", form)
    given = {name: form.cleaned_data[name] for name in KNOWN}
    try:
        count_try("register", address_of(request), CODES_PER_ADDRESS)
        wanted = registering.begin_registration(**given, language=get_language() or "zh-hans")
    except TooMany as refusal:
        return shown_door(request, "register", form, refusal=refusal)
    except BadInput as error:
        form.take(error)
        return shown_door(request, "register", form)
    request.session[WANTED] = str(wanted.pk)
    if notice := printing_notice(wanted.name):
        messages.info(request, notice)
    following = request.POST.get("next", "")
    return redirect(reverse("people:register_with_code") + (f"?{urlencode({'next': following})}" if following else ""))


def _typed(request: HttpRequest) -> dict[str, str]:
    """Without a choice of document it is the ID card."""
    typed = {name: request.POST.get(name, "") for name in KNOWN}
    return typed | {"id_type": typed["id_type"] or id_types.CITIZEN}


@sensitive_post_parameters()
@anybody
@never_cache
def register_with_code(request: HttpRequest) -> HttpResponse:
    """Second step: the codes; then the account is there and the person signed in."""
    wanted = Registration.objects.filter(pk=request.session.get(WANTED, UUID(int=0))).first()
    if wanted is None:
        return redirect("people:register")
    if RESEND in request.POST:
        return _sent_again(request, wanted)
    form = ConfirmRegistration(request.POST or None, email=bool(wanted.email))
    if request.method != "POST" or not form.is_valid():
        return shown_door(request, "register_with_code", form, wanted=wanted)
    codes = {name: typed.strip() for name, typed in form.cleaned_data.items()}
    try:
        count_try("code_tried_from", address_of(request), TRIES_PER_ADDRESS)
        user = registering.finish_registration(wanted=wanted, **codes)
    except TooMany as refusal:
        return shown_door(request, "register_with_code", form, refusal=refusal, wanted=wanted)
    except BadInput as error:
        form.take(error)
        return shown_door(request, "register_with_code", form, wanted=wanted)
    del request.session[WANTED]
    enter(request, user, ["pwd", "sms", "mfa"])
    messages.success(request, _("Your account is open. Your name and number are stored encrypted."))
    return HttpResponseRedirect(way_on(request, user))


def _sent_again(request: HttpRequest, wanted: Registration) -> HttpResponse:
    """Without typing it all again; to the page itself, so that reloading sends nothing."""
    try:
        count_try("register", address_of(request), CODES_PER_ADDRESS)
        request.session[WANTED] = str(registering.send_again(wanted).pk)
    except Refused as refusal:
        form = ConfirmRegistration(email=bool(wanted.email))
        return shown_door(request, "register_with_code", form, refusal=refusal, wanted=wanted)
    messages.info(request, _("A new code is on its way. Those sent before work no more."))
    following = request.POST.get("next", "")
    return redirect(reverse("people:register_with_code") + (f"?{urlencode({'next': following})}" if following else ""))
