"""The forms by which an official writes a mandate down."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from tongban.people.assurance import id_types
from tongban.people.forms import Plain, _text
from tongban.people.mandates.forms import DAYS, TermsForm
from tongban.people.mandates.states import RELATIVES, USUAL, Deed

PROOFS = (
    ("birth_certificate", _p("proof of guardianship", "Birth certificate, with the ID card of the parent")),
    ("household_register", _p("proof of guardianship", "Household register in which both stand")),
    ("court_decision", _p("proof of guardianship", "Decision of a court")),
    ("committee_paper", _p("proof of guardianship", "Paper of the residents' committee that names the guardian")),
)


def _number(label: Any) -> forms.CharField:
    return _text(label, _("The ID number is missing. Type the 18 characters of the document you were shown."), limit=40)


def _phone(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=40,
        help_text=_("Needed for somebody whose document was never seen at a window."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )


def _paper(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


def _photo(label: Any, missing: Any) -> forms.FileField:
    return forms.FileField(label=label, error_messages={"required": missing})


def _document() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Which document did you see?"),
        choices=id_types.with_id_number,
        widget=forms.RadioSelect,
        error_messages={"required": _("Nothing is chosen. Choose which document you saw.")},
    )


class OnSite(TermsForm):
    name = _text(_("Name of the villager, as on the document"), _("Type the name as it stands on the ID card."))
    id_number = _number(_("ID number"))
    phone = _phone(_("Mobile number"))
    document = _document()
    takes = forms.BooleanField(
        label=_("The villager said so expressly: I may also receive the result, the licence included"), required=False
    )
    witness = _text(_("Second person who was there"), _("Type the name of the second person who was there."))
    upload = forms.FileField(
        label=_("Signed paper, or a photo of it"),
        error_messages={"required": _("Add the signed paper, or a photo of it.")},
    )
    field_order = (
        "name", "id_number", "phone", "document", "scope", "words", "items", "topics", "deeds", "takes", "days",
        "witness", "upload",
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        usual = [(str(deed), deed.label) for deed in USUAL]
        self.fields["deeds"] = forms.MultipleChoiceField(
            label=_("What may be done?"),
            choices=usual,
            initial=[deed for deed, _label in usual],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Choose at least one thing that the agent may do.")},
        )
        self._offer("days", DAYS[:3])
        del self.fields["sees_earlier"]
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("takes"):
            given["deeds"] = [*given.get("deeds", []), str(Deed.TAKE)]
        return given


class AtWindow(TermsForm):
    principal_name = _text(_("Who gives the mandate: name"), _("Type the name as it stands on the ID card."))
    principal_id_number = _number(_("Their ID number"))
    agent_name = _text(_("Who shall act: name"), _("Type the name as it stands on the ID card."))
    agent_id_number = _number(_("The agent's ID number"))
    principal_phone = _phone(_("Mobile number of whoever gives the mandate"))
    agent_phone = _phone(_("The agent's mobile number"))
    capacity = forms.ChoiceField(
        label=_("What is the agent to this person?"),
        choices=[(one.value, one.label) for one in RELATIVES],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the agent is to this person.")},
    )
    document = _document()
    upload = _photo(_("Signed paper, or a photo of it"), _("Add the signed paper, or a photo of it."))
    field_order = (
        "principal_name", "principal_id_number", "principal_phone", "agent_name", "agent_id_number", "agent_phone", "capacity", "document", "scope",
        "words", "items", "topics", "deeds", "days", "sees_earlier", "upload",
    )  # fmt: skip


class Guardian(Plain):
    principal_name = _text(_("Child or person in care: name"), _("Type the name as it stands on the document."))
    principal_id_number = _number(_("Their ID number"))
    principal_phone = _phone(_("Mobile number of the person in care"))
    agent_name = _text(_("Guardian: name"), _("Type the name as it stands on the ID card."))
    agent_id_number = _number(_("The guardian's ID number"))
    agent_phone = _phone(_("The guardian's mobile number"))
    proof = forms.ChoiceField(
        label=_("Which proof of guardianship did you see?"),
        choices=PROOFS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the proof that you saw.")},
    )
    paper = _paper(_("For an adult: number and date of the decision or paper"))
    upload = _photo(_("Photo or scan of the proof"), _("Add a photo or scan of the proof."))
    days = forms.TypedChoiceField(
        label=_("For an adult: how long, as the paper says?"),
        choices=[("", _("Until it is ended")), *DAYS],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Under 14 it ends by itself on the 14th birthday, from 14 to 17 on the 18th."),
        widget=forms.RadioSelect,
    )
    field_order = (
        "principal_name", "principal_id_number", "principal_phone", "agent_name", "agent_id_number", "agent_phone", "proof", "upload", "paper", "days",
    )  # fmt: skip


class GuardianEnds(Plain):
    principal_id_number = _number(_("ID number of the person in care"))
    agent_id_number = _number(_("The guardian's ID number"))
    paper = _paper(_("Number and date of the paper by which it ends"))
    upload = _photo(_("Photo or scan of the paper"), _("Add a photo or scan of the paper."))


class Settle(Plain):
    stands = forms.TypedChoiceField(
        label=_("The guardianship"),
        choices=[("1", _p("outcome of an objection", "stands")), ("0", _p("outcome of an objection", "ends"))],
        coerce=lambda typed: typed == "1",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("What did you find, and what was done?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what you found and what was done; the villager reads it.")},
    )
