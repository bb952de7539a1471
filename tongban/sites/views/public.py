"""Colours and emblem of a place: small files at fixed addresses, the same for everybody."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from tongban.kit.errors import Refused
from tongban.people.api import anybody
from tongban.regions.api import normalise
from tongban.sites import drawing, wearing
from tongban.sites.drawing import Drawn

CACHE = "public, max-age=60, stale-while-revalidate=600"
# An emblem opened by itself, in a tab of its own, may do nothing at all.
NOTHING = "default-src 'none'; sandbox"


def answered(request: HttpRequest, drawn: Drawn, cache: str = CACHE) -> HttpResponse:
    headers = {"ETag": drawn.etag, "Cache-Control": cache, "Content-Security-Policy": NOTHING}
    headers |= {"X-Content-Type-Options": "nosniff"}
    answer = HttpResponse(drawn.content, content_type=drawn.kind, headers=headers)
    found = get_conditional_response(request, etag=drawn.etag, response=answer)
    assert isinstance(found, HttpResponse)
    return found


def _owner(code: str) -> str:
    try:
        return wearing.owner_of(normalise(code))
    except Refused:
        raise Http404 from None


@anybody
@require_safe
def stylesheet(request: HttpRequest, place: str) -> HttpResponse:
    return answered(request, drawing.stylesheet(_owner(place)))


@anybody
@require_safe
def emblem(request: HttpRequest, place: str) -> HttpResponse:
    return answered(request, drawing.emblem(_owner(place)))
