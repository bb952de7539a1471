"""A node of the tree: all its services of one kind, its columns, the page of a town and of a village."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongban.catalogue.api import lists, nodes
from tongban.catalogue.api import places as from_place
from tongban.kit.paging import page
from tongban.people.api import anybody
from tongban.portal import nodes as node
from tongban.portal.columns import columns, functions_of, hotline
from tongban.regions.api import Division, children_of, county_of

SIZE = 20


def place_or_404(code: str) -> dict[str, Any]:
    around = from_place.place_context(code)
    if around["region"].pk != code:
        raise Http404
    return around


def near_home(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """A town or a village: what is done here, what is done for you, what needs a trip to the county."""
    region: Division = context["region"]
    county = county_of(region)
    more = {
        "around": node.around(region),
        "kinds": node.items_of(region.pk),
        "columns": node.shown_columns(county.pk),
        "county": county,
        "online": node.online_of(county.pk),
        "children": list(children_of(region.pk)),
        "is_village": region.level == node.VILLAGE,
        "hotline": hotline(),
    }
    return render(request, "portal/near_home.html", context | more)


@anybody
@require_safe
def items(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """All services of one kind, from one division at a time, the nearest first."""
    if kind not in nodes.KINDS:
        raise Http404
    around = place_or_404(code)
    found = nodes.kinds_of(code)[kind]
    sources = [source.region_code for source in found.sources]
    chosen = request.GET.get("from", "")
    chosen = chosen if chosen in sources else next(iter(sources), "")
    names = {one.pk: one.shown_name for one in around["region_path"]}
    rows = nodes.page_of(kind, chosen, request.GET.get("page", ""), SIZE) if chosen else None
    shown = [row.item for row in rows.rows] if rows else []
    depts = nodes.depts_of(shown)
    name, means = node.kind_words(kind)
    context = {
        **around,
        "name": name,
        "means": means,
        "total": found.items,
        "sources": [(one.region_code, names.get(one.region_code, ""), one.items) for one in found.sources],
        "chosen": chosen,
        "items": [(item, depts.get(item.org_name, item.org_name)) for item in shown],
        "next_url": f"?from={chosen}&page={rows.next}" if rows and rows.next else "",
        "previous_url": f"?from={chosen}&page={rows.previous}" if rows and rows.previous else "",
        "crumbs": [{"name": around["place"]["name"], "url": around["place"]["url"]}, {"name": name}],
    }
    return render(request, "portal/node_items.html", context)


@anybody
@require_safe
def column(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """One of the five columns, with what can be done in it."""
    one = columns().get(slug)
    if one is None:
        raise Http404
    around = place_or_404(code)
    found = page(node.column_items(one, code), ["code"], request.GET.get("page", ""), SIZE)
    depts = nodes.depts_of(found.rows)
    context = {
        **around,
        "column": one,
        "columns": node.shown_columns(code),
        "functions": functions_of(one, code),
        "items": [(item, depts.get(item.org_name, item.org_name)) for item in found.rows],
        "lists": list(lists.definitions().values()) if one.lists else [],
        "next_url": f"?page={found.next}#items" if found.next else "",
        "previous_url": f"?page={found.previous}#items" if found.previous else "",
        "crumbs": [{"name": around["place"]["name"], "url": around["place"]["url"]}, {"name": one.name.said()}],
    }
    return render(request, "portal/column.html", context)
