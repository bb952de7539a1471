"""The way back in, in steps: a code and the new password; where the account holds more, a second proof."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from tongban.kit import crypto
from tongban.kit.act import SYSTEM
from tongban.kit.errors import BadInput, Refused
from tongban.people.access import AuthenticatedRequest, anybody, citizen
from tongban.people.factors import codes, entering, failures, recovering
from tongban.people.factors.forms import NumberAgain, PhoneCode
from tongban.people.factors.models import Recourse
from tongban.people.factors.strength import NUMBER, has_factor, joined, settled_before
from tongban.people.factors.views import way
from tongban.people.factors.views.codes import SHOWN, code_of, remember, send_to, wanted_of
from tongban.people.factors.views.second import number_shown, shown_ways, tried, ways_of
from tongban.people.forms import AskCode, Recover
from tongban.people.models import User
from tongban.people.signin import TRIES_PER_ADDRESS, TooMany, count_try
from tongban.people.views.account import _row
from tongban.people.views.doors import CODES_PER_ADDRESS, RESEND, shown_door
from tongban.people.views.visitor import address_of

HALF = "recovering"  # in the session: whose code fitted, through which channel, and the new password, sealed
SECOND = codes.RECOVER_TOO


@anybody
@never_cache
def recover(request: HttpRequest) -> HttpResponse:
    """First step: the code. The answer is the same whether the account exists or not."""
    form = AskCode(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return shown_door(request, "recover", form)
    typed, channel = form.cleaned_data["account"], form.cleaned_data["channel"]
    try:
        count_try("code_from", address_of(request), CODES_PER_ADDRESS)
        remember(request, codes.ask(typed=typed, channel=channel, purpose=codes.RECOVER))
    except TooMany as refusal:
        return shown_door(request, "recover", form, refusal=refusal)
    messages.info(
        request, _("If this account exists and has that address, a code is on its way. It takes a minute at most.")
    )
    return redirect(reverse("people:recover_with_code"))


@sensitive_post_parameters("password", "again", "code")
@anybody
@never_cache
def recover_with_code(request: HttpRequest) -> HttpResponse:
    """Second step: code and new password; then the person is in, or is asked for more."""
    if RESEND in request.POST:
        return _sent_again(request)
    form = Recover(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return shown_door(request, "recover_with_code", form)
    given = form.cleaned_data
    wanted = wanted_of(request, codes.RECOVER)
    try:
        count_try("code_tried_from", address_of(request), TRIES_PER_ADDRESS)
        user = recovering.begin(wanted=wanted, code=given["code"], password=given["password"])
    except TooMany as refusal:
        failures.of_address(request, how=failures.RECOVER)
        return shown_door(request, "recover_with_code", form, refusal=refusal)
    except BadInput as error:
        if wanted is not None and "code" in error.errors:
            failures.at_the_door(request, wanted.typed, how=failures.RECOVER)
        form.take(error)
        return shown_door(request, "recover_with_code", form)
    assert wanted is not None
    sealed = make_password(given["password"])  # takes a twentieth of a second: never under a lock
    if not recovering.is_strong(user):
        return _in(request, recovering.recover(user=user, sealed=sealed, proof="code"), SHOWN[wanted.channel])
    kept = {"user": str(user.pk), "channel": wanted.channel, "at": entering.seconds_now()}
    request.session[HALF] = kept | {"password": crypto.seal(sealed, about=HALF)}
    return redirect("people:recover_second")


def _sent_again(request: HttpRequest) -> HttpResponse:
    """To whom the first one went, by the same way; the answer tells no more than the first."""
    wanted = wanted_of(request, codes.RECOVER)
    if wanted is None:
        return redirect("people:recover")
    try:
        count_try("code_from", address_of(request), CODES_PER_ADDRESS)
        remember(request, codes.ask(typed=wanted.typed, channel=wanted.channel, purpose=codes.RECOVER))
    except TooMany as refusal:
        return shown_door(request, "recover_with_code", Recover(), refusal=refusal)
    messages.info(request, _("A new code is on its way. Those sent before work no more."))
    return redirect("people:recover_with_code")


def _in(request: HttpRequest, user: User, amr: list[str]) -> HttpResponse:
    request.session.pop(HALF, None)
    messages.success(request, _("Your new password is set."))
    return way.go_in(request, user, amr)


def _half(request: HttpRequest) -> tuple[User, dict[str, Any]] | None:
    kept = request.session.get(HALF)
    if not kept or entering.seconds_now() - kept["at"] > entering.HALF_SECONDS:
        return None
    user = User.objects.filter(pk=UUID(kept["user"]), is_active=True).first()
    return (user, kept) if user else None


@sensitive_post_parameters()
@anybody
@never_cache
def recover_second(request: HttpRequest) -> HttpResponse:
    """Third step, where the account holds more than one code may open."""
    half = _half(request)
    if half is None:
        return redirect("people:recover")
    user, kept = half
    changed: dict[str, Any] = {}
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            found = _proved(request, user, kept)
            if isinstance(found, HttpResponse):
                return found
            changed = found
            failures.of_account(request, user, how=failures.RECOVER)
        except BadInput:
            raise
        except Refused as error:
            refusal = error
            if isinstance(error, TooMany):
                failures.of_account(request, user, how=failures.RECOVER, why=failures.LOCKED)
    ways = ways_of(user, settled_before()) | ({"number": NumberAgain()} if recovering.is_known_by_number(user) else {})
    ways |= ({"code": PhoneCode()} if wanted_of(request, SECOND) else {}) | changed
    more = recovering.context_of(user, kept["channel"], SHOWN[kept["channel"]]) | {"has_factor": has_factor(user)}
    return shown_ways(request, "people/factors/recover_second.html", ways, refusal, **more)


def _proved(request: HttpRequest, user: User, kept: dict[str, Any]) -> HttpResponse | dict[str, Any]:
    how = request.POST.get("how", "")
    if how == "send":
        send_to(request, user, recovering.other_channels(user, kept["channel"]), SECOND)
        return redirect("people:recover_second")
    if how == "wait":
        recovering.begin_waiting(user=user, shown=SHOWN[kept["channel"]])
        messages.info(request, _("The waiting time runs, and every channel of the account was told."))
        return redirect("people:recover_second")
    if how == "waited":
        return _waited(request, user, kept)
    if how == "code":
        return _second_code(request, user, kept)
    if how == "number":
        shown = joined(SHOWN[kept["channel"]], [NUMBER])
        return number_shown(request, user) or _finished(request, user, kept, shown, "number of the document")
    found = tried(request, user, SHOWN[kept["channel"]], settled_before())
    return found if isinstance(found, dict) else _finished(request, user, kept, found, how)


def _second_code(request: HttpRequest, user: User, kept: dict[str, Any]) -> HttpResponse | dict[str, Any]:
    found = code_of(request, user, SECOND)
    if isinstance(found, PhoneCode):
        return {"code": found}
    return _finished(request, user, kept, SHOWN[kept["channel"]], "both channels")


def _waited(request: HttpRequest, user: User, kept: dict[str, Any]) -> HttpResponse:
    found = recovering.ripe(user, SHOWN[kept["channel"]])
    if found is None:
        return redirect("people:recover_second")
    return _finished(request, user, kept, SHOWN[kept["channel"]], found.how, found)


def _finished(
    request: HttpRequest, user: User, kept: dict[str, Any], amr: list[str], proof: str, recourse: Any = None
) -> HttpResponse:
    sealed = crypto.unseal(kept["password"], about=HALF)
    return _in(request, recovering.recover(user=user, sealed=sealed, proof=proof, recourse=recourse), amr)


@sensitive_post_parameters()
@anybody
@never_cache
def lost(request: HttpRequest) -> HttpResponse:
    """Half in, and none of the second steps is there any more."""
    half = entering.who_is_half_in(request)
    if half is None:
        return redirect("people:sign_in")
    user, before = half
    if not has_factor(user):
        return redirect("people:recover")
    changed: dict[str, Any] = {}
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            found = _dropped(request, user, before)
            if isinstance(found, HttpResponse):
                return found
            changed = found
        except BadInput:
            raise
        except Refused as error:
            refusal = error
    ripe = recovering.ripe(user, before)
    ways = {"code": PhoneCode()} if _was_seen(ripe) and wanted_of(request, codes.LOST) else {}
    more = recovering.context_of(user, "", before) | {"by_code": _was_seen(ripe)}
    return shown_ways(request, "people/factors/lost.html", ways | changed, refusal, **more)


def _was_seen(recourse: Recourse | None) -> bool:
    """The word of an official opens the way to whoever has one of the channels, as when a password is set anew."""
    return recourse is not None and recourse.how == Recourse.How.WINDOW


def _dropped(request: HttpRequest, user: User, before: list[str]) -> HttpResponse | dict[str, Any]:
    ripe = recovering.ripe(user, before)
    if ripe is None:
        recovering.begin_waiting(user=user, shown=before)
        messages.info(request, _("The waiting time runs, and every channel of the account was told."))
        return redirect("people:lost")
    if _was_seen(ripe):
        if request.POST.get("how") != "code":
            send_to(request, user, recovering.other_channels(user, ""), codes.LOST)
            return redirect("people:lost")
        found = code_of(request, user, codes.LOST)
        if isinstance(found, PhoneCode):
            return {"code": found}
        before = joined(before, SHOWN[found.channel])
    recovering.drop_factors(user=user, recourse=ripe)
    messages.warning(request, _("Your second steps are removed. Add a new one now."))
    return way.go_in(request, user, before)


@anybody
@never_cache
def stop(request: HttpRequest) -> HttpResponse:
    """From the message about a recovery that waits."""
    token = request.POST.get("which", request.GET.get("which", ""))
    found = recovering.by_token(token)
    if request.method == "POST" and found is not None:
        recovering.stop(recourse=found, by=SYSTEM)
        messages.success(request, _("It is stopped. Nothing was changed."))
        return redirect("people:sign_in")
    return render(request, "people/factors/stop.html", {"token": token, "found": found})


@citizen
@require_POST
def stop_mine(request: AuthenticatedRequest) -> HttpResponse:
    found = recovering.waiting(request.user)
    if found is not None:
        found.user = _row(request)
        recovering.stop(recourse=found, by=request.user)
    messages.success(request, _("It is stopped. Nothing was changed."))
    return redirect("people:security")
