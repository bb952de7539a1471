"""A step of the process that is no act of the law: one page, one answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.cases import steps
from tongban.cases.forms import StepForm
from tongban.cases.models import Case, Step
from tongban.cases.views.official_page import due_card, opening_of, seen
from tongban.kit.errors import BadInput
from tongban.people.api import AuthenticatedRequest, official
from tongban.promises import api as promises


@dataclass(frozen=True)
class _Page:
    """As `cases/official/act.html` wants it."""

    explains: str = ""
    irreversible: bool = False


@official("cases.see")
@require_http_methods(["GET", "HEAD", "POST"])
def step_page(request: AuthenticatedRequest, key: Any, step: str) -> HttpResponse:
    case = seen(key, request.user)
    row = steps.open_step(case, step)
    steps.check_step(case, row, request.user)
    form = StepForm(request.POST if request.method == "POST" else None, case=case, user=request.user, step=row)
    if request.method != "POST" or not form.is_valid():
        return _asked(request, case, row, form)
    try:
        steps.do_step(case=case, key=step, by=request.user, **form.answer())
    except BadInput as error:
        form.take(error)
        return _asked(request, case, row, form)
    address = f"{reverse('desk_cases:next')}?after={case.pk}"
    said = _("“%(step)s” is done.") % {"step": row.shown_name}
    messages.success(request, format_html('{} <a href="{}">{}</a>', said, address, _("Next case")))
    return redirect("desk_cases:case", case.pk)


def _asked(request: AuthenticatedRequest, case: Case, row: Step, form: StepForm) -> HttpResponse:
    opening = opening_of(case, request.user)
    context = {
        "case": case,
        "step": row,
        "steps": [one for one in steps.of(case) if one.pk != row.pk],
        "label": row.shown_name,
        "letter": "w",
        "page": _Page(),
        "form": form,
        "due": due_card(case, promises.of(case)),
        "opening": opening,
        "opened": opening.is_open,
    }
    return render(request, "cases/official/step.html", context, status=422 if form.errors else 200)
