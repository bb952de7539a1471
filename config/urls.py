"""Two trees: what anybody and a citizen reach, what officials reach. A zone serves one of them, or both (Q6)."""

from __future__ import annotations

import os

from django.urls import URLPattern, URLResolver, include, path

Routes = list[URLPattern | URLResolver]


def include_room(name: str):  # TEMPORARY until every room has its urls
    from importlib.util import find_spec

    try:
        there = find_spec(name) is not None
    except ModuleNotFoundError:
        there = False
    return include(name) if there else include([])


ZONE = os.environ.get("TONGBAN_ZONE", "both")
if ZONE not in {"both", "public", "official"}:
    raise SystemExit(f"Unexpected value TONGBAN_ZONE={ZONE}: use 'public', 'official' or 'both'.")

SHARED: Routes = [
    path("i18n/", include("config.language")),
    path("", include("theme.urls")),
    path("healthz", include("config.health")),
    path("account/", include_room("tongban.people.urls")),
    path("files/", include_room("tongban.documents.urls")),
]
PUBLIC: Routes = [
    path("", include_room("tongban.catalogue.urls.public")),
    path("my/applications/", include_room("tongban.intake.urls.citizen")),
    path("my/cases/", include_room("tongban.cases.urls.citizen")),
    path("my/licences/", include_room("tongban.licences.urls.citizen")),
    path("my/ratings/", include_room("tongban.ratings.urls")),
    path("my/messages/", include_room("tongban.messages.urls")),
    path("", include_room("tongban.portal.urls")),
    path("api/", include_room("tongban.portal.rest")),
]
OFFICIAL: Routes = [
    path("desk/window/", include_room("tongban.intake.urls.official")),
    path("desk/cases/", include_room("tongban.cases.urls.official")),
    path("desk/licences/", include_room("tongban.licences.urls.official")),
    path("desk/catalogue/", include_room("tongban.catalogue.urls.official")),
    path("desk/supervision/", include_room("tongban.supervision.urls")),
    path("desk/outbox/", include_room("tongban.outbox.urls")),
    path("desk/calendar/", include_room("tongban.promises.urls")),
    path("desk/", include_room("tongban.desk.urls")),
]
urlpatterns: Routes = [
    *SHARED,
    *(PUBLIC if ZONE in {"both", "public"} else []),
    *(OFFICIAL if ZONE in {"both", "official"} else []),
]
handler404 = "config.errors.not_found"
handler500 = "config.errors.broken"
