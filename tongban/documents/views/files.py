"""The only way out for a stored file: through the right to see what it belongs to.

`people` is a later room, so this file names no role: whoever is signed in may ask, and the subject's rule answers.
"""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.documents import previews, sniff
from tongban.documents.actions import paper_title
from tongban.documents.models import File, Paper
from tongban.documents.questions import may_open, opens, opens_paper
from tongban.documents.scanning import Scan
from tongban.documents.storing import opened
from tongban.kit import subjects
from tongban.kit.errors import NotAllowed, Refused

R = TypeVar("R", bound=HttpResponseBase)
KINDS = {kind.code: kind for kind in sniff.KINDS}
INLINE = {"pdf", "jpg", "png"}
# Nothing inside a stranger's file may run here, whatever the browser takes it for.
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:"
# Chromium's viewer counts as a plugin, and a sandbox blocks it whole (kiwix/libkiwix#916, PrivateBin#610); a PDF of this
# type and `nosniff` has no page to run anything in, and the viewer keeps its own sandbox.
PDF_POLICY = "frame-ancestors 'self'; base-uri 'none'; form-action 'none'"


def _visible_file(key: UUID, request: HttpRequest) -> File:
    """Raises Http404 for an unknown key and NotAllowed (403) for a stranger's. What somebody uploaded is not opened
    unseen: see `questions.opens`."""
    file = File.objects.filter(pk=key).first()
    if file is None or file.kind not in KINDS:  # lists and packages have pages of their own
        raise Http404
    subject = _check_can_see(file, request.user)
    if file.owner_id is not None:
        opens(file=file, subject=subject, request=request)
    elif printed := Paper.objects.filter(file=file).first():
        _check_may_open(printed, request.user)
        opens_paper(paper=printed, subject=subject, by=request.user)
    return file


def _check_can_see(thing: File | Paper, user: Any) -> subjects.Subject:
    kind = subjects.types()[thing.subject_type]
    subject = kind.model._default_manager.filter(pk=thing.subject_key).first()
    if subject is None:
        raise Http404
    kind.check_can_see(subject, user)
    return subject


def _check_may_open(paper: Paper, user: Any) -> None:
    if not may_open(paper=paper, user=user):
        raise NotAllowed(
            _("This decision opens when you receive it."),
            found=paper.number,
            cure=_(
                "Go to your case and press “Receive the decision”: that counts as service, and its day is recorded."
            ),
        )


def check_is_open(file: File) -> None:
    """Raises Refused (423, locked) for what the virus scanner has not seen yet, and for what it calls harmful."""
    if file.is_open:
        return
    if file.scan == Scan.WAITING:
        cure = _("Please open it again in a few minutes.")
    else:
        cure = _("Ask for the document anew, scanned or photographed with another device.")
    closed = Refused(file.why_closed, found=file.found, cure=cure)
    closed.status = 423
    raise closed


def sent(file: File, *, inline: bool) -> FileResponse:
    check_is_open(file)
    try:
        response = FileResponse(opened(file), content_type=file.mime)
    except FileNotFoundError:
        raise _lost(file) from None
    name = file.name if file.name.lower().endswith(f".{file.kind}") else f"{file.name}.{file.kind}"
    response.headers["Content-Disposition"] = content_disposition_header(not inline, name) or "attachment"
    return _guarded(response, _policy(file) if inline else SANDBOX)


def _policy(file: File) -> str:
    return PDF_POLICY if file.kind == "pdf" else SANDBOX


def _guarded(response: R, policy: str = SANDBOX) -> R:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = policy
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _lost(file: File) -> Refused:
    lost = Refused(
        _("The file is on our list, but not on our disk."),
        found=file.sha256[:12],
        cure=_("Please call 12345 and name the time; we look for it in the backup."),
    )
    lost.status = 500
    return lost


@require_safe
def file(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """The whole file as it was handed in; a browser saves it and shows nothing."""
    return sent(_visible_file(key, request), inline=False)


file.entry = "citizen"  # type: ignore[attr-defined]  # what `people.api.citizen` says of a view


@require_safe
def preview(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Inside the browser: a picture made smaller and without its hidden data, a PDF as it is, else the file itself."""
    found = _visible_file(key, request)
    check_is_open(found)
    tag = f'"{found.sha256[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        return _guarded(
            HttpResponseNotModified(headers={"ETag": tag}), _policy(found)
        )  # it takes the first one's place
    response: HttpResponseBase = (
        _picture(found) if found.kind in ("jpg", "png") else sent(found, inline=found.kind in INLINE)
    )
    response.headers["ETag"] = tag
    return response


preview.entry = "citizen"  # type: ignore[attr-defined]


def _picture(found: File) -> HttpResponse:
    check_is_open(found)
    try:
        with opened(found) as content:
            small = previews.preview(content, KINDS[found.kind])
    except FileNotFoundError:
        raise _lost(found) from None
    response = HttpResponse(small, content_type="image/png")
    response.headers["Content-Disposition"] = content_disposition_header(False, f"{found.name}.png") or "inline"
    return _guarded(response)


@require_safe
def paper(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """A paper as signed PDF; before the worker has printed it, a page that comes again by itself."""
    found = Paper.objects.select_related("file").filter(pk=key).first()
    if found is None:
        raise Http404
    subject = _check_can_see(found, request.user)
    _check_may_open(found, request.user)
    opens_paper(paper=found, subject=subject, by=request.user)
    if found.file is None:
        context = {"title": paper_title(found), "number": found.number}
        return render(request, "documents/not_printed.html", context, status=202)
    if "save" in request.GET:
        return redirect("documents:file", key=found.file.pk)
    return sent(found.file, inline=True)


paper.entry = "citizen"  # type: ignore[attr-defined]
