from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongban.people.forms import Plain
from tongban.people.privacy.looks import MOST
from tongban.people.privacy.reasons import offered


class Opening(Plain):
    """Why the personal data of a case is opened. `works`: whether whoever asks works on the case."""

    reason = forms.ChoiceField(
        label=_("Why you need the personal data"),
        error_messages={"required": _("Choose why you need the personal data.")},
    )
    words = forms.CharField(
        label=_("In a few words"),
        max_length=MOST,
        required=False,
        error_messages={"required": _("Write in a few words why.")},
        help_text=_("Recorded with your post; the person can see it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, works: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = offered(works=works)
        self.fields["reason"].choices = [(reason.code, reason.name) for reason in found]  # type: ignore[attr-defined]
        self.fields["words"].required = all(reason.words for reason in found)
