"""The desk of who keeps the sites: settings, a look at them before they hold, and every earlier version."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.kit.errors import BadInput, Refused
from tongban.kit.paging import page
from tongban.people.api import AuthenticatedRequest, official
from tongban.regions.api import Division, division, normalise
from tongban.sites import actions, drawing, emblems, wearing
from tongban.sites.colours import PALETTE, contrast
from tongban.sites.content import EMPTY
from tongban.sites.forms import SiteForm, chosen_situations, initial, situation_rows
from tongban.sites.models import Appearance, Emblem, Site
from tongban.sites.queries import history_of, places_of, sites_of
from tongban.sites.questions import home_page
from tongban.sites.rules import KEEP, ChangedMeanwhile, check_can_keep
from tongban.sites.views.public import answered

SIZE, VERSIONS_SHOWN = 30, 50
PRIVATE = "private, no-cache"


@official(KEEP)
@require_safe
def sites(request: AuthenticatedRequest) -> HttpResponse:
    found = page(places_of(request.user), ["code"], request.GET.get("page", ""), SIZE)
    kept = sites_of([place.pk for place in found.rows])
    rows = [
        {"place": place, "site": kept.get(place.pk), "face": wearing.dressed(place.pk), "colour": _colour(place.pk)}
        for place in found.rows
    ]
    context = {
        "rows": rows,
        "next_url": f"?page={found.next}" if found.next else "",
        "previous_url": f"?page={found.previous}" if found.previous else "",
    }
    return render(request, "sites/sites.html", context)


def _colour(code: str) -> str:
    return wearing.colour_of(code) or drawing.OURS


def _place(request: AuthenticatedRequest, code: str) -> tuple[Division, Site]:
    """The division and its site, which may have no row yet; Http404 and refusals as everywhere."""
    try:
        place = division(normalise(code))
    except Refused:
        raise Http404 from None
    site = Site.objects.select_related("current").filter(region_code=place.pk).first() or Site(region_code=place.pk)
    check_can_keep(site, request.user)
    return place, site


@official(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def site(request: AuthenticatedRequest, place: str) -> HttpResponse:
    where, found = _place(request, place)
    latest = history_of(found).first() if found.latest else None
    if request.method != "POST":
        return _asked(request, where, found, SiteForm(initial=_shown(latest)), _order(latest))
    data = request.POST.copy()
    form = SiteForm(data, request.FILES)
    try:
        saved = _saved(request, where, form, data)
    except ChangedMeanwhile as refusal:
        return _again(request, where, found, refusal, data)
    if saved is None:
        return _asked(request, where, found, form, chosen_situations(data), status=422)
    messages.success(
        request, _("Saved as version %(number)s. It does not hold yet: look at it first.") % {"number": saved.number}
    )
    return redirect("desk_sites:version", where.pk, saved.number)


def _shown(latest: Appearance | None) -> dict[str, Any]:
    content = latest.content if latest else EMPTY
    return initial(content, (latest and latest.emblem_id) or "", latest.number if latest else 0)


def _order(latest: Appearance | None) -> list[str]:
    return list(latest.content["situations"]) if latest else []


def _saved(request: AuthenticatedRequest, where: Division, form: SiteForm, data: QueryDict) -> Appearance | None:
    """None, with the sentences in the form, when something has to be looked at again; an emblem uploaded stays."""
    if not form.is_valid():
        return None
    try:
        emblem = _emblem(form)
        data["kept_emblem"] = emblem.digest if emblem else ""
        base = form.cleaned_data["base"]
        return actions.draft(region_code=where.pk, content=form.content(), emblem=emblem, base=base, by=request.user)
    except BadInput as error:
        for name, sentences in error.errors.items():
            form.add_error(_field(form, name), sentences)
        return None


def _field(form: SiteForm, name: str) -> str:
    return "own_colour" if name == "colour" and form.cleaned_data["own_colour"] else name


def _emblem(form: SiteForm) -> Emblem | None:
    """What was uploaded now, or what stays."""
    given = form.cleaned_data
    if given["no_emblem"]:
        return None
    if given["emblem"]:
        return emblems.kept(given["emblem"].read(emblems.LARGEST + 1))
    return Emblem.objects.filter(digest=given["kept_emblem"]).first()


def _again(
    request: AuthenticatedRequest, where: Division, found: Site, refusal: ChangedMeanwhile, data: QueryDict
) -> HttpResponse:
    """What was typed stands in the form; saving again is a wish that knows of the other's version."""
    latest = history_of(Site.objects.get(region_code=where.pk)).first()
    assert latest is not None
    seen = found.appearances.filter(number=_number(data.get("base", ""))).first() if found.pk else None
    data["base"] = str(latest.number)
    form = SiteForm(data)
    changed = actions.what_changed(seen, latest) if seen else []
    context = {"refusal": refusal, "latest": latest, "changed": changed}
    return _asked(request, where, latest.site, form, chosen_situations(data), status=409, **context)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _asked(
    request: AuthenticatedRequest, where: Division, found: Site, form: SiteForm, order: list[str], **more: Any
) -> HttpResponse:
    status = more.pop("status", 200)
    context = {
        "where": where,
        "site": found,
        "form": form,
        "situations": situation_rows(order),
        "palette": [(code, name, f"{contrast(code, '#ffffff'):.1f}") for code, name in PALETTE.items()],
        "has_emblem": bool(form["kept_emblem"].value()),
        "history": list(history_of(found)[:VERSIONS_SHOWN]) if found.latest else [],
        **more,
    }
    return render(request, "sites/site.html", context, status=status)


