"""One small page for each act of the desk: the rule first, then what has to be typed, then the action."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.cases.actions import whole_items
from tongban.cases.face import decided
from tongban.cases.forms import ActForm, Correction
from tongban.cases.models import Case
from tongban.cases.queries import others
from tongban.cases.rules import LABELS, check_can
from tongban.cases.views.act_pages import PAGES, ActPage
from tongban.cases.views.official_page import due_card, opening_of, seen
from tongban.kit import clock
from tongban.kit.errors import BadInput
from tongban.people.api import AuthenticatedRequest, User, check_fresh, official
from tongban.promises import api as promises

DECIDES = ("decide", "refuse", "decide_at_once", "check")  # what a person signs for asks once more who is there
TO_A_GRANT = ("review", "check", "decide", "decide_at_once")  # who does these is warned of what was given before


@official("cases.see")
@require_http_methods(["GET", "HEAD", "POST"])
def act_page(request: AuthenticatedRequest, key: Any, name: str) -> HttpResponse:
    """Asks the rule before it shows anything; a refusal says why, and who was first."""
    page, case = PAGES.get(name), seen(key, request.user)
    if page is None:
        raise Http404
    check_can(name)(case, request.user)
    if name in DECIDES:
        check_fresh(request, within=settings.FRESH_DECIDING_SECONDS, strength=2)
    form = page.form(request.POST if request.method == "POST" else None, case=case, user=request.user)
    if request.method != "POST":
        return _asked(request, case, name, form)
    if "preview" in request.POST and isinstance(form, Correction):
        return _previewed(request, case, name, form)
    if _acted(page, case, request.user, form):
        _say(request, case, page)
        return redirect("desk_cases:case", case.pk)
    return _asked(request, case, name, form, status=422)


def _acted(page: ActPage, case: Case, user: User, form: ActForm) -> bool:
    """Whether it is done; what the action could not use stands in the form."""
    if not form.is_valid():
        return False
    typed = form.cleaned_data | ({"items": form.asked_items()} if isinstance(form, Correction) else {})
    try:
        page.do(case, user, typed)
    except BadInput as error:
        form.take(error)
        return False
    return True


def _say(request: AuthenticatedRequest, case: Case, page: ActPage) -> None:
    """What happened, and the way to the next case, which is looked for when somebody goes there."""
    address = f"{reverse('desk_cases:next')}?after={case.pk}"
    messages.success(request, format_html('{} <a href="{}">{}</a>', page.done, address, _("Next case")))


def _asked(
    request: AuthenticatedRequest, case: Case, name: str, form: ActForm, status: int = 200, **more: Any
) -> HttpResponse:
    page, (label, letter) = PAGES[name], LABELS[name]
    context = {
        "case": case,
        "act": name,
        "label": label,
        "letter": letter or "a",
        "page": page,
        "form": form,
        "due": due_card(case, promises.of(case)),
        "given": others(case, request.user).of_beneficiary if name in TO_A_GRANT else [],
        "opening": (opening := opening_of(case, request.user, back=name)),
        "opened": opening.is_open,
    }
    context |= page.more(case)
    if "face" in context and not opening.is_open:
        context["face"] = decided(case, mask=True)
    return render(request, page.template, context | more, status=status)


def _previewed(request: AuthenticatedRequest, case: Case, name: str, form: Correction) -> HttpResponse:
    """The notice as the applicant will read it; nothing is written yet."""
    if not form.is_valid():
        return _asked(request, case, name, form, status=422)
    try:
        items = whole_items(case, form.asked_items())
    except BadInput as error:
        form.take(error)
        return _asked(request, case, name, form, status=422)
    due = promises.calendar_in_force().add_workdays(clock.today(), form.cleaned_data["days"])
    return _asked(request, case, name, form, preview=items, until=due)
