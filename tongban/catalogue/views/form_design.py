"""The form of a guide at the desk: its pages and fields, one of them open to be changed, and beside it what applicants
see. Every button saves the draft; what cannot be saved stays on the page with its fault."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.catalogue.designing import elements, faults, properties
from tongban.catalogue.designing.elements import Content
from tongban.catalogue.designing.preview import Preview, preview
from tongban.catalogue.models import Item
from tongban.catalogue.views import official as desk
from tongban.catalogue.views.situation import draft_of_whole
from tongban.kit.errors import BadInput
from tongban.kit.languages import in_english
from tongban.people.api import AuthenticatedRequest, official
from tongban.regions.api import divisions_offered

MOVES = {"add", "add_inner", "add_page", "remove", "up", "down"}  # buttons after which one looks for it in the outline


@official("catalogue.edit")
@require_http_methods(desk.BOTH)
def form(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """`at` says which element is open."""
    item, content, mark = draft_of_whole(request, key)
    design = _Design(request, item, content, mark)
    if request.method != "POST":
        return design.page(request.GET.get("at", ""))
    return design.change()


class _Design:
    def __init__(self, request: AuthenticatedRequest, item: Item, content: Content, mark: str) -> None:
        self.request, self.item, self.content, self.mark = request, item, content, mark
        self.clash: dict[str, Any] = {}

    def change(self) -> HttpResponse:
        made = elements.copied(self.content)
        at = self.where(made.get("form"))
        if "begin" in self.request.POST:
            if not made.get("form"):
                made["form"] = elements.begun(made)
            return self.keep(made, "p0.f0")
        if not made.get("form"):
            return self.page("")
        form = made["form"]
        if not at and self.request.POST.get("was"):
            why = _("The element that you were changing was taken out meanwhile. Nothing was saved.")
            return self.page("", why=why, status=422)
        self.write(form, at)
        if "open" in self.request.POST and made == self.content:
            return self.go(self.request.POST["open"], "open")
        return self.keep(made, self.press(form, at))

    def where(self, form: Content | None) -> str:
        """The address of what was open: somebody else may have moved it since. Nothing if it is gone."""
        at, key = self.request.POST.get("at", ""), self.request.POST.get("was", "")
        one = elements.element(form, at) if form else None
        if not form or not key or (one is not None and one.get("key") == key):
            return at
        return elements.at_of_key(form, key, at.count("."))

    def write(self, form: Content, at: str) -> None:
        """What was typed into the element that is open; nothing of one that is about to go."""
        one = elements.element(form, at)
        if one is not None and self.request.POST.get("remove") != at:
            properties.write(one, self.request.POST, self.content, form, at, in_english())

    def press(self, form: Content, at: str) -> str:
        """Does what the button says; gives what is open afterwards."""
        posted = {name: str(text) for name, text in self.request.POST.items()}
        was, kind = posted.get("at", ""), posted.get("type", "text")
        # It may stand elsewhere now; its buttons mean it where it stands.
        given = {name: at if text == was else text for name, text in posted.items()}
        if "open" in given:
            return given["open"] if elements.element(form, given["open"]) else at
        if "add_page" in given:
            return elements.add_page(form)
        if "add" in given:
            return elements.add_field(form, given["add"], kind, self.content)
        if "add_inner" in given:
            return elements.add_inner(form, given["add_inner"], kind, self.content)
        if "remove" in given:
            return elements.remove(form, given["remove"])
        for name, by in (("up", -1), ("down", 1)):
            if name in given:
                return elements.move(form, given[name], by)
        return at

    def keep(self, made: Content, at: str) -> HttpResponse:
        if "remove" in self.request.POST and made == self.content:
            return self.page(at, why=elements.cannot_remove(), status=422)
        try:
            self.check_written(made)
            desk.keep_draft(self.request, self.item, made)
        except BadInput as error:
            self.clash = desk.clash_of(error, self.item, made)
            self.content, self.mark = made, desk.mark_after(error, self.mark)
            return self.page(at, why=str(error.message), errors=error.errors, status=422)
        return self.go(at, f"at-{at.replace('.', '-')}" if self.request.POST.keys() & MOVES else "open")

    def go(self, at: str, place: str) -> HttpResponse:
        return redirect(f"{reverse('desk_catalogue:form', args=[self.item.pk])}?{urlencode({'at': at})}#{place}")

    def check_written(self, made: Content) -> None:
        """What the conditions of the element that was open ask for must be asked, which a draft need not see to."""
        at = self.request.POST.get("at", "")
        if found := faults.of_conditions(made, at):
            raise BadInput(_("The draft is not saved yet."), errors=found)

    def page(
        self, at: str, *, why: str = "", errors: Mapping[str, list[str]] | None = None, status: int = 200
    ) -> HttpResponse:
        form = self.content.get("form")
        context: dict[str, Any] = self.clash | {
            "item": self.item,
            "tab": "form",
            "mark": self.mark,
            "note": self.request.POST.get("note", ""),
            "was": self.request.POST.get("was", "")
            if status == 422
            else "",  # as it is saved, whatever was typed since
            "why": why,
            "form_there": bool(form),
            "is_bundle": bool(self.content.get("members")),
            "types": elements.TYPES,
            "inner_types": [pair for pair in elements.TYPES if pair[0] not in ("group", "upload")],
        }
        if form:
            context |= self.opened(form, at, faults.placed(errors or {}, form))
        return render(self.request, "catalogue/official/form.html", context, status=status)

    def opened(self, form: Content, at: str, placed: faults.Placed) -> dict[str, Any]:
        at = next((one for one in (at, placed.first) if elements.element(form, one)), "p0.f0")
        one = elements.element(form, at) or {}
        return {
            "at": at,
            "open": one,
            "is_page": "." not in at,
            "is_group": one.get("type") == "group",
            "outline": list(elements.outline(form, placed.elements)),
            "sheet": properties.sheet(self.content, form, at, one, placed.of(at), in_english()),
            "errors": self.summary(placed),
            "preview": self.shown(form, at),
            "language": get_language(),
            "divisions": [divisions_offered],
        }

    def summary(self, placed: faults.Placed) -> list[dict[str, str]]:
        """Each line leads to the element; one that is not open is opened from the outline."""
        return [
            {"target": f"at-{at.replace('.', '-')}" if at else "outline", "label": label, "text": text}
            for at, label, text in placed.lines
        ]

    def shown(self, form: Content, at: str) -> Preview:
        return preview(form, at.partition(".")[0], _("Shown once the form can be used again."))
