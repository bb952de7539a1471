"""One's own data: what we hold and why, a copy to take along, corrections, closing the account (A7)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import pgettext_lazy as _p
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.kit import clock
from tongban.kit.errors import BadInput, Refused
from tongban.kit.holdings import holdings
from tongban.people.access import AuthenticatedRequest, citizen
from tongban.people.factors.fresh import fresh
from tongban.people.factors.passwords import fault_of_own
from tongban.people.forms import Plain
from tongban.people.mandates.models import Mandate
from tongban.people.mandates.states import Kind
from tongban.people.models import User
from tongban.people.privacy import closing, correcting, packages
from tongban.people.privacy.closing import ACCOUNT
from tongban.people.privacy.models import Change, Package
from tongban.people.privacy.retention import classes
from tongban.people.signin import TRIES_PER_ACCOUNT, count_try


def _password() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": gettext_lazy("Type your password.")},
    )


class Sure(Plain):
    password = _password()


class NewContact(Plain):
    channel = forms.ChoiceField(
        label=gettext_lazy("What is new?"),
        choices=[("phone", gettext_lazy("Mobile number")), ("email", gettext_lazy("E-mail address"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you want to change.")},
    )
    address = forms.CharField(
        label=gettext_lazy("The new number or address"),
        max_length=100,
        error_messages={"required": gettext_lazy("Type the new number or address.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    password = _password()


class Code(Plain):
    code = forms.CharField(
        label=_p("one-time", "Code"),
        max_length=10,
        error_messages={"required": gettext_lazy("Type the six digits that we sent.")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


@citizen
@never_cache
@require_safe
def my_data(request: AuthenticatedRequest) -> HttpResponse:
    return _shown(request)


def _shown(request: AuthenticatedRequest, status: int = 200, **more: Any) -> HttpResponse:
    user = request.user
    held = [(one, one.of(user).count(), _kept(one)) for one in sorted(holdings(), key=lambda one: one.name != ACCOUNT)]
    context = {
        "held": held,
        "nothing": [one.title for one, count, _name in held if not count],
        "package": next(packages.packages_of(user), None),
        "fetch_form": Sure(auto_id="fetch_%s"),
        "contact_form": NewContact(),
        "code_form": Code(),
        "change": _waiting(user),
    }
    return render(request, "people/privacy/my_data.html", context | more, status=status)


def _kept(holding: Any) -> str:
    return classes()[holding.keep].name if isinstance(holding.keep, str) else _("by the kind of service")


def _waiting(user: User) -> Change | None:
    rows = Change.objects.filter(user=user, used_at=None, expires_at__gt=clock.now())
    return rows.select_related("user").order_by("-id").first()


def _row(request: AuthenticatedRequest) -> User:
    row: User = User.objects.get(pk=request.user.pk)
    return row


@citizen
@require_POST
def ask(request: AuthenticatedRequest) -> HttpResponse:
    packages.ask_package(user=_row(request), by=request.user)
    messages.success(request, _("Your copy is being made. We tell you when you can fetch it."))
    return redirect("people:my_data")


@sensitive_post_parameters()
@citizen
@never_cache
@require_POST
def fetch(request: AuthenticatedRequest) -> HttpResponse:
    """Once, with the password again: what is in it would help whoever sits at an open screen."""
    form, user = Sure(request.POST, auto_id="fetch_%s"), _row(request)
    count_try("password", user.actor_key, TRIES_PER_ACCOUNT)
    package = Package.objects.filter(user=user, state=Package.State.READY).first()
    if package is None:
        raise Refused(_("This copy cannot be fetched."), cure=_("Ask for a new copy."))
    if form.is_valid() and (said := fault_of_own(user, form.cleaned_data["password"])):
        form.add_error("password", said)
    if form.errors:
        return _shown(request, 422, fetch_form=form)
    response = HttpResponse(packages.fetch_package(package=package, by=request.user), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="my-data-{clock.today():%Y%m%d}.zip"'
    response.headers["Cache-Control"] = "no-store"
    return response


@sensitive_post_parameters()
@citizen
@never_cache
@require_POST
@fresh(strength=2)
def change(request: AuthenticatedRequest) -> HttpResponse:
    form = NewContact(request.POST)
    if form.is_valid():
        try:
            count_try("password", request.user.actor_key, TRIES_PER_ACCOUNT)
            correcting.begin_change(user=_row(request), by=request.user, **form.cleaned_data)
        except BadInput as error:
            form.take(error)
        else:
            messages.success(request, _("We sent a code there. Type it below; it works for ten minutes."))
            return redirect("people:my_data")
    return _shown(request, 422, contact_form=form)


@citizen
@require_POST
@fresh(strength=2)
def change_with_code(request: AuthenticatedRequest) -> HttpResponse:
    form, waiting = Code(request.POST), _waiting(request.user)
    if waiting is None:
        messages.info(request, _("The code is too old. Ask for a new one."))
        return redirect("people:my_data")
    if form.is_valid():
        try:
            correcting.finish_change(change=waiting, code=form.cleaned_data["code"], by=request.user)
        except BadInput as error:
            form.take(error)
        else:
            messages.success(request, _("It is changed."))
            return redirect("people:my_data")
    return _shown(request, 422, code_form=form)


@sensitive_post_parameters()
@citizen
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: AuthenticatedRequest) -> HttpResponse:
    """What goes and what stays, first; then the password; then the last page, already as nobody."""
    user = _row(request)
    form = Sure(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            count_try("password", user.actor_key, TRIES_PER_ACCOUNT)
            done = closing.close_account(user=user, by=user, **form.cleaned_data)
        except BadInput as error:
            form.take(error)
        else:
            logout(request)
            return render(request, "people/privacy/closed.html", {"closing": done, **closing.told(done)})
    lines = closing.lines(user)
    context = {
        "form": form,
        "lines": lines,
        "keeps_name": closing.keeps_name(lines),
        "running": closing.still_running(user),
        "official": user.is_official,
        "resting": [(_side(one, user), one) for one in closing.mandates_of(user)],
    }
    return render(request, "people/privacy/close.html", context, status=422 if form.errors else 200)


def _side(mandate: Mandate, user: User) -> str:
    if mandate.agent_id == user.pk and mandate.kind == Kind.GUARDIAN:
        return _("You are the guardian of %(name)s") % {"name": mandate.principal_name}
    if mandate.agent_id == user.pk:
        return _("You act for %(name)s") % {"name": mandate.principal_name}
    return _("%(name)s acts for you") % {"name": mandate.agent_name}
