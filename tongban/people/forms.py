"""The forms at the doors. What a form cannot know the action says, beside the same field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from tongban.kit.errors import BadInput
from tongban.people.assurance import id_types


class Plain(forms.Form):
    """Sentences of ours instead of the browser's: no `required` attribute, the server answers."""

    use_required_attribute = False

    @property
    def empties_passwords(self) -> bool:
        """Shown again they are empty: the summary of what is wrong says so."""
        return any(isinstance(field.widget, forms.PasswordInput) for field in self.fields.values())

    def take(self, error: BadInput) -> None:
        """Puts what an action refused beside its fields."""
        for name, sentences in error.errors.items():
            self.add_error(name if name in self.fields else None, [str(said) for said in sentences])
        if not error.errors:
            self.add_error(None, str(error))

    def take_all(self, errors: dict[str, list[str]]) -> None:
        """What the action would say of the other fields, so that everything is told at once."""
        for name, sentences in errors.items():
            if name not in self.errors:
                self.add_error(name, sentences)


def _text(
    label: Any, missing: Any, *, help_text: Any = "", size: str = "", limit: int = 100, **attrs: str
) -> forms.CharField:
    widget = forms.TextInput(attrs={**attrs, "class": f"tb-size--{size}" if size else ""})
    return forms.CharField(
        label=label, help_text=help_text, max_length=limit, widget=widget, error_messages={"required": missing}
    )


def _password(label: Any, missing: Any, autocomplete: str, help_text: Any = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=200,
        strip=False,
        widget=widget,
        error_messages={"required": missing},
    )


def _of_new_passwords() -> str:
    said = gettext(
        "At least %(length)d characters of %(kinds)d kinds (small letters, capitals, digits, others); a short sentence "
        "is easier to remember than single letters."
    )
    return said % {"length": settings.PASSWORD_LENGTH, "kinds": settings.PASSWORD_KINDS}


NEW = lazy(_of_new_passwords, str)()
ACCOUNT = _("Phone number, e-mail address or user name")


class SignIn(Plain):
    account = _text(
        ACCOUNT, _("Type the phone number, e-mail address or user name of your account."), autocomplete="username"
    )
    password = _password(_("Password"), _("Type your password."), "current-password")


class Register(Plain):
    name = _text(
        _p("of a person", "Name"),
        _("Type your name as it stands on your ID card."),
        help_text=_("As on your ID card."),
        autocomplete="name",
    )
    id_type = forms.ChoiceField(
        label=_("Which document do you have?"),
        choices=lambda: id_types.choices(online=True),
        initial=id_types.CITIZEN,
        required=False,
        error_messages={"invalid_choice": _("Choose which document you have.")},
    )
    id_number = _text(
        _("Number of the document"),
        _("Type the number of your document."),
        help_text=_("It is stored encrypted and shown to nobody without a case and a reason."),
        size="middle",
        limit=40,
        autocomplete="off",
        spellcheck="false",
    )
    phone = _text(
        _("Mobile number"),
        _("Type your mobile number."),
        help_text=_("For codes and for messages about your cases; nothing else."),
        size="middle",
        limit=40,
        autocomplete="tel",
        inputmode="tel",
    )
    email = forms.CharField(
        label=_("E-mail address"),
        help_text=_("If you leave one, letters about your cases go there."),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}),
    )
    password = _password(_("Password"), _("Choose a password."), "new-password", NEW)
    again = _password(_("Password once more"), _("Type the password once more."), "new-password")
    agree = forms.BooleanField(
        label=_("I have read what happens to my data and agree to it"),
        error_messages={"required": _("Without your agreement we may not keep your data (PIPL, Article 13).")},
    )

    depends = ("id_type",)  # without a choice it is the ID card

    def clean_id_type(self) -> str:
        return self.cleaned_data["id_type"] or id_types.CITIZEN

    def clean(self) -> dict[str, Any]:
        return _agree(self, "password")


def _agree(form: forms.Form, first: str) -> dict[str, Any]:
    """The two passwords, compared only when both were typed."""
    given = form.cleaned_data
    if given.get(first) and given.get("again") and given[first] != given["again"]:
        form.add_error("again", _("The two passwords differ. Type both once more."))
    return given


class ConfirmRegistration(Plain):
    """`email`: whether an address was given; then its code is wanted too."""

    phone_code = _text(
        _("Code sent to your phone"),
        _("Type the 6 digits of the code."),
        help_text=_("6 digits. It works for 10 minutes, and once."),
        size="short",
        limit=20,
        autocomplete="one-time-code",
        inputmode="numeric",
    )
    email_code = _text(
        _("Code sent to your e-mail address"),
        _("Type the 6 digits of the code."),
        size="short",
        limit=20,
        autocomplete="off",
        inputmode="numeric",
    )

    def __init__(self, *args: Any, email: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if not email:
            del self.fields["email_code"]


class AskCode(Plain):
    account = _text(
        ACCOUNT, _("Type the phone number, e-mail address or user name of your account."), autocomplete="username"
    )
    channel = forms.ChoiceField(
        label=_("Where shall the code go?"),
        choices=[("phone", _("To the phone of the account")), ("email", _("To the e-mail address of the account"))],
        initial="phone",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose phone or e-mail.")},
    )


class Recover(Plain):
    code = _text(
        _("Code"),
        _("Type the 6 digits of the code."),
        help_text=_("6 digits. It works for 10 minutes, and once."),
        size="short",
        limit=20,
        autocomplete="one-time-code",
        inputmode="numeric",
    )
    password = _password(_("New password"), _("Choose a new password."), "new-password", NEW)
    again = _password(_("Password once more"), _("Type the password once more."), "new-password")

    def clean(self) -> dict[str, Any]:
        return _agree(self, "password")


class ChangePassword(Plain):
    old = _password(_("Password you use now"), _("Type the password you use now."), "current-password")
    new = _password(_("New password"), _("Choose a new password."), "new-password", NEW)
    again = _password(_("Password once more"), _("Type the password once more."), "new-password")

    def clean(self) -> dict[str, Any]:
        return _agree(self, "new")


class Language(Plain):
    language = forms.ChoiceField(
        label=_("Language of letters and messages"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )
