"""From which place somebody looks: `?place=` or `?region=` with a code, else home.

Pages of one person keep the place of the last public page (cookie `place`, written by `theme/site.js`).
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest

from tongban.catalogue.publishing import place_url
from tongban.kit.errors import Refused
from tongban.kit.languages import as_read
from tongban.regions.api import division, names_of_division, normalise, path_of


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


def asked_place(request: HttpRequest) -> str:
    """As `place_of`, for what is taken home as figures or a sheet: a code that is no place's is not found."""
    given = request.GET.get("place") or request.GET.get("region") or ""
    try:
        return normalise(given) if given else str(settings.HOME_REGION)
    except Refused:
        raise Http404 from None


def remembered_place(request: HttpRequest) -> dict[str, str]:
    """`place` for the header of a page that is not about a place. Without a query once this process knows its name."""
    given = request.COOKIES.get("place", "")
    try:
        code = normalise(given) if given else settings.HOME_REGION
        return _place(code, *names_of_division(code))
    except Refused:
        return _place(settings.HOME_REGION, *names_of_division(settings.HOME_REGION))


def _place(code: str, name: str, name_en: str) -> dict[str, str]:
    return {"name": as_read(name, name_en), "code": code, "url": place_url(code)}


def place_context(code: str) -> dict[str, Any]:
    """`place` for header and footer, `region` and its path. One query; an unknown place is home."""
    try:
        region = division(code)
    except Refused:
        region = division(settings.HOME_REGION)
    place = _place(region.pk, region.name, region.name_en)
    return {"place": place, "region": region, "region_path": path_of(region)}
