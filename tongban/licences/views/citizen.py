from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tongban.documents.api import qr_svg
from tongban.kit import subjects
from tongban.kit.paging import page
from tongban.licences.models import Licence
from tongban.licences.queries import mine
from tongban.licences.questions import unreceived
from tongban.licences.states import State
from tongban.licences.subject import check_can_see
from tongban.people.api import AuthenticatedRequest, citizen
from tongban.regions.api import organisation

SIZE = 20


@dataclass(frozen=True)
class Standing:
    """Whether it counts today: a word, a lamp's colour, and what it means to the holder."""

    word: Any
    colour: str
    meaning: Any


WAITING = Standing(
    _("Waiting for you"),
    "yellow",
    _("The licence opens when you receive the decision: that counts as service, and its day is recorded."),
)


def standing(licence: Licence) -> Standing:
    if licence.state != State.VALID:
        return Standing(licence.get_state_display(), "red", _("It no longer counts. Whoever checks it is told so."))
    if licence.has_expired:
        return Standing(_("Expired"), "red", _("Its last day has passed. Apply for its renewal or for a new one."))
    return Standing(
        licence.get_state_display(), "done", _("It counts as the paper does. Show the code to whoever asks.")
    )


def name_of(licence: Licence) -> str:
    english = (get_language() or "").startswith("en")
    return licence.type.name_en if english and licence.type.name_en else licence.type.name


@citizen
@require_safe
def licences(request: AuthenticatedRequest) -> HttpResponse:
    rows = page(mine(request.user), ["-id"], request.GET.get("at", ""), SIZE)
    waiting = unreceived(origins=[origin_of(row) for row in rows.rows], user=request.user)
    context = {
        "found": [
            (row, name_of(row), WAITING, way_to(row))
            if origin_of(row) in waiting
            else (row, name_of(row), standing(row), "")
            for row in rows.rows
        ],
        "next_url": f"?at={rows.next}" if rows.next else "",
        "previous_url": f"?at={rows.previous}" if rows.previous else "",
    }
    return render(request, "licences/citizen/list.html", context)


@citizen
@require_safe
def licence(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """The face, the code by which anybody checks it, and the signed PDF. Ended ones are shown as ended."""
    found = Licence.objects.select_related("type", "paper").filter(pk=key).first()
    if found is None:
        raise Http404
    check_can_see(found, request.user)
    if unreceived(origins=[origin_of(found)], user=request.user):
        context = {"name": name_of(found), "standing": WAITING, "way": way_to(found)}
        return render(request, "licences/citizen/waiting.html", context)
    context = {
        "licence": found,
        "name": name_of(found),
        "standing": standing(found),
        "organ": organisation(found.org_code).shown_name,
        "rows": found.face.get("rows", []),
        "qr": _qr(found),
    }
    return render(request, "licences/citizen/licence.html", context)


def origin_of(licence: Licence) -> tuple[str, str]:
    return licence.origin_type, licence.origin_key


def way_to(licence: Licence) -> str:
    """Where the applicant receives the decision it came from."""
    kind = subjects.type_of(licence.origin_type)
    return kind.url(kind.model(id=licence.origin_key))


def _qr(found: Licence) -> SafeString:
    """Opens our own check page; drawn here from the paper's own address, so nothing of a stranger's is in it."""
    if found.paper is None:
        return SafeString("")
    return mark_safe(qr_svg(found.paper.content["check"]["url"]))  # noqa: S308
