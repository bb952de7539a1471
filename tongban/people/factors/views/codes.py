"""Signing in with a code to the telephone, in two steps that look the same for everybody."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from tongban.kit.errors import BadInput
from tongban.kit.telephones import mobile
from tongban.people.access import anybody
from tongban.people.factors import codes, failures, recovering
from tongban.people.factors.forms import AskPhoneCode, PhoneCode
from tongban.people.factors.models import DoorCode
from tongban.people.factors.strength import APP, SMS
from tongban.people.factors.views import way
from tongban.people.models import User
from tongban.people.signin import TRIES_PER_ADDRESS, TooMany, count_try
from tongban.people.views.doors import CODES_PER_ADDRESS, shown_door
from tongban.people.views.visitor import address_of

SHOWN = {"phone": [SMS], "email": [APP]}
CODE = "door_code"  # in the session: purpose → key of the row that waits for its code


def wanted_of(request: HttpRequest, purpose: str) -> DoorCode | None:
    key = request.session.get(CODE, {}).get(purpose)
    return DoorCode.objects.filter(pk=UUID(key), purpose=purpose).first() if key else None


def remember(request: HttpRequest, wanted: DoorCode) -> None:
    request.session[CODE] = request.session.get(CODE, {}) | {wanted.purpose: str(wanted.pk)}


def send_to(request: HttpRequest, user: User, channels: list[str], purpose: str) -> None:
    """A code to the first of these channels of somebody who showed something already."""
    count_try("code_from", address_of(request), CODES_PER_ADDRESS)
    for channel in channels[:1]:
        remember(request, codes.ask(typed=getattr(user, channel), channel=channel, purpose=purpose))
        messages.info(request, _("A code is on its way. It takes a minute at most."))


def code_of(request: HttpRequest, user: User, purpose: str) -> DoorCode | PhoneCode:
    """The row whose code was typed, spent; or the form with its fault."""
    form, wanted = PhoneCode(request.POST), wanted_of(request, purpose)
    if form.is_valid():
        try:
            count_try("code_tried_from", address_of(request), TRIES_PER_ADDRESS)
            if wanted is None or codes.fitting(wanted, form.cleaned_data["code"]) != user:
                raise codes.does_not_fit()
            codes.spend(wanted)
            return wanted
        except BadInput as error:
            form.take(error)
    return form


@anybody
@never_cache
def by_phone(request: HttpRequest) -> HttpResponse:
    """The answer is the same whoever has an account."""
    form = AskPhoneCode(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return shown_door(request, "factors/by_phone", form)
    try:
        count_try("code_from", address_of(request), CODES_PER_ADDRESS)
        typed = mobile(form.cleaned_data["phone"])
        remember(request, codes.ask(typed=typed, channel="phone", purpose=codes.SIGN_IN))
    except TooMany as refusal:
        return shown_door(request, "factors/by_phone", form, refusal=refusal)
    messages.info(request, _("If an account has this number, a code is on its way. It takes a minute at most."))
    following = request.POST.get("next", "")
    return redirect(way.with_next("people:by_phone_code", following))


@sensitive_post_parameters()
@anybody
@never_cache
def by_phone_code(request: HttpRequest) -> HttpResponse:
    wanted = wanted_of(request, codes.SIGN_IN)
    if wanted is None:
        return redirect("people:by_phone")
    form = PhoneCode(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return shown_door(request, "factors/by_phone_code", form)
    try:
        count_try("code_tried_from", address_of(request), TRIES_PER_ADDRESS)
        user = codes.fitting(wanted, form.cleaned_data["code"])
        codes.spend(wanted)
    except TooMany as refusal:
        failures.of_address(request, how=failures.CODE)
        return shown_door(request, "factors/by_phone_code", form, refusal=refusal)
    except BadInput as error:
        failures.at_the_door(request, wanted.typed, how=failures.CODE)
        form.take(error)
        return shown_door(request, "factors/by_phone_code", form)
    del request.session[CODE]
    return way.go_in(request, user, SHOWN["phone"], more=recovering.is_strong(user))
