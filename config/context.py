"""What every template may use about the site. Nothing here depends on who is signed in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from tongban.catalogue.api import places
from tongban.kit.errors import Refused


def site(request: HttpRequest) -> dict[str, Any]:
    found = {"DEMO": settings.DEMO, "SITE_URL": settings.SITE_URL, "HOME_REGION": settings.HOME_REGION}
    if request.path.startswith("/desk/"):
        return found | {"desk_place": SimpleLazyObject(lambda: _post(request))}
    return found | {"place": SimpleLazyObject(lambda: _place(request))}


def _post(request: HttpRequest) -> str:
    """The region of the official's first post; "" without one."""
    user = getattr(request, "user", None)
    return next((post.region_code for post in getattr(user, "current_posts", [])), "")


def _place(request: HttpRequest) -> dict[str, str]:
    """A view that is about a place says its own. What is wrong with the database keeps no page from telling so."""
    try:
        return places.remembered_place(request)
    except (DatabaseError, Refused):
        return {}
