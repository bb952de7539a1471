"""The catalogue at the desk: drafting a guide, checking it up, and publishing it by a second person."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.catalogue import actions, desk_queries, editing
from tongban.catalogue.browsing import english_depts
from tongban.catalogue.checks import check
from tongban.catalogue.guide import Guide
from tongban.catalogue.models import Item, ItemVersion
from tongban.catalogue.partial import is_partial
from tongban.catalogue.rules import check_can_edit, check_can_publish
from tongban.catalogue.situations.examples import runs
from tongban.catalogue.situations.reading import in_words
from tongban.catalogue.states import State
from tongban.kit.errors import BadInput, Refused
from tongban.kit.paging import page
from tongban.people.api import AuthenticatedRequest, User, may, official

BOTH = ["GET", "HEAD", "POST"]
FIXED = ("code", "org_code", "region_code")  # a draft never moves to another organ or place


class Reason(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("What has to change"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Nothing is written. Say what has to change; the editor reads it.")},
    )


@official("catalogue.edit", "catalogue.publish")
@require_safe
def item_list(request: AuthenticatedRequest) -> HttpResponse:
    state, words = request.GET.get("state", ""), request.GET.get("q", "").strip()[:60]
    rows = desk_queries.items(request.user, state, words).select_related("current").defer("current__content")
    found = page(rows, ["code"], request.GET.get("page", ""), 30)
    opened = desk_queries.open_versions(found.rows)
    organs = english_depts(item.org_name for item in found.rows)
    kept = {key: value for key, value in {"state": state, "q": words}.items() if value}
    context = {
        "rows": [(item, opened.get(item.pk), organs.get(item.org_name, item.org_name)) for item in found.rows],
        "state": state,
        "words": words,
        "states": states(),
        "next_url": "?" + urlencode(kept | {"page": found.next}) if found.next else "",
        "previous_url": "?" + urlencode(kept | {"page": found.previous}) if found.previous else "",
    }
    return render(request, "catalogue/official/list.html", context)


def states() -> list[tuple[str, Any]]:
    return [
        ("draft", State.DRAFT.label),
        ("review", State.REVIEW.label),
        ("unpublished", _("Never published")),
    ]


def seen(key: UUID, user: Any) -> Item:
    item = Item.objects.select_related("current").filter(pk=key).first()
    if item is None:
        raise Http404
    desk_queries.check_can_work(item, user)
    return item


@official("catalogue.edit", "catalogue.publish")
@require_safe
def item_page(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    return _shown(request, seen(key, request.user), Reason())


def _shown(request: AuthenticatedRequest, item: Item, form: Reason, status: int = 200, **more: Any) -> HttpResponse:
    version, user = actions.open_version(item), request.user
    context = {
        "item": item,
        "organ": english_depts([item.org_name]).get(item.org_name, item.org_name),
        "version": version,
        "versions": item.versions.select_related("made_by", "published_by").defer("content").order_by("-number"),
        "differences": _differences(item, version),
        "findings": _findings(version or item.current),
        **_situation(version or item.current),
        "may_edit": may(user, "catalogue.edit", org_code=item.org_code, region_code=item.region_code),
        "may_publish": may(user, "catalogue.publish", org_code=item.org_code, region_code=item.region_code),
        "why_not": _why_not(item, version, user),
        "seen": actions.digest_of(version),
        "form": form,
    }
    return render(request, "catalogue/official/item.html", context | more, status=status)


def _differences(item: Item, version: ItemVersion | None) -> list[Any]:
    if version is None or item.current is None:
        return []
    found = editing.differences(item.current.content, version.content)
    return [(editing.path_in_words(one.path), one) for one in found]


def _findings(version: ItemVersion | None) -> list[Any]:
    """The check-up of a whole guide; what an import brought with holes is not checked, it is completed."""
    if version is None or is_partial(version.content):
        return []
    return [(editing.path_in_words(finding.path), finding) for finding in check(version.guide)]  # type: ignore[arg-type]


def _situation(version: ItemVersion | None) -> dict[str, Any]:
    """What whoever reviews reads of the decision table: its rows in words, and its examples, green or red."""
    if version is None or is_partial(version.content):
        return {}
    guide: Guide = version.guide  # type: ignore[assignment]
    return {"table": in_words(guide), "runs": runs(guide)}


def _why_not(item: Item, version: ItemVersion | None, user: User) -> str:
    """Why this person may not publish the version in review; "" when they may.

    An editor who publishes nothing did all there was to do: nobody has to be asked for more rights.
    """
    if version is None or version.state != State.REVIEW:
        return ""
    if not may(user, "catalogue.publish", org_code=item.org_code, region_code=item.region_code):
        return _(
            "A second person reads this draft now and publishes it or sends it back. "
            "You have nothing more to do; it can be changed again once it is sent back."
        )
    try:
        check_can_publish(item, version, user)
    except Refused as refusal:
        return str(refusal)
    return ""


# Editing


def draft_of(item: Item) -> tuple[dict[str, Any], str]:
    """What a change begins with, and a mark by which a change in between is noticed."""
    version = actions.open_version(item) or item.current
    if version is None:
        raise Refused(_("This item has no version yet."), cure=_("Import it again."))
    if version.state == State.REVIEW:
        raise Refused(
            _("This draft waits for a second person."),
            found=State.REVIEW.label,
            cure=_("It can be changed again once it is sent back."),
        )
    return version.content, f"{version.pk}:{version.made_at.isoformat()}"


@official("catalogue.edit")
@require_http_methods(BOTH)
def edit(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """The plain elements as fields. Errors stand beside them, and what was typed stays."""
    item = seen(key, request.user)
    check_can_edit(item, request.user)
    base, mark = draft_of(item)
    if request.method != "POST":
        return _form(request, item, base, {}, mark)
    content = editing.typed(base, request.POST)
    try:
        keep_draft(request, item, content, mark)
    except BadInput as error:
        return _form(request, item, content, editing.by_name(error.errors), mark, str(error.message))
    return redirect("desk_catalogue:item", item.pk)


def keep_draft(request: AuthenticatedRequest, item: Item, content: dict[str, Any], mark: str) -> None:
    if request.POST.get("mark") != mark:
        raise BadInput(
            _("Somebody saved this draft meanwhile."),
            cure=_("Compare with the item's page, then save again to replace it."),
        )
    moved = {name: [_("It can't be changed here.")] for name in FIXED if content.get(name) != getattr(item, name)}
    if moved:
        raise BadInput(_("A draft stays with its organ and its place."), errors=moved)
    actions.draft(item=item, content=content, note=request.POST.get("note", ""), by=request.user)
    messages.success(request, _("The draft is saved. Nobody sees it until a second person publishes it."))


def _form(
    request: AuthenticatedRequest,
    item: Item,
    content: dict[str, Any],
    errors: dict[str, list[str]],
    mark: str,
    why: str = "",
) -> HttpResponse:
    blocks = editing.blocks(content, errors)
    context = {
        "item": item,
        "blocks": blocks,
        "mark": mark,
        "note": request.POST.get("note", ""),
        "why": why,
        "errors": _lines(blocks, errors),
        "tab": "plain",
    }
    return render(request, "catalogue/official/edit.html", context, status=422 if why else 200)


def _lines(blocks: list[editing.Block], errors: dict[str, list[str]]) -> list[dict[str, str]]:
    """The summary on top: each line leads to its field; what has no field leads to the JSON."""
    ids = {one.name: one.id for block in blocks for part in [block, *block.rows] for one in part.fields}
    return [
        {"target": ids.get(name, "json"), "label": editing.path_in_words(name), "text": text}
        for name, said in errors.items()
        for text in said
    ]


@official("catalogue.edit")
@require_http_methods(BOTH)
def edit_json(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """Everything else: the whole content as JSON, with the same check, errors by path."""
    item = seen(key, request.user)
    check_can_edit(item, request.user)
    base, mark = draft_of(item)
    if request.method != "POST":
        return _json_page(request, item, json.dumps(base, ensure_ascii=False, indent=1), {}, mark)
    text = request.POST.get("content", "")
    try:
        keep_draft(request, item, _parsed(text), mark)
    except BadInput as error:
        return _json_page(request, item, text, error.errors, mark, str(error.message))
    return redirect("desk_catalogue:item", item.pk)


def _parsed(text: str) -> dict[str, Any]:
    try:
        content = json.loads(text)
        json.dumps(content, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except (ValueError, RecursionError) as error:
        said = str(error).encode(errors="backslashreplace").decode()
        raise BadInput(_("This is no JSON."), errors={"JSON": [said]}) from error
    if not isinstance(content, dict):
        raise BadInput(_("A guide is one JSON object."), errors={"JSON": [_("Begin with { and end with }.")]})
    return content


def _json_page(
    request: AuthenticatedRequest, item: Item, text: str, errors: dict[str, list[str]], mark: str, why: str = ""
) -> HttpResponse:
    lines = [
        {"target": "content", "label": path, "text": said} for path, sentences in errors.items() for said in sentences
    ]
    context = {
        "item": item,
        "text": text,
        "mark": mark,
        "note": request.POST.get("note", ""),
        "why": why,
        "errors": lines,
        "tab": "json",
    }
    return render(request, "catalogue/official/edit_json.html", context, status=422 if why else 200)


# On its way


@official("catalogue.edit")
@require_POST
def submit(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    item = seen(key, request.user)
    try:
        actions.submit_for_review(item=item, by=request.user)
    except BadInput as error:
        lines = [
            {"target": "findings", "label": editing.path_in_words(path), "text": said}
            for path, sentences in error.errors.items()
            for said in sentences
        ]
        return _shown(request, item, Reason(), 422, errors=lines, why=str(error.message))
    messages.success(request, _("The draft waits for a second person now."))
    return redirect("desk_catalogue:item", item.pk)


@official("catalogue.publish")
@require_POST
def publish(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    item = seen(key, request.user)
    try:
        version = actions.publish(item=item, seen=request.POST.get("seen", ""), by=request.user)
    except actions.ChangedMeanwhile as changed:
        return _shown(request, item, Reason(), changed.status, why=str(changed))
    messages.success(
        request, _("Version %(number)d is published; open cases stay under theirs.") % {"number": version.number}
    )
    return redirect("desk_catalogue:item", item.pk)


@official("catalogue.publish")
@require_POST
def send_back(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    item, form = seen(key, request.user), Reason(request.POST)
    if not form.is_valid():
        return _shown(request, item, form, 422)
    actions.send_back(item=item, reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, _("The draft is with its writer again."))
    return redirect("desk_catalogue:item", item.pk)
