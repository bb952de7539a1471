"""The search at the desk: what people asked for in vain, and the words that lead them."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.catalogue.asking import actions, queries
from tongban.catalogue.asking.models import OtherWord
from tongban.catalogue.asking.unanswered import asked_most
from tongban.kit import clock
from tongban.kit.errors import BadInput, Refused
from tongban.people.api import AuthenticatedRequest, official

SHOWN, NEAREST = 40, 6
SPANS = (7, 30, 180)
BOTH = ["GET", "HEAD", "POST"]


@official("catalogue.edit", "catalogue.publish")
@require_safe
def overview(request: AuthenticatedRequest) -> HttpResponse:
    place, days = queries.place_of(request.user), _days(request)
    context = {
        "asked": list(asked_most(place, clock.today() - dt.timedelta(days=days))[:SHOWN]),
        "entries": queries.entries(request.user)[: 5 * SHOWN],
        "days": days,
        "spans": [(span, f"?{urlencode({'days': span})}") for span in SPANS],
    }
    return render(request, "catalogue/official/asking.html", context)


def _days(request: HttpRequest) -> int:
    given = request.GET.get("days", "")
    return int(given) if given in map(str, SPANS) else SPANS[1]


@official("catalogue.edit", "catalogue.publish")
@require_http_methods(BOTH)
def lead(request: AuthenticatedRequest) -> HttpResponse:
    """A word, the services that are nearest to it, and room for words of one's own."""
    if request.method != "POST":
        return _form(request, request.GET.get("word", "")[: actions.LONGEST_WORD])
    given, scopes = request.POST, queries.scopes(request.user)
    scope = next((one for one in scopes if one.value == given.get("scope", "")), scopes[0])
    leads = [] if "nowhere" in given else [*given.getlist("pick"), *given.get("leads", "").splitlines()]
    try:
        if not any(one.strip() for one in leads) and "nowhere" not in given:
            said = _("Choose a service, or write a word of the catalogue.")
            raise BadInput(said, errors={"leads": [said]})
        actions.lead(
            word=given.get("word", ""),
            leads=leads,
            region_code=scope.region_code,
            org_code=scope.org_code,
            by=request.user,
        )
    except BadInput as refused:
        return _form(request, given.get("word", ""), given.get("leads", ""), refused, status=422)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("desk_catalogue:asking")
    said = _("Kept. Whoever asks for “%(word)s” is led from the next question on.") if leads else _("Seen to.")
    messages.success(request, said % {"word": given.get("word", "")} if leads else said)
    return redirect("desk_catalogue:asking")


def _form(
    request: AuthenticatedRequest, word: str, leads: str = "", refused: BadInput | None = None, status: int = 200
) -> HttpResponse:
    look_for = request.GET.get("look", "")[: actions.LONGEST_WORD]
    context: dict[str, Any] = {
        "word": word,
        "look": look_for,
        "leads": leads,
        "nearest": queries.nearest(look_for or word, queries.place_of(request.user), NEAREST),
        "picked": set(request.POST.getlist("pick")),
        "scopes": queries.scopes(request.user),
        "refused": refused,
    }
    return render(request, "catalogue/official/lead.html", context, status=status)


@official("catalogue.edit", "catalogue.publish")
@require_POST
def withdraw(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    entry = OtherWord.objects.filter(pk=key).first()
    if entry is None:
        raise Http404
    actions.withdraw_word(entry=entry, by=request.user)
    messages.success(request, _("Withdrawn. “%(word)s” leads nowhere any more.") % {"word": entry.word})
    return redirect("desk_catalogue:asking")
