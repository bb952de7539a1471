"""Merging that waits for a second official. Which one is meant stands in what is sent: no address names anybody."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tongban.kit import typed
from tongban.kit.errors import Refused, why_not
from tongban.people.api import (
    AuthenticatedRequest,
    MergeAsked,
    Verification,
    check_can_confirm,
    confirm_merge,
    drop_merge,
    id_types,
    merging_waits,
    met,
    names_of,
    of_merging,
    official,
    record_of,
    strongly,
    why_two,
)
from tongban.regions.api import organisation


@official("people.identities")
@never_cache
@require_safe
def waiting(request: AuthenticatedRequest) -> HttpResponse:
    """Whom it is about is masked; whoever opens one stands in the record."""
    rows = merging_waits()
    organs = {code: organisation(code).shown_name for code in {row.org_code for row in rows if row.org_code}}
    lines = [(row, organs.get(row.org_code, ""), row.by_key == request.user.actor_key) for row in rows]
    return render(request, "intake/official/merging_waits.html", {"lines": lines})


def _asked(request: AuthenticatedRequest) -> MergeAsked:
    rows = MergeAsked.objects.select_related("kept", "old")
    return get_object_or_404(rows, pk=typed.key(request.POST.get("asked", "")))


@official("people.identities")
@never_cache
@require_POST
def look(request: AuthenticatedRequest) -> HttpResponse:
    asked = _asked(request)
    if asked.settled_at is not None:
        messages.info(request, _("This is settled already."))
        return redirect("desk_window:merging")
    for person in (asked.kept, asked.old):
        met(person=person, what="identity", right="people.identities", by=request.user)
    return _shown(request, asked)


def _shown(request: AuthenticatedRequest, asked: MergeAsked, *, refusal: Refused | None = None) -> HttpResponse:
    known = id_types.id_types()
    seen = Verification.objects.filter(user=asked.kept, by_key=asked.by_key, at__lte=asked.at).order_by("-at")
    context: dict[str, Any] = {
        "asked": asked,
        "asker": names_of([asked.by_key]).get(asked.by_key, ""),
        "organ": organisation(asked.org_code).shown_name if asked.org_code else "",
        "document": known[asked.document].name if asked.document in known else asked.document,
        "seen": record_of(list(seen[:1])),
        "whys": why_two(asked.kept, asked.old),
        "meant": of_merging(asked.kept, asked.old),
        "own": asked.by_key == request.user.actor_key,
        "cannot": why_not(check_can_confirm, asked, request.user),
        "refusal": refusal,
    }
    return render(request, "intake/official/merging.html", context, status=refusal.status if refusal else 200)


@official("people.identities")
@require_POST
@strongly
def confirm(request: AuthenticatedRequest) -> HttpResponse:
    asked = _asked(request)
    try:
        confirm_merge(asked=asked, by=request.user)
    except Refused as refusal:
        return _shown(request, asked, refusal=refusal)
    messages.success(request, _("The two accounts are one now, and the person is told at every address they left."))
    return redirect("desk_window:merging")


@official("people.identities")
@require_POST
@strongly
def drop(request: AuthenticatedRequest) -> HttpResponse:
    asked = _asked(request)
    try:
        drop_merge(asked=asked, reason=request.POST.get("reason", "")[:500], by=request.user)
    except Refused as refusal:
        return _shown(request, asked, refusal=refusal)
    messages.success(request, _("The accounts stay two, and the person is told."))
    return redirect("desk_window:merging")
