"""The questions that decide what is needed, one per screen; then what follows from the answers, in plain words."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tongban.catalogue.api import carried
from tongban.intake import actions, bundled
from tongban.intake.needs import following
from tongban.intake.views.journey import Journey, Step, of_a_draft
from tongban.kit import crypto
from tongban.people.api import AuthenticatedRequest

HERE = Step("situation")


def said(question: Any, answer: Any) -> str:
    return next((o.label for o in carried.options(question, answer) if o.picked), "")


def take_over(request: AuthenticatedRequest, journey: Journey) -> None:
    """Answers that were given on the page of the guide: saved if they are whole, else gone on with."""
    answers = carried.read(request.POST, journey.guide)
    if not answers:
        return
    if journey.guide.read_situation(answers)[1]:
        _remember(request, journey, answers)
    else:
        journey.application = actions.save_situation(application=journey.application, answers=answers, by=request.user)


@of_a_draft
def situation(request: AuthenticatedRequest, journey: Journey) -> HttpResponse:
    if not journey.guide.situation.questions:
        return redirect(journey.url(journey.steps[0]))
    if request.method == "POST":
        return _answer(request, journey)
    typed = _typed(request, journey)
    asked = list(journey.guide.asked(typed))
    open_ones = [pair for pair in asked if pair[1] is None]
    wanted = next((pair for pair in asked if pair[0].key == request.GET.get("ask")), None)
    if wanted:
        return _question(request, journey, asked, wanted)
    if not open_ones:
        return _outcome(request, journey, asked, journey.outcome)
    if refused := journey.guide.refused_already(typed):
        return _outcome(request, journey, [pair for pair in asked if pair[1] is not None], refused)
    return _question(request, journey, asked, open_ones[0])


def _answer(request: AuthenticatedRequest, journey: Journey) -> HttpResponse:
    """Takes one answer, or all of them at once; saves when no question is open any more."""
    keys = [question.key for question in journey.guide.situation.questions]
    typed = _typed(request, journey) | {key: request.POST[key] for key in keys if key in request.POST}
    asked = list(journey.guide.asked(typed))
    open_ones = [pair for pair in asked if pair[1] is None]
    if open_ones and _was_shown(request, open_ones[0][0].key):
        error = _("Please choose one of the answers.")
        return _question(request, journey, asked, open_ones[0], error)
    if open_ones:
        _remember(request, journey, typed)
        refused = journey.guide.refused_already(typed)
        return redirect(journey.url(HERE) + ("" if refused else f"?ask={open_ones[0][0].key}"))
    actions.save_situation(application=journey.application, answers=typed, by=request.user)
    request.session.pop(_name(journey), None)
    return redirect(journey.url(HERE))


def _was_shown(request: AuthenticatedRequest, key: str) -> bool:
    return request.POST.get("ask", key) == key


def _name(journey: Journey) -> str:
    return f"situation:{journey.application.pk}"


def _typed(request: AuthenticatedRequest, journey: Journey) -> dict[str, Any]:
    """What is answered so far: kept sealed in the session until the last answer lets it be saved."""
    sealed = request.session.get(_name(journey))
    if sealed:
        return dict(json.loads(crypto.unseal(sealed, about="situation")))
    return dict(journey.application.situation)


def _remember(request: AuthenticatedRequest, journey: Journey, typed: dict[str, Any]) -> None:
    request.session[_name(journey)] = crypto.seal(json.dumps(typed), about="situation")


def _question(
    request: AuthenticatedRequest,
    journey: Journey,
    asked: list[tuple[Any, Any]],
    pair: tuple[Any, Any],
    error: str = "",
) -> HttpResponse:
    question, answer = pair
    at = [one.key for one, _answer in asked].index(question.key)
    url = journey.url(HERE)
    back = f"{url}?ask={asked[at - 1][0].key}" if at else journey.wizard.leave
    context = journey.context(
        HERE,
        question=question,
        options=carried.options(question, answer),
        number=at + 1,
        error=error,
        back=back,
    )
    return render(request, "intake/question.html", context, status=422 if error else 200)


def _outcome(
    request: AuthenticatedRequest, journey: Journey, asked: list[tuple[Any, Any]], outcome: Any
) -> HttpResponse:
    url = journey.url(HERE)
    context = journey.context(
        HERE,
        answers=[(question, said(question, answer), f"{url}?ask={question.key}") for question, answer in asked],
        outcome=outcome,
        following=following(journey.application),
        needs=bundled.with_uses(journey.needs, journey.application),
        included=bundled.included(journey.application),
        way_on=journey.after(HERE),
    )
    return render(request, "intake/outcome.html", context)
