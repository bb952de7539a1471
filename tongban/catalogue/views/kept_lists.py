"""The public lists that keep themselves: all of them with their counts, each with its services, as page, sheet, print."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.catalogue.lists import reading
from tongban.catalogue.lists.definitions import PLANS, definitions
from tongban.catalogue.lists.sheets import workbook
from tongban.catalogue.places import asked_place, check_key, place_context
from tongban.catalogue.views.public_lists import ways
from tongban.people.api import address_of, anybody, count_try
from tongban.regions.api import Organisation

PRINTED = 300  # services on one printed list; the sheet holds them all
SHEETS = 30  # downloads from one address in a quarter of an hour
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@anybody
@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """Two queries beside the place's own."""
    place = asked_place(request)
    figures = reading.figures(place)
    context = {
        "title": _("Public lists"),
        "all": figures[reading.ALL],
        "figures": [one for slug, one in figures.items() if slug not in (*PLANS, reading.ALL)],
        "plans": [figures[slug] for slug in PLANS],
    }
    return render(request, "catalogue/public/kept_lists.html", _around(place, "") | context)


@anybody
@require_safe
def one_list(request: HttpRequest, slug: str) -> HttpResponse:
    narrowed = narrowed_by(request, slug)
    one, place = narrowed.definition, narrowed.place
    found, lines = reading.page_of(narrowed, request.GET.get("cursor", ""))
    departments = reading.by_department(one, place)
    around = _around(place, one.name.said())
    context = {
        "title": one.name.said(),
        "list": one,
        "asked": narrowed,
        "figure": reading.figures(place, narrowed.dept)[slug],
        "lines": lines,
        "departments": departments,
        "inside": reading.by_place(one, place) if not departments else [],
        "tabs": [definitions()[other] for other in PLANS] if slug in PLANS else [],
        "query_string": _kept(request),
        "here": f"/lists/{slug}/?place={place}",
        "others": f"/lists/?place={place}",
        **ways(request, found),
    }
    return render(request, "catalogue/public/kept_list.html", around | context)


def narrowed_by(request: HttpRequest, slug: str) -> reading.Narrowed:
    """A department that is none narrows nothing."""
    one = definitions().get(slug)
    if one is None:
        raise Http404
    dept = request.GET.get("dept", "")[:18]
    check_key(dept)
    known = Organisation.objects.filter(pk=dept).exists() if dept else False
    return reading.Narrowed(one, asked_place(request), dept if known else "", request.GET.get("q", "").strip()[:60])


def _kept(request: HttpRequest) -> str:
    """The filters without the mark of the page, for sheet and print."""
    given = request.GET.copy()
    given.pop("cursor", None)
    return f"?{given.urlencode()}" if given else ""


def _around(place: str, name: str) -> dict[str, Any]:
    around = place_context(place)
    crumbs = [{"name": around["place"]["name"], "url": around["place"]["url"]}]
    if name:
        crumbs.append({"name": _("Public lists"), "url": f"/lists/?place={around['place']['code']}"})
    return around | {"crumbs": [*crumbs, {"name": name or _("Public lists")}]}


@anybody
@require_safe
def printed(request: HttpRequest, slug: str) -> HttpResponse:
    narrowed = narrowed_by(request, slug)
    found, lines = reading.page_of(narrowed, size=PRINTED)
    context = {
        "title": narrowed.definition.name.said(),
        "list": narrowed.definition,
        "figure": reading.figures(narrowed.place, narrowed.dept)[slug],
        "lines": lines,
        "heads": reading.heads_of(narrowed.definition),
        "is_cut": bool(found.next),
        "query_string": _kept(request),
    }
    return render(request, "catalogue/public/kept_list_print.html", place_context(narrowed.place) | context)


@anybody
@require_safe
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    narrowed = narrowed_by(request, slug)
    count_try("sheet", address_of(request), SHEETS)
    place = place_context(narrowed.place)["place"]["name"]
    name = f"{narrowed.definition.name.said()}-{place}.xlsx".replace("/", "-")
    file = workbook(narrowed, place, settings.SITE_URL)
    return FileResponse(file, as_attachment=True, filename=name, content_type=TYPE)  # type: ignore[return-value]
