"""The questions of the situation at the desk."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tongban.catalogue import editing
from tongban.catalogue.designing import questions as designing
from tongban.catalogue.element_names import path_in_words
from tongban.catalogue.views import official as desk
from tongban.catalogue.views.situation import draft_of_whole
from tongban.kit.errors import BadInput
from tongban.kit.languages import in_english
from tongban.people.api import AuthenticatedRequest, official


@official("catalogue.edit")
@require_http_methods(desk.BOTH)
def questions(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    item, content, mark = draft_of_whole(request, key)
    asked = (content.get("situation") or {}).get("questions") or []

    def page(
        rows: list[dict[str, Any]], errors: dict[str, list[str]], why: str = "", mark: str = mark, **more: Any
    ) -> HttpResponse:
        named = editing.by_name(errors)
        blocks = designing.blocks(rows, named, in_english())
        context = {
            "item": item,
            "tab": "questions",
            "mark": mark,
            "note": request.POST.get("note", ""),
            "why": why,
            "blocks": blocks,
            "errors": [
                {"target": _target(name), "label": path_in_words(name), "text": text}
                for name, said in named.items()
                for text in said
            ],
        }
        return render(request, "catalogue/official/questions.html", context | more, status=422 if why else 200)

    if request.method != "POST":
        return page(asked, {})
    rows = designing.typed(asked, request.POST, in_english())
    try:
        desk.keep_draft(request, item, _with(content, rows))
    except BadInput as error:
        clash = desk.clash_of(error, item, _with(content, rows))
        return page(rows, error.errors, str(error.message), desk.mark_after(error, mark), **clash)
    return redirect("desk_catalogue:questions", item.pk)


def _with(content: dict[str, Any], rows: list[dict[str, Any]]) -> dict[str, Any]:
    situation = {**(content.get("situation") or {}), "questions": rows}
    situation = {name: part for name, part in situation.items() if part}
    return {**{k: v for k, v in content.items() if k != "situation"}, **({"situation": situation} if situation else {})}


def _target(name: str) -> str:
    parts = name.split(".")
    return f"q-{parts[2]}" if parts[:2] == ["situation", "questions"] and len(parts) > 2 else "note"
