"""What the heads of public pages hold for programs. No query: everything is on the page already."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.utils.safestring import SafeString

from tongban.catalogue.api import structured
from tongban.forms.api import Text
from tongban.halls.api import Near, ToldPlace

register = template.Library()


@register.simple_tag(takes_context=True)
def place_data(context: dict[str, Any]) -> SafeString:
    """Of the home of a place: its halls, its way down from the province, and on our own home how to search here."""
    path = context["region_path"]
    region, url = path[-1], context["place"]["url"]
    offices = [_office(hall, path) for hall in context.get("halls") or ()]
    crumbs = [{"name": one.shown_name, "url": f"/places/{one.pk}/"} for one in path]
    crumbs[-1]["url"] = url
    page = {
        "@type": "WebPage",
        "@id": structured.absolute(url),
        "name": region.shown_name,
        "inLanguage": structured.language(),
        "about": structured.area(region, path),
    }
    site = [_site(region.shown_name)] if region.pk == settings.HOME_REGION else []
    return structured.as_script(*site, page, *offices, structured.breadcrumbs(crumbs, url))


def _office(one: Near | ToldPlace, path: list[Any]) -> structured.Thing:
    if isinstance(one, Near):
        hall = one.hall
        return structured.office(hall.shown_name, hall.shown_address, hall.phone, structured.week(hall.weekly), path)
    name, address, hours = (Text.model_validate(text) for text in (one.name, one.address, one.hours))
    told = structured.opening_hours(hours)
    return structured.office(name.said(), address.said(), one.phone, told, path) | {"openingHours": hours.said()}


def _site(name: str) -> structured.Thing:
    target = {"@type": "EntryPoint", "urlTemplate": structured.absolute("/search/?q={search_term_string}")}
    return {
        "@type": "WebSite",
        "@id": structured.absolute("/#site"),
        "url": structured.absolute("/"),
        "name": name,
        "potentialAction": {
            "@type": "SearchAction",
            "target": target,
            "query-input": "required name=search_term_string",
        },
    }
