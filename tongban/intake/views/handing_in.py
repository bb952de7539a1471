"""The materials: one plain form for each, which scripts turn into an upload with progress."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _

from tongban.documents.api import File
from tongban.intake import actions, bundled
from tongban.intake.models import MaterialFile
from tongban.intake.needs import Need, needs
from tongban.intake.views.answering import wants_json
from tongban.intake.views.journey import Journey, Step, of_a_draft
from tongban.kit.errors import BadInput
from tongban.people.api import AuthenticatedRequest

HERE = Step("materials")
PICTURES = ("jpg", "png")


def file_row(row: MaterialFile) -> dict[str, Any]:
    """As `components/upload.html` and `theme/upload.js` want it."""
    stored = row.file
    return {
        "id": str(row.pk),
        "name": stored.name,
        "size": stored.size,
        "url": reverse("documents:preview", args=[stored.pk]),
        "is_image": stored.kind in PICTURES and stored.is_open,
        "closed": stored.why_closed,
    }


@dataclass
class ShownNeed:
    """One material as its card shows it."""

    need: Need
    errors: list[str] = field(default_factory=list)

    @property
    def badge(self) -> str:
        if self.need.is_free:
            return "exempt"
        return {"required": "upload", "optional": "optional", "deferrable": "deferrable"}[self.need.material.necessity]

    @property
    def files(self) -> list[dict[str, Any]]:
        return [file_row(row) for row in self.need.files]

    @property
    def hint(self) -> str:
        material = self.need.material
        said = [material.sample_note.said()] if material.sample_note else []
        if material.exempt_by and not self.need.licence:
            said = [_("We looked for it among your e-licences and did not find it, so please upload it this time.")]
        if material.accept_standard:
            said.append(_("Accepted if: %(standard)s") % {"standard": material.accept_standard.said()})
        return " ".join(said)


@of_a_draft
def materials(request: AuthenticatedRequest, journey: Journey) -> HttpResponse:
    if not journey.is_situated:
        messages.info(request, _("First a few questions: they decide what is asked of you."))
        return redirect(journey.route("situation"))
    journey.index(HERE)
    if request.method != "POST":
        return _show(request, journey, {})
    if "material" in request.POST:
        return _change(request, journey, request.POST["material"])
    return _go_on(request, journey)


def _change(request: AuthenticatedRequest, journey: Journey, key: str) -> HttpResponse:
    """Adds, replaces or removes files of one material. A script gets the list as it is then; a refusal is its status."""
    try:
        faults = _do(request, journey, key)
    except BadInput as error:
        if wants_json(request):
            raise
        faults = [sentence_of(error)]
    if wants_json(request):
        return _as_json(request, journey, key, faults)
    if faults:
        return _show(request, Journey(journey.application, journey.wizard), {key: faults})
    return redirect(f"{journey.url(HERE)}#material-{key}")


def _do(request: AuthenticatedRequest, journey: Journey, key: str) -> list[str]:
    row, by = journey.application, request.user
    uploads = request.FILES.getlist("file")
    if "remove" in request.POST:
        if file_id := _known(row, key, request.POST["remove"]):
            actions.remove_file(application=row, file_id=file_id, by=by)
        return []
    if not uploads:
        return [_("No file was chosen. Choose one or several, then press the button.")]
    if "replace" in request.POST:
        _replace(request, journey, key, uploads[0])
        return []
    return _add(request, journey, key, uploads)


def _known(application: Any, key: str, typed: str) -> Any:
    """The key of a file of this material, or nothing: a stranger's key removes nothing."""
    rows = {str(row.pk): row.pk for row in application.material_files.filter(material_key=key)}
    return rows.get(typed)


def _replace(request: AuthenticatedRequest, journey: Journey, key: str, upload: UploadedFile) -> None:
    """Both or neither: a new file that is refused leaves the old one where it was."""
    row = journey.application
    file_id = _known(row, key, request.POST["replace"])
    actions.replace_file(application=row, material_key=key, file_id=file_id, upload=upload, by=request.user)


def _add(request: AuthenticatedRequest, journey: Journey, key: str, uploads: list[UploadedFile]) -> list[str]:
    """All in one act; or, when one is refused, each by itself: it does not take the others with it."""
    if len(uploads) > 1:
        try:
            actions.add_files(application=journey.application, material_key=key, uploads=uploads, by=request.user)
            return []
        except BadInput:
            pass
    faults = []
    for upload in uploads:
        try:
            actions.add_file(application=journey.application, material_key=key, upload=upload, by=request.user)
        except BadInput as error:
            if wants_json(request) and len(uploads) == 1:
                raise
            faults.append(f"{upload.name}: {sentence_of(error)}")
    return faults


def sentence_of(error: BadInput) -> str:
    """Message, what was found and wanted, and the cure, in one line beside the field."""
    facts = ""
    if error.found and error.wanted:
        facts = _("(found: %(found)s; wanted: %(wanted)s)") % {"found": error.found, "wanted": error.wanted}
    return " ".join(str(part) for part in (error.message, facts, error.cure) if part)


def _as_json(request: AuthenticatedRequest, journey: Journey, key: str, faults: list[str]) -> JsonResponse:
    if faults:
        return JsonResponse({"message": " ".join(faults), "cure": ""}, status=422)
    rows = journey.application.material_files.filter(material_key=key).select_related("file").order_by("id")
    used = _used([row.file for row in journey.application.material_files.select_related("file")])
    return JsonResponse({"files": [file_row(row) for row in rows], "used": used})


def _used(files: Iterable[File]) -> str:
    """How much of the room for one application its files take."""
    sizes = {"used": sum(file.size for file in files), "total": settings.UPLOAD_TOTAL_LIMIT}
    return _("Used so far: %(used)s of %(total)s.") % {key: filesizeformat(size) for key, size in sizes.items()}


def _go_on(request: AuthenticatedRequest, journey: Journey) -> HttpResponse:
    missing = {need.material.key: [_("Please upload this material.")] for need in journey.needs if need.is_missing}
    if missing and "save" not in request.POST:
        return _show(request, journey, missing)
    if "save" in request.POST:
        return redirect(journey.wizard.leave)
    reached = journey.index(HERE) + 1
    if journey.application.reached < reached:
        actions.save_page(
            application=journey.application, page="materials", values={}, reached=reached, by=request.user
        )
    return redirect(journey.after(HERE))


def _show(request: AuthenticatedRequest, journey: Journey, faults: dict[str, list[str]]) -> HttpResponse:
    shown = [
        ShownNeed(need, faults.get(need.material.key, []))
        for need in bundled.with_uses(needs(journey.application), journey.application)
    ]
    if not faults and "check" in request.GET:
        shown = [
            ShownNeed(one.need, [_("Please upload this material.")] if one.need.is_missing else []) for one in shown
        ]
    wrong = [
        {"target": f"material-{one.need.material.key}", "label": one.need.material.name.said(), "text": text}
        for one in shown
        for text in one.errors
    ]
    context = journey.context(
        HERE,
        shown=shown,
        errors=wrong,
        used=_used(row.file for one in shown for row in one.need.files),
        each_mb=settings.UPLOAD_FILE_LIMIT // 2**20,
    )
    return render(request, "intake/materials.html", context, status=422 if faults else 200)
