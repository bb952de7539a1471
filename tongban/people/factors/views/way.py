"""From what was shown to a page: half in, in, or refused; the same for every door."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from tongban.kit.errors import BadInput
from tongban.people.factors import actions, certificates, duties, entering, fresh, passkeys
from tongban.people.factors.strength import has_factor, joined, strength
from tongban.people.models import User
from tongban.people.signin import TRIES_PER_ACCOUNT, count_try, forgive
from tongban.people.views.visitor import way_on

ASKED = "passkey_asked"  # in the session: the challenge that waits for its answer
ASKED_SECONDS = 300


def go_in(request: HttpRequest, user: User, amr: list[str], *, more: bool = False, following: str = "") -> HttpResponse:
    """Whoever has a second step is asked for it; an official without one may be too late (NotAllowed). `more`: what was
    shown opens this account only with something else beside it. `following`: where to, checked already."""
    if strength(amr) < 2 and (more or has_factor(user)):
        entering.half_in(request, user, amr)
        return redirect(with_next("people:second", following or request.POST.get("next", "")))
    duties.check_may_enter(user)
    entering.enter(request, user, amr)
    for said in duties.reminders(user):
        messages.warning(request, said)
    return HttpResponseRedirect(_goal(request, user, following))


def with_next(name: str, following: str) -> str:
    return reverse(name) + (f"?{urlencode({'next': following})}" if following else "")


def _goal(request: HttpRequest, user: User, following: str) -> str:
    if request.session.get(duties.OWES):
        return reverse("people:owed")
    if fresh.kept_of(request, user):
        return reverse("people:again_on")
    return following or way_on(request, user)


def shown(request: HttpRequest, user: User, before: list[str], added_before: dt.datetime | None = None) -> list[str]:
    """What the person showed now, joined to what they showed before. Raises BadInput or TooMany."""
    how = request.POST.get("how", "")
    if how == "passkey":
        return joined(before, shown_passkey(request, user, added_before)[1])
    if how == "cert":
        return joined([*before, "mfa"], actions.check_certificate(user, certificates.shown(request)))
    count_try("second", user.actor_key, TRIES_PER_ACCOUNT)
    check = {"app": actions.check_app, "recovery": actions.check_recovery_code}.get(how)
    if check is None:
        raise BadInput("", errors={})
    amr = joined([*before, "mfa"], check(user, request.POST.get("code", ""), before=added_before))
    forgive("second", user.actor_key)
    return amr


def shown_passkey(
    request: HttpRequest, user: User | None, added_before: dt.datetime | None = None
) -> tuple[User, list[str]]:
    return actions.check_passkey(user, asked_passkey(request), request.POST.get("answer", ""), before=added_before)


def asked_passkey(request: HttpRequest) -> dict[str, Any]:
    """A challenge is good for one answer, and five minutes; without one nothing fits."""
    asked: dict[str, Any] = request.session.pop(ASKED, {})
    if not asked or entering.seconds_now() - asked["at"] > ASKED_SECONDS:
        raise passkeys.unusable()
    state: dict[str, Any] = asked["state"]
    return state
