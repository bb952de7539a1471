"""What the pages of guides, basic items and adjustments share: forms of those who read a change, and what they see."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.catalogue.element_names import path_in_words
from tongban.catalogue.states import State
from tongban.kit import clock
from tongban.kit.errors import Refused
from tongban.kit.typed import DayField
from tongban.people.api import User

FARTHEST = 731  # days ahead from which a version may count


class Reason(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("What has to change"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Nothing is written. Say what has to change; the editor reads it.")},
    )


class Day(forms.Form):
    """From which day it counts; nothing: at once."""

    effective_on = DayField(
        label=gettext_lazy("Effective from"),
        help_text=gettext_lazy("Leave it empty for at once."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Write a day as 2026-12-01, or leave it empty.")},
    )

    def clean_effective_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["effective_on"]
        if day and day < clock.today():
            raise forms.ValidationError(_("This day is past. Choose today or a later day, or leave it empty."))
        if day and day > clock.today() + dt.timedelta(days=FARTHEST):
            raise forms.ValidationError(_("Choose a day within two years."))
        return day


def reviewed(version: Any) -> list[dict[str, Any]]:
    """The reviews of a version with the names of those who passed them; one query."""
    rows = [dict(one) for one in version.reviews] if version else []
    keys = [one["by"] for one in rows if "by" in one]
    names = {str(key): name for key, name in User.objects.filter(pk__in=keys).values_list("pk", "name")} if keys else {}
    for one in rows:
        one["label"] = State(one["stage"]).label
        one["who"] = names.get(one.get("by", ""), "")
        one["when"] = dt.datetime.fromisoformat(one["at"]) if "at" in one else None
        one["why"] = [path_in_words(element) for element in one["elements"]]
        one["in_hand"] = one["stage"] == version.state
    return rows


def why_not(rule: Any, *given: Any, **more: Any) -> str:
    """What the rule says to this person; "" when they may."""
    try:
        rule(*given, **more)
    except Refused as refusal:
        return str(refusal)
    return ""
