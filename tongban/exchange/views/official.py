"""The lines to the partners: how each stands, and what was asked last. No person is named."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongban.exchange.queries import requests, standings
from tongban.kit.paging import page
from tongban.people.api import AuthenticatedRequest, official

SIZE = 30


@official("outbox.replay")
@require_safe
def lines(request: AuthenticatedRequest) -> HttpResponse:
    found = page(requests(), ["-id"], request.GET.get("page", ""), SIZE)
    context = {
        "standings": standings(),
        "rows": found.rows,
        "next_url": f"?page={found.next}" if found.next else "",
        "previous_url": f"?page={found.previous}" if found.previous else "",
    }
    return render(request, "exchange/lines.html", context)
