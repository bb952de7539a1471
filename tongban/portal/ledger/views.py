"""Proofs to take home, and the page that checks them: in the browser, or here where no script runs."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from tongban.audit import api as audit
from tongban.cases import api as cases
from tongban.intake import api as intake
from tongban.kit import crypto
from tongban.kit.errors import BadInput, Refused
from tongban.people.api import (
    AuthenticatedRequest,
    Deed,
    address_of,
    anybody,
    check_stands_in,
    citizen,
    count_try,
)
from tongban.portal.ledger import lookups
from tongban.portal.views.lookups import TRIES_PER_ADDRESS, home
from verify import tongban_verify

HEADS_SHOWN = 5


@anybody
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """The script looks at the file in the browser and sends nothing; this answers a POST where there is no script."""
    verdict, error, status = None, "", 200
    try:
        if request.method == "POST":
            verdict = judged(request, request.FILES.get("file"))
    except Refused as refusal:
        error, status = str(refusal), refusal.status
    return render(request, "portal/ledger/check.html", frame() | {"verdict": verdict, "error": error}, status=status)


def frame() -> dict[str, object]:
    newest = audit.TreeHead.objects.order_by("-size")[:HEADS_SHOWN]
    keys = crypto.record_keys()
    words = {"words": tongban_verify.WORDS, "names": tongban_verify.NAMES, "language": language(), "keys": keys}
    return {
        **home(),
        "heads": [(head, audit.in_fours(head.root)) for head in newest],
        "keys": [key["id"] for key in keys],
        "words": words,
    }


def language() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh"


def judged(request: HttpRequest, file: UploadedFile | None) -> dict[str, object]:
    """Raises BadInput for no file or too large a one, TooMany above the limit."""
    if file is None:
        raise BadInput(_("Choose the receipt or its proof first."))
    if (file.size or 0) > settings.UPLOAD_FILE_LIMIT:
        raise BadInput(_("This file is too large."), wanted=_("the receipt as you downloaded it"))
    count_try("check", address_of(request), TRIES_PER_ADDRESS)
    ours = tongban_verify.keys_of(crypto.record_keys())
    verdict: Any = tongban_verify.judged_file(file.read(), keys=ours)
    for head in filter(None, (verdict.proof.head, verdict.proof.earlier) if verdict.holds else ()):
        if not audit.is_of_this_log(head.size, head.root):  # we signed it, and our log was never so: there are two
            verdict = tongban_verify.Verdict(False, "heads_differ", {"size": head.size})
    told: dict[str, object] = verdict.plain(language())
    return told


@anybody
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def proof(request: HttpRequest) -> HttpResponse:
    """By number and query code, without an account; the number may come by a link, the code is typed."""
    number = (request.POST.get("number") or request.GET.get("number", ""))[:60]
    if request.method != "POST":
        return _asked(request, number)
    try:
        found = lookups.looked_up(request, number, request.POST.get("code", ""))
    except Refused as refusal:
        return _asked(request, number, refusal)
    return download(found)


def _asked(request: HttpRequest, number: str, refusal: Refused | None = None) -> HttpResponse:
    fields = getattr(refusal, "errors", {})
    listed = [{"target": f"f-{key}", "text": text} for key, texts in fields.items() for text in texts]
    context = {**home(), "number": number, "fields": fields, "errors": listed, "refusal": None if fields else refusal}
    return render(request, "portal/ledger/proof.html", context, status=refusal.status if refusal else 200)


def download(application: intake.Application, *, at_once: bool = True) -> HttpResponse:
    made = HttpResponse(lookups.proof_of(application, at_once=at_once), content_type="application/json")
    made.headers["Content-Disposition"] = content_disposition_header(True, cases.file_name(application)) or "attachment"
    made.headers["Cache-Control"] = "no-store"
    return made


@citizen
@require_http_methods(["GET", "HEAD", "POST"])
def my_proof(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """A POST has a head signed over the newest step; a GET gives what the last head covers."""
    rows = intake.Application.objects.select_related("version").filter(pk=key)
    application = rows.first()
    if application is not None:
        check_stands_in(request.user, intake.matter(application), Deed.SEE)
    if application is None or application.state != intake.State.SUBMITTED:
        raise Http404
    return download(application, at_once=request.method == "POST")


@anybody
@require_safe
def verifier(request: HttpRequest) -> HttpResponse:
    """The program that checks a receipt without this site, to be read and kept; it knows the keys of this site."""
    keys = {"site": settings.SITE_URL, "keys": crypto.record_keys()}
    made = HttpResponse(
        _source().replace(b"KEYS_OF_THE_SITE = None", b"KEYS_OF_THE_SITE = " + repr(keys).encode(), 1),
        content_type="text/x-python; charset=utf-8",
    )
    made.headers["Content-Disposition"] = 'attachment; filename="tongban_verify.py"'
    return made


@cache
def _source() -> bytes:
    return Path(tongban_verify.__file__).read_bytes()
