"""“Your situation” on the public side: the guide asks, one question after the other, and says what this person needs.

Everything goes by GET, without an account, a script or a cookie: the answers stand in the address, and go along to the
application.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongban.catalogue.guide import Guide, Question
from tongban.catalogue.models import Item
from tongban.catalogue.presenting import asked_materials, shown
from tongban.catalogue.situations import carried
from tongban.catalogue.views.public import published
from tongban.kit import clock
from tongban.people.api import anybody
from tongban.workflow.api import on_day


@dataclass(frozen=True)
class Answered:
    """A question with its answer in words, and the address under which it is asked again."""

    question: Question
    said: str
    url: str


@anybody
@require_safe
def situation(request: HttpRequest, code: str) -> HttpResponse:
    item = published(code)
    assert item.current is not None
    guide = item.current.guide
    if not isinstance(guide, Guide) or not guide.situation.questions:
        raise Http404
    answers = carried.read(request.GET, guide)
    asked = list(guide.asked(answers))
    kept = {question.key: answer for question, answer in asked if answer is not None}
    wanted = next((one for one, _answer in asked if one.key == request.GET.get("ask")), None)
    ask = wanted or next((one for one, answer in asked if answer is None), None)
    if wanted is None and guide.refused_already(kept):
        ask = None
    context = {
        "item": item,
        "page": shown(item, item.current),
        "guide": guide,
        "answered": [_answered(one, answer, kept) for one, answer in asked if answer is not None and one != ask],
        "question": ask,
        "options": carried.options(ask, kept.get(ask.key)) if ask else [],
        "name": carried.PREFIX + ask.key if ask else "",
        "earlier": carried.pairs({key: answer for key, answer in kept.items() if ask is None or key != ask.key}),
        "missed": ask is not None and wanted is None and request.GET.get("asked") == ask.key,
    }
    if ask is None:
        context |= _outcome(guide, kept, item)
    # The answers of one person stand in the address: nobody in between keeps the page.
    answer = render(request, "catalogue/public/situation.html", context)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _answered(question: Question, answer: Any, kept: dict[str, Any]) -> Answered:
    said = next(option.label for option in carried.options(question, answer) if option.picked)
    query = urlencode([*carried.pairs(kept), ("ask", question.key)])
    return Answered(question, said, f"?{query}")


def _outcome(guide: Guide, kept: dict[str, Any], item: Item) -> dict[str, Any]:
    following = guide.following(on_day({"situation": kept}, clock.today()))
    query = urlencode([("item", item.code), *carried.pairs(kept)])
    return {
        "following": following,
        "materials": list(asked_materials(guide, following.materials)),
        # It stands in a later room, so it is no route's name.
        "apply_url": f"/my/applications/start/?{query}" if guide.is_ours and guide.form and item.is_in_use else "",
    }
