"""A guide, and the search. Guides come from files as a rule (`publishing`); these views are what stands behind."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from tongban.catalogue import browsing
from tongban.catalogue.asking import unanswered
from tongban.catalogue.models import Item
from tongban.catalogue.places import check_key, place_context, place_of
from tongban.catalogue.publishing import LANGUAGES, context_of, etag_of, rendered
from tongban.catalogue.search.normal import LONGEST_QUERY
from tongban.catalogue.topics import topics
from tongban.kit.pace import limited
from tongban.people.api import anybody

STEP = 20


def published(code: str) -> Item:
    check_key(code)
    item = Item.objects.select_related("current").filter(code=code, current__isnull=False).first()
    if item is None:
        raise Http404
    return item


def language() -> str:
    found = get_language() or "zh-hans"
    return found if found in LANGUAGES else "zh-hans"


@anybody
@require_safe
def guide(request: HttpRequest, code: str) -> HttpResponse:
    """The same bytes and headers as the file that the worker prints."""
    body = rendered(published(code), language())
    etag = etag_of(body)
    headers = {"ETag": etag, "Cache-Control": "no-cache", "Vary": "Accept-Language, Cookie"}
    answer = get_conditional_response(request, etag=etag, response=HttpResponse(body, headers=headers))
    assert isinstance(answer, HttpResponse)
    return answer


@anybody
@require_safe
def guide_print(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "catalogue/public/guide_print.html", context_of(published(code)))


def asked_by(request: HttpRequest) -> browsing.Asked:
    """What is not a filter of ours is left out, so that no address leads to an error."""
    given = request.GET
    audience, topic = given.get("audience", ""), given.get("topic", "")
    return browsing.Asked(
        text=given.get("q", "").strip()[:LONGEST_QUERY],
        place=place_of(request),
        audience=audience if audience in ("person", "enterprise") else "",
        topic=topic if topic in topics() else "",
        dept=given.get("dept", "")[:120],
        within=given.get("within") == "1",
    )


@anybody
@require_safe
@limited(per_minute=300)
def search(request: HttpRequest) -> HttpResponse:
    asked = asked_by(request)
    number = _number(request.GET.get("n", ""))
    found = browsing.search(asked, number)
    if asked.text and found.unsure and not (asked.narrowed or found.former):
        unanswered.note(asked.text, asked.place)
    context = {
        **place_context(asked.place),
        "asked": asked,
        "query": asked.text,
        "found": found,
        "instead_url": f"?{_query(asked, q=found.instead)}",
        "looks_like_number": sum(c.isdigit() for c in asked.text) >= 11,
        "more_url": f"?{_query(asked, n=str(number + STEP))}",
        "filters": _filters(asked),
    }
    return render(request, "catalogue/public/search.html", context)


def _number(text: str) -> int:
    return min(int(text), browsing.MOST) if text.isdecimal() and len(text) < 4 and int(text) > 0 else STEP


def _query(asked: browsing.Asked, **changed: str) -> str:
    """The question as a query string, with one thing changed; what is empty stays out."""
    given = {"q": asked.text, "audience": asked.audience, "topic": asked.topic, "dept": asked.dept}
    given |= {"place": asked.place if asked.place != browsing.home() else "", "within": "1" if asked.within else ""}
    return urlencode({key: value for key, value in (given | changed).items() if value})


def _filters(asked: browsing.Asked) -> dict[str, str]:
    """Per filter the address without it, to which a template adds the value: `?q=…&audience=`."""
    names = ("audience", "topic", "dept", "place")
    return {name: f"?{_query(asked, **{name: ''})}&{name}=" for name in names}


@anybody
@require_safe
@limited(per_minute=1200)
def suggest(request: HttpRequest) -> HttpResponse:
    """JSON for scripts; a list of links for htmx and for whoever opens the address."""
    typed = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    place = place_of(request)
    names = browsing.suggest(typed, place) if typed else []
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"suggestions": names}, headers={"Cache-Control": "no-cache"})
    return render(request, "catalogue/public/suggestions.html", {"names": names})
