"""The items of a bundle at the desk: who needs which, and composing its form and materials anew."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tongban.catalogue import editing
from tongban.catalogue.bundles import editing as members
from tongban.catalogue.bundles.making import compose
from tongban.catalogue.element_names import path_in_words
from tongban.catalogue.views import official as desk
from tongban.catalogue.views.situation import draft_of_whole
from tongban.kit.errors import BadInput
from tongban.kit.languages import in_english
from tongban.people.api import AuthenticatedRequest, official


@official("catalogue.edit")
@require_http_methods(desk.BOTH)
def bundle(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """Saving composes: questions, form and materials of the items as they are published now."""
    item, content, mark = draft_of_whole(request, key)
    rows = content.get("members") or []
    if request.method != "POST":
        return _page(request, item, content, mark, rows, {})
    typed = members.typed(rows, content, request.POST, in_english())
    try:
        desk.keep_draft(request, item, _made(content, typed))
    except BadInput as error:
        again = desk.mark_after(error, mark)
        return _page(request, item, content, again, typed, error.errors, str(error.message))
    return redirect("desk_catalogue:bundle", item.pk)


def _made(content: dict[str, Any], rows: list[dict[str, Any]]) -> dict[str, Any]:
    if rows:
        return compose({**content, "members": rows}, content.get("members") or [])
    return {name: part for name, part in content.items() if name != "members"}


def _page(
    request: AuthenticatedRequest,
    item: Any,
    content: dict[str, Any],
    mark: str,
    rows: list[dict[str, Any]],
    errors: dict[str, list[str]],
    why: str = "",
) -> HttpResponse:
    named = editing.by_name(errors)
    context = {
        "item": item,
        "tab": "bundle",
        "mark": mark,
        "note": request.POST.get("note", ""),
        "why": why,
        "blocks": members.blocks(content, rows, named, in_english()),
        "errors": [
            {"target": f"m-{name.split('.')[1]}", "label": path_in_words(name), "text": text}
            if name.startswith("members.")
            else {"target": "note", "label": path_in_words(name), "text": text}
            for name, said in named.items()
            for text in said
        ],
    }
    return render(request, "catalogue/official/bundle.html", context, status=422 if why else 200)
