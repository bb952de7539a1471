from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.audit.api import shut
from tongban.cases import actions, protection
from tongban.cases.forms import CommentForm
from tongban.cases.models import Case
from tongban.cases.queries import LIST_FIELDS, reach_of
from tongban.cases.queue import next_case
from tongban.cases.rules import check_can, works_on
from tongban.cases.states import State
from tongban.cases.views import official_page
from tongban.cases.views.act_pages import PAGES
from tongban.cases.views.official_page import seen
from tongban.kit.errors import BadInput
from tongban.kit.paging import page
from tongban.kit.subjects import can_see
from tongban.people.api import AuthenticatedRequest, is_open, official, opened_by


@official("cases.see")
@require_safe
def case_page(request: AuthenticatedRequest, key: Any) -> HttpResponse:
    return _shown(request, seen(key, request.user))


def _shown(request: AuthenticatedRequest, case: Case, status: int = 200, **more: Any) -> HttpResponse:
    context = {"comment_form": CommentForm(case=case, user=request.user)}
    context |= official_page.everything(request, case) | more
    return render(request, "cases/official/case.html", context, status=status)


@official("cases.see")
@require_safe
def take_next(request: AuthenticatedRequest) -> HttpResponse:
    """The next case that waits for this person; `after`: the case they come from."""
    after = _from(request)
    found = next_case(request.user, after)
    if found is not None:
        return redirect("desk_cases:case", found.pk)
    messages.info(request, _("Nothing more waits for you now."))
    return redirect("desk:list")


def _from(request: AuthenticatedRequest) -> Case | None:
    key = request.GET.get("after", "")
    try:
        return Case.objects.only("id", "due_on").filter(pk=key).first() if key else None
    except (ValueError, ValidationError) as error:
        raise Http404 from error


@official("cases.see")
@require_safe
def by_number(request: AuthenticatedRequest, number: str, name: str = "") -> HttpResponse:
    """For earlier rooms, which know the receipt number and no key.

    Numbers follow one another: to somebody who may not see it, a case is as if it did not exist.
    """
    case = Case.objects.only("id", "user_id", "org_code", "region_code").filter(number=number).first()
    if case is None or not can_see(case, request.user):
        raise Http404
    return redirect("desk_cases:act", case.pk, name) if name else redirect("desk_cases:case", case.pk)


@official("cases.see")
@require_POST
def open_personal(request: AuthenticatedRequest, key: Any) -> HttpResponse:
    """Personal data of this case, for a reason that stays in the record; for a while, or masked again."""
    case, user, back = seen(key, request.user), request.user, request.POST.get("back", "")
    if "shut" in request.POST:
        shut(subject=case, by=user)
    elif form := opened_by(
        request.POST, subject=case, person=case.user, what="application", works=works_on(case, user), by=user,
        check=lambda: protection.check_can_open(case, user),
    ):  # fmt: skip
        return _shown(request, case, 422, opening=official_page.opening_of(case, user, form), opening_form=form)
    return redirect("desk_cases:act", case.pk, back) if back in PAGES else redirect("desk_cases:case", case.pk)


@official("cases.review", "cases.accept")
@require_POST
def tick(request: AuthenticatedRequest, key: Any) -> HttpResponse:
    """A material or a point of the review, ticked against its standard; with htmx only its line comes back."""
    case, mark = seen(key, request.user), request.POST.get("key", "")
    passed = request.POST.get("passed") == "yes"
    remark = request.POST.get("remark", "")
    try:
        actions.tick(case=case, key=mark, passed=passed, remark=remark, by=request.user)
    except BadInput as error:
        return _not_ticked(request, case, error, remark)
    if request.headers.get("HX-Request"):
        return _line(request, case)
    return redirect(f"{_address(case)}#m-{mark.replace(':', '-')}")


def _line(request: AuthenticatedRequest, case: Case, status: int = 200, **more: Any) -> HttpResponse:
    line = official_page.line(case, request.POST.get("key", ""))
    context = {
        "line": line,
        "case": case,
        "may_tick": True,
        "may_see_files": True,
        "opened": is_open(case, request.user),
    }
    return render(request, "cases/official/line.html", context | more, status=status)


def _not_ticked(request: AuthenticatedRequest, case: Case, error: BadInput, remark: str) -> HttpResponse:
    """The line as it was, with what was typed and why it is not enough; of what is no line, the plain refusal."""
    said = error.errors.get("remark")
    if not said:
        raise error
    wrong = {"wrong_key": request.POST.get("key", ""), "wrong": " ".join(said), "typed": remark}
    if request.headers.get("HX-Request"):
        return _line(request, case, 422, **wrong)
    return _shown(request, case, 422, **wrong)


def _address(case: Case) -> str:

    return reverse("desk_cases:case", args=[case.pk])


@official("cases.see")
@require_POST
def comment(request: AuthenticatedRequest, key: Any) -> HttpResponse:
    case = seen(key, request.user)
    check_can("comment")(case, request.user)
    form = CommentForm(request.POST, case=case, user=request.user)
    if form.is_valid():
        try:
            actions.comment(case=case, text=form.cleaned_data["text"], by=request.user)
            return redirect(f"{_address(case)}#comments")
        except BadInput as error:
            form.take(error)
    return _shown(request, case, 422, comment_form=form)


@official("cases.deliver")
@require_safe
def handouts(request: AuthenticatedRequest) -> HttpResponse:
    """Decisions that are ready and not handed over yet, oldest promise first."""
    ready = Case.objects.filter(reach_of(request.user, "cases.deliver"), is_open=True, state__in=State.decided)
    if words := request.GET.get("q", "").strip():
        ready = ready.filter(number__startswith=words.upper())
    found = page(ready.only(*LIST_FIELDS), ["due_on", "id"], request.GET.get("page", ""), 25)
    context = {"found": found, "words": words, "next_url": _turned(words, found.next)}
    context["previous_url"] = _turned(words, found.previous)
    return render(request, "cases/official/handouts.html", context)


def _turned(words: str, mark: str) -> str:
    return f"?{urlencode({'q': words, 'page': mark})}" if mark else ""
