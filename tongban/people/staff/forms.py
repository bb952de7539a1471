from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from tongban.kit import clock
from tongban.kit.typed import DayField
from tongban.people.forms import Plain
from tongban.people.models import Post, User
from tongban.people.queries import lasting
from tongban.people.roles import ROLES
from tongban.people.staff import queries
from tongban.regions.api import Division, Organisation, in_subtree


def _reason() -> forms.CharField:
    return forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Stays with the post; the security and audit administrators read it."),
        error_messages={"required": _("Say in a few words why.")},
    )


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> DayField:
    wrong = _("Type the day as 2026-03-01.")
    return DayField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": wrong, "invalid": wrong},
    )


MOST_NAMED = 5000  # villages of one name in the whole country


class OrganField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Organisation) -> str:
        return obj.shown_name


class ColleagueField(forms.ModelChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return f"{obj.name} ({obj.login})"


class TakeOn(Plain):
    login = forms.CharField(
        label=_("Staff number"),
        max_length=60,
        help_text=_("With it the person signs in."),
        error_messages={"required": _("Type the staff number.")},
    )
    name = forms.CharField(
        label=_p("of a person", "Name"), max_length=60, error_messages={"required": _("Type the name.")}
    )
    phone = forms.CharField(
        label=_("Mobile number"),
        max_length=40,
        help_text=_(
            "Codes and messages go there. The first password, good for a day, is given by the system administrator "
            "(“Let in again”); for a powerful post by tongban let-in on the machine."
        ),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        error_messages={"required": _("Type your mobile number.")},
    )


class GivePost(Plain):
    role = forms.ChoiceField(
        label=_p("of a post", "Role"),
        choices=lambda: [("", "—"), *((code, role.name) for code, role in ROLES.items())],
        error_messages={"required": _("Choose a role.")},
    )
    organ = OrganField(
        label=_("Department"),
        queryset=Organisation.objects.none(),
        error_messages={"required": _("Choose a department.")},
    )
    region = forms.CharField(
        label=_("Division"),
        required=False,
        max_length=60,
        help_text=_(
            "Name or 12 digits: how far a role reaches that reaches a whole region. For the other roles leave it empty."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "tb-size--middle"}),
    )
    since = _day(_("First day"))
    until = _day(_("Last day"), required=False, help_text=_("Empty: until it is ended."))
    reason = _reason()

    def __init__(self, *args: Any, by: User, **more: Any) -> None:
        more.setdefault("initial", {}).setdefault("since", clock.today())
        super().__init__(*args, **more)
        self.by = by
        self.fields["organ"].queryset = queries.organs(by, "people.staff")  # type: ignore[attr-defined]

    def clean_region(self) -> str:
        typed = str(self.cleaned_data["region"]).strip()
        if not typed:
            return ""
        named = Division.objects.filter(Q(pk=typed) | Q(name=typed)).values_list("pk", flat=True)[:MOST_NAMED]
        found = [code for code in named if any(in_subtree(code, post.region_code) for post in self.by.current_posts)]
        if not found:
            raise forms.ValidationError(_("There is no such division in your region."))
        if len(found) > 1:
            said = _("Several divisions are called so; type the code of one: %(codes)s")
            raise forms.ValidationError(said % {"codes": "、".join(found[:9])})
        return str(found[0])

    def clean(self) -> dict[str, Any]:
        """Nothing is preset: nobody gives a whole region without saying so."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        role = ROLES.get(given.get("role", ""))
        if role is not None and role.subtree and not given.get("region") and "region" not in self.errors:
            self.add_error("region", _("This role reaches a whole region. Type the division that it shall reach."))
        return given

    def wish(self) -> dict[str, Any]:
        given = self.cleaned_data
        organ = given["organ"]
        return {
            "role": given["role"],
            "org_code": organ.code,
            "region_code": given["region"] or organ.region_id,
            "since": given["since"],
            "until": given["until"],
            "reason": given["reason"],
        }


class Ending(Plain):
    reason = _reason()


class Leaving(Plain):
    colleague = ColleagueField(
        label=_("Who goes on with the drafts"),
        queryset=User.objects.none(),
        required=False,
        help_text=_(
            "Applications typed at the window and not submitted yet. Cases go back to the office by themselves."
        ),
    )
    reason = _reason()

    def __init__(self, *args: Any, person: User, **more: Any) -> None:
        super().__init__(*args, **more)
        organs = Post.objects.filter(lasting(), user=person).values_list("org_code", flat=True)
        found = User.objects.filter(posts__in=Post.objects.filter(lasting(), org_code__in=list(organs)))
        self.fields["colleague"].queryset = (  # type: ignore[attr-defined]
            found.filter(is_active=True).exclude(pk=person.pk).distinct().order_by("login")
        )


class NameDeputy(Plain):
    deputy = ColleagueField(
        label=_("Deputy"), queryset=User.objects.none(), error_messages={"required": _("Choose a colleague.")}
    )
    since = _day(_("First day"))
    until = _day(_("Last day"))
    reason = _reason()

    def __init__(self, *args: Any, post: Post, **more: Any) -> None:
        more.setdefault("initial", {}).setdefault("since", clock.today())
        super().__init__(*args, **more)
        self.fields["deputy"].queryset = queries.colleagues(post.org_code, but=post.user_id)  # type: ignore[attr-defined]
