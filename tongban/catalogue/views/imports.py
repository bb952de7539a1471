"""Lists of other systems at the desk: uploaded, understood, checked without writing anything, taken over."""

from __future__ import annotations

import tempfile
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.catalogue.codes import code_sets
from tongban.catalogue.exchange import actions
from tongban.catalogue.exchange.fields import specs
from tongban.catalogue.exchange.heads import IGNORED
from tongban.catalogue.exchange.models import ImportRun, ImportSource, ListKind
from tongban.catalogue.exchange.rules import KEEPING, check_can_work, kinds_of, within_reach
from tongban.catalogue.exchange.states import TABLE, State
from tongban.kit.errors import BadInput
from tongban.kit.paging import page
from tongban.kit.workbook_out import WorkbookOut
from tongban.people.api import AuthenticatedRequest, official

BOTH = ["GET", "HEAD", "POST"]
SEVERITIES = (
    ("error", pgettext_lazy("fault of a list", "Errors"), "red"),
    ("cancel", pgettext_lazy("fault of a list", "Proposals to cancel"), "yellow"),
    ("warning", pgettext_lazy("fault of a list", "Warnings"), "yellow"),
)


class Upload(forms.Form):
    kind = forms.ChoiceField(label=pgettext_lazy("kind of a list", "What it lists"))
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("xlsx, csv, JSON lines, or a zip of csv files; at most 200 MB."),
        error_messages={
            "required": gettext_lazy("Choose the file."),
            "empty": gettext_lazy("The file is empty. Choose the file again."),
        },
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        required=False,
        help_text=gettext_lazy(
            "Who sends such lists; the name of the file if left empty. What its columns mean is remembered under this name."
        ),
        max_length=100,
        error_messages={"max_length": gettext_lazy("Write at most 100 characters.")},
    )

    def __init__(self, *args: Any, kinds: list[ListKind], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["kind"].choices = [(one.value, one.label) for one in kinds]  # type: ignore[attr-defined]


class Given(forms.Form):
    """Whose list it is, where its rows do not say."""

    region_code = forms.RegexField(
        r"^\s*(\d{6}|\d{9}|\d{12})\s*$",
        label=gettext_lazy("Division"),
        required=False,
        help_text=gettext_lazy("Six, nine or twelve digits, such as 510131."),
        error_messages={"invalid": gettext_lazy("Write six, nine or twelve digits, such as 510131.")},
    )
    org_code = forms.RegexField(
        r"^\s*[0-9A-Z]{18}\s*$",
        label=gettext_lazy("Credit code of the organ"),
        required=False,
        error_messages={"invalid": gettext_lazy("Write the 18 characters of the unified social credit code.")},
    )
    dept = forms.CharField(label=gettext_lazy("Name of the organ"), required=False, max_length=100)

    def values(self) -> dict[str, str]:
        plain = {name: value.strip() for name, value in self.cleaned_data.items()}
        return plain | {"region_code": plain["region_code"].ljust(12, "0") if plain["region_code"] else ""}


@official("catalogue.edit", "catalogue.publish", KEEPING)
@require_http_methods(BOTH)
def run_list(request: AuthenticatedRequest) -> HttpResponse:
    kinds = kinds_of(request.user)
    wanted = {"kind": request.GET.get("kind", kinds[0].value)}
    form = (
        Upload({"kind": kinds[0].value} | request.POST.dict(), request.FILES, kinds=kinds)
        if request.method == "POST"
        else Upload(initial=wanted, kinds=kinds)
    )
    if request.method == "POST" and form.is_valid():
        try:
            run = actions.begin(
                upload=form.cleaned_data["file"],
                source_name=form.cleaned_data["source"],
                kind=form.cleaned_data["kind"],
                by=request.user,
            )
            return redirect("desk_catalogue:import", run.pk)
        except BadInput as error:
            form.add_error("file", _in_words(error))
    rows = ImportRun.objects.filter(within_reach(request.user, runs=True)).select_related("source", "file", "made_by")
    found = page(rows.defer("columns"), ["-id"], request.GET.get("page", ""), 20)
    sources = ImportSource.objects.filter(within_reach(request.user)).order_by("-changed_at")[:50]
    context = {
        "form": form,
        "rows": found.rows,
        "sources": sources,
        "next_url": "?" + urlencode({"page": found.next}) if found.next else "",
        "previous_url": "?" + urlencode({"page": found.previous}) if found.previous else "",
    }
    return render(request, "catalogue/official/imports.html", context, status=422 if form.errors else 200)


def _in_words(error: BadInput) -> str:
    found = _("Found: %(found)s.") % {"found": error.found} if error.found else ""
    wanted = _("Wanted: %(wanted)s.") % {"wanted": error.wanted} if error.wanted else ""
    return " ".join(str(part) for part in (error.message, found, wanted, error.cure) if part)


def _seen(key: UUID, user: Any) -> ImportRun:
    run = ImportRun.objects.select_related("source", "file", "made_by", "taken_by").filter(pk=key).first()
    if run is None:
        raise Http404
    check_can_work(run, user)
    return run


@official("catalogue.edit", "catalogue.publish", KEEPING)
@require_safe
def run_page(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    return _shown(request, _seen(key, request.user))


def _shown(
    request: AuthenticatedRequest, run: ImportRun, given: Given | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    severity = _severity(request, run)
    found = page(_faults(run, severity), ["number"], request.GET.get("page", ""), 50)
    kept = {"severity": severity or "all"}
    context = {
        "run": run,
        "can_map": TABLE.allows("check_import", run.state),
        "can_take": TABLE.allows("take_import", run.state),
        "would_write": run.created or run.updated or run.cancellations,
        "can_discard": TABLE.allows("discard_import", run.state),
        "of_items": run.kind == ListKind.ITEMS,
        "is_new": run.state == State.UPLOADED,
        "given": given or Given(initial=run.source.given),
        "columns": _columns(run, request.POST if request.method == "POST" else {}),
        "choices": _choices(run.part),
        "editions": _editions(run, request.POST if request.method == "POST" else {}),
        "counts": _counts(run),
        "faults": found.rows,
        "severity": severity,
        "next_url": "?" + urlencode(kept | {"page": found.next}) if found.next else "",
        "previous_url": "?" + urlencode(kept | {"page": found.previous}) if found.previous else "",
    }
    return render(request, "catalogue/official/import.html", context | more, status=status)


def _severity(request: AuthenticatedRequest, run: ImportRun) -> str:
    """Errors first, where there are some; "" for all."""
    asked = request.GET.get("severity", "error" if run.errors else "")
    return asked if asked in {code for code, _name, _lamp in SEVERITIES} else ""


def _faults(run: ImportRun, severity: str) -> Any:
    rows = run.faults.all()
    return rows.filter(severity=severity) if severity else rows


def _counts(run: ImportRun) -> list[tuple[str, Any, str, int]]:
    numbers = {"error": run.errors, "cancel": run.cancellations, "warning": run.warnings}
    return [(code, name, lamp, numbers[code]) for code, name, lamp in SEVERITIES if numbers[code]]


def _choices(part: str) -> list[tuple[str, str]]:
    fields = [(one.field, one.label) for one in specs(part).values()]
    return [("", _("(as the heading says)")), (IGNORED, _("(pass it over)")), *fields]


def _columns(run: ImportRun, typed: Any) -> list[dict[str, Any]]:
    """Each column with what it means: as somebody said last, else as its heading seems to say."""
    known = run.source.mapping
    return [
        column
        | {
            "name": f"column.{at}",
            "chosen": typed.get(f"column.{at}") or known.get(column["heading"]) or column["guess"],
        }
        for at, column in enumerate(run.columns)
    ]


def _editions(run: ImportRun, typed: Any) -> list[dict[str, Any]]:
    """Sets whose numbers mean different things in different editions."""
    return [
        {
            "name": f"edition.{one.key}",
            "label": one.label,
            "chosen": typed.get(f"edition.{one.key}") or run.source.editions.get(one.key, ""),
            "choices": [(name, _sample(one, name)) for name in one.editions if name != "words"],
        }
        for one in code_sets().values()
        if one.conflicts
    ]


def _sample(one: Any, edition: str) -> str:
    """What the edition's numbers mean, for somebody who does not know its name."""
    means = one.editions[edition]
    listed = "，".join(f"{code} {one.name(value)}" for code, value in means.items())
    return f"{edition}：{listed}"


@official("catalogue.edit", "catalogue.publish", KEEPING)
@require_POST
def check(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    run, given = _seen(key, request.user), Given(request.POST)
    if not given.is_valid():
        return _shown(request, run, given, 422, form=given)
    mapping = {
        column["heading"]: request.POST.get(f"column.{at}", "")
        for at, column in enumerate(run.columns)
        if request.POST.get(f"column.{at}", "") != column["guess"] or column["heading"] in run.source.mapping
    }
    editions = {one.key: request.POST.get(f"edition.{one.key}", "") for one in code_sets().values() if one.conflicts}
    kept = {key: edition for key, edition in editions.items() if edition in code_sets()[key].editions or not edition}
    actions.check(run=run, mapping=mapping, editions=kept, given=given.values(), by=request.user)
    return redirect("desk_catalogue:import", run.pk)


@official("catalogue.edit", "catalogue.publish", KEEPING)
@require_POST
def take(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    run = _seen(key, request.user)
    actions.take(run=run, by=request.user)
    return redirect("desk_catalogue:import", run.pk)


@official("catalogue.edit", "catalogue.publish", KEEPING)
@require_POST
def discard(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    run = _seen(key, request.user)
    actions.discard(run=run, by=request.user)
    messages.success(request, _("The file is put aside. Nothing of it was taken over."))
    return redirect("desk_catalogue:imports")


@official("catalogue.edit", "catalogue.publish", KEEPING)
@require_safe
def faults_file(request: AuthenticatedRequest, key: UUID) -> Any:
    """All faults as a workbook, for whoever corrects the list."""
    run, book = _seen(key, request.user), WorkbookOut()
    names = {code: str(name) for code, name, _lamp in SEVERITIES}
    heads = [_("Kind"), _("Sheet"), _("Row"), _("Column"), _("Code"), _("Found"), _("Wanted"), _("What to do")]
    sheet = book.sheet(_("Faults"), heads, [12, 24, 8, 24, 38, 40, 50, 60])
    for one in _faults(run, "").order_by("number").iterator(2000):
        sheet.add(
            [names[one.severity], one.sheet, one.row, one.shown_column, one.code, one.found, one.wanted, one.cure]
        )
    file = tempfile.TemporaryFile()
    book.write(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"faults-{run.made_at:%Y%m%d-%H%M}.xlsx")
