from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongban.people.api import User, reach
from tongban.regions.api import Organisation
from tongban.workflow.queries import shipped
from tongban.workflow.rules import DRAW


class Begin(forms.Form):
    """A process of an organ of theirs, like one of the library or from a file."""

    name = forms.CharField(label=_("Name"), max_length=120)
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("By which guides name it: small letters, digits and _, for example site_visit."),
    )
    organ = forms.ModelChoiceField(label=_("Organ"), queryset=Organisation.objects.none(), to_field_name="code")
    like = forms.ChoiceField(label=_("Begin with"), required=False)
    file = forms.FileField(
        label=_("or a BPMN file"),
        required=False,
        help_text=_("Of any BPMN 2.0 editor. What only that tool runs becomes a task by hand; you are told which."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organ: Any = self.fields["organ"]
        organ.queryset = Organisation.objects.filter(reach(user, DRAW, org="code", region="region_id"))
        like: Any = self.fields["like"]
        like.choices = [(row.code, row.name) for row in shipped()]
        first = organ.queryset.first()
        if first is not None and not self.is_bound:
            self.initial = {"organ": first.pk, "like": "ordinary"} | dict(self.initial)


class SendBack(forms.Form):
    reason = forms.CharField(
        label=_("What has to be changed"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why; whoever drew it has to know what to change.")},
    )  # fmt: skip
