"""The catalogue as a file to take away."""

from __future__ import annotations

import tempfile
from collections import Counter
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tongban.catalogue import desk_queries
from tongban.catalogue.basic.queries import READERS
from tongban.catalogue.exchange.exporting import SUFFIXES, chosen, export_items, lacking_in_words
from tongban.catalogue.exchange.plain.sheets import export_list
from tongban.kit import clock
from tongban.kit.errors import Refused
from tongban.people.api import AuthenticatedRequest, official

MOST = 20_000  # items of one file at the desk; a workbook of them takes about ten seconds
FORMATS = (
    ("xlsx", gettext_lazy("Excel workbook: items, materials, fees, questions and steps, each on a sheet")),
    ("csv", gettext_lazy("CSV: one table of items, materials by name")),
    ("jsonl", gettext_lazy("JSON lines: everything of each guide")),
    ("tables", gettext_lazy("Tables of the national exchange, each on a sheet")),
)


class Export(forms.Form):
    format = forms.ChoiceField(label=gettext_lazy("As"), choices=FORMATS, widget=forms.RadioSelect, initial="xlsx")
    region = forms.RegexField(
        r"^\s*(\d{6}|\d{9}|\d{12})\s*$",
        label=gettext_lazy("Division"),
        required=False,
        help_text=gettext_lazy(
            "Nothing: everything that your posts reach. Six, nine or twelve digits, such as 510131."
        ),
        error_messages={"invalid": gettext_lazy("Write six, nine or twelve digits, such as 510131.")},
    )
    org = forms.RegexField(
        r"^\s*[0-9A-Z]{18}\s*$",
        label=gettext_lazy("Credit code of the organ"),
        required=False,
        error_messages={"invalid": gettext_lazy("Write the 18 characters of the unified social credit code.")},
    )
    published = forms.BooleanField(label=gettext_lazy("Only what is published"), required=False)


@official(*READERS)
@require_safe
def plain_list(request: AuthenticatedRequest, kind: str) -> Any:
    """The basic list or the shared materials that are published, as a workbook."""
    file = tempfile.TemporaryFile()
    export_list(kind, file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{kind}-{clock.today():%Y%m%d}.xlsx")


@official("catalogue.edit", "catalogue.publish")
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: AuthenticatedRequest) -> Any:
    form = Export(request.POST) if request.method == "POST" else Export()
    if request.method == "POST" and form.is_valid():
        try:
            return _file(request, form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "catalogue/official/export.html", {"form": form}, status=422 if form.errors else 200)


def _file(request: AuthenticatedRequest, wanted: dict[str, Any]) -> FileResponse:
    region = wanted["region"].strip().ljust(12, "0") if wanted["region"] else ""
    items = chosen(
        region_code=region,
        org_code=wanted["org"].strip(),
        within=desk_queries.reach(request.user),
        published=wanted["published"],
    )
    _check_not_too_many(items)
    file = tempfile.TemporaryFile()
    lacking = Counter[str]()
    export_items(items, file, format=wanted["format"], lacking=lacking)
    if lacking:
        messages.warning(request, lacking_in_words(lacking))  # stands on the next page, beside the file
    file.seek(0)
    name = f"catalogue-{clock.today():%Y%m%d}{'-tables' if wanted['format'] == 'tables' else ''}"
    return FileResponse(file, as_attachment=True, filename=name + SUFFIXES[wanted["format"]])


def _check_not_too_many(items: Any) -> None:
    if items.order_by("code")[MOST : MOST + 1].exists():
        raise Refused(
            _("This is too much for one file at the desk."),
            found=_("more than %(count)d items") % {"count": MOST},
            cure=_("Choose a smaller division or one organ, or ask for `tongban export-items` at the machine."),
        )
    if not items.exists():
        raise Refused(_("There is no item to export."), cure=_("Choose another division or organ."))
