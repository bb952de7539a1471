from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tongban.audit.api import history, shut
from tongban.kit import subjects
from tongban.kit.errors import BadInput
from tongban.licences.actions import end
from tongban.licences.models import Licence
from tongban.licences.states import TABLE
from tongban.licences.subject import check_can_see
from tongban.licences.views.citizen import name_of, standing
from tongban.people.api import AuthenticatedRequest, User, may, names_of, official, opened_by, opening_part
from tongban.regions.api import organisation

HOW = {
    "revoke": (
        gettext_lazy("Revoke"),
        gettext_lazy("It was wrongly given (Administrative Licensing Law, Article 69)."),
    ),
    "annul": (gettext_lazy("Annul"), gettext_lazy("Its time is over, or what it was for is gone (Article 70).")),
    "cancel": (gettext_lazy("Cancel"), gettext_lazy("A penalty (Administrative Penalty Law).")),
}
SENTENCES = {
    "licences.issue": pgettext_lazy("record of a licence", "Issued"),
    "licences.revoke": pgettext_lazy("record of a licence", "Revoked: %(reason)s"),
    "licences.annul": pgettext_lazy("record of a licence", "Annulled: %(reason)s"),
    "licences.cancel": pgettext_lazy("record of a licence", "Cancelled: %(reason)s"),
}


class End(forms.Form):
    how = forms.ChoiceField(
        label=gettext_lazy("How it ends"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Nothing is chosen. Choose how the licence ends.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason and article"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Shown to whoever checks the licence."),
        error_messages={"required": gettext_lazy("The reason is missing. Write it with its article.")},
    )

    def __init__(self, *args: Any, licence: Licence, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [how for how in HOW if TABLE.allows(how, licence.state)]
        self.fields["how"].choices = [(how, f"{HOW[how][0]} · {HOW[how][1]}") for how in offered]  # type: ignore[attr-defined]


def seen(key: UUID, user: Any) -> Licence:
    found = Licence.objects.select_related("type", "paper", "holder").filter(pk=key).first()
    if found is None:
        raise Http404
    check_can_see(found, user)
    return found


@official("cases.see", "licences.revoke")
@require_safe
def licence(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    return _shown(request, seen(key, request.user))


def _shown(request: AuthenticatedRequest, found: Licence, status: int = 200, **more: Any) -> HttpResponse:
    form, opening = End(licence=found), _opening(found, request.user)
    context = {
        "licence": found,
        "name": name_of(found),
        "standing": standing(found),
        "organ": organisation(found.org_code).shown_name,
        "rows": found.face.get("rows", []),
        "opened": opening.is_open,
        "opening": opening,
        "events": events(found),
        "origin_url": origin_url(found),
        "form": form,
        "may_end": bool(form.fields["how"].choices) and _may_end(request, found),  # type: ignore[attr-defined]
    }
    return render(request, "licences/official/licence.html", context | more, status=status)


def _may_end(request: AuthenticatedRequest, found: Licence) -> bool:
    return may(request.user, "licences.revoke", org_code=found.org_code, region_code=found.region_code)


def origin_url(found: Licence) -> str:
    """The page of what it came from, for officials; "" when that has none."""
    kind = subjects.types().get(found.origin_type)
    if kind is None or kind.official_url is None:
        return ""
    return kind.official_url(kind.model(id=found.origin_key))


def events(found: Licence) -> list[dict[str, Any]]:
    entries = list(history(found))
    names = names_of(entry.by_key for entry in entries)
    return [
        {
            "at": entry.at,
            "who": names.get(entry.by_key) or _("the system"),
            "text": str(SENTENCES.get(entry.act, entry.act)) % {"reason": entry.notes.get("reason", "")},
            "state": "done" if entry.act == "licences.issue" else "wrong",
        }
        for entry in reversed(entries)
    ]


@official("cases.see", "licences.revoke")
@require_POST
def open_personal(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """Holder and face in full, for a reason that stays in the record; for a while, or masked again."""
    found, user = seen(key, request.user), request.user
    if "shut" in request.POST:
        shut(subject=found, by=user)
    elif form := opened_by(
        request.POST, subject=found, person=found.holder, what="licence", works=_works(found, user), by=user
    ):
        return _shown(request, found, 422, opening=_opening(found, user, form), opening_form=form)
    return redirect("desk_licences:licence", found.pk)


def _opening(found: Licence, user: User, form: Any = None) -> Any:
    return opening_part(
        found, user, url=reverse("desk_licences:open", args=[found.pk]), works=_works(found, user), form=form
    )


def _works(found: Licence, user: User) -> bool:
    """Who may end it, and who decides such things for the organ that issued it."""
    where = {"org_code": found.org_code, "region_code": found.region_code}
    return any(may(user, right, **where) for right in ("licences.revoke", "cases.review", "cases.decide"))


@official("licences.revoke")
@require_POST
def end_it(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """The reason is asked for once more on a page of its own, because this can't be undone."""
    found = seen(key, request.user)
    form = End(request.POST, licence=found)
    if not form.is_valid():
        return _shown(request, found, 422, form=form)
    if "sure" not in request.POST:
        context = {"licence": found, "name": name_of(found), "form": form, "how": HOW[form.cleaned_data["how"]]}
        return render(request, "licences/official/end.html", context)
    try:
        end(licence=found, how=form.cleaned_data["how"], reason=form.cleaned_data["reason"], by=request.user)
    except BadInput as error:
        form.add_error("reason", str(error))
        return _shown(request, found, 422, form=form)
    messages.success(request, _("The licence has ended; whoever checks it is told so from now on."))
    return redirect("desk_licences:licence", found.pk)
