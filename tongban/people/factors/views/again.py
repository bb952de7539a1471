"""Asked once more who is there; then back to what was being done, with everything that was typed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from tongban.kit.errors import BadInput
from tongban.people import actions as people
from tongban.people.access import AuthenticatedRequest, citizen
from tongban.people.factors import codes, duties, entering, failures, fresh
from tongban.people.factors.forms import ChangeWithCode, PasswordAgain
from tongban.people.factors.models import DoorCode
from tongban.people.factors.strength import PASSWORD, has_factor, joined, strength
from tongban.people.factors.views.codes import send_to, wanted_of
from tongban.people.factors.views.second import shown_ways, tried, ways_of
from tongban.people.forms import ChangePassword
from tongban.people.models import User
from tongban.people.signin import TRIES_PER_ACCOUNT, TooMany, check_password_of, count_try, forgive
from tongban.people.views.account import _row
from tongban.people.views.visitor import way_on


def _ways(user: User) -> dict[str, Any]:
    """A second step, where there is one; else the password."""
    ways = ways_of(user)
    if not ways and user.has_usable_password():
        ways = {"password": PasswordAgain()}
    return ways


@sensitive_post_parameters()
@citizen
@never_cache
def again(request: AuthenticatedRequest) -> HttpResponse:
    """A second step confirms, since a password alone was enough for whoever sits there now."""
    user, changed, refusal = _row(request), {}, None
    if request.method == "POST":
        try:
            found = _tried(request, user)
            if isinstance(found, list):
                entering.confirmed(request, user, found)
                return HttpResponseRedirect(way_on(request, user))
            changed = found
            failures.of_account(request, user, how=request.POST.get("how", ""))
        except TooMany as error:
            refusal = error
            failures.of_account(request, user, how=request.POST.get("how", ""), why=failures.LOCKED)
    return shown_ways(request, "people/factors/again.html", _ways(user) | changed, refusal)


def _tried(request: AuthenticatedRequest, user: User) -> list[str] | dict[str, Any]:
    if request.POST.get("how") != "password":
        return tried(request, user, request.session.get(entering.AMR) or ["pwd"])
    form = PasswordAgain(request.POST)
    if form.is_valid():
        try:
            count_try("again", user.actor_key, TRIES_PER_ACCOUNT)
            if has_factor(user) or not check_password_of(user, form.cleaned_data["password"]):
                raise BadInput(_("The password does not fit."), errors={"password": [_("The password does not fit.")]})
            forgive("again", user.actor_key)
            return joined(request.session.get(entering.AMR, []), [PASSWORD])
        except BadInput as error:
            form.take(error)
    return {"password": form}


@citizen
@never_cache
@require_safe
def again_on(request: AuthenticatedRequest) -> HttpResponse:
    """What was typed, to be sent again by its own button; the page of the form itself is one link away."""
    found = fresh.kept_of(request, request.user)
    if found is None:
        return HttpResponseRedirect(way_on(request, request.user))
    path, page, fields = found
    return render(request, "people/factors/again_on.html", {"path": path, "page": page, "fields": fields})


def _code_shown(request: AuthenticatedRequest, person: User, typed: str) -> DoorCode:
    wanted = wanted_of(request, codes.OWED)
    if wanted is None or codes.fitting(wanted, typed) != person:
        raise codes.does_not_fit()
    return wanted


@sensitive_post_parameters()
@citizen
@never_cache
def owed(request: AuthenticatedRequest) -> HttpResponse:
    """What an official has to do before the desk opens."""
    owes = request.session.get(duties.OWES, [])
    if not owes:
        return HttpResponseRedirect(way_on(request, request.user))
    person = _row(request)
    shows = duties.PASSWORD in owes and duties.shows_phone(person)
    if shows and "send" in request.POST:
        send_to(request, person, ["phone"], codes.OWED)
        return redirect("people:owed")
    form = (ChangeWithCode if shows else ChangePassword)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            count_try("password", request.user.actor_key, TRIES_PER_ACCOUNT)
            old, new = form.cleaned_data["old"], form.cleaned_data["new"]
            shown = _code_shown(request, person, form.cleaned_data["code"]) if shows else None
            user = people.change_password(user=person, old=old, new=new, shown=shown, by=request.user)
        except BadInput as error:
            form.take(error)
        else:
            forgive("password", user.actor_key)
            entering.password_changed(request, user)
            messages.success(request, _("Your new password is set. Other devices have to sign in again."))
            return redirect("people:owed")
    context = {
        "form": form,
        "owes": owes,
        "phone": person.phone if shows else "",
        "strength": strength(request.session.get(entering.AMR, [])),
    }
    return render(request, "people/factors/owed.html", context, status=422 if form.errors else 200)
