"""From which place somebody looks: `?place=` or `?region=` with a code, else home."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest

from tongban.catalogue.publishing import place_url
from tongban.kit.errors import Refused
from tongban.regions.api import division, normalise, path_of


def check_key(text: str) -> None:
    """What can be no key is not found, before a database is asked that cannot take it (PostgreSQL and NUL)."""
    if "\0" in text or len(text) > 64:
        raise Http404


def place_of(request: HttpRequest) -> str:
    """12 digits; what is no code of a place is taken as home."""
    given = request.GET.get("place") or request.GET.get("region") or ""
    try:
        return normalise(given) if given else str(settings.HOME_REGION)
    except Refused:
        return str(settings.HOME_REGION)


def place_context(code: str) -> dict[str, Any]:
    """`place` for header and footer, `region` and its path. One query; an unknown place is home."""
    try:
        region = division(code)
    except Refused:
        region = division(settings.HOME_REGION)
    place = {"name": region.shown_name, "code": region.pk, "url": place_url(region.pk)}
    return {"place": place, "region": region, "region_path": path_of(region)}
