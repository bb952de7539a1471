"""The systems that a person signs in to with this account: what each is told, each use, and the end of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tongban.people.access import AuthenticatedRequest, citizen
from tongban.people.oidc import connecting
from tongban.people.oidc.claims import SCOPES
from tongban.people.oidc.models import Authorization, Connection, UpperIdentity

USES_SHOWN = 10


@citizen
@never_cache
@require_safe
def connections(request: AuthenticatedRequest) -> HttpResponse:
    rows = Connection.objects.filter(user=request.user).select_related("system").order_by("-since")
    uses = _uses([row.pk for row in rows])
    shown: list[dict[str, Any]] = [
        {"connection": row, "told": [SCOPES[name].says for name in SCOPES if name in row.scopes], "uses": uses[row.pk]}
        for row in rows
    ]
    context = {
        "living": [one for one in shown if one["connection"].ended_at is None],
        "ended": [one for one in shown if one["connection"].ended_at is not None],
        "upper": UpperIdentity.objects.filter(user=request.user, issuer=settings.UPPER_ISSUER).first(),
        "upper_name": settings.UPPER_NAME,
    }
    return render(request, "people/oidc/connections.html", context)


def _uses(keys: list[UUID]) -> dict[UUID, list[Authorization]]:
    """The latest of each, in one query."""
    found: dict[UUID, list[Any]] = {key: [] for key in keys}
    rows = Authorization.objects.filter(connection__in=keys).exclude(used_at=None).select_related("mandate__enterprise")
    for row in rows.order_by("-used_at")[: USES_SHOWN * max(len(keys), 1)]:
        if len(found[row.connection_id]) < USES_SHOWN:
            found[row.connection_id].append(row)
    return found


@citizen
@require_POST
def disconnect(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    found = get_object_or_404(Connection.objects.select_related("system"), pk=key)
    connecting.disconnect(connection=found, by=request.user)
    messages.success(request, _("Done. This system learns nothing more of you; the next sign-in there asks you again."))
    return redirect("people:connections")
