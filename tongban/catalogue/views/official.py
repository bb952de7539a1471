"""The catalogue at the desk: drafting a guide, checking it up, and publishing it by a second person."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.catalogue import actions, authorities, desk_queries, editing
from tongban.catalogue.basic.inheriting import INHERITED, basic_of, kept_above
from tongban.catalogue.browsing import english_depts
from tongban.catalogue.bundles.making import out_of_use, too_short
from tongban.catalogue.checks import check
from tongban.catalogue.checkup.running import found_in_one
from tongban.catalogue.citations import cited
from tongban.catalogue.completing import completed
from tongban.catalogue.element_names import path_in_words
from tongban.catalogue.exchange.rules import kinds_of
from tongban.catalogue.guide import Guide
from tongban.catalogue.materials import offering
from tongban.catalogue.models import Item, ItemVersion
from tongban.catalogue.partial import is_partial
from tongban.catalogue.processes import known_processes
from tongban.catalogue.publishing import context_of
from tongban.catalogue.reviewing import ChangedMeanwhile, SavedMeanwhile, check_can_pass, digest_of
from tongban.catalogue.rules import check_can_edit, check_can_publish, check_can_send_back
from tongban.catalogue.situations.examples import runs
from tongban.catalogue.situations.reading import in_words
from tongban.catalogue.states import FIXED as FIXED_STATES
from tongban.catalogue.states import OPEN, REVIEWED_IN, State
from tongban.catalogue.views.adjustments import adjustments_of
from tongban.catalogue.views.mending import mended_at
from tongban.catalogue.views.planning import Plan, on_lists_of, planned
from tongban.catalogue.views.reading_on import Day, Reason, reviewed, why_not
from tongban.kit.errors import BadInput, Refused
from tongban.kit.languages import moment_in_words
from tongban.kit.paging import page
from tongban.people.api import AuthenticatedRequest, User, may, official
from tongban.statutes.api import has_library

BOTH = ["GET", "HEAD", "POST"]
FIXED = ("code", "org_code", "region_code")  # a draft never moves to another organ or place


@official(*desk_queries.PERMISSIONS)
@require_safe
def item_list(request: AuthenticatedRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:60]
    state = request.GET.get("state", "" if words or may(request.user, "catalogue.edit") else "mine")
    rows = desk_queries.items(request.user, state, words).select_related("current").defer("current__content")
    found = page(rows, ["code"], request.GET.get("page", ""), 30)
    opened, adjusted = desk_queries.open_versions(found.rows), desk_queries.open_adjustments(found.rows)
    organs = english_depts(item.org_name for item in found.rows)
    kept = {"state": state} | ({"q": words} if words else {})
    context = {
        "rows": [
            (item, opened.get(item.pk), organs.get(item.org_name, item.org_name), adjusted.get(item.pk))
            for item in found.rows
        ],
        "state": state,
        "words": words,
        "states": states(),
        "tab": "items",
        "may_import": bool(kinds_of(request.user)),
        "may_edit": may(request.user, "catalogue.edit"),
        "works": may(request.user, "catalogue.edit") or may(request.user, "catalogue.publish"),
        "next_url": "?" + urlencode(kept | {"page": found.next}) if found.next else "",
        "previous_url": "?" + urlencode(kept | {"page": found.previous}) if found.previous else "",
    }
    return render(request, "catalogue/official/list.html", context)


def states() -> list[tuple[str, Any]]:
    return [
        ("mine", _("Waiting for me")),
        *((one.value, one.label) for one in OPEN),
        ("unpublished", _("Never published")),
    ]


def seen(key: UUID, user: Any) -> Item:
    item = Item.objects.select_related("current").filter(pk=key).first()
    if item is None:
        raise Http404
    desk_queries.check_can_work(item, user)
    return item


@official(*desk_queries.PERMISSIONS)
@require_safe
def item_page(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    return _shown(request, seen(key, request.user), Reason())


def _shown(
    request: AuthenticatedRequest, item: Item, form: Reason, status: int = 200, plan: Plan | None = None, **more: Any
) -> HttpResponse:
    version, user = actions.open_version(item), request.user
    shown = version or item.current
    findings = _findings(shown)
    context = {
        "item": item,
        "organ": english_depts([item.org_name]).get(item.org_name, item.org_name),
        "version": version,
        "versions": item.versions.select_related("made_by", "published_by").defer("content").order_by("-number"),
        "differences": _differences(item, version),
        "findings": findings,
        "warned": any(finding.severity == "warning" for _words, finding in findings),
        **_situation(shown),
        "may_edit": may(user, "catalogue.edit", org_code=item.org_code, region_code=item.region_code),
        "may_publish": may(user, "catalogue.publish", org_code=item.org_code, region_code=item.region_code),
        "why_not": _why_not(item, version, user),
        "seen": digest_of(version),
        "form": form,
        "day": Day(initial={"effective_on": _day_of(version)}),
        "review": reviewed(version),
        "may_pass": _may_pass(item, version, user),
        "may_send_back": version is not None
        and version.state in FIXED_STATES
        and not why_not(check_can_send_back, item, version, user),
        "adjustments": adjustments_of(item, user),
        "basic": kept_above(item.base_code, item.region_code).first() if item.base_code else None,
        "authority": _authority(item, shown),
        "on_lists": on_lists_of(item, user, plan),
        "bases": cited(shown.guide.bases) if shown else [],
        "has_library": has_library(),
    }
    return render(request, "catalogue/official/item.html", context | more, status=status)


def _day_of(version: ItemVersion | None) -> str:
    return str(version.content.get("effective_on") or "") if version else ""


def _may_pass(item: Item, version: ItemVersion | None, user: User) -> str | None:
    """None: it waits for no review. "": this person may pass it. Else why not."""
    if version is None or version.state not in REVIEWED_IN:
        return None
    return why_not(check_can_pass, version, user, org_code=item.org_code, region_code=item.region_code)


def _authority(item: Item, shown: ItemVersion | None) -> str:
    """Who entrusted or delegated it (R4)."""
    return authorities.told(shown.guide) if item.from_org_code and shown else ""


def _differences(item: Item, version: ItemVersion | None) -> list[editing.Difference]:
    if version is None or item.current is None:
        return []
    return editing.differences(item.current.content, version.content)


def _findings(version: ItemVersion | None) -> list[Any]:
    """The check-up of this version; what an import brought with holes is not held to what publication asks."""
    if version is None:
        return []
    guide = version.guide
    found = [
        *(check(guide, catch_all=(), **known_processes(guide.org_code)) if isinstance(guide, Guide) else ()),
        *found_in_one(guide),
        *((*out_of_use(guide), *too_short(guide)) if isinstance(guide, Guide) else ()),
    ]
    found.sort(key=lambda finding: finding.severity)
    return [(path_in_words(finding.path), finding) for finding in found]


def _situation(version: ItemVersion | None) -> dict[str, Any]:
    """What whoever reviews reads of the decision table: its rows in words, and its examples, green or red."""
    if version is None or is_partial(version.content):
        return {}
    guide: Guide = version.guide  # type: ignore[assignment]
    return {"table": in_words(guide), "runs": runs(guide)}


def _why_not(item: Item, version: ItemVersion | None, user: User) -> str:
    """Why this person may not publish the version that is read now; "" when they may, or when nothing is read.

    An editor who publishes nothing did all there was to do: nobody has to be asked for more rights.
    """
    if version is None or version.state not in FIXED_STATES or version.state == State.WAITING:
        return ""
    if version.state in REVIEWED_IN:
        return _("It is read in the reviews first; then a second person publishes it or sends it back.")
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


def draft_of(item: Item, request: AuthenticatedRequest) -> tuple[dict[str, Any], str]:
    """What a change begins with, and a mark by which a change in between is noticed: what is sent back keeps the mark
    of the page it was typed on, until its writer has been told.
    """
    version = actions.open_version(item) or item.current
    if version is None:
        raise Refused(_("This item has no version yet."), cure=_("Import it again."))
    if version.state in FIXED_STATES:
        raise Refused(
            _("This draft is being read, or it waits for its day."),
            found=State(version.state).label,
            cure=_("It can be changed again once it is sent back."),
        )
    item.sent_back = version.sent_back
    return version.content, request.POST.get("mark", "") if request.method == "POST" else digest_of(version)


@official("catalogue.edit")
@require_http_methods(BOTH)
def edit(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """The plain elements as fields. Errors stand beside them, and what was typed stays."""
    item = seen(key, request.user)
    check_can_edit(item, request.user)
    base, mark = draft_of(item, request)
    if request.method != "POST":
        return _form(request, item, base, {}, mark)
    if "complete" in request.POST:
        return _form(request, item, completed(editing.typed(base, request.POST)), {}, mark, unsaved=True)
    if is_partial(base) and request.POST.get("whole"):
        base = completed(base)
    content = editing.typed(base, request.POST)
    try:
        keep_draft(request, item, content)
    except BadInput as error:
        clash = clash_of(error, item, content)
        errors = editing.by_name(error.errors)
        return _form(request, item, content, errors, mark_after(error, mark), str(error.message), **clash)
    return redirect("desk_catalogue:item", item.pk)


def clash_of(error: BadInput, item: Item, content: dict[str, Any]) -> dict[str, Any]:
    """For the frame of every editor: nothing unless somebody saved meanwhile."""
    return clashing(item, content) if isinstance(error, SavedMeanwhile) else {}


def clashing(item: Item, content: dict[str, Any]) -> dict[str, Any]:
    """Who saved meanwhile, and element by element what saving again would replace."""
    now = actions.open_version(item) or item.current
    if now is None:
        return {}
    who = now.made_by.name if now.made_by else _("the system")
    return {
        "clash": editing.differences(now.content, content),
        "clash_by": _("%(who)s saved at %(when)s.") % {"who": who, "when": moment_in_words(now.made_at)},
    }


def keep_draft(request: AuthenticatedRequest, item: Item, content: dict[str, Any]) -> None:
    """The `mark` that came with the page is compared where nobody can save in between."""
    moved = {name: [_("It can't be changed here.")] for name in FIXED if content.get(name) != getattr(item, name)}
    if moved:
        raise BadInput(_("A draft stays with its organ and its place."), errors=moved)
    given = request.POST
    actions.draft(item=item, content=content, note=given.get("note", ""), mark=given.get("mark", ""), by=request.user)
    messages.success(request, _("The draft is saved. Nobody sees it until a second person publishes it."))


def mark_after(error: BadInput, mark: str) -> str:
    """Whoever was told that somebody saved meanwhile may save over it."""
    return error.mark if isinstance(error, SavedMeanwhile) else mark


def _form(
    request: AuthenticatedRequest,
    item: Item,
    content: dict[str, Any],
    errors: dict[str, list[str]],
    mark: str,
    why: str = "",
    **more: Any,
) -> HttpResponse:
    basic = basic_of(item.base_code, item.region_code)
    shared = offering.known(str(content.get("region_code") or ""))
    blocks = editing.blocks(content, errors, INHERITED if basic else ())
    blocks = offering.with_hints(blocks, content.get("materials"), shared)
    context = {
        "shared": offering.choices(shared),
        "item": item,
        "basic": basic,
        "blocks": blocks,
        "mark": mark,
        "note": request.POST.get("note", ""),
        "why": why,
        "errors": _lines(blocks, errors),
        "tab": "plain",
        "partial": is_partial(content),
    }
    return render(request, "catalogue/official/edit.html", context | more, status=422 if why else 200)


def _lines(blocks: list[editing.Block], errors: dict[str, list[str]]) -> list[dict[str, str]]:
    """The summary on top: each line leads to its field; what has no field leads to the JSON."""
    ids = {one.name: one.id for block in blocks for part in [block, *block.rows] for one in part.fields}

    def target(name: str) -> str:
        inside = (id for known, id in ids.items() if known.startswith(f"{name}."))
        return ids.get(name) or next(inside, "json")

    return [
        {"target": target(name), "label": path_in_words(name), "text": text}
        for name, said in errors.items()
        for text in said
    ]


@official("catalogue.edit")
@require_http_methods(BOTH)
def edit_json(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """Everything else: the whole content as JSON, with the same check, errors by path."""
    item = seen(key, request.user)
    check_can_edit(item, request.user)
    base, mark = draft_of(item, request)
    if request.method != "POST":
        return _json_page(request, item, json.dumps(base, ensure_ascii=False, indent=1), {}, mark)
    text = request.POST.get("content", "")
    try:
        keep_draft(request, item, content := _parsed(text))
    except BadInput as error:
        clash = clash_of(error, item, content) if isinstance(error, SavedMeanwhile) else {}
        return _json_page(request, item, text, error.errors, mark_after(error, mark), str(error.message), **clash)
    return redirect("desk_catalogue:item", item.pk)


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no number of JSON")


def _parsed(text: str) -> dict[str, Any]:
    try:
        content = json.loads(text, parse_constant=_no_number)
        json.dumps(content, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except (ValueError, RecursionError) as error:
        said = str(error).encode(errors="backslashreplace").decode()
        raise BadInput(_("This is no JSON."), errors={"JSON": [said]}) from error
    if not isinstance(content, dict):
        raise BadInput(_("A guide is one JSON object."), errors={"JSON": [_("Begin with { and end with }.")]})
    return content


def _json_page(
    request: AuthenticatedRequest,
    item: Item,
    text: str,
    errors: dict[str, list[str]],
    mark: str,
    why: str = "",
    **more: Any,
) -> HttpResponse:
    lines = [
        {"target": "content", "label": _with_path(path), "text": said}
        for path, sentences in errors.items()
        for said in sentences
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
    return render(request, "catalogue/official/edit_json.html", context | more, status=422 if why else 200)


def _with_path(path: str) -> str:
    """In JSON a place is looked for by its path."""
    words = path_in_words(path)
    return words if words == path else _("%(text)s (%(more)s)") % {"text": words, "more": path}


# On its way


@official("catalogue.edit")
@require_POST
def submit(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    item = seen(key, request.user)
    try:
        version = actions.submit_for_review(item=item, by=request.user)
    except BadInput as error:
        opened = actions.open_version(item)
        content = opened.content if opened else {}
        lines = [
            {"url": mended_at(item.pk, path, content), "label": path_in_words(path), "text": said}
            for path, sentences in error.errors.items()
            for said in sentences
        ]
        return _shown(request, item, Reason(), 422, errors=lines, why=str(error.message))
    said = {
        State.ESTABLISHMENT: _("The draft goes to the establishment review now."),
        State.LEGAL: _("The draft goes to the legal review now."),
    }
    messages.success(request, said.get(State(version.state), _("The draft waits for a second person now.")))
    return redirect("desk_catalogue:item", item.pk)


@official("catalogue.edit")
@require_POST
def drop(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    item = seen(key, request.user)
    try:
        actions.drop_draft(item=item, seen=request.POST.get("seen", ""), by=request.user)
    except ChangedMeanwhile as changed:
        return _shown(request, item, Reason(), changed.status, why=str(changed))
    messages.success(request, _("The draft is let go; it stays in the history."))
    return redirect("desk_catalogue:item", item.pk)


@official("catalogue.publish")
@require_POST
def publish(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    item, although = seen(key, request.user), request.POST.get("although") == "1"
    day = Day(request.POST)
    if not day.is_valid():
        return _shown(request, item, Reason(), 422, day=day)
    effective_on = day.cleaned_data["effective_on"]
    try:
        version = actions.publish(
            item=item,
            seen=request.POST.get("seen", ""),
            although=although,
            effective_on=effective_on,
            by=request.user,
        )
    except actions.NotConfirmed as refusal:
        errors = [{"target": "although", "text": text} for text in refusal.errors["although"]]
        return _shown(request, item, Reason(), refusal.status, why=str(refusal), errors=errors, day=day)
    except ChangedMeanwhile as changed:
        return _shown(request, item, Reason(), changed.status, why=str(changed), day=day)
    said = _("Version %(number)d is published; open cases stay under theirs.")
    if version.state == State.WAITING:
        said = _("Version %(number)d waits for its day and is published by itself.")
    messages.success(request, said % {"number": version.number})
    return redirect("desk_catalogue:item", item.pk)


@official("catalogue.review_establishment", "catalogue.review_legal")
@require_POST
def pass_review(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    item = seen(key, request.user)
    actions.pass_review(
        item=item, words=request.POST.get("words", "").strip(), seen=request.POST.get("seen", ""), by=request.user
    )
    messages.success(request, _("Passed. It goes on its way."))
    return redirect("desk_catalogue:item", item.pk)


@official(*desk_queries.PERMISSIONS)
@require_POST
def send_back(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    item, form = seen(key, request.user), Reason(request.POST)
    if not form.is_valid():
        return _shown(request, item, form, 422)
    actions.send_back(item=item, reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, _("The draft is with its writer again."))
    return redirect("desk_catalogue:item", item.pk)


@official("catalogue.edit")
@require_POST
def plan_online(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    item, plan = seen(key, request.user), Plan(request.POST)
    if not planned(item, plan, request.user):
        return _shown(request, item, Reason(), 422, plan)
    messages.success(request, _("The day is set; the public list says so now."))
    return redirect("desk_catalogue:item", item.pk)


@official(*desk_queries.PERMISSIONS)
@require_safe
def compare(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """Any two versions beside each other, by their numbers; the two newest where none is named."""
    item = seen(key, request.user)
    versions = list(item.versions.defer("content").order_by("-number")[:200])
    older, newer = _chosen(request.GET.get("from", ""), versions, 1), _chosen(request.GET.get("to", ""), versions, 0)
    context = {
        "item": item,
        "versions": versions,
        "older": older,
        "newer": newer,
        "differences": editing.differences(older.content, newer.content) if older and newer else [],
    }
    return render(request, "catalogue/official/compare.html", context)


def _chosen(typed: str, versions: list[ItemVersion], place: int) -> ItemVersion | None:
    named = next((one for one in versions if str(one.number) == typed), None)
    return named or (versions[min(place, len(versions) - 1)] if versions else None)


@official(*desk_queries.PERMISSIONS)
@require_safe
def preview(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """What somebody works on, as people would see it; nobody else can open it."""
    item = seen(key, request.user)
    version = actions.open_version(item) or item.current
    if version is None:
        raise Http404
    item.current = version
    context = context_of(item) | {"preview": version.get_state_display()}
    return render(request, "catalogue/public/guide.html", context)
