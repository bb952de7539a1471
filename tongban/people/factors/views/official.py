"""At the desk: a citizen who was seen, an official whom the administrator lets in again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tongban.kit.errors import BadInput
from tongban.people.access import AuthenticatedRequest, official
from tongban.people.api import may
from tongban.people.factors import letting_in
from tongban.people.factors.forms import LetIn, Vouch
from tongban.people.factors.fresh import strongly


@official("people.verify", "people.let_in")
@never_cache
@require_safe
def accounts(request: AuthenticatedRequest) -> HttpResponse:
    return _shown(request)


def _shown(request: AuthenticatedRequest, status: int = 200, **changed: Any) -> HttpResponse:
    forms = {
        "vouch": Vouch() if may(request.user, "people.verify") else None,
        "let_in": LetIn() if may(request.user, "people.let_in") else None,
    }
    wrong = next((form for form in changed.values() if getattr(form, "errors", None)), None)
    return render(request, "people/factors/accounts.html", forms | {"form": wrong} | changed, status=status)


@official("people.verify")
@require_POST
@strongly
def vouch(request: AuthenticatedRequest) -> HttpResponse:
    form = Vouch(request.POST)
    if form.is_valid():
        try:
            letting_in.vouch(**form.cleaned_data, by=request.user)
        except BadInput as error:
            form.take(error)
        else:
            messages.success(request, _("It is written down. The person may now set a new password with a code."))
            return redirect("desk_accounts:accounts")
    return _shown(request, 422, vouch=form)


@official("people.let_in")
@never_cache
@require_POST
@strongly
def let_in(request: AuthenticatedRequest) -> HttpResponse:
    """The password stands in this answer alone."""
    form = LetIn(request.POST)
    if form.is_valid():
        try:
            user = letting_in.official_called(form.cleaned_data["login"])
            plain = letting_in.let_in(user=user, lost=form.cleaned_data["lost"], by=request.user)
        except BadInput as error:
            form.take(error)
        else:
            return _shown(request, who=user, plain=plain)
    return _shown(request, 422, let_in=form)
