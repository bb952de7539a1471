"""Saying how it was: a grade, and options or words if one likes. Nothing is forced; unrated stays unrated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tongban.kit import subjects
from tongban.kit.errors import BadInput
from tongban.kit.paging import page
from tongban.people.api import AuthenticatedRequest, citizen
from tongban.ratings import actions
from tongban.ratings.models import Invitation
from tongban.ratings.options import GRADES, WORDS, options
from tongban.ratings.queries import mine

SIZE = 20


@dataclass(frozen=True)
class Choice:
    """One grade with its reasons, each with whether it is ticked."""

    grade: int
    label: Any
    picked: bool
    reasons: list[tuple[dict[str, str], bool]]


def choices(typed: QueryDict) -> list[Choice]:
    grade, ticked = typed.get("grade", ""), set(typed.getlist("option"))
    return [
        Choice(g, WORDS[g], grade == str(g), [(row, row["code"] in ticked) for row in options()[g]]) for g in GRADES
    ]


def _found(key: UUID, user: Any) -> Invitation:
    invitation = Invitation.objects.filter(pk=key).first()
    if invitation is None:
        raise Http404
    subjects.type_of("rating").check_can_see(invitation, user)
    return invitation


@citizen
@require_safe
def ratings(request: AuthenticatedRequest) -> HttpResponse:
    rows = page(mine(request.user), ["-id"], request.GET.get("at", ""), SIZE)
    context = {
        "found": [(row, WORDS.get(row.grade or 0, "")) for row in rows.rows],
        "next_url": f"?at={rows.next}" if rows.next else "",
        "previous_url": f"?at={rows.previous}" if rows.previous else "",
    }
    return render(request, "ratings/list.html", context)


@citizen
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """`?grade=3` asks for the reasons of a grade alone (htmx); without scripts all of them stand in groups."""
    invitation = _found(key, request.user)
    if request.method == "POST":
        return _take(request, invitation)
    if invitation.grade is not None:
        return redirect("ratings:thanks", key=invitation.pk)
    actions.check_can_rate(invitation, request.user)
    return _form(request, invitation, request.GET)


def _take(request: AuthenticatedRequest, invitation: Invitation) -> HttpResponse:
    actions.check_can_rate(invitation, request.user)
    typed = request.POST
    grade = typed.get("grade", "")
    try:
        actions.rate(
            invitation=invitation,
            grade=int(grade) if grade.isascii() and grade.isdigit() and len(grade) == 1 else 0,
            options=typed.getlist("option"),
            words=typed.get("words", ""),
            channel="pc",
            by=request.user,
        )
    except BadInput as error:
        return _form(request, invitation, typed, error)
    return redirect("ratings:thanks", key=invitation.pk)


def _form(
    request: AuthenticatedRequest, invitation: Invitation, typed: QueryDict, error: BadInput | None = None
) -> HttpResponse:
    grades = choices(typed)
    context = {
        "invitation": invitation,
        "grades": grades,
        "chosen": next((one for one in grades if one.picked), None),
        "words": typed.get("words", ""),
        "error": error,
    }
    return render(request, "ratings/rate.html", context, status=error.status if error else 200)


@citizen
@require_safe
def thanks(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    invitation = _found(key, request.user)
    if invitation.grade is None:
        return redirect("ratings:rate", key=invitation.pk)
    given = [row for row in options()[invitation.grade] if row["code"] in invitation.options]
    kind = subjects.types().get(invitation.origin_type)
    origin = kind.model._default_manager.filter(pk=invitation.origin_key).first() if kind else None
    back = kind.url(origin) if kind and origin else "/my/"
    context = {"invitation": invitation, "grade": WORDS[invitation.grade], "given": given, "back": back}
    return render(request, "ratings/thanks.html", context)
