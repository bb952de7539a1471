"""Adjustments at the desk: proposed on the item's page, read by the reviews, published by a second person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from tongban.catalogue import desk_queries
from tongban.catalogue.adjusting import actions
from tongban.catalogue.adjusting.models import Adjustment, Kind
from tongban.catalogue.models import Item
from tongban.catalogue.reviewing import SavedMeanwhile, digest_of
from tongban.catalogue.rules import check_can_edit
from tongban.catalogue.states import FIXED, OPEN, REVIEWED_IN, STANDINGS, TABLE, Standing, State
from tongban.catalogue.views.naming import NamesServices
from tongban.catalogue.views.reading_on import Day, Reason, reviewed, why_not
from tongban.kit.errors import BadInput
from tongban.people.api import AuthenticatedRequest, User, official

BOTH = ["GET", "HEAD", "POST"]


class Proposal(NamesServices, Day):
    naming = "successors"
    field_order = ("kind", "reason", "basis", "successors", "picked", "effective_on")
    kind = forms.ChoiceField(label=gettext_lazy("What is to happen"), choices=Kind.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("People read this sentence on the guide."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    basis = forms.CharField(
        label=gettext_lazy("Document that orders it"),
        help_text=gettext_lazy("Title and number."),
        max_length=300,
        required=False,
    )
    successors = forms.CharField(
        label=gettext_lazy("Services that go on with it"),
        help_text=gettext_lazy("Name or code, one a line; for a split at least two, for a merger one."),
        required=False,
        max_length=3500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    mark = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, item: Item, *args: Any, **more: Any) -> None:
        super().__init__(item.region_code, *args, **more)
        self.item = item
        possible = [(kind, words) for kind, words in Kind.choices if STANDINGS.allows(kind, item.standing)]
        self.fields["kind"].choices = possible  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Every fault at once."""
        said = super().clean()
        wrong = actions.faults(self.item, said.get("kind", ""), said.get("reason", ""), said["successors"])
        for field, words in wrong.items():
            if field not in self.errors and not (field == "successors" and "picked" in self.errors):
                self.add_error(field, words)
        return said


def adjustments_of(item: Item, user: User) -> list[dict[str, Any]]:
    """Newest first, each with what this person may do with it now."""
    rows = list(item.adjustments.select_related("made_by", "published_by").order_by("-number")[:20])
    codes = {code for row in rows for code in row.successors}
    named = Item.objects.filter(code__in=codes).only("code", "name", "name_en", "org_name") if codes else ()
    successors = {one.code: f"{one.shown_name} ({one.org_name}, {one.code})" for one in named}
    return [
        {
            "row": row,
            "review": reviewed(row),
            "seen": digest_of(row),
            "follows": [successors.get(code, code) for code in row.successors],
            "in_hand": row.state in OPEN,
            "reviewing": row.state in REVIEWED_IN,
            "publishing": row.state == State.REVIEW,
            "sent_back": row.state == State.DRAFT,
            "can_drop": TABLE.allows("drop", row.state),
            "why_not": why_not(actions.check_can_read_on, item, row, user) if row.state in FIXED else "",
            "may_edit": not why_not(check_can_edit, item, user),
        }
        for row in rows
    ]


def _seen(key: UUID, user: Any) -> Item:
    item = Item.objects.select_related("current").filter(pk=key).first()
    if item is None:
        raise Http404
    desk_queries.check_can_work(item, user)
    return item


@official("catalogue.edit")
@require_http_methods(BOTH)
def propose(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    item = _seen(key, request.user)
    check_can_edit(item, request.user)
    before = actions.open_adjustment(item)
    if before is not None and before.state in FIXED and request.method != "POST":
        messages.info(request, _("A proposal is on its way already. Withdraw it before you make another."))
        return redirect("desk_catalogue:item", item.pk)
    if item.standing == Standing.CANCELLED:
        messages.info(request, _("This service is cancelled. That is not taken back: begin a new service instead."))
        return redirect("desk_catalogue:item", item.pk)
    form = Proposal(item, request.POST) if request.method == "POST" else Proposal(item, initial=_initial(before))
    if request.method == "POST" and form.is_valid() and _proposed(item, form, request):
        messages.success(request, _("Proposed. It goes to the establishment review and then to the legal review."))
        return redirect("desk_catalogue:item", item.pk)
    context = {"item": item, "form": form, "before": before}
    return render(request, "catalogue/official/adjust.html", context, status=422 if form.is_bound else 200)


def _initial(before: Adjustment | None) -> dict[str, Any]:
    if before is None:
        return {"mark": ""}
    return {
        **before.content,
        "mark": digest_of(before),
        "successors": "\n".join(_with_names(before.successors)),
        "effective_on": before.effective_on,
    }


def _with_names(codes: list[str]) -> list[str]:
    names = dict(Item.objects.filter(code__in=codes).values_list("code", "name"))
    return [f"{code} {names.get(code, '')}".strip() for code in codes]


def _proposed(item: Item, form: Proposal, request: AuthenticatedRequest) -> bool:
    try:
        actions.propose(item=item, by=request.user, **form.cleaned_data)
    except SavedMeanwhile as error:
        form.add_error(None, str(error))
        form.data = request.POST.dict() | {"mark": error.mark}
        return False
    except BadInput as error:
        for field, said in error.errors.items():
            form.add_error(field if field in form.fields else None, said)
        return False
    return True


@official("catalogue.review_establishment", "catalogue.review_legal")
@require_POST
def pass_on(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    item = _seen(key, request.user)
    actions.pass_adjustment(
        item=item, words=request.POST.get("words", "").strip(), seen=request.POST.get("seen", ""), by=request.user
    )
    messages.success(request, _("Passed. It goes on its way."))
    return redirect("desk_catalogue:item", item.pk)


@official("catalogue.publish")
@require_POST
def publish(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    item = _seen(key, request.user)
    found = actions.publish_adjustment(item=item, seen=request.POST.get("seen", ""), by=request.user)
    waits = found.state == State.WAITING
    said = _("It waits for its day and happens by itself.") if waits else _("Done. The guide says so now.")
    messages.success(request, said)
    return redirect("desk_catalogue:item", item.pk)


@official(*desk_queries.PERMISSIONS)
@require_POST
def send_back(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    item, form = _seen(key, request.user), Reason(request.POST)
    if not form.is_valid():
        raise BadInput(_("Say what has to change; the editor reads it."))
    actions.send_back_adjustment(item=item, reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, _("The proposal is with its writer again."))
    return redirect("desk_catalogue:item", item.pk)


@official("catalogue.edit")
@require_POST
def drop(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    item = _seen(key, request.user)
    actions.drop_adjustment(item=item, by=request.user)
    messages.success(request, _("The proposal is let go."))
    return redirect("desk_catalogue:item", item.pk)
