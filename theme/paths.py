"""Where the pages of the frame (header, navigation, footer) point to; one place, changed with `THEME_PATHS`.

Plain paths rather than route names: published pages are rendered without a request, and the theme knows no room.
"""

from __future__ import annotations

from django.conf import settings

PATHS = {
    "home": "/",
    "places": "/places/",
    "search": "/search/",
    "person": "/audience/person/",
    "enterprise": "/audience/enterprise/",
    "departments": "/organs/",
    "halls": "/halls/",
    "lists": "/lists/",
    "track": "/progress/",
    "check": "/check/",
    "my": "/my/",
    "sign_in": "/account/sign-in/",
    "sign_out": "/account/sign-out/",
    "help": "/help/",
    "accessibility": "/accessibility/",
    "privacy": "/privacy/",
    "mistake": "/mistake/",
    "desk": "/desk/",
    "desk_search": "/desk/search/",
    "supervision": "/desk/supervision/",
    "me": "/account/me.json",
}


def path_to(name: str) -> str:
    """The path of a page of the frame; KeyError names an unknown one."""
    changed: dict[str, str] = getattr(settings, "THEME_PATHS", {})
    return {**PATHS, **changed}[name]
