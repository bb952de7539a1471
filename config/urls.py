"""Two trees: what anybody and a citizen reach, what officials reach. A zone serves one of them, or both (Q6)."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

Routes = list[URLPattern | URLResolver]

ZONE = settings.ZONE
if ZONE not in {"both", "public", "official"}:
    raise SystemExit(f"Unexpected value TONGBAN_ZONE={ZONE}: use 'public', 'official' or 'both'.")

SHARED: Routes = [
    path("i18n/", include("config.language")),
    path("", include("theme.urls")),
    path("healthz", include("config.health")),
    path("account/", include("tongban.people.urls")),
    path("", include("tongban.people.oidc.urls")),
    path("files/", include("tongban.documents.urls")),
    path("site/", include("tongban.sites.urls.public")),
]
PUBLIC: Routes = [
    path("", include("tongban.catalogue.urls.public")),
    path("statutes/", include("tongban.statutes.urls.public")),
    path("my/applications/", include("tongban.intake.urls.citizen")),
    path("my/bookings/", include("tongban.halls.urls.citizen")),
    path("my/cases/", include("tongban.cases.urls.citizen")),
    path("my/licences/", include("tongban.licences.urls.citizen")),
    path("my/ratings/", include("tongban.ratings.urls")),
    path("my/messages/", include("tongban.messages.urls")),
    path("halls/", include("tongban.halls.urls.public")),
    path("", include("tongban.portal.urls")),
    path("api/", include("tongban.portal.rest")),
]
OFFICIAL: Routes = [
    path("inner/", include("tongban.documents.urls_inner")),
    path("desk/window/", include("tongban.intake.urls.official")),
    path("desk/", include("tongban.people.mandates.urls_desk")),
    path("desk/cases/", include("tongban.cases.urls.official")),
    path("desk/licences/", include("tongban.licences.urls.official")),
    path("desk/statutes/", include("tongban.statutes.urls.official")),
    path("desk/catalogue/", include("tongban.catalogue.urls.official")),
    path("desk/processes/", include("tongban.workflow.urls.official")),
    path("desk/supervision/", include("tongban.supervision.urls")),
    path("desk/connections/", include("tongban.exchange.urls")),
    path("desk/outbox/", include("tongban.outbox.urls")),
    path("desk/calendar/", include("tongban.promises.urls")),
    path("desk/", include("tongban.halls.urls.official")),
    path("desk/systems/", include("tongban.people.oidc.urls_desk")),
    path("desk/sites/", include("tongban.sites.urls.official")),
    path("desk/looks/", include("tongban.people.urls_desk")),
    path("desk/accounts/", include("tongban.people.factors.urls_desk")),
    path("desk/mistakes/", include("tongban.portal.urls_desk")),
    path("desk/", include("tongban.people.staff.urls")),
    path("desk/", include("tongban.desk.urls")),
]
urlpatterns: Routes = [
    *SHARED,
    *(PUBLIC if ZONE in {"both", "public"} else []),
    *(OFFICIAL if ZONE in {"both", "official"} else []),
]
handler400 = "config.errors.not_understood"
handler404 = "config.errors.not_found"
handler500 = "config.errors.broken"
