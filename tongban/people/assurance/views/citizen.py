"""One's own identity: where one stands and why, and each way up. What was begun waits behind `next`."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tongban.kit.errors import Refused
from tongban.people.access import AuthenticatedRequest, citizen
from tongban.people.assurance import questions as q
from tongban.people.assurance.enterprises import check_can_compare_enterprise, compare_enterprise
from tongban.people.assurance.levels import Level, level_of
from tongban.people.assurance.models import Verification
from tongban.people.assurance.shown import SAID, SAID_OF_BODY, record_of, ways_up
from tongban.people.assurance.verifying import compare
from tongban.people.mandates.enterprises import mandates_for
from tongban.people.models import Enterprise, User

SAID_NOW = "register_said"  # in the session, until the page that says it


@citizen
@never_cache
@require_safe
def identity(request: AuthenticatedRequest) -> HttpResponse:
    return render(request, "people/assurance/identity.html", _context(request, refusal=_said_before(request)))


def _context(request: AuthenticatedRequest, **more: Any) -> dict[str, Any]:
    user = request.user
    asked = request.POST if request.method == "POST" else request.GET
    needed = _level(asked.get("level", ""))
    rows = Verification.objects.filter(user=user).order_by("-at", "-id")
    return {
        "level": user.level,
        "levels": [(one, one.described) for one in Level],
        "needed": needed if needed and needed > user.level else None,
        "reached": needed is not None and needed <= user.level,
        "next": way_on(request),
        "record": record_of(list(rows)),
        **ways_up(user),
        "enterprises": [one.enterprise for one in mandates_for(user) if one.represents],
        "compares_enterprises": q.compares(what="body"),
    } | more


def _level(typed: str) -> Level | None:
    return level_of(int(typed)) if typed.isascii() and typed.isdecimal() and len(typed) == 1 else None


def way_on(request: AuthenticatedRequest) -> str:
    """Only within this site."""
    typed = str(request.POST.get("next", request.GET.get("next", "")))
    return typed if url_has_allowed_host_and_scheme(typed, allowed_hosts=None) and typed.startswith("/") else ""


@citizen
@require_POST
def compare_me(request: AuthenticatedRequest) -> HttpResponse:
    """Whatever the register says, the person goes on where they were."""
    told = compare(user=User.objects.get(pk=request.user.pk), by=request.user)
    if told.outcome == q.AGREES:
        messages.success(request, _("Your name and number agree with the register. You can go on."))
        return redirect(way_on(request) or "people:identity")
    request.user.refresh_from_db()
    if (
        not request.user.is_active
    ):  # frozen by this answer: every other page sends them away, and nothing is asked again
        context = _context(request, refusal=SAID[told.outcome]())
        return render(request, "people/assurance/identity.html", context, status=422)
    request.session[SAID_NOW] = ["person", told.outcome, []]
    return redirect(_here(request))


def _here(request: AuthenticatedRequest) -> str:
    """The page itself, so that reloading asks no register again; what was begun goes along."""
    asked = {name: request.POST[name] for name in ("next", "level") if request.POST.get(name)}
    return reverse("people:identity") + (f"?{urlencode(asked)}" if asked else "")


def _said_before(request: AuthenticatedRequest) -> Refused | None:
    """What a register answered to the form that led here, told once: no more than its outcome waits in the session."""
    what, outcome, differs = request.session.pop(SAID_NOW, ["", "", []])
    if what == "person":
        return SAID[outcome]()
    return SAID_OF_BODY[outcome](q.Told(outcome, differs=tuple(differs))) if what else None


@citizen
@require_POST
def compare_mine(request: AuthenticatedRequest) -> HttpResponse:
    """An enterprise that one represents."""
    enterprise = Enterprise.objects.filter(pk=_uuid(request.POST.get("enterprise", ""))).first()
    if enterprise is None:
        raise Http404
    check_can_compare_enterprise(enterprise, request.user)
    told = compare_enterprise(enterprise=enterprise, by=request.user)
    if told.outcome == q.AGREES:
        messages.success(request, _("“%(name)s” agrees with the register.") % {"name": enterprise.name})
        return redirect("people:identity")
    request.session[SAID_NOW] = ["body", told.outcome, list(told.differs)]
    return redirect(_here(request))


def _uuid(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError as error:
        raise Http404 from error
