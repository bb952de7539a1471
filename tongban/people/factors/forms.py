"""What is typed at the second step and on the page of sign-in and security."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from tongban.people.factors.actions import NAME_LIMIT
from tongban.people.forms import ChangePassword, Plain, _password, _text


def code_field(label: Any, help_text: Any) -> forms.CharField:
    """Six digits, offered by a phone that just received them."""
    return _text(
        label, _("Type the 6 digits of the code."), help_text=help_text, size="short", limit=20,
        autocomplete="one-time-code", inputmode="numeric",
    )  # fmt: skip


class AppCode(Plain):
    code = code_field(_("Code from the app"), _("6 digits; a new one every 30 seconds."))


class RecoveryCodeForm(Plain):
    code = _text(
        _("Recovery code"),
        _("Type one of your recovery codes."),
        help_text=_("One of those that you wrote down; each works once."),
        size="middle",
        limit=40,
        autocomplete="off",
        spellcheck="false",
    )


class PasskeyAnswer(Plain):
    """Filled by the script; without it there is nothing to type here."""

    answer = forms.CharField(widget=forms.HiddenInput, required=False)


class Named(Plain):
    name = _text(
        _("Name for it"),
        _("Type a name by which you know it again."),
        help_text=_("For example “phone” or “key on my key ring”."),
        size="middle",
        limit=NAME_LIMIT,
        autocomplete="off",
    )


class AddApp(Named):
    code = code_field(_("Code that the app shows now"), _("6 digits; a new one every 30 seconds."))

    field_order = ("code", "name")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["name"].required = False


class AddPasskey(PasskeyAnswer):
    name = forms.CharField(
        label=_("Name for it"),
        help_text=_("For example “phone” or “key on my key ring”."),
        required=False,
        max_length=NAME_LIMIT,
        widget=forms.TextInput(attrs={"class": "tb-size--middle", "autocomplete": "off"}),
    )


class AskPhoneCode(Plain):
    phone = _text(
        _("Mobile number"),
        _("Type your mobile number."),
        help_text=_("The one of your account."),
        size="middle",
        limit=40,
        autocomplete="tel",
        inputmode="tel",
    )


class PhoneCode(Plain):
    code = code_field(_("Code"), _("6 digits. It works for 10 minutes, and once."))


class ChangeWithCode(ChangePassword, PhoneCode):
    field_order = ("code", "old", "new", "again")


class PasswordAgain(Plain):
    password = _password(_("Password"), _("Type your password."), "current-password")


class NumberAgain(Plain):
    """Beside a code to the telephone, of an account that has no password yet."""

    id_number = _text(
        _("Number of your document"), _("Type the number of your document."),
        help_text=_("All of its signs, as on the document that you showed at the window."), size="middle", limit=40,
        autocomplete="off", spellcheck="false",
    )  # fmt: skip


class Vouch(Plain):
    id_number = _text(
        _("ID number"), _("Type the 18 characters of the ID number."), size="middle", limit=40, autocomplete="off",
        spellcheck="false",
    )  # fmt: skip
    name = _text(_p("of a person", "Name"), _("Type the name on the document."), size="middle", autocomplete="off")
    evidence = _text(
        _("Document that you saw"), _("Say which document you saw."), help_text=_("For example: ID card."),
        size="middle", limit=60, autocomplete="off",
    )  # fmt: skip


class LetIn(Plain):
    login = _text(_("User name"), _("Type the user name of the official."), size="middle", autocomplete="off")
    lost = forms.BooleanField(label=_("The phone or key is lost too: remove all second steps"), required=False)
