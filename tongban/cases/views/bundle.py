"""一件事 (C5) for its applicant: how far each item is, what waits for what, and what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.cases import deciding
from tongban.cases.bundles import going_on
from tongban.cases.bundles.standing import Line, lines
from tongban.cases.states import State
from tongban.intake import api as intake
from tongban.kit.errors import NotAllowed, Refused
from tongban.kit.prepared import Prepared
from tongban.kit.subjects import can_see
from tongban.people.api import AuthenticatedRequest, Deed, check_for_whom, citizen, held_by, is_own, stands_in
from tongban.promises import api as promises
from tongban.ratings import api as ratings

BOTH = ["GET", "HEAD", "POST"]
WHOLE = Prepared(lambda: intake.Application.objects.select_related("enterprise"), "pk")


@dataclass(frozen=True)
class Shown:
    """A line as the page draws it. `sign`: done, now, wrong or paused. `begins`: the article by which its clock begins
    once it is received; only of one that waits."""

    line: Line
    state: str
    sign: str
    begins: str = ""
    may_withdraw: bool = False
    rating: Any = None


def found(key: UUID, user: Any) -> intake.Application:
    whole = WHOLE.first(key)
    if whole is None or not whole.guide.is_bundle or whole.state != intake.State.SUBMITTED:
        raise Http404
    if not can_see(whole, user):
        raise NotAllowed(_("This application belongs to somebody else."))
    return whole


def _chosen(request: AuthenticatedRequest, key: UUID) -> intake.Application:
    """As `found`, and of whom the visitor has chosen to act for."""
    whole = found(key, request.user)
    check_for_whom(request, intake.matter(whole))
    return whole


def _may(whole: intake.Application, user: Any, deed: str) -> bool:
    return is_own(user, intake.matter(whole)) or stands_in(user, intake.matter(whole), deed)


@citizen
@require_safe
def bundle(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """The same number of queries, however many items there are."""
    whole = _chosen(request, key)
    if whole.user_id != request.user.pk:
        request.user.known_mandates = list(held_by(request.user))
    listed = lines(whole, clocks=True)
    origins = [whole, *(line.case for line in listed if line.case is not None)]
    rated = ratings.of_each(origins, request.user)
    shown = [_shown(line, request.user, rated) for line in listed]
    may_see = _may(whole, request.user, Deed.SEE)
    context = {
        "application": whole,
        "rows": shown,
        "done": sum(line.is_decided and not line.is_let_go for line in listed),
        "let_go": sum(line.is_let_go for line in listed),
        "to_receive": sum(_can_receive(line) for line in listed) if _may(whole, request.user, Deed.TAKE) else 0,
        "may_withdraw": sum(one.may_withdraw for one in shown),
        "rating": rated.get(whole.subject_key),
        "is_own": may_see,
    }
    return render(request, "cases/citizen/bundle.html", context)


def _shown(line: Line, user: Any, rated: dict[str, Any]) -> Shown:
    may_withdraw = going_on.can_be_withdrawn(line, user)
    if line.case is not None:
        return Shown(
            line,
            line.case.state_name,
            _sign(line),
            may_withdraw=may_withdraw,
            rating=rated.get(line.case.subject_key),
        )
    if line.is_waiting:
        return Shown(line, line.application.get_state_display(), "paused", _begins(line), may_withdraw)
    if line.is_handed_back:
        return Shown(line, _("Came back to you: to be handed in alone"), "wrong")
    return Shown(line, _("Not carried on"), "done")


def _sign(line: Line) -> str:
    assert line.case is not None
    if line.case.state == State.CORRECTION:
        return "wrong"
    return "done" if line.is_decided else "now"


def _begins(line: Line) -> str:
    """The first clock that receipt starts, with its article where a law gives it."""
    rules = promises.regime(line.application.guide.regime).clocks
    basis = next((rule.basis for rule in rules if rule.starts == "received" and rule.basis), None)
    return promises.cite(basis, get_language() or "zh-hans") if basis else ""


def _can_receive(line: Line) -> bool:
    return line.case is not None and line.case.state in State.decided


@citizen
@require_POST
def receive_all(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """Every decision that is there, each with its own proof of service; what is not signed yet waits."""
    whole = _chosen(request, key)
    got, later = 0, 0
    for line in filter(_can_receive, lines(whole)):
        assert line.case is not None
        try:
            deciding.receive_online(case=line.case, by=request.user)
            got += 1
        except NotAllowed:
            raise
        except Refused:
            later += 1
    if got:
        said = ngettext("You have received %(n)d result.", "You have received %(n)d results.", got)
        messages.success(request, said % {"n": got})
    if later:
        messages.info(request, _("Some are being signed; receive them in a moment."))
    return redirect("cases:bundle", key=whole.pk)


@citizen
@require_http_methods(BOTH)
def withdraw(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """Everything that is not decided yet. Asks first, and names what stays."""
    whole = _chosen(request, key)
    if not _may(whole, request.user, Deed.SIGN):
        raise NotAllowed(_("Only the applicant can do this."))
    listed = lines(whole)
    if request.method != "POST":
        can = [line for line in listed if going_on.can_be_withdrawn(line, request.user)]
        context = {"application": whole, "can": can, "stays": [one for one in listed if one not in can]}
        return render(request, "cases/citizen/bundle_withdraw.html", context)
    done = going_on.withdraw_all(whole=whole, reason=request.POST.get("reason", "")[:500], by=request.user)[0]
    if done:
        said = ngettext("%(n)d item is withdrawn.", "%(n)d items are withdrawn.", len(done))
        messages.success(request, said % {"n": len(done)})
    else:
        messages.info(request, _("Nothing was left to withdraw: it was withdrawn or decided before."))
    return redirect("cases:bundle", key=whole.pk)


@citizen
@require_http_methods(BOTH)
def take_back(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """One item that still waits: no organ has received it."""
    part = WHOLE.first(key)
    if part is None or part.bundle_id is None:
        raise Http404
    intake.check_can_take_back(part, request.user)
    check_for_whom(request, intake.matter(part))
    if request.method == "POST":
        intake.take_back(application=part, by=request.user)
        messages.success(request, _("Taken back. No organ had received it."))
        return redirect("cases:bundle", key=part.bundle_id)
    return render(request, "cases/citizen/take_back.html", {"part": part})
