"""谁看过我的信息: every look at one's data, newest first."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tongban.kit.paging import page
from tongban.people.access import AuthenticatedRequest, citizen
from tongban.people.privacy.showing import joined, looks_of, shown

A_PAGE = 20


@citizen
@never_cache
@require_safe
def looks(request: AuthenticatedRequest) -> HttpResponse:
    found = page(looks_of(request.user).order_by(), ["-at", "-id"], request.GET.get("page", ""), A_PAGE)
    context = {
        "looks": joined(shown(found.rows)),
        "next_url": _turned(found.next),
        "previous_url": _turned(found.previous),
    }
    return render(request, "people/privacy/looks.html", context)


def _turned(mark: str) -> str:
    return f"?{urlencode({'page': mark})}" if mark else ""
