"""“Acting for others” and “who acts for me”: ask, answer, choose for whom, see what was done, end it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms.utils import ErrorDict
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.kit.errors import BadInput, Refused
from tongban.people.access import AuthenticatedRequest, citizen
from tongban.people.mandates import asking, attesting, choosing, ending, queries
from tongban.people.mandates.forms import Ask, GiveCode, Why
from tongban.people.mandates.models import Mandate
from tongban.people.mandates.questions import names_of_services
from tongban.people.mandates.rules import (
    check_can_leave,
    check_can_object,
    check_can_revoke,
    check_can_see,
    check_can_take_back,
    is_asked,
)
from tongban.people.mandates.states import Deed, State
from tongban.people.models import User

BOTH = ["GET", "HEAD", "POST"]


@citizen
@never_cache
@require_safe
def mandates(request: AuthenticatedRequest) -> HttpResponse:
    user = request.user
    held, given = queries.held(user), queries.given(user)
    context = {
        "asked": queries.requests_to(user),
        "living": [one for one in held if one.is_live],
        "held": [one for one in held if one.is_open],
        "given": [one for one in given if one.is_open],
        "ended": [one for one in [*held, *given] if not one.is_open][:20],
        "chosen": choosing.chosen_key(user),
        "next": _way(request, request.GET.get("next", "")),
    }
    return render(request, "people/mandates/overview.html", context)


def _way(request: AuthenticatedRequest, wanted: str) -> str:
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and is_ours else ""


@citizen
@require_POST
def choose(request: AuthenticatedRequest) -> HttpResponse:
    """The one place where it changes for whom somebody acts."""
    mandate = choosing.choose(request, request.POST.get("mandate", ""))
    if mandate is None:
        messages.success(request, _("You act for yourself now."))
    else:
        messages.success(request, _("You act for %(name)s now.") % {"name": mandate.principal_name})
    return redirect(_way(request, request.POST.get("next", "")) or "/my/")


@citizen
@never_cache
@require_http_methods(BOTH)
def ask(request: AuthenticatedRequest) -> HttpResponse:
    form = Ask(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not form.is_looking and form.is_valid():
        given = form.cleaned_data
        who = {name: given[name] for name in ("name", "phone", "id_number", "capacity")}
        try:
            made = asking.ask(**who, terms=form.terms(), by=_row(request))
        except BadInput as error:
            form.take(error)
        else:
            messages.success(request, _("Your request is on its way. You are told when it is answered."))
            return redirect("people:mandate", made.pk)
    is_refused = request.method == "POST" and not form.is_looking
    return render(request, "people/mandates/ask.html", {"form": _quiet(form)}, status=422 if is_refused else 200)


def _quiet(form: Any) -> Any:
    """Looking for services is no handing in: nothing is wrong yet."""
    if form.is_bound and form.is_looking:
        form._errors = ErrorDict()
    return form


def _row(request: AuthenticatedRequest) -> User:
    row: User = User.objects.get(pk=request.user.pk)
    return row


def found(key: UUID, user: Any) -> Mandate:
    mandate = queries.rows().select_related("named_by__agent", "attested_by").filter(pk=key).first()
    if mandate is None:
        raise Http404
    check_can_see(mandate, user)
    return mandate


@citizen
@never_cache
@require_safe
def mandate(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    return shown(request, found(key, request.user))


def shown(request: AuthenticatedRequest, row: Mandate, status: int = 200, **more: Any) -> HttpResponse:
    user = request.user
    names = names_of_services(codes=row.items) if row.items else {}
    context = {
        "mandate": row,
        "is_asked": is_asked(row, user),
        "asked_to_give": row.agent_id is not None,
        "is_agent": row.agent_id == user.pk,
        "services": [names.get(code, code) for code in row.items],
        "deeds": [(Deed(deed).label, row.lets(deed)) for deed in Deed.values],
        "may_revoke": _may(check_can_revoke, row, user),
        "may_leave": _may(check_can_leave, row, user),
        "may_object": _may(check_can_object, row, user),
        "may_take_back": row.state == State.ASKED and _may(check_can_take_back, row, user),
        "done": queries.done_under(row),
        "evidence": list(attesting.evidence_of(row)) if row.attested_by_id else [],
        "code_form": GiveCode(),
        "why_form": Why(),
        "chosen": choosing.chosen_key(user),
    } | more
    return render(request, "people/mandates/mandate.html", context, status=status)


def _may(rule: Callable[[Any, Any], None], row: Mandate, user: Any) -> bool:
    try:
        rule(row, user)
    except Refused:
        return False
    return True


@citizen
@require_POST
def code(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    row = found(key, request.user)
    channel = asking.send_consent_code(mandate=row, by=_row(request))
    said = {"phone": _("A code went to your telephone."), "email": _("A code went to your e-mail address.")}
    messages.info(request, said[channel])
    return redirect(f"/account/mandates/{row.pk}/?code=1#answer")


@citizen
@require_POST
def agree(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    row, form = found(key, request.user), GiveCode(request.POST)
    if form.is_valid():
        try:
            asking.agree(mandate=row, code=form.cleaned_data["code"], by=_row(request))
        except BadInput as error:
            form.take(error)
        else:
            messages.success(request, _("Agreed. You are told of each step, and can end it here at any moment."))
            return redirect("people:mandate", row.pk)
    return shown(request, row, 422, code_form=form, code_sent=True)


@citizen
@require_POST
def accept(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    row = asking.accept(mandate=found(key, request.user), by=_row(request))
    messages.success(request, _("You may now act for %(name)s.") % {"name": row.principal_name})
    return redirect("people:mandate", row.pk)


@citizen
@require_POST
def decline(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    asking.decline(mandate=found(key, request.user), by=_row(request))
    messages.success(request, _("Declined. Nobody acts for you by this request."))
    return redirect("people:mandates")


@citizen
@require_POST
def take_back(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    asking.take_back(mandate=found(key, request.user), by=_row(request))
    messages.success(request, _("The request is taken back."))
    return redirect("people:mandates")


@citizen
@require_http_methods(BOTH)
def end(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """Revoked by who gave it, given up by who holds it. Asks first, and says what it means."""
    row = found(key, request.user)
    is_leaving = row.agent_id == request.user.pk
    (check_can_leave if is_leaving else check_can_revoke)(row, request.user)
    form = Why(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        ended = ending.leave if is_leaving else ending.revoke
        ended(mandate=row, why=form.cleaned_data["why"], by=_row(request))
        messages.success(request, _("The mandate has ended, at once. Both sides are told."))
        return redirect("people:mandate", row.pk)
    context = {"mandate": row, "form": form, "is_leaving": is_leaving}
    return render(request, "people/mandates/end.html", context, status=422 if request.method == "POST" else 200)


@citizen
@require_POST
def object_to(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """One click: it ends, and a supervisor looks into it."""
    row = found(key, request.user)
    ending.object_to(mandate=row, why=request.POST.get("why", ""), by=_row(request))
    messages.success(request, _("It has ended. A supervisor looks into it and answers you here."))
    return redirect("people:mandate", row.pk)
