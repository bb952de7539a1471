"""Dead letters. `people` is a later room, so the right is asked for (`questions.may_replay`), not looked up."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.kit.act import Actor
from tongban.kit.errors import NotAllowed
from tongban.kit.paging import page
from tongban.outbox.models import Row, Tick
from tongban.outbox.questions import may_replay
from tongban.outbox.registry import lanes
from tongban.outbox.running import replay

MOST = 100
View = Callable[..., HttpResponse]


def administrator(view: View) -> View:
    """What `people.api.official("outbox.replay")` is to later rooms."""

    @wraps(view)
    def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_replay(user=request.user):
            raise NotAllowed(
                _("You may not do this here."),
                found=_("none of your posts allows it"),
                wanted=_("a post as system administrator"),
                cure=_("Ask your security administrator if your duties changed."),
            )
        return view(request, *args, **kwargs)

    entered.entry = "official"  # type: ignore[attr-defined]
    entered.permissions = ("outbox.replay",)  # type: ignore[attr-defined]
    return entered


@administrator
@require_safe
def dead_letters(request: HttpRequest) -> HttpResponse:
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


@administrator
@require_POST
def replay_one(request: HttpRequest, key: int) -> HttpResponse:
    """Its tries begin anew. A second click finds it alive, and changes nothing."""
    row = get_object_or_404(Row, pk=key)
    assert isinstance(request.user, Actor)
    replay(row, by=request.user)
    messages.success(
        request, _("“%(name)s” gets its tries again; the worker takes it within seconds.") % {"name": row.name}
    )
    return redirect("outbox:dead_letters")
