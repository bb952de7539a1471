"""Where one is served: halls, centres, stations, agents and terminals of a place; one of them with hours and map."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.catalogue.api import browsing, places
from tongban.halls.from_guides import told_by
from tongban.halls.kinds import Kind
from tongban.halls.maps import link_to, map_context, with_map
from tongban.halls.models import Hall
from tongban.halls.near import above, inside, stood
from tongban.halls.opening import coming_exceptions, in_words, week_of
from tongban.halls.queries import services_of
from tongban.halls.telling import day_in_words
from tongban.kit import clock
from tongban.kit.paging import page
from tongban.people.api import anybody
from tongban.promises.api import calendar_in_force
from tongban.regions.api import division

SIZE = 200  # a county's villages stand on one page, so that the nearest is found among all of them
SERVICES = 30
GUIDES = 300  # looked through where the room knows no place


@anybody
@require_safe
def halls(request: HttpRequest) -> HttpResponse:
    """Those of a place and inside it, by kind; those above that serve it."""
    around = places.place_context(places.place_of(request))
    code = around["place"]["code"]
    kind = request.GET.get("kind", "")
    kind = kind if kind in Kind.values else ""
    found = page(inside(code, kind), ["region_code", "name"], request.GET.get("page", ""), SIZE)
    serving = [] if kind or request.GET.get("page") else above(code)
    maps = map_context([*found.rows, *serving])
    context = {
        **around,
        **maps,
        "nav": "halls",
        "kinds": Kind.choices,
        "kind": kind,
        "rows": stood(found.rows),
        "above": stood(serving),
        "told": [] if found.rows or serving or kind else _told(code),
        "next_url": _link(code, kind, found.next),
        "previous_url": _link(code, kind, found.previous),
    }
    response = with_map(render(request, "halls/public/halls.html", context), maps)
    response.asks_position = True  # type: ignore[attr-defined]
    return response


def _told(code: str) -> list[Any]:
    """What guides say, where nobody keeps places yet."""
    rows = browsing.published_for(code).order_by("code").values_list("current__content__places", flat=True)
    return told_by(rows[:GUIDES])


def _link(code: str, kind: str, mark: str) -> str:
    asked = {"place": code, "kind": kind, "page": mark}
    return f"?{urlencode({name: value for name, value in asked.items() if value})}" if mark else ""


@anybody
@require_safe
def hall(request: HttpRequest, key: UUID) -> HttpResponse:
    found = Hall.objects.filter(pk=key).first()
    if found is None:
        raise Http404
    today, calendar = clock.today(), calendar_in_force()
    services = page(services_of(found), ["code"], request.GET.get("page", ""), SERVICES)
    maps = map_context([found])
    context = {
        **places.place_context(found.region_code),
        **maps,
        "nav": "halls",
        "near": stood([found])[0],
        "hall": found,
        "today": today,
        "week": [(day, in_words(day.spans)) for day in week_of(found, today, calendar)] if found.weekly else [],
        "exceptions": [(day, day_in_words(day.day), in_words(day.spans)) for day in coming_exceptions(found, today)],
        "link": link_to(found),
        "crumbs": _crumbs(found),
        "services": services.rows,
        "books": found.takes_bookings and not found.is_closed_on(today),
        "next_url": f"?page={services.next}#services" if services.next else "",
        "previous_url": f"?page={services.previous}#services" if services.previous else "",
    }
    return with_map(render(request, "halls/public/hall.html", context), maps)


def _crumbs(found: Hall) -> list[dict[str, str]]:
    place = division(found.region_code)
    return [
        {"name": place.shown_name, "url": f"/places/{place.pk}/"},
        {"name": _("Halls and stations"), "url": f"/halls/?place={place.pk}"},
        {"name": found.shown_name},
    ]
