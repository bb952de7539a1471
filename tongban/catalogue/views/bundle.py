"""The items of a bundle at the desk: who needs which, and composing its form and materials anew."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import pgettext_lazy as _p
from django.views.decorators.http import require_http_methods

from tongban.catalogue import editing
from tongban.catalogue.bundles import beginning
from tongban.catalogue.bundles import editing as members
from tongban.catalogue.bundles.doubles import doubles
from tongban.catalogue.bundles.making import compose
from tongban.catalogue.element_names import path_in_words
from tongban.catalogue.models import Item, ItemVersion
from tongban.catalogue.views import official as desk
from tongban.catalogue.views.naming import NamesServices
from tongban.catalogue.views.situation import draft_of_whole
from tongban.kit.errors import AlreadyDone, BadInput
from tongban.kit.languages import in_english
from tongban.people.api import AuthenticatedRequest, User, official, posts_with
from tongban.regions.api import Organisation


@official("catalogue.edit")
@require_http_methods(desk.BOTH)
def bundle(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """Saving composes: questions, form and materials of the items as they are published now."""
    item, content, mark = draft_of_whole(request, key)
    rows = content.get("members") or []
    if request.method != "POST":
        return _page(request, item, content, mark, rows, {})
    given, errors = members.named(request.POST, item.region_code)
    typed = members.typed(rows, content, given, in_english())
    if errors:
        return _page(request, item, content, mark, typed, errors, _("Some services are not known by these names."))
    try:
        desk.keep_draft(request, item, _made(content, typed))
    except BadInput as error:
        again = desk.mark_after(error, mark)
        return _page(request, item, content, again, typed, error.errors, str(error.message))
    return redirect("desk_catalogue:bundle", item.pk)


class NewBundle(NamesServices):
    field_order = ("name_zh", "name_en", "services", "picked", "organ", "base_code")
    name_zh = forms.CharField(label=_p("of a bundle", "Name (Chinese)"), max_length=300)
    name_en = forms.CharField(label=_p("of a bundle", "Name (English)"), max_length=400, required=False)
    services = forms.CharField(
        label=gettext_lazy("Services of the bundle"),
        help_text=gettext_lazy(
            "Name or code, one a line, in the order in which they are handled; the first one leads."
        ),
        max_length=3500,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    organ = forms.ChoiceField(label=gettext_lazy("Organ that leads"))
    base_code = forms.RegexField(
        r"^[0-9]{12}$",
        label=gettext_lazy("Basic code"),
        help_text=gettext_lazy("12 digits; leave it empty for the next free one."),
        required=False,
        error_messages={
            "invalid": gettext_lazy("12 digits: region 2, type 2, guiding department 2, main item 3, sub-item 3.")
        },
    )

    def __init__(self, organs: dict[str, str], names: list[tuple[str, str]], *args: Any, **more: Any) -> None:
        super().__init__(next(iter(organs.values()), ""), *args, **more)
        self.fields["organ"].choices = names  # type: ignore[attr-defined]


@official("catalogue.edit")
@require_http_methods(desk.BOTH)
def new(request: AuthenticatedRequest) -> HttpResponse:
    posts = [post for post in posts_with(request.user, "catalogue.edit") if post.org_code]
    organs = {post.org_code: post.region_code for post in posts}
    names = [(one.pk, one.shown_name) for one in Organisation.objects.filter(pk__in=organs).order_by("pk")]
    form = NewBundle(organs, names, request.POST or None)
    if form.is_valid() and (version := _begun(form, organs, request.user)):
        messages.success(
            request, _("The bundle has begun from its services; nobody sees it until a second person publishes it.")
        )
        return redirect("desk_catalogue:bundle", version.item_id)
    return render(request, "catalogue/official/bundle_new.html", {"form": form}, status=422 if form.is_bound else 200)


def _begun(form: NewBundle, organs: dict[str, str], by: User) -> ItemVersion | None:
    given = form.cleaned_data
    rows = {one.code: one for one in Item.objects.filter(code__in=given["services"]).select_related("current")}
    if unknown := [code for code in given["services"] if code not in rows]:
        form.add_error("services", _("No item in use has the code %(codes)s.") % {"codes": ", ".join(unknown)})
        return None
    try:
        return beginning.begin(
            name=given["name_zh"],
            name_en=given["name_en"],
            org_code=given["organ"],
            region_code=organs[given["organ"]],
            base_code=given["base_code"],
            services=[rows[code] for code in given["services"]],
            by=by,
        )
    except BadInput as error:
        for place, said in error.errors.items():
            known = {"base_code": "base_code", "services": "services"}.get(place.split(".")[0])
            known = "services" if place.startswith("members") else known
            form.add_error(known, said if known else [f"{path_in_words(place)} · {text}" for text in said])
        if not error.errors:
            form.add_error(None, str(error))
    except AlreadyDone as error:
        form.add_error("base_code", str(error))
    return None


def _made(content: dict[str, Any], rows: list[dict[str, Any]]) -> dict[str, Any]:
    if rows:
        return compose({**content, "members": rows}, content.get("members") or [])
    return {name: part for name, part in content.items() if name != "members"}


def _page(
    request: AuthenticatedRequest,
    item: Any,
    content: dict[str, Any],
    mark: str,
    rows: list[dict[str, Any]],
    errors: dict[str, list[str]],
    why: str = "",
) -> HttpResponse:
    named = editing.by_name(errors)
    context = {
        "item": item,
        "tab": "bundle",
        "mark": mark,
        "note": request.POST.get("note", ""),
        "why": why,
        "blocks": members.blocks(content, rows, named, in_english()),
        "doubles": [] if errors else doubles(content, in_english()),
        "errors": [
            {"target": f"m-{name.split('.')[1]}", "label": path_in_words(name), "text": text}
            if name.startswith("members.")
            else {"target": "note", "label": path_in_words(name), "text": text}
            for name, said in named.items()
            for text in said
        ],
    }
    return render(request, "catalogue/official/bundle.html", context, status=422 if why else 200)
