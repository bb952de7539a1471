"""On the desk page of an item: the public lists it stands on, and the day from which it can be done online."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from tongban.catalogue.lists import reading
from tongban.catalogue.lists.models import OnlinePlan
from tongban.catalogue.lists.planning import check_can_plan, is_online, plan_online
from tongban.catalogue.models import Item
from tongban.catalogue.views.reading_on import why_not
from tongban.kit.errors import BadInput
from tongban.kit.typed import DayField
from tongban.people.api import User


class Plan(forms.Form):
    planned_on = DayField(
        label=gettext_lazy("Can be done online from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Say from which day."),
            "invalid": gettext_lazy("Write a day as 2026-12-01."),
        },
    )
    reason = forms.CharField(
        label=gettext_lazy("What is still missing"),
        help_text=gettext_lazy("People read this sentence on the list."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": gettext_lazy("Say in a sentence what is still missing; people read it on the list.")
        },
    )


def on_lists_of(item: Item, user: User, form: Plan | None = None) -> dict[str, Any]:
    """Two queries."""
    plan = OnlinePlan.objects.select_related("planned_by").filter(item=item).first()
    initial = {"planned_on": plan.planned_on, "reason": plan.reason} if plan else {}
    return {
        "lists": reading.lists_of(item),
        "plan": plan,
        "is_online": is_online(item),
        "why_not": why_not(check_can_plan, item, user),
        "form": form or Plan(initial=initial),
    }


def planned(item: Item, form: Plan, by: User) -> bool:
    """Whether it was; if not, the form says what is wrong."""
    if not form.is_valid():
        return False
    try:
        plan_online(item=item, by=by, **form.cleaned_data)
    except BadInput as error:
        for field, said in error.errors.items():
            form.add_error(field, said)
        return False
    return True
