"""“My page”: what to do now, what runs, what one holds. It gathers; every list belongs to its own room."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongban.cases import api as cases
from tongban.halls import api as halls
from tongban.intake import api as intake
from tongban.kit.languages import as_read
from tongban.licences import api as licences
from tongban.messages.api import Message, words
from tongban.people.api import AuthenticatedRequest, citizen, enterprises_of
from tongban.ratings import api as ratings

SHOWN = 5
CASE_ROW = (
    "id", "number", "item_name", "item_name_en", "applicant_name", "state", "is_open", "received_at",
    "refused", "due_on", "yellow_on", "paused", "correction_due", "user_id",
)  # fmt: skip


@citizen
@require_safe
def my(request: AuthenticatedRequest) -> HttpResponse:
    user = request.user
    mine = cases.mine(user).only(*CASE_ROW)
    running = list(mine.filter(is_open=True)[: SHOWN + 1])
    context = {
        "drafts": list(intake.drafts_of(user).select_related("enterprise", "version__item")[:SHOWN]),
        "asked": [case for case in running if case.state == cases.State.CORRECTION],
        "running": cases.rows(running[:SHOWN]),
        "more_cases": len(running) > SHOWN,
        "ended": cases.rows(mine.filter(is_open=False)[:3]),
        "bookings": list(halls.mine(user).filter(state=halls.State.BOOKED)[:SHOWN]),
        "licences": [(row, _name(row)) for row in licences.mine(user)[:SHOWN]],
        "ratings": list(ratings.mine(user).filter(grade=None)[:3]),
        "messages_unread": _unread(user),
        "enterprises": enterprises_of(user),
    }
    return render(request, "portal/my.html", context)


def _name(licence: licences.Licence) -> str:
    return as_read(licence.type.name, licence.type.name_en)


def _unread(user: Any) -> list[tuple[str, Message]]:
    rows = Message.objects.filter(user=user, read_at=None).order_by("-id")[:SHOWN]
    return [(title, row) for row in rows if (title := _title(row))]


def _title(row: Message) -> str:
    try:
        return words(row.template, row.facts)[0]
    except KeyError:  # a template that a later version of the program dropped
        return ""


@citizen
@require_safe
def open_cases(request: AuthenticatedRequest) -> HttpResponse:
    """A fragment for the home page of somebody who is signed in; nothing (204) when nothing runs."""
    running = list(cases.mine(request.user).filter(is_open=True).only(*CASE_ROW)[:3])
    if not running:
        return HttpResponse(status=204)
    return render(request, "portal/open_cases.html", {"cases": cases.rows(running)})
