from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.kit.paging import page
from tongban.outbox.models import Row, Tick
from tongban.outbox.registry import lanes
from tongban.outbox.running import replay
from tongban.people.api import AuthenticatedRequest, official

MOST = 100


@require_safe
@official("outbox.replay")
def dead_letters(request: AuthenticatedRequest) -> HttpResponse:
    """What failed ten times and waits for a person, newest first; what waits in each lane; the periodic work."""
    found = page(Row.objects.filter(dead=True), ["-id"], request.GET.get("page", ""), 30)
    context: dict[str, Any] = {
        "rows": found.rows,
        "lanes": [(lane, waiting(lane)) for lane in lanes()],
        "ticks": Tick.objects.order_by("name"),
        "next_url": f"?page={found.next}" if found.next else "",
        "previous_url": f"?page={found.previous}" if found.previous else "",
    }
    return render(request, "outbox/dead_letters.html", context)


def waiting(lane: str) -> str:
    """How many effects wait in a lane; never reads more than a hundred keys."""
    found = len(Row.objects.filter(lane=lane, dead=False).values_list("pk", flat=True)[:MOST])
    return "99+" if found == MOST else str(found)


@require_POST
@official("outbox.replay")
def replay_one(request: AuthenticatedRequest, key: int) -> HttpResponse:
    """Its tries begin anew. A second click finds it alive, and changes nothing."""
    row = get_object_or_404(Row, pk=key)
    replay(row)
    messages.success(request, _("“%(name)s” gets its tries again; the worker takes it within seconds.") % {"name": row.name})
    return redirect("outbox:dead_letters")
