"""The desk's page of rules under which looks are shown later: asked for by a head, approved by a legal reviewer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from tongban.kit.errors import BadInput, Refused
from tongban.kit.typed import DayField
from tongban.people.access import AuthenticatedRequest, official
from tongban.people.factors.fresh import check_strong, strongly
from tongban.people.forms import Plain
from tongban.people.models import User
from tongban.people.privacy.delaying import (
    APPROVE,
    ASK,
    answer_delay,
    ask_delay,
    check_can_answer,
    check_can_end,
    check_can_see,
    end_delay,
    in_reach,
)
from tongban.people.privacy.models import Delay
from tongban.people.privacy.questions import person_of_number
from tongban.people.rules import posts_with
from tongban.regions.api import Organisation

MOST = 100


MISSING = {"required": gettext_lazy("This is missing; the record needs it.")}


class Ask(Plain):
    number = forms.CharField(
        label=gettext_lazy("Receipt number of a case of this person"),
        max_length=40,
        error_messages={"required": gettext_lazy("The number is missing. Type it as it stands on the receipt.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    law = forms.CharField(label=gettext_lazy("Law that allows it"), max_length=120, error_messages=MISSING)
    article = forms.CharField(label=gettext_lazy("Article of the law"), max_length=60, error_messages=MISSING)
    file_number = forms.CharField(
        label=gettext_lazy("File number of the inspection"), max_length=80, error_messages=MISSING
    )
    until = DayField(
        label=gettext_lazy("Last day on which nothing is shown"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": gettext_lazy("The day is missing. Choose the last day.")},
    )


@official(ASK, APPROVE)
@require_http_methods(["GET", "HEAD", "POST"])
def delays(request: AuthenticatedRequest) -> HttpResponse:
    if request.method != "POST":
        return _shown(request, Ask())
    check_strong(request)
    form = Ask(request.POST)
    if form.is_valid():
        try:
            _ask(request.user, **form.cleaned_data)
        except BadInput as error:
            form.take(error)
        else:
            messages.success(request, _("It is asked for; it holds once somebody else has approved it."))
            return redirect("desk_looks:delays")
    return _shown(request, form, 422)


def _ask(by: User, *, number: str, **typed: Any) -> None:
    person = person_of_number(number=number, by=by)
    if person is None:
        said = _("No case with this number is in your reach.")
        raise BadInput(_("There is no such case."), errors={"number": [said]})
    ask_delay(person=person, by=by, **typed)


def _shown(request: AuthenticatedRequest, form: Ask, status: int = 200) -> HttpResponse:
    rows = list(in_reach(request.user).select_related("person", "asked_by", "approved_by").order_by("-id")[:MOST])
    organs = Organisation.objects.in_bulk({row.org_code for row in rows})
    context = {
        "form": form if posts_with(request.user, ASK) else None,
        "rows": [
            {"rule": row, "organ": organs.get(row.org_code), "may_answer": _may(check_can_answer, row, request.user),
             "may_end": _may(check_can_end, row, request.user)}
            for row in rows
        ],
    }  # fmt: skip
    return render(request, "people/privacy/delays.html", context, status=status)


def _may(check: Any, row: Delay, user: User) -> bool:
    try:
        check(row, user)
    except Refused:
        return False
    return True


def _found(key: UUID, user: User) -> Delay:
    found = Delay.objects.filter(pk=key).first()
    if found is None:
        raise Http404
    check_can_see(found, user)
    return found


@official(APPROVE)
@require_POST
@strongly
def answer(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    agreed = request.POST.get("agreed") == "yes"
    answer_delay(rule=_found(key, request.user), agreed=agreed, by=request.user)
    messages.success(request, _("It holds from now on.") if agreed else _("It is declined; everything is shown."))
    return redirect("desk_looks:delays")


@official(APPROVE)
@require_POST
@strongly
def end(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    end_delay(rule=_found(key, request.user), by=request.user)
    messages.success(request, _("It has ended; the person is told and sees what was held back."))
    return redirect("desk_looks:delays")
