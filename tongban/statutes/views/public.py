"""The library of laws for everybody: a list, and each law article by article."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongban.kit.paging import page
from tongban.people.api import anybody
from tongban.statutes import queries
from tongban.statutes.models import Statute
from tongban.statutes.names import plain

LONGEST = 200


def words_of(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip().replace("\0", "")[:60]


@anybody
@require_safe
def statutes(request: HttpRequest) -> HttpResponse:
    words = words_of(request)
    found = page(queries.named(words), ["title"], request.GET.get("page", ""), 50)
    context = {
        "rows": rows_of(found.rows),
        "words": words,
        "next_url": f"?q={words}&page={found.next}" if found.next else "",
        "previous_url": f"?q={words}&page={found.previous}" if found.previous else "",
    }
    return render(request, "statutes/list.html", context)


def rows_of(found: list[Statute]) -> list[tuple[Statute, object]]:
    editions = queries.newest_editions(found)
    return [(row, editions.get(str(row.pk))) for row in found]


@anybody
@require_safe
def statute(request: HttpRequest, title: str) -> HttpResponse:
    row = Statute.objects.filter(title=plain(title)).first() if "\0" not in title and len(title) <= LONGEST else None
    if row is None:
        raise Http404
    edition = queries.edition_of(row, request.GET.get("edition", ""))
    context = {"statute": row, "edition": edition, "articles": edition.articles.all() if edition else []}
    return render(request, "statutes/statute.html", context | {"editions": row.editions.all()})
