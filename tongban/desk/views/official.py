from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.cases import api as cases
from tongban.desk import lists
from tongban.desk.navigation import tabs_of
from tongban.kit.errors import NotAllowed
from tongban.kit.paging import page
from tongban.kit.subjects import can_see
from tongban.people.api import AuthenticatedRequest, may, official


@official()
@require_safe
def work_list(request: AuthenticatedRequest) -> HttpResponse:
    """Open cases in reach, most urgent first. Whoever has no cases begins at the first tab they have."""
    user = request.user
    if not may(user, "cases.see"):
        return redirect(_first_tab(request))
    wish, rows = lists.Wish.read(request.GET), cases.open_cases(user)
    found = page(wish.applied(rows, user), lists.ORDER, request.GET.get("page", ""), 25)
    items = lists.items_in_reach(user)
    context = {
        "wish": wish,
        "rows": lists.drawn(found.rows),
        "lamps": lists.lamps_of(replace(wish, lamp="").applied(rows, user), wish),
        "states": [(state, cases.State(state).label) for state in cases.State.open],
        "items": items,
        "organs": lists.organs_in_reach(user),
        "next_url": wish.address(page=found.next) if found.next else "",
        "previous_url": wish.address(page=found.previous) if found.previous else "",
        "query": wish.words,
    }
    return render(request, "desk/list.html", context)


@official("cases.see")
@require_safe
def steps(request: AuthenticatedRequest) -> HttpResponse:
    """What other organs, and the own one, ask of the organs of this person: legal examination, an opinion, a countersign."""
    found = page(cases.open_steps(request.user), cases.STEP_ORDER, request.GET.get("page", ""), 25)
    context = {
        "rows": [(row, cases.holds_step(row, request.user)) for row in found.rows],
        "next_url": f"?page={found.next}" if found.next else "",
        "previous_url": f"?page={found.previous}" if found.previous else "",
    }
    return render(request, "desk/steps.html", context)


def _first_tab(request: AuthenticatedRequest) -> str:
    found = tabs_of(request.user)
    if not found:
        raise NotAllowed(
            _("You have no post at present."), cure=_("Ask your security administrator if your duties changed.")
        )
    return found[0].url


@official("cases.see")
@require_safe
def search(request: AuthenticatedRequest) -> HttpResponse:
    """A whole number opens its case; anything else, and a case out of reach, is looked for in the list."""
    words = request.GET.get("q", "").strip()
    case = cases.Case.objects.filter(number=words.upper()).first() if words else None
    if case is not None and can_see(case, request.user):
        return redirect("desk_cases:case", case.pk)
    return redirect(f"/desk/{lists.Wish.read({'q': words}).address()}" if words else "/desk/")
