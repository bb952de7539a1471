from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from tongban.people.forms import Plain
from tongban.people.oidc.claims import SCOPES

LEVELS = [
    (1, _p("level of identity", "1 – a phone that answers")),
    (2, _p("level of identity", "2 – name and number agree with the register")),
    (3, _p("level of identity", "3 – face, bank or electronic identity")),
    (4, _p("level of identity", "4 – certificate, or in person at a window")),
]


def _words(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    missing = {"required": _("People read this before they agree: write it in Chinese at least.")}
    return forms.CharField(label=label, required=required, max_length=120, help_text=help_text, error_messages=missing)


def _addresses(label: Any, help_text: Any, *, required: bool = True) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3, "spellcheck": "false"})
    missing = {"required": _("Give one address at least to which people come back.")}
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=4000, widget=widget, error_messages=missing
    )


class SystemForm(Plain):
    name_zh = _words(_("Name of the system, in Chinese"), help_text=_("As people know it."))
    name_en = _words(_("Name of the system, in English"), required=False)
    operator_zh = _words(_("Organ that runs it, in Chinese"))
    operator_en = _words(_("Organ that runs it, in English"), required=False)
    purpose_zh = _words(
        _("What it needs this for, in Chinese"), help_text=_("One sentence that people read before they agree.")
    )
    purpose_en = _words(_("What it needs this for, in English"), required=False)
    redirect_uris = _addresses(
        _("Addresses to which people come back"), _("One a line, whole: it is compared letter by letter.")
    )
    logout_uris = _addresses(_("Addresses after signing out"), _("One a line."), required=False)
    sector = forms.CharField(
        label=_("Sector"),
        max_length=120,
        help_text=_(
            "The domain of the organ. Systems of one sector know a person by the same number; those of two cannot compare."
        ),
        error_messages={"required": _("Write the domain that all addresses share.")},
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may be told"),
        choices=[(name, scope.says) for name, scope in SCOPES.items()],
        initial=["openid"],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("As little as it needs: the second person asks why."),
        error_messages={
            "required": _("Choose from the list; the number that stands for the person always belongs to it.")
        },
    )
    least_level = forms.TypedChoiceField(
        label=_("Least level of identity"), choices=LEVELS, coerce=int, initial=1, widget=forms.RadioSelect
    )
    token_alg = forms.ChoiceField(
        label=_("Signature of ID tokens"),
        choices=[("RS256", _("RS256 – every program can check it")), ("ES256", _("ES256 – shorter and faster"))],
        initial="RS256",
        widget=forms.RadioSelect,
    )

    def facts(self) -> dict[str, Any]:
        """As `propose_system` wants them."""
        given = self.cleaned_data
        texts = {
            name: {"zh": given[f"{name}_zh"].strip(), "en": given[f"{name}_en"].strip()}
            for name in ("name", "operator", "purpose")
        }
        lists = {name: list(dict.fromkeys(given[name].split())) for name in ("redirect_uris", "logout_uris")}
        plain = {name: given[name] for name in ("scopes", "least_level", "token_alg")}
        return texts | lists | plain | {"sector": given["sector"].strip().lower()}


class Refusal(Plain):
    reason = forms.CharField(
        label=_("Why it is not released"),
        max_length=300,
        error_messages={"required": _("Say why, so that it can be put right.")},
    )
