"""Shared materials at the desk: what each is called and accepted by, which guides use it, and its versions."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import pgettext_lazy as _p
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.catalogue import editing
from tongban.catalogue.basic.queries import READERS, check_can_read
from tongban.catalogue.checkup.models import NameGroup
from tongban.catalogue.materials import actions, files, merging, queries
from tongban.catalogue.materials.content import FILES
from tongban.catalogue.materials.models import MaterialUse, MaterialVersion, SharedMaterial
from tongban.catalogue.models import Item
from tongban.catalogue.reviewing import SavedMeanwhile, check_can_pass, digest_of
from tongban.catalogue.rules import check_is_second
from tongban.catalogue.states import State
from tongban.catalogue.views.reading_on import Reason, reviewed, why_not
from tongban.documents.api import sent
from tongban.kit.errors import BadInput
from tongban.kit.paging import page
from tongban.licences.api import LicenceType
from tongban.people.api import AuthenticatedRequest, User, anybody, official, posts_with

PROPOSED_FROM = 200  # guides
BOTH = ["GET", "HEAD", "POST"]
Content = dict[str, Any]


def _licences() -> list[tuple[str, str]]:
    rows = LicenceType.objects.order_by("slug").values_list("slug", "name")
    return [("", "–"), *((slug, name) for slug, name in rows)]


CHOICES = {
    "source": {
        "applicant": _p("source of a material", "The applicant"),
        "government": _p("source of a material", "A government office"),
        "intermediary": _p("source of a material", "An intermediary"),
    },
    "kind": {
        "original": _p("kind of a material", "Original"),
        "copy": _p("kind of a material", "Copy"),
        "either": _p("kind of a material", "Either"),
    },
    "form": {
        "electronic": _p("form of a material", "File"),
        "paper": _p("form of a material", "Paper"),
        "either": _p("form of a material", "Either"),
    },
}


class MaterialForm(forms.Form):
    key = forms.RegexField(
        r"^[a-z][A-Za-z0-9_]{0,59}$",
        label=gettext_lazy("Key"),
        help_text=gettext_lazy("Small letters, digits and _, as id_card; it never changes."),
        error_messages={"invalid": gettext_lazy("Begin with a small letter; then letters, digits and _.")},
    )
    name_zh = forms.CharField(label=_p("of a material", "Name (Chinese)"), max_length=300)
    name_en = forms.CharField(label=_p("of a material", "Name (English)"), max_length=300, required=False)
    aliases = forms.CharField(
        label=gettext_lazy("What lists call it, one a line"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    source = forms.ChoiceField(label=gettext_lazy("Issued by"), choices=CHOICES["source"])
    kind = forms.ChoiceField(label=gettext_lazy("Original or copy"), choices=CHOICES["kind"])
    form = forms.ChoiceField(label=gettext_lazy("Paper or file"), choices=CHOICES["form"])
    exempt_by = forms.ChoiceField(label=gettext_lazy("Licence that replaces it"), choices=_licences, required=False)
    accept_zh = forms.CharField(
        label=gettext_lazy("Accepted if"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    accept_en = forms.CharField(
        label=gettext_lazy("Accepted if (English)"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    note = forms.CharField(label=gettext_lazy("What you changed, and why"), max_length=500, required=False)
    mark = forms.CharField(widget=forms.HiddenInput, required=False)


@official(*READERS)
@require_safe
def material_list(request: AuthenticatedRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:60]
    rows = queries.materials(request.user)
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(key__startswith=words))
    found = page(rows, ["key"], request.GET.get("page", ""), 30)
    keys = [row.key for row in found.rows]
    uses = MaterialUse.objects.filter(key__in=keys).values_list("key").annotate(count=Count("pk"))
    states = queries.open_versions(found.rows, request.user)
    counts = dict(uses.values_list("key", "count"))
    kept = {"q": words} if words else {}
    context = {
        "rows": [(row, counts.get(row.key, 0), states.get(row.pk)) for row in found.rows],
        "words": words,
        "may_keep": bool(posts_with(request.user, "catalogue.keep_basic")),
        "next_url": "?" + urlencode(kept | {"page": found.next}) if found.next else "",
        "previous_url": "?" + urlencode(kept | {"page": found.previous}) if found.previous else "",
        "tab": "materials",
    }
    return render(request, "catalogue/official/materials.html", context)


def seen(key: UUID, user: Any) -> SharedMaterial:
    check_can_read(user)
    found = SharedMaterial.objects.select_related("current").filter(pk=key).first()
    if found is None or (found.current is None and not queries.is_kept_by(found, user)):
        raise Http404
    return found


@official(*READERS)
@require_safe
def material_page(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    return _shown(request, seen(key, request.user))


def _shown(request: AuthenticatedRequest, material: SharedMaterial, status: int = 200, **more: Any) -> HttpResponse:
    kept = queries.is_kept_by(material, request.user)
    version = actions.open_material(material) if kept else None
    used = Item.objects.filter(material_uses__key=material.key).defer("aliases")
    found = page(used, ["code"], request.GET.get("page", ""), 50)
    shown = material.current or version
    context = {
        "material": material,
        "shown": shown.shared if shown else None,
        "version": version,
        "seen": digest_of(version),
        "review": reviewed(version),
        "versions": queries.versions(material, kept=kept),
        "differences": editing.differences(material.current.content, version.content)
        if version and material.current
        else [],
        "rows": found.rows,
        "next_url": "?" + urlencode({"page": found.next}) if found.next else "",
        "previous_url": "?" + urlencode({"page": found.previous}) if found.previous else "",
        "may": _may(material, version, request.user),
        "reason": Reason(),
        "files": [
            (which, words, getattr(version.shared if version else shown.shared, which))
            for which, words in (("form_file", _("Blank form")), ("sample_file", _("Filled-in sample")))
            if shown
        ],
    }
    return render(request, "catalogue/official/material.html", context | more, status=status)


def _may(material: SharedMaterial, version: MaterialVersion | None, user: User) -> dict[str, str]:
    """What is possible now: nothing stands for yes, words say why not."""
    keeps = why_not(actions.check_can_keep, material, user)
    if version is None:
        return {"edit": keeps}
    if version.state == State.DRAFT:
        return {"edit": keeps, "submit": keeps}
    back = why_not(actions.check_can_send_back, material, version, user)
    if version.state == State.LEGAL:
        return {
            "pass": why_not(check_can_pass, version, user, org_code="", region_code=material.region_code),
            "send_back": back,
        }
    return {"publish": keeps or why_not(check_is_second, version, user), "send_back": back}


@official("catalogue.keep_basic")
@require_http_methods(BOTH)
def material_new(request: AuthenticatedRequest) -> HttpResponse:
    return _edited(request, None, _from_names(request.GET.get("names", "")))


def _from_names(key: str) -> Content:
    """What guides say that call one paper by several names; nothing of a group that is not there."""
    try:
        group = NameGroup.objects.filter(pk=UUID(key)).first()
    except ValueError:
        group = None
    return merging.proposed(group, merging.members(group, PROPOSED_FROM)) if group else {}


@official("catalogue.keep_basic")
@require_http_methods(BOTH)
def material_edit(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    material = seen(key, request.user)
    actions.check_can_keep(material, request.user)
    version = actions.open_material(material) or material.current
    return _edited(request, material, version.content if version else {}, digest_of(version))


def _edited(
    request: AuthenticatedRequest, material: SharedMaterial | None, content: Content, mark: str = ""
) -> HttpResponse:
    initial = _initial(content) | {"mark": mark}
    form = MaterialForm(request.POST) if request.method == "POST" else MaterialForm(initial=initial)
    if material is not None:
        form.fields["key"].widget.attrs["readonly"] = True
    if request.method == "POST" and form.is_valid():
        try:
            version = actions.draft_material(
                material=material,
                content=_typed(form.cleaned_data, content),
                region_code=next((post.region_code for post in posts_with(request.user, "catalogue.keep_basic")), ""),
                note=form.cleaned_data["note"],
                mark=request.POST.get("mark"),
                by=request.user,
            )
        except SavedMeanwhile as error:
            form.add_error(None, str(error))
            form.data = request.POST.dict() | {"mark": error.mark}
        except BadInput as error:
            _tell(form, error)
        else:
            messages.success(request, _("The draft is saved. A second keeper publishes it."))
            return redirect("desk_catalogue:material", version.material_id)
    status = 422 if form.is_bound else 200
    return render(request, "catalogue/official/material_edit.html", {"material": material, "form": form}, status=status)


def _tell(form: MaterialForm, error: BadInput) -> None:
    fields = {"name.zh": "name_zh", "name.en": "name_en"}
    for path, said in error.errors.items():
        name = fields.get(path, path)
        form.add_error(name if name in form.fields else None, said)
    if not error.errors:
        form.add_error(None, str(error))


def _initial(content: Content) -> Content:
    name, accept = content.get("name") or {}, content.get("accept_standard") or {}
    same = {key: content[key] for key in ("key", "source", "kind", "form", "exempt_by") if key in content}
    return same | {
        "name_zh": name.get("zh"),
        "name_en": name.get("en"),
        "aliases": "\n".join(content.get("aliases") or ()),
        "accept_zh": accept.get("zh"),
        "accept_en": accept.get("en"),
    }


def _typed(given: Content, before: Content) -> Content:
    made = {key: given[key] for key in ("key", "source", "kind", "form")}
    made["name"] = _text(given["name_zh"], given["name_en"])
    if aliases := [line.strip() for line in given["aliases"].splitlines() if line.strip()]:
        made["aliases"] = aliases
    if given["exempt_by"]:
        made["exempt_by"] = given["exempt_by"]
    if given["accept_zh"]:
        made["accept_standard"] = _text(given["accept_zh"], given["accept_en"])
    return {name: before[name] for name in ("sample_note", *FILES) if name in before} | made


def _text(zh: str, en: str) -> Content:
    return {"zh": zh} | ({"en": en} if en else {})


@official("catalogue.keep_basic")
@require_POST
def material_attach(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """Beside its name no field: `which`, and a file, or `remove`."""
    material, which = seen(key, request.user), request.POST.get("which", "")
    upload = request.FILES.get("file")
    if upload is None and "remove" not in request.POST:
        return _shown(request, material, 422, file_fault=_("Choose a file first."))
    try:
        files.attach(material=material, which=which, upload=upload, by=request.user)
    except BadInput as error:
        return _shown(request, material, 422, file_fault=str(error))
    messages.success(request, _("The draft is saved. A second keeper publishes it."))
    return redirect("desk_catalogue:material", material.pk)


@anybody
@require_safe
def material_file(request: HttpRequest, key: UUID) -> HttpResponse:
    """The blank form or the sample of a published shared material, for everybody."""
    file = files.published_file(key)
    if file is None:
        raise Http404
    return cast(HttpResponse, sent(file, inline=False))


@official("catalogue.keep_basic")
@require_POST
def material_submit(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    version = actions.submit_material(material=seen(key, request.user), by=request.user)
    legal = _("The draft waits for the legal review now, then for a second keeper.")
    messages.success(request, legal if version.state == State.LEGAL else _("The draft waits for a second keeper now."))
    return redirect("desk_catalogue:material", key)


@official("catalogue.review_legal")
@require_POST
def material_pass(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    words, read = request.POST.get("words", "").strip(), request.POST.get("seen", "")
    actions.pass_material(material=seen(key, request.user), words=words, seen=read, by=request.user)
    messages.success(request, _("Passed. It goes on its way."))
    return redirect("desk_catalogue:material", key)


@official("catalogue.keep_basic")
@require_POST
def material_publish(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    actions.publish_material(material=seen(key, request.user), seen=request.POST.get("seen", ""), by=request.user)
    messages.success(request, _("Published. The guides that use it take it over now; open cases keep theirs."))
    return redirect("desk_catalogue:material", key)


@official("catalogue.keep_basic", "catalogue.review_legal")
@require_POST
def material_send_back(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    material, form = seen(key, request.user), Reason(request.POST)
    if not form.is_valid():
        return _shown(request, material, 422, reason=form)
    actions.send_back_material(material=material, reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, _("The draft is with its writer again."))
    return redirect("desk_catalogue:material", key)
