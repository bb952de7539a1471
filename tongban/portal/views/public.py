"""The home of a place, and the pages that the footer leads to. Two or three queries each."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.catalogue.api import SITUATIONS, Situation, lists
from tongban.catalogue.api import places as from_place
from tongban.kit.errors import Refused
from tongban.people.api import anybody
from tongban.portal import halls as gathering
from tongban.portal import nodes as node
from tongban.portal.views.nodes import near_home
from tongban.regions.api import Division, children_of, normalise
from tongban.sites.api import dressed

HALLS_SHOWN = 4


@anybody
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return home_of(request, from_place.place_context(settings.HOME_REGION))


@anybody
@require_safe
def place(request: HttpRequest, code: str) -> HttpResponse:
    """Any node of the tree; a short code leads to its 12 digits."""
    full = _code(code)
    if full == settings.HOME_REGION:
        return HttpResponseRedirect("/")
    if full != code:
        return HttpResponseRedirect(f"/places/{full}/")
    around = from_place.place_context(full)
    if around["region"].pk != full:
        raise Http404
    if around["region"].level >= node.TOWNSHIP:
        return near_home(request, around)
    return home_of(request, around)


def _code(text: str) -> str:
    try:
        return normalise(text)
    except Refused:
        raise Http404 from None


def home_of(request: HttpRequest, around: dict[str, Any]) -> HttpResponse:
    code = around["region"].pk
    gathered = gathering.gathered(code)
    context = {
        **around,
        "children": list(children_of(code)),
        "situations": _situations(code),
        "kinds": node.items_of(code),
        "columns": node.shown_columns(code),
        "examples": gathered.said,
        "halls": gathered.nearest(HALLS_SHOWN),
        "lists": [one for one in lists.definitions().values() if one.home],
    }
    return render(request, "portal/home.html", context)


def _situations(code: str) -> list[Situation]:
    """In the order that the site of the place chose; all as they are without a choice."""
    chosen = [SITUATIONS[slug] for slug in dressed(code).situations if slug in SITUATIONS]
    return chosen or list(SITUATIONS.values())


@anybody
@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Provinces first; each place lists the places inside it."""
    tops = Division.objects.filter(parent=None)
    here = from_place.place_context(from_place.place_of(request))
    context = {**here, "tops": list(tops), "children": list(children_of(here["region"].pk))}
    return render(request, "portal/places.html", context)


def _words(request: HttpRequest, template: str, title: str, **more: Any) -> HttpResponse:
    around = from_place.place_context(settings.HOME_REGION)
    return render(request, f"portal/{template}.html", around | {"title": title} | more)


@anybody
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return _words(request, "help", _("Help"))


@anybody
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return _words(request, "accessibility", _("Accessibility"))


@anybody
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return _words(request, "privacy", _("Your data"))


@anybody
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    return _words(request, "sitemap", _("Site map"), situations=list(SITUATIONS.values()))
