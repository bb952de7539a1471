"""For anybody who holds a number: how a case stands, and whether a document holds. Tries are counted per address."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from tongban.cases import api as cases
from tongban.catalogue.api import places
from tongban.intake.api import as_printed, is_receipt_number
from tongban.kit.errors import BadInput, Refused
from tongban.people.api import address_of, anybody, count_try
from tongban.portal import checking

TRIES_PER_ADDRESS = 40  # in a quarter of an hour
TRIES_PER_NUMBER = 10


@anybody
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def progress(request: HttpRequest) -> HttpResponse:
    """The number may come by a link (QR on the receipt); the query code is always typed."""
    typed = request.POST.get("number") or request.GET.get("number", "")
    number = as_printed(typed[:60])[:30]
    if request.method != "POST":
        return _asked(request, number)
    try:
        case = looked_up(request, number, request.POST.get("code", ""), bundles=True)
    except Refused as refusal:
        return _asked(request, number, refusal)
    if not isinstance(case, cases.Case):
        context = {"nav": "track", **home(), "whole": case, "lines": cases.lines(case, clocks=True)}
        return render(request, "portal/progress_bundle.html", context)
    return render(request, "portal/progress_found.html", {"nav": "track", **home(), **told(case)})


def home() -> dict[str, Any]:
    return places.place_context(settings.HOME_REGION)


def _asked(request: HttpRequest, number: str, refusal: Refused | None = None) -> HttpResponse:
    fields = getattr(refusal, "errors", {})
    listed = [{"target": f"f-{key}", "text": text} for key, texts in fields.items() for text in texts]
    context = {
        **home(),
        "nav": "track",
        "number": number,
        "refusal": None if fields else refusal,
        "errors": listed,
        "fields": fields,
    }
    return render(request, "portal/progress.html", context, status=refusal.status if refusal else 200)


def looked_up(request: HttpRequest, number: str, code: str, *, bundles: bool = False) -> Any:
    """The case; with `bundles` also the application of several items at once. Raises BadInput for typing faults,
    TooMany, and BadInput when number and code do not fit together."""
    check_typed(number, code)
    count_try("progress", address_of(request), TRIES_PER_ADDRESS)
    count_try("progress_number", number, TRIES_PER_NUMBER)
    case = cases.by_number_and_code(number, code)
    found = case or (cases.bundle_by_number_and_code(number, code) if bundles else None)
    if found is None:
        wrong = _("Number and query code do not fit together. The code stands on the receipt below the number.")
        raise BadInput(wrong, errors={"code": [wrong]}, wanted=_("the two as they stand on one receipt"))
    return found


def check_typed(number: str, code: str) -> None:
    """A typing fault is told before anything is looked up: the check character knows."""
    errors: dict[str, list[str]] = {}
    if not number:
        errors["number"] = [_("Please type the receipt number.")]
    elif not is_receipt_number(number):
        errors["number"] = [
            _("This number has a typing fault: its check character does not fit. Compare it with the receipt.")
        ]
    if not code.strip():
        errors["code"] = [_("Please type the query code; it stands on the receipt below the number.")]
    if errors:
        cure = " ".join(text for texts in errors.values() for text in texts)
        raise BadInput(_("Please look at this again."), errors=errors, found=number, cure=cure)


def told(case: cases.Case) -> dict[str, Any]:
    """States, times and the due date; no name, no answer, no paper: the code may lie on somebody else's table."""
    due = cases.due_of(case) if case.is_open else None
    return {
        "case": case,
        "name": case.guide.name,
        "state": case.state_name,
        "events": cases.timeline(case, cases.record_of(case), due=due.due if due else None),
        "due": due,
    }


@anybody
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """By link with a check code (QR on the paper), by what is typed, or by the file.

    A check code cannot be guessed, so a link counts no try and writes nothing.
    """
    typed = request.POST.get("text", "").strip()[:200]
    verdict, error, status = None, "", 200
    try:
        if request.method == "POST":
            verdict = judged(request, typed, request.FILES.get("file"))
        elif code := request.GET.get("code", "").strip()[:40]:
            verdict, typed = checking.by_code(code), code
    except Refused as refusal:
        error, status = str(refusal), refusal.status
    context = {
        **home(),
        "typed": typed,
        "verdict": verdict,
        "error": error,
        "limit": settings.UPLOAD_FILE_LIMIT // 2**20,
    }
    return render(request, "portal/check.html", context, status=status)


def judged(request: HttpRequest, typed: str, file: UploadedFile | None) -> checking.Verdict:
    """Raises BadInput when there is nothing to look at or too much, TooMany above the limit."""
    if file is None and not typed:
        raise BadInput(_("Type a number, or choose a file."))
    if file is not None and (file.size or 0) > settings.UPLOAD_FILE_LIMIT:
        raise BadInput(
            _("This file is too large."),
            found=_("%(size).1f MB") % {"size": (file.size or 0) / 2**20},
            wanted=_("at most %(size)d MB") % {"size": settings.UPLOAD_FILE_LIMIT // 2**20},
            cure=_("Papers of ours are much smaller; choose the PDF that you received."),
        )
    count_try("check", address_of(request), TRIES_PER_ADDRESS)
    return checking.by_file(file.read()) if file is not None else checking.by_text(typed)
