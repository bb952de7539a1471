"""The decision table of a guide at the desk: changed row by row, tried with answers, exchanged as DMN."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.catalogue.checks import Finding, check
from tongban.catalogue.element_names import path_in_words
from tongban.catalogue.guide import Example, Expected, Guide, load
from tongban.catalogue.models import Item
from tongban.catalogue.partial import is_partial
from tongban.catalogue.rules import check_can_edit
from tongban.catalogue.situations import dmn, examples, grid, soundness, table
from tongban.catalogue.situations.clauses import Columns
from tongban.catalogue.situations.table import Content, Row
from tongban.catalogue.views import official as desk
from tongban.kit import clock
from tongban.kit.errors import BadInput, Refused
from tongban.people.api import AuthenticatedRequest, official
from tongban.workflow.api import on_day


def draft_of_whole(request: AuthenticatedRequest, key: UUID) -> tuple[Item, Content, str]:
    """(item, content, mark). A guide with holes is completed first."""
    item = desk.seen(key, request.user)
    check_can_edit(item, request.user)
    content, mark = desk.draft_of(item, request)
    if is_partial(content):
        raise Refused(
            _("This guide was taken over with holes."),
            cure=_("Open its plain elements and press “Complete this guide” first."),
        )
    return item, content, mark


class _Sheet:
    """The table as it stands on one page: saved, or typed and not saved yet."""

    def __init__(self, request: AuthenticatedRequest, item: Item, content: Content, mark: str) -> None:
        self.request, self.item, self.content, self.mark = request, item, content, mark
        self.columns = table.columns_of(load(content))
        self.rows = table.rows_of(content, self.columns)
        self.made, self.is_readable, self.unsaved = content, True, False
        self.clash: dict[str, Any] = {}

    def take(self, rows: list[Row]) -> None:
        self.rows, self.unsaved = rows, True
        self.read()

    def read(self) -> None:
        self.made, self.is_readable = table.applied(self.content, self.rows, self.columns)

    def guide(self) -> Guide | None:
        """Of the table as it stands, if it can be one."""
        try:
            return load(self.made) if self.is_readable else None
        except BadInput:
            return None

    def faults(self) -> list[dict[str, str]]:
        return [
            {"target": f"row-{number}", "label": _("Row %(n)d") % {"n": number + 1}, "text": text}
            for number, row in enumerate(self.rows)
            for text in row.errors.values()
        ]

    def page(self, *, why: str = "", errors: dict[str, list[str]] | None = None, status: int = 0) -> HttpResponse:
        answers = grid.typed_answers(self.request.POST, load(self.content))
        more = [
            {"target": "table", "label": path_in_words(path), "text": text}
            for path, sentences in (errors or {}).items()
            for text in sentences
        ]
        guide, faults = self.guide(), self.faults()
        context = self.clash | {
            "item": self.item,
            "tab": "situation",
            "mark": self.mark,
            "note": self.request.POST.get("note", ""),
            "why": why or (_("Some rows cannot be read.") if faults else ""),
            "errors": [*faults, *more],
            "unsaved": self.unsaved,
            "columns": [soundness.short(self.columns, key) for key in self.columns.questions],
            "lines": grid.lines(self.content, self.rows, self.columns),
            "new": grid.new_line(self.content, 999, self.columns),
            "base": self.content,
            "titles": grid.part_titles(),
            "gaps": soundness.gaps(guide) if guide else [],
            "findings": _findings(guide) if guide else [],
            "runs": examples.runs(guide) if guide else [],
            "trial": grid.trial(guide, self.columns, answers, on_day({}, clock.today())) if guide else None,
            "parts": [
                (part, title, list(zip(table.names_of(self.content, part), self.content.get(part) or [], strict=True)))
                for part, title in grid.part_titles().items()
            ],
            "tried": "try" in self.request.POST,
        }
        code = status or (422 if context["why"] else 200)
        return render(self.request, "catalogue/official/situation.html", context, status=code)


OF_THE_TABLE = ("situation", "materials", "fees", "steps", "limits", "result.gives")


def _findings(guide: Guide) -> list[tuple[str, Finding]]:
    """What would stop the table at its submission: days beyond the law, conditions that name what nobody is asked."""
    found = check(guide, catch_all=())
    return [
        (path_in_words(one.path), one) for one in found if one.severity == "error" and one.path.startswith(OF_THE_TABLE)
    ]


@official("catalogue.edit")
@require_http_methods(desk.BOTH)
def situation(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """Buttons that add, move or take out a row, and the trial, change only the page; saving writes the draft."""
    item, content, mark = draft_of_whole(request, key)
    sheet = _Sheet(request, item, content, mark)
    if request.method != "POST":
        return sheet.page()
    if "import" in request.POST:
        return _import(request, sheet)
    rows = table.typed_rows(request.POST, sheet.columns)
    if table.pressed(rows, request.POST):
        sheet.take(rows)
        for row in sheet.rows:
            row.errors = {}
        return sheet.page()
    sheet.take(rows)
    if not sheet.is_readable or "try" in request.POST:
        return sheet.page()
    return _keep(request, sheet)


def _keep(request: AuthenticatedRequest, sheet: _Sheet) -> HttpResponse:
    """Saves the table, with an example more or less if its button was pressed."""
    try:
        sheet.made = _with_examples(request, sheet)
        desk.keep_draft(request, sheet.item, sheet.made)
    except BadInput as error:
        sheet.clash, sheet.mark = desk.clash_of(error, sheet.item, sheet.made), desk.mark_after(error, sheet.mark)
        return sheet.page(why=str(error.message), errors=error.errors)
    return redirect("desk_catalogue:situation", sheet.item.pk)


def _with_examples(request: AuthenticatedRequest, sheet: _Sheet) -> Content:
    kept = list((sheet.made.get("situation") or {}).get("examples") or [])
    dropped = request.POST.get("drop", "")
    if "keep" in request.POST:
        kept = [one for one in kept if one["name"] != _name(request)] + [_example(request, load(sheet.made))]
    elif dropped.isascii() and dropped.isdigit() and len(dropped) < 4:
        del kept[int(dropped) : int(dropped) + 1]
    else:
        return sheet.made
    situation = {**(sheet.made.get("situation") or {}), "examples": kept}
    return {**sheet.made, "situation": situation if kept else {k: v for k, v in situation.items() if k != "examples"}}


def _name(request: AuthenticatedRequest) -> str:
    return request.POST.get("example", "").strip()


def _example(request: AuthenticatedRequest, guide: Guide) -> dict[str, Any]:
    answers = grid.typed_answers(request.POST, guide)
    kept, errors = guide.read_situation(answers)
    if errors:
        keys = {f"situation.questions.{key}": said for key, said in errors.items()}
        raise BadInput(_("An example has an answer to every question that is asked."), errors=keys)
    if not _name(request):
        raise BadInput(
            _("The example has no name."), errors={_("Example"): [_("Say in a few words who this is, then keep it.")]}
        )
    found = examples.result_of(guide, kept)
    expected = _expected(request, found, guide) if "e.own" in request.POST else found
    example = Example(name=_name(request)[:100], answers=kept, expect=expected)
    return example.model_dump(mode="json", exclude_defaults=True) | {
        "expect": expected.model_dump(mode="json", exclude_defaults=True)
    }


def _expected(request: AuthenticatedRequest, found: Expected, guide: Guide) -> Expected:
    """What the editor says must follow, in the order of the guide; the days as typed, empty for none."""
    given = request.POST

    def days(name: str) -> int | None:
        text = given.get(f"e.{name}", "").strip()
        return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None

    if "e.refused" in given:
        return Expected(questions=found.questions, refused=True)
    names = {part: set(given.getlist(f"e.{part}")) for part in table.PARTS}
    return found.model_copy(
        update={
            "refused": False,
            "materials": [one.key for one in guide.materials if one.key in names["materials"]],
            "fees": [one.name.zh for number, one in enumerate(guide.fees) if str(number) in names["fees"]],
            "steps": [one.name.zh for number, one in enumerate(guide.steps) if str(number) in names["steps"]],
            "legal_days": days("legal_days"),
            "promise_days": days("promise_days"),
        }
    )


# DMN


@official("catalogue.edit")
@require_safe
def export(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    item, content, _mark = draft_of_whole(request, key)
    columns = Columns(load(content).situation.questions)
    xml = dmn.exported(content, table.rows_of(content, columns), columns)
    name = quote(f"{item.name}.dmn")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(xml, content_type="application/xml; charset=utf-8", headers=headers)


def _import(request: AuthenticatedRequest, sheet: _Sheet) -> HttpResponse:
    """Shows what the file says; nothing is saved before somebody has looked at it."""
    upload = request.FILES.get("file")
    if upload is None:
        return sheet.page(why=_("No file was chosen."), errors={"DMN": [_("Choose a file that ends in .dmn or .xml.")]})
    if (upload.size or 0) > dmn.MAX_BYTES:
        return sheet.page(why=_("The file is too large."), errors={"DMN": [_("At most 1 MB; a table has a few KB.")]})
    try:
        sheet.take(dmn.imported(upload.read(), sheet.content, sheet.columns))
    except BadInput as error:
        return sheet.page(why=str(error.message), errors=error.errors)
    return sheet.page()
