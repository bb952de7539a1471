"""The basic list at the desk: its keepers change it, two reviews and a second keeper let it through, and everybody who
works on guides sees who implements it and where they differ.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import pgettext_lazy as _p
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.catalogue import editing, reviewing
from tongban.catalogue.basic import actions, implementing, queries
from tongban.catalogue.basic.inheriting import deviations
from tongban.catalogue.basic.models import BasicItem, BasicVersion
from tongban.catalogue.basic.rules import check_can_keep, check_can_publish
from tongban.catalogue.codes import code_set
from tongban.catalogue.models import Item
from tongban.catalogue.states import State
from tongban.catalogue.views.reading_on import Day, Reason, reviewed, why_not
from tongban.kit.errors import BadInput
from tongban.kit.paging import page
from tongban.people.api import AuthenticatedRequest, User, official, posts_with
from tongban.regions.api import Division, Organisation

BOTH = ["GET", "HEAD", "POST"]
BASES = 12  # rows of the form
STATES = (State.DRAFT, State.ESTABLISHMENT, State.LEGAL, State.REVIEW, State.WAITING)
Content = dict[str, Any]


def _choices(key: str) -> list[tuple[str, str]]:
    known = code_set(key)
    return [(code, f"{code} {known.name(code)}") for code in known.names]


class BasicForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Basic code"),
        help_text=gettext_lazy("12 digits: region 2, type 2, guiding department 2, main item 3, sub-item 3."),
        max_length=64,
    )
    name_zh = forms.CharField(label=_p("of a basic item", "Name (Chinese)"), max_length=300)
    name_en = forms.CharField(label=_p("of a basic item", "Name (English)"), max_length=400, required=False)
    type_code = forms.ChoiceField(label=gettext_lazy("Type of item"), choices=lambda: _choices("task_type"))
    levels = forms.MultipleChoiceField(
        label=gettext_lazy("Levels that exercise it"),
        choices=lambda: _choices("use_level"),
        widget=forms.CheckboxSelectMultiple,
    )
    guided_by = forms.CharField(label=gettext_lazy("Guiding department"), max_length=120, required=False)
    powers = forms.CharField(
        label=gettext_lazy("How the levels divide the work"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    note = forms.CharField(label=gettext_lazy("What you changed, and why"), max_length=500, required=False)
    mark = forms.CharField(widget=forms.HiddenInput, required=False)


@official(*queries.READERS)
@require_safe
def basic_list(request: AuthenticatedRequest) -> HttpResponse:
    state, words = request.GET.get("state", ""), request.GET.get("q", "").strip()[:60]
    found = page(queries.basics(request.user, state, words), ["code"], request.GET.get("page", ""), 30)
    opened, counts = (
        queries.open_versions(found.rows, request.user),
        queries.implemented([row.code for row in found.rows]),
    )
    kept = {key: value for key, value in {"state": state, "q": words}.items() if value}
    context = {
        "rows": [(row, opened.get(row.pk), counts.get(row.code, 0)) for row in found.rows],
        "types": {code: code_set("task_type").name(code) for code in code_set("task_type").names},
        "state": state,
        "words": words,
        "states": [(one.value, one.label) for one in STATES],
        "may_keep": bool(posts_with(request.user, "catalogue.keep_basic")),
        "next_url": "?" + urlencode(kept | {"page": found.next}) if found.next else "",
        "previous_url": "?" + urlencode(kept | {"page": found.previous}) if found.previous else "",
        "tab": "basic",
    }
    return render(request, "catalogue/official/basic_list.html", context)


def seen(key: UUID, user: Any) -> BasicItem:
    queries.check_can_read(user)
    item = queries.basics(user).select_related("current").filter(pk=key).first()
    if item is None:
        raise Http404
    return item


@official(*queries.READERS)
@require_safe
def basic_page(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    return _shown(request, seen(key, request.user))


def _shown(request: AuthenticatedRequest, item: BasicItem, status: int = 200, **more: Any) -> HttpResponse:
    version = actions.open_basic(item) if queries.is_kept_by(item, request.user) else None
    shown = item.current or version
    found = page(queries.implementing(item), ["region_code", "code"], request.GET.get("page", ""), 50)
    context = {
        "item": item,
        "shown": shown.basic if shown else None,
        "type_name": code_set("task_type").name(item.type_code),
        "levels": [code_set("use_level").name(level) for level in item.levels],
        "version": version,
        "seen": reviewing.digest_of(version),
        "review": reviewed(version),
        "versions": _versions(item, request.user),
        "differences": _differences(item, version),
        "rows": _implementing(found.rows, shown),
        "next_url": "?" + urlencode({"page": found.next}) if found.next else "",
        "previous_url": "?" + urlencode({"page": found.previous}) if found.previous else "",
        "has_passed": version is not None and _has_passed(version, request.user),
        "may": _may(item, version, request.user),
        "organs": _organs(item, request.user),
        "reason": Reason(),
        "day": Day(initial={"effective_on": version.effective_on if version else None}),
    }
    return render(request, "catalogue/official/basic_item.html", context | more, status=status)


@official("catalogue.edit")
@require_POST
def basic_implement(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    item = seen(key, request.user)
    version = implementing.implement(basic=item, org_code=request.POST.get("organ", ""), by=request.user)
    messages.success(request, _("The guide has begun. Complete it; nobody sees it until a second person publishes it."))
    return redirect("desk_catalogue:edit", version.item_id)


def _organs(item: BasicItem, user: User) -> list[Organisation]:
    return list(Organisation.objects.filter(pk__in=implementing.organs(user, item)).order_by("pk"))


def _implementing(rows: list[Item], shown: BasicVersion | None) -> list[tuple[Item, str, Any]]:
    """Each guide with the name of its place and where it differs; one query for the names."""
    places = {one.pk: one.shown_name for one in Division.objects.filter(pk__in={one.region_code for one in rows})}
    return [
        (one, places.get(one.region_code, one.region_code), deviations(one.current.guide, shown.basic))
        for one in rows
        if shown and one.current
    ]


def _versions(item: BasicItem, user: User) -> Any:
    rows = item.versions.select_related("made_by", "published_by").defer("content").order_by("-number")
    return rows if queries.is_kept_by(item, user) else rows.filter(published_at__isnull=False)


def _differences(item: BasicItem, version: BasicVersion | None) -> list[editing.Difference]:
    if version is None or item.current is None:
        return []
    return editing.differences(item.current.content, version.content)


def _may(item: BasicItem, version: BasicVersion | None, user: User) -> dict[str, str | None]:
    """What this person may do now: nothing stands for yes, words say why not; what is not possible now is left out."""
    state = version.state if version else ""
    if version is not None and _has_passed(version, user):
        return {}
    found: dict[str, str | None] = {}
    if state in ("", State.DRAFT):
        found["edit"] = why_not(check_can_keep, item, user)
    if version is not None and state == State.DRAFT:
        found["submit"] = why_not(check_can_keep, item, user)
    if version is not None and state in (State.ESTABLISHMENT, State.LEGAL):
        found["pass"] = why_not(reviewing.check_can_pass, version, user, org_code="", region_code=item.region_code)
        found["send_back"] = found["pass"]
    if version is not None and state == State.REVIEW:
        found["publish"] = why_not(check_can_publish, item, version, user)
        found["send_back"] = why_not(check_can_keep, item, user)
    if version is not None and state == State.WAITING:
        found["send_back"] = why_not(check_can_keep, item, user)
    return found


def _has_passed(version: BasicVersion, user: User) -> bool:
    """Whoever did one review has nothing more to do with this version."""
    return version.state != State.DRAFT and any(one.get("by") == str(user.pk) for one in version.reviews)


# Editing


@official("catalogue.keep_basic")
@require_http_methods(BOTH)
def basic_new(request: AuthenticatedRequest) -> HttpResponse:
    return _edited(request, None, {})


@official("catalogue.keep_basic")
@require_http_methods(BOTH)
def basic_edit(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    item = seen(key, request.user)
    check_can_keep(item, request.user)
    version = actions.open_basic(item) or item.current
    return _edited(request, item, version.content if version else {}, reviewing.digest_of(version))


def _edited(request: AuthenticatedRequest, item: BasicItem | None, content: Content, mark: str = "") -> HttpResponse:
    if request.method != "POST":
        return _form(request, item, BasicForm(initial=_initial(content) | {"mark": mark}), content.get("bases") or [])
    form, bases = BasicForm(request.POST), _bases(request)
    if not form.is_valid():
        return _form(request, item, form, bases, 422)
    try:
        version = actions.draft_basic(
            item=item,
            content=_typed(form.cleaned_data, bases, content),
            region_code=_home(request.user),
            note=form.cleaned_data["note"],
            mark=form.cleaned_data["mark"],
            by=request.user,
        )
    except reviewing.SavedMeanwhile as error:
        form.add_error(None, _("Somebody saved this draft meanwhile. Compare with the item's page, then save again."))
        form.data = {**request.POST.dict(), "levels": request.POST.getlist("levels"), "mark": error.mark}
        return _form(request, item, form, bases, 422)
    except BadInput as error:
        for path, said in error.errors.items():
            name = {"name.zh": "name_zh", "name.en": "name_en", "powers.zh": "powers"}.get(path, path)
            form.add_error(name if name in form.fields else None, said)
        if not error.errors:
            form.add_error(None, str(error))
        return _form(request, item, form, bases, 422)
    messages.success(request, _("The draft is saved. It needs both reviews and a second keeper."))
    return redirect("desk_catalogue:basic_item", version.item_id)


def _home(user: User) -> str:
    return next((post.region_code for post in posts_with(user, "catalogue.keep_basic")), "")


def _initial(content: Content) -> Content:
    name, powers = content.get("name") or {}, content.get("powers") or {}
    same = {key: content.get(key) for key in ("code", "type_code", "levels", "guided_by")}
    return same | {"name_zh": name.get("zh"), "name_en": name.get("en"), "powers": powers.get("zh")}


def _bases(request: AuthenticatedRequest) -> list[Content]:
    rows = zip(request.POST.getlist("law")[:BASES], request.POST.getlist("article")[:BASES], strict=False)
    typed = [{"law": law.strip(), "article": article.strip()} for law, article in rows]
    return [row for row in typed if row["law"] or row["article"]]


def _typed(given: Content, bases: list[Content], before: Content) -> Content:
    texts = {(row.get("law"), row.get("article")): row.get("text") for row in before.get("bases") or ()}
    kept = [{key: word for key, word in row.items() if word} for row in bases]
    for row in kept:
        if text := texts.get((row.get("law"), row.get("article"))):
            row["text"] = text
    name = {"zh": given["name_zh"]} | ({"en": given["name_en"]} if given["name_en"] else {})
    made = {"code": given["code"], "name": name, "type_code": given["type_code"], "levels": sorted(given["levels"])}
    more = {"guided_by": given["guided_by"], "powers": {"zh": given["powers"]} if given["powers"] else None}
    return made | {"bases": kept} | {key: value for key, value in more.items() if value}


def _form(
    request: AuthenticatedRequest, item: BasicItem | None, form: BasicForm, bases: list[Content], status: int = 200
) -> HttpResponse:
    if item is not None:
        form.fields["code"].widget.attrs["readonly"] = True
    rows = [*bases, {}, {}][:BASES]
    return render(
        request, "catalogue/official/basic_edit.html", {"item": item, "form": form, "bases": rows}, status=status
    )


# On its way


@official("catalogue.keep_basic")
@require_POST
def basic_submit(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    actions.submit_basic(item=seen(key, request.user), by=request.user)
    messages.success(request, _("The draft goes to the establishment review and then to the legal review."))
    return redirect("desk_catalogue:basic_item", key)


@official("catalogue.review_establishment", "catalogue.review_legal")
@require_POST
def basic_pass(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    actions.pass_basic(
        item=seen(key, request.user),
        words=request.POST.get("words", "").strip(),
        seen=request.POST.get("seen", ""),
        by=request.user,
    )
    messages.success(request, _("Passed. It goes on its way."))
    return redirect("desk_catalogue:basic_item", key)


@official("catalogue.keep_basic", "catalogue.review_establishment", "catalogue.review_legal")
@require_POST
def basic_send_back(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    item, form = seen(key, request.user), Reason(request.POST)
    if not form.is_valid():
        return _shown(request, item, 422, reason=form)
    actions.send_back_basic(item=item, reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, _("The draft is with its writer again."))
    return redirect("desk_catalogue:basic_item", key)


@official("catalogue.keep_basic")
@require_POST
def basic_publish(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    item, form = seen(key, request.user), Day(request.POST)
    if not form.is_valid():
        return _shown(request, item, 422, day=form)
    version = actions.publish_basic(
        item=item, seen=request.POST.get("seen", ""), effective_on=form.cleaned_data["effective_on"], by=request.user
    )
    if version.state == State.WAITING:
        messages.success(request, _("It waits for its day; then every guide that implements it takes it over."))
    else:
        messages.success(request, _("It is in force. The guides that implement it take it over now."))
    return redirect("desk_catalogue:basic_item", key)
