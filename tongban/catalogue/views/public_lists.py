"""Browsing: themes, departments, personal and business. Each list is two or three queries, however long it is."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.catalogue import browsing
from tongban.catalogue.indexing import PUBLIC, the_index
from tongban.catalogue.life import SITUATIONS
from tongban.catalogue.models import LISTED, Item
from tongban.catalogue.places import check_key, place_context, place_of
from tongban.catalogue.topics import topics
from tongban.kit.paging import page
from tongban.people.api import anybody
from tongban.regions.api import Organisation

AUDIENCES = {"person": "Personal", "enterprise": "Business"}


@anybody
@require_safe
def themes(request: HttpRequest) -> HttpResponse:
    """Every theme that has something here, for persons and for business."""
    place = place_of(request)
    known = browsing.topics_of(place)
    groups = [
        (title, [(topic, count) for topic, count in known if topic.audience == who])
        for who, title in (("person", _("Personal")), ("enterprise", _("Business")))
    ]
    context = place_context(place) | {"title": _("Themes"), "groups": groups}
    return render(request, "catalogue/public/themes.html", context)


@anybody
@require_safe
def theme(request: HttpRequest, code: str) -> HttpResponse:
    topic = topics().get(code)
    if topic is None:
        raise Http404
    place = place_of(request)
    items = browsing.with_topic(browsing.published_for(place), [code])
    context = {"title": topic.shown_name, "nav": topic.audience, "up": ("/themes/", _("Themes"))}
    return listed(request, place, items, context)


@anybody
@require_safe
def life(request: HttpRequest, slug: str) -> HttpResponse:
    """What one needs in a situation of life: the services of its themes."""
    situation = SITUATIONS.get(slug)
    if situation is None:
        raise Http404
    place = place_of(request)
    items = browsing.with_topic(browsing.published_for(place), situation.topics)
    return listed(request, place, items, {"title": str(situation.name), "intro": str(situation.examples)})


@anybody
@require_safe
def audience(request: HttpRequest, who: str) -> HttpResponse:
    if who not in AUDIENCES:
        raise Http404
    place = place_of(request)
    items = browsing.for_audience(browsing.published_for(place), who)
    title = _("Personal") if who == "person" else _("Business")
    known = [(topic, count) for topic, count in browsing.topics_of(place, who) if topic.audience == who]
    return listed(request, place, items, {"title": title, "nav": who, "topics": known})


@anybody
@require_safe
def organs(request: HttpRequest) -> HttpResponse:
    """Departments that offer something here; their counts come from the index."""
    place = place_of(request)
    rows = Organisation.objects.filter(browsing.offered_in(place, "region_id"), browsing.offers_something())
    counts = the_index().counts(region=place, audience=PUBLIC, most=500)["dept"]
    found = page(rows.select_related("region"), ["code"], request.GET.get("cursor", ""), 60)
    shown = [(organ, counts.get(organ.name, 0)) for organ in found.rows]
    context = {"title": _("Departments"), "organs": shown, "nav": "departments", **ways(request, found)}
    return render(request, "catalogue/public/organs.html", place_context(place) | context)


@anybody
@require_safe
def organ(request: HttpRequest, code: str) -> HttpResponse:
    check_key(code)
    found = Organisation.objects.filter(pk=code).first()
    if found is None:
        raise Http404
    items = Item.objects.filter(LISTED, Q(org_code=code) | Q(from_org_code=code))
    context = {"title": found.shown_name, "organ": found, "nav": "departments", "up": ("/organs/", _("Departments"))}
    return listed(request, found.region_id, items, context)


def listed(request: HttpRequest, place: str, items: QuerySet[Item], context: dict[str, Any]) -> HttpResponse:
    """A page of cards with its way up. Two queries."""
    found = page(browsing.cards(items), browsing.ORDER, request.GET.get("cursor", ""), 20)
    around = place_context(place)
    up = context.pop("up", None)
    crumbs = [{"name": around["place"]["name"], "url": around["place"]["url"]}]
    crumbs += [{"name": up[1], "url": up[0]}] if up else []
    context |= {
        **around,
        "cards": browsing.cards_of(found.rows),
        "crumbs": [*crumbs, {"name": context["title"]}],
        **ways(request, found),
    }
    return render(request, "catalogue/public/list.html", context)


def ways(request: HttpRequest, found: Any) -> dict[str, str]:
    def address(cursor: str) -> str:
        given = request.GET.copy()
        given["cursor"] = cursor
        return f"?{given.urlencode()}" if cursor else ""

    return {"previous_url": address(found.previous), "next_url": address(found.next)}
