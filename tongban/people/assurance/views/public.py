"""Whoever does not know how they sign in begins with what is at hand."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from tongban.kit.errors import BadInput
from tongban.people.access import anybody
from tongban.people.assurance.beginning import ask_whose_account
from tongban.people.forms import Plain
from tongban.people.signin import TooMany, count_try
from tongban.people.views.visitor import address_of

FROM_ONE_ADDRESS = 20


class Begin(Plain):
    begin = forms.CharField(
        label=_("Number of a document, mobile number or card code"),
        max_length=40,
        help_text=_("Of your ID card or another document, or of your social security card."),
        error_messages={"required": _("Type one of the three.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "tb-size--middle"}),
    )


@sensitive_post_parameters()
@anybody
@never_cache
def begin(request: HttpRequest) -> HttpResponse:
    """The answer is the same whoever has an account."""
    form, told, refusal = Begin(request.POST or None), False, None
    if request.method == "POST" and form.is_valid():
        try:
            count_try("begin_from", address_of(request), FROM_ONE_ADDRESS)
            ask_whose_account(typed=form.cleaned_data["begin"])
            form, told = Begin(), True  # the number does not stand on the answer
        except TooMany as error:
            refusal = error
        except BadInput as error:
            form.take(error)
    context = {"form": form, "told": told, "refusal": refusal}
    return render(request, "people/assurance/begin.html", context, status=_status(form, refusal))


def _status(form: Begin, refusal: TooMany | None) -> int:
    return refusal.status if refusal else 422 if form.errors else 200
