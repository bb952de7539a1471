"""In and out: the same door for citizens and officials. Tries are counted per account, failures per address."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from tongban.kit import crypto
from tongban.kit.errors import BadInput
from tongban.people import actions, registering
from tongban.people.access import anybody
from tongban.people.assurance import id_types
from tongban.people.forms import AskCode, ConfirmRegistration, Plain, Recover, Register, SignIn
from tongban.people.models import Registration, User
from tongban.people.signin import (
    TRIES_PER_ACCOUNT,
    TRIES_PER_ADDRESS,
    TooMany,
    count_try,
    counted_as,
    forgive,
    take_back,
)
from tongban.people.views.visitor import address_of, way_on

BACKEND = "tongban.people.signin.BlindIndexBackend"
CODES_PER_ADDRESS = 20
WANTED = "registration"  # in the session: the key of the registration whose codes are awaited
KNOWN = ("name", "id_type", "id_number", "phone", "email", "password")


@sensitive_post_parameters("password")
@anybody
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    form = SignIn(request.POST or None)
    if request.method == "POST" and form.is_valid():
        who = counted_as(form.cleaned_data["account"])
        try:
            count_try("address", address_of(request), TRIES_PER_ADDRESS)
            count_try("sign_in", who, TRIES_PER_ACCOUNT)
        except TooMany as refusal:
            return _shown(request, "sign_in", form, refusal=refusal)
        user = authenticate(request, username=form.cleaned_data["account"], password=form.cleaned_data["password"])
        if isinstance(user, User):
            login(request, user, backend=BACKEND)
            forgive("sign_in", who)
            take_back("address", address_of(request))  # a whole office may come from one
            return HttpResponseRedirect(way_on(request, user))
        form.add_error(
            None, _("Account and password do not fit together. Compare both, or set a new password with a code.")
        )
    return _shown(request, "sign_in", form)


def _shown(
    request: HttpRequest, page: str, form: Plain, *, refusal: TooMany | None = None, **more: Any
) -> HttpResponse:
    """The form with what was typed; 422 when something has to be looked at again."""
    status = refusal.status if refusal else 422 if form.errors else 200
    following = request.POST.get("next", request.GET.get("next", ""))
    context = {"form": form, "refusal": refusal, "next": following, "demo_password": settings.DEMO_PASSWORD} | more
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
        return _shown(request, "register", form)
    given = {name: form.cleaned_data[name] for name in KNOWN}
    try:
        count_try("register", address_of(request), CODES_PER_ADDRESS)
        wanted = registering.begin_registration(**given, language=get_language() or "zh-hans")
    except TooMany as refusal:
        return _shown(request, "register", form, refusal=refusal)
    except BadInput as error:
        form.take(error)
        return _shown(request, "register", form)
    request.session[WANTED] = str(wanted.pk)
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
    form = ConfirmRegistration(request.POST or None, email=bool(wanted.email))
    if request.method != "POST" or not form.is_valid():
        return _shown(request, "register_with_code", form, wanted=wanted)
    codes = {name: typed.strip() for name, typed in form.cleaned_data.items()}
    try:
        count_try("code_tried_from", address_of(request), TRIES_PER_ADDRESS)
        user = registering.finish_registration(wanted=wanted, **codes)
    except TooMany as refusal:
        return _shown(request, "register_with_code", form, refusal=refusal, wanted=wanted)
    except BadInput as error:
        form.take(error)
        return _shown(request, "register_with_code", form, wanted=wanted)
    del request.session[WANTED]
    login(request, user, backend=BACKEND)
    messages.success(request, _("Your account is open. Your name and number are stored encrypted."))
    return HttpResponseRedirect(way_on(request, user))


@anybody
@never_cache
def recover(request: HttpRequest) -> HttpResponse:
    """First step: the code. The answer is the same whether the account exists or not."""
    form = AskCode(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _shown(request, "recover", form)
    account = form.cleaned_data["account"]
    try:
        count_try("code_from", address_of(request), CODES_PER_ADDRESS)
        actions.send_recovery_code(typed=account, channel=form.cleaned_data["channel"])
    except TooMany as refusal:
        return _shown(request, "recover", form, refusal=refusal)
    request.session["recover"] = crypto.seal(account, about="recover")
    messages.info(
        request, _("If this account exists and has that address, a code is on its way. It takes a minute at most.")
    )
    return redirect(reverse("people:recover_with_code"))


@sensitive_post_parameters("password", "again", "code")
@anybody
@never_cache
def recover_with_code(request: HttpRequest) -> HttpResponse:
    """Second step: code and new password; then the person is signed in."""
    sealed = request.session.get("recover", "")
    known = crypto.unseal(sealed, about="recover") if sealed else ""
    form = Recover(request.POST or None, initial={"account": known})
    if request.method != "POST" or not form.is_valid():
        return _shown(request, "recover_with_code", form)
    given = form.cleaned_data
    try:
        count_try("code_tried_from", address_of(request), TRIES_PER_ADDRESS)
        user = actions.recover(typed=given["account"], code=given["code"].strip(), password=given["password"])
    except TooMany as refusal:
        return _shown(request, "recover_with_code", form, refusal=refusal)
    except BadInput as error:
        form.take(error)
        return _shown(request, "recover_with_code", form)
    login(request, user, backend=BACKEND)
    messages.success(request, _("Your new password is set, and you are signed in."))
    return HttpResponseRedirect(way_on(request, user))