# one version


def _version(request: AuthenticatedRequest, place: str, version: int) -> tuple[Division, Site, Appearance]:
    where, found = _place(request, place)
    appearance = history_of(found).filter(number=version).first() if found.latest else None
    if appearance is None:
        raise Http404
    return where, found, appearance


@official(KEEP)
@require_safe
def version(request: AuthenticatedRequest, place: str, version: int) -> HttpResponse:
    """The home page as it would look, on a phone and on a desk, and the way to put it into force."""
    where, found, appearance = _version(request, place, version)
    before = found.current
    context = {
        "where": where,
        "site": found,
        "version": appearance,
        "holds": before is not None and before.number == appearance.number,
        "changed": actions.what_changed(before, appearance) if before else [],
    }
    return render(request, "sites/version.html", context)


@official(KEEP)
@require_safe
def home(request: AuthenticatedRequest, place: str, version: int) -> HttpResponse:
    """The home page itself, wearing this version; its colours and emblem come from beside it."""
    where, _found, appearance = _version(request, place, version)
    with wearing.trying_on(where.pk, appearance, f"/desk/sites/{where.pk}/{version}/"):
        answer = home_page(request=request, code=where.pk)
    if answer is None:
        raise Http404
    return answer


@official(KEEP)
@require_safe
def stylesheet(request: AuthenticatedRequest, place: str, version: int) -> HttpResponse:
    where, _found, appearance = _version(request, place, version)
    with wearing.trying_on(where.pk, appearance):
        return answered(request, drawing.stylesheet(where.pk), PRIVATE)


@official(KEEP)
@require_safe
def emblem(request: AuthenticatedRequest, place: str, version: int) -> HttpResponse:
    where, _found, appearance = _version(request, place, version)
    with wearing.trying_on(where.pk, appearance):
        return answered(request, drawing.emblem(where.pk), PRIVATE)


@official(KEEP)
@require_safe
def uploaded(request: AuthenticatedRequest, place: str, digest: str) -> HttpResponse:
    """An emblem that was uploaded and may not be saved yet."""
    _place(request, place)
    found = Emblem.objects.filter(digest=digest).first()
    if found is None:
        raise Http404
    return answered(request, drawing.Drawn(found.kind, bytes(found.content)), PRIVATE)


@official(KEEP)
@require_POST
def put_in_force(request: AuthenticatedRequest, place: str, version: int) -> HttpResponse:
    where, found, _appearance = _version(request, place, version)
    try:
        actions.put_in_force(site=found, number=version, seen=_number(request.POST.get("seen", "")), by=request.user)
    except ChangedMeanwhile as refusal:
        messages.error(request, str(refusal))
        return redirect("desk_sites:version", where.pk, version)
    wearing.forget_faces()
    messages.success(
        request, _("Version %(number)s holds now. Guides are printed anew within minutes.") % {"number": version}
    )
    return redirect("desk_sites:site", where.pk)
