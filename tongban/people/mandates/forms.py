"""The forms of mandates. What a form cannot know the action says, beside the same field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from tongban.people.forms import Plain, _text
from tongban.people.mandates.asking import Terms
from tongban.people.mandates.questions import names_of_services, services_found, topics_of_services
from tongban.people.mandates.states import RELATIVES, Deed, Scope

DAYS = ((31, _("1 month")), (92, _("3 months")), (365, _("1 year")), (1096, _("3 years")))


def _many(label: Any, choices: Any, **more: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, choices=choices, widget=forms.CheckboxSelectMultiple, **more)


class TermsForm(Plain):
    """In what, what, and how long. `find` looks for services and keeps everything typed."""

    audience = "person"
    depends = ("phone", "id_number")  # one of the two; the action says so

    scope = forms.ChoiceField(
        label=_("In which services?"), choices=Scope.choices, initial=Scope.ALL, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("Look for services"),
        required=False,
        max_length=60,
        help_text=_("Only if you chose certain services: type a word, press “Find”, then tick what shall count."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    items = _many(_("Services"), (), required=False)
    topics = _many(_("Topics"), (), required=False)
    deeds = _many(
        _("What may be done?"),
        Deed.choices,
        initial=[str(deed) for deed in Deed],
        error_messages={"required": _("Choose at least one thing that the agent may do.")},
    )
    days = forms.TypedChoiceField(label=_("How long?"), choices=DAYS, coerce=int, initial=365, widget=forms.RadioSelect)
    sees_earlier = forms.BooleanField(label=_("Also see what was begun before today"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        sent: Any = self.data
        chosen = sent.getlist("items") if self.is_bound else []
        found = services_found(words=sent.get("words", "")[:60]) if sent.get("words") else []
        names = names_of_services(codes=chosen)
        offered = {code: names[code] for code in chosen if code in names} | dict(found)
        if offered:
            self._offer("items", list(offered.items()))
        else:
            del self.fields["items"]
        self._offer("topics", topics_of_services(audience=self.audience))

    def _offer(self, name: str, choices: Any) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    @property
    def is_looking(self) -> bool:
        return "find" in self.data

    def terms(self) -> Terms:
        given = self.cleaned_data
        codes = given.get("items", []) if given["scope"] == Scope.ITEMS else given["topics"]
        return Terms(
            given["scope"], list(codes), given["deeds"], given["days"], sees_earlier=given.get("sees_earlier", False)
        )


class Ask(TermsForm):
    name = _text(
        _("Whom do you want to act for?"),
        _("Type the name as it stands on the ID card."),
        help_text=_("Their name, as on the ID card."),
        autocomplete="off",
    )
    phone = forms.CharField(
        label=_("Their mobile number"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )
    id_number = forms.CharField(
        label=_("Or their ID number"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    capacity = forms.ChoiceField(
        label=_("What are you to them?"),
        choices=[(one.value, one.label) for one in RELATIVES],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you are to this person.")},
    )
    field_order = (
        "name",
        "phone",
        "id_number",
        "capacity",
        "scope",
        "words",
        "items",
        "topics",
        "deeds",
        "days",
    )


class NameAgent(TermsForm):
    audience = "enterprise"

    name = _text(_("Name of the agent"), _("Type the name as it stands on the ID card."), autocomplete="off")
    phone = _text(
        _("Mobile number of the agent"), _("Type the mobile number."), autocomplete="off", inputmode="tel", limit=40
    )
    may_name_others = forms.BooleanField(label=_("May name further agents, within the same limits"), required=False)
    field_order = (
        "name", "phone", "scope", "words", "items", "topics", "deeds", "days", "sees_earlier", "may_name_others",
    )  # fmt: skip


class GiveCode(Plain):
    code = _text(
        _("Code"),
        _("Type the 6 digits of the code."),
        help_text=_("6 digits. It works for 10 minutes, and once."),
        size="short",
        limit=20,
        autocomplete="one-time-code",
        inputmode="numeric",
    )


class Why(Plain):
    why = forms.CharField(
        label=_p("of ending a mandate", "Why?"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
