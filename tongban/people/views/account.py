"""One's own account: what we know of you, who looked at it, for whom you act."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext as _p
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from tongban.kit.errors import BadInput
from tongban.kit.fields import mask
from tongban.people import actions
from tongban.people.access import AuthenticatedRequest, citizen
from tongban.people.factors.entering import password_changed
from tongban.people.forms import ChangePassword, Language
from tongban.people.mandates.enterprises import mandates_for
from tongban.people.models import User
from tongban.people.privacy.showing import joined, looks_of, shown
from tongban.people.signin import TRIES_PER_ACCOUNT, count_try, forgive

YEAR = 365 * 24 * 3600
LOOKS = 5


@citizen
@never_cache
@require_safe
def account(request: AuthenticatedRequest) -> HttpResponse:
    return render(request, "people/account.html", _context(request.user))


def _context(user: User, **changed: Any) -> dict[str, Any]:
    return {
        "known": _known(user),
        "mandates": mandates_for(user),
        "looks": joined(shown(looks_of(user)[: LOOKS * 4]))[:LOOKS],
        "password_form": ChangePassword(),
        "language_form": Language(initial={"language": user.language}),
    } | changed


def _known(user: User) -> list[tuple[str, str]]:
    """Masked even for the owner: somebody may look over the shoulder."""
    return [
        (_p("of a person", "Name"), mask("name", user.name)),
        (_("ID number"), mask("id_number", user.id_number) or _("not given")),
        (_("Mobile number"), mask("phone", user.phone) or _("not given")),
        (_("E-mail address"), mask("email", user.email) or _("not given")),
        (_("User name"), user.login or _("none")),
        (_("Identity"), user.level.label),
    ]


def _row(request: AuthenticatedRequest) -> User:
    """The account itself; `request.user` is a lazy stand-in, and an act writes rows."""
    row: User = User.objects.get(pk=request.user.pk)
    return row


@sensitive_post_parameters()
@citizen
@require_POST
def password(request: AuthenticatedRequest) -> HttpResponse:
    form = ChangePassword(request.POST)
    if form.is_valid():
        try:
            count_try("password", request.user.actor_key, TRIES_PER_ACCOUNT)
            user = actions.change_password(
                user=_row(request), old=form.cleaned_data["old"], new=form.cleaned_data["new"], by=request.user
            )
        except BadInput as error:
            form.take(error)
        else:
            forgive("password", user.actor_key)
            password_changed(request, user)
            messages.success(request, _("Your new password is set. Other devices have to sign in again."))
            return redirect("people:account")
    return render(request, "people/account.html", _context(request.user, password_form=form), status=422)


@citizen
@require_POST
def language(request: AuthenticatedRequest) -> HttpResponse:
    form = Language(request.POST)
    if not form.is_valid():
        return render(request, "people/account.html", _context(request.user, language_form=form), status=422)
    chosen = form.cleaned_data["language"]
    actions.choose_language(user=_row(request), language=chosen, by=request.user)
    answer = redirect("people:account")
    answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return answer
