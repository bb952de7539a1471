from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongban.kit.typed import DayField


class Keep(forms.Form):
    short_names = forms.CharField(
        label=_("Short names, one a line"),
        help_text=_("Guides that cite one of them are understood: 许可法 for 行政许可法."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    repealed_on = DayField(
        label=_("Repealed on"),
        help_text=_("Empty while it counts. From that day on each guide that cites it is a finding of the check-up."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("Write the day as 2021-01-01.")},
    )
    replaced_by = forms.CharField(label=_("Replaced by"), max_length=200, required=False)

    @property
    def wanted(self) -> dict[str, Any]:
        given = self.cleaned_data
        return given | {"short_names": given["short_names"].split("\n")}
