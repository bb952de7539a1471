from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tongban.documents.api import File
from tongban.forms import api as forms
from tongban.intake.forgetting import (
    forget_drafts_of,
    forget_old_drafts,
    forget_uploads,
    forget_uploads_of,
    loose_files,
    loose_files_of,
)
from tongban.intake.models import Application, MaterialFile
from tongban.intake.needs import day_of, situated
from tongban.intake.states import State
from tongban.kit.holdings import Holding, Outdated, hold, outdates
from tongban.regions.api import division_choices_as_read

FORM = {"item_name": _("Service"), "situation": _("Situation"), "answers": _("Answers"), "carried": _("Taken over")}
DUTY = "《个人信息保护法》第十三条第一款第三项、第二十九条、第三十五条"


def read(row: Application) -> Iterable[tuple[str, Any]]:
    """The form as it was filled in, in words."""
    yield str(_("Service")), row.shown_item
    yield str(_("Receipt number")), row.receipt_no
    yield str(_("Query code")), row.query_code
    yield str(_("Submitted")), row.submitted_at
    if row.state == State.DRAFT:
        yield str(_("Saved")), row.saved_at
    yield from situated(row)
    if row.guide.form:
        pages = forms.summary(
            forms.load(row.guide.form),
            row.answers,
            row.situation,
            get_language() or "zh-hans",
            division_choices=division_choices_as_read,
            day=day_of(row),
        )
        yield from ((line.label, line.shown) for _page, lines in pages for line in lines)


def read_material(row: MaterialFile) -> Iterable[tuple[Any, Any]]:
    named = {one.key: one.name.said() for one in row.application.guide.materials}
    yield _("Receipt number"), row.application.receipt_no
    yield _("Material"), named.get(row.material_key, row.material_key)
    yield _("File"), row.file.name
    yield _("Note"), row.note
    yield _("Handed in"), row.made_at


hold(
    Holding(
        "intake.draft",
        Application,
        title=_("Drafts"),
        why=_("So that you can go on where you stopped."),
        basis=DUTY,
        keep="short",
        shown="you; the clerk who typed it with you",
        of=lambda user: Application.objects.filter(user=user, state=State.DRAFT).order_by("id"),
        says=FORM | {"saved_at": _("Saved")},
        reads=read,
        forget=forget_drafts_of,
        left_out={"query_code": "a draft has none"},
    )
)
hold(
    Holding(
        "intake.application",
        Application,
        title=_("What you applied for"),
        why=_("To examine what you apply for."),
        basis=DUTY,
        keep="case",
        shown="masked on the desk; whole once the case is opened for a reason",
        of=lambda user: (
            Application.objects.filter(user=user, state__in=[State.SUBMITTED, State.WAITING])
            .select_related("version")
            .order_by("id")
        ),
        running=lambda user: Application.objects.filter(user=user, state=State.WAITING),
        says={"receipt_no": _("Receipt number"), "query_code": _("Query code"), "submitted_at": _("Submitted")} | FORM,
        reads=read,
    )
)
hold(
    Holding(
        "intake.material",
        MaterialFile,
        title=_("Materials"),
        why=_("To examine what you apply for."),
        basis=DUTY,
        keep="case",
        shown="whoever works on the case, each look recorded",
        of=lambda user: (
            MaterialFile.objects.filter(application__user=user, application__state=State.SUBMITTED)
            .select_related("application__version", "file")
            .order_by("id")
        ),
        says={
            "application.receipt_no": _("Receipt number"),
            "material_key": _("Material"),
            "file.name": _("File"),
            "note": _("Note"),
            "made_at": _("Handed in"),
        },
        reads=read_material,
    )
)
hold(
    Holding(
        "intake.file",
        File,
        title=_("Files"),
        why=_("To examine what you apply for."),
        basis=DUTY,
        keep="case",
        shown="whoever works on the case, each look recorded",
        of=lambda user: File.objects.filter(owner=user).order_by("id"),
        says={"name": _("File"), "kind": _("Kind"), "size": _("Bytes"), "sha256": "SHA-256", "made_at": _("Handed in")},
        files=lambda row: [(f"{str(row.pk)[-12:]}-{row.name}", row)],
        left_out={"secret": "it opens the bytes, and they are enclosed"},
        forget=forget_uploads_of,
        goes=loose_files_of,
    )
)
outdates(
    Outdated(
        "intake.drafts",
        "KEEP_DRAFTS_DAYS",
        rows=lambda before: Application.objects.filter(state=State.DRAFT, saved_at__lt=before),
        forget=forget_old_drafts,
        says="drafts that nobody touched",
    )
)
outdates(
    Outdated(
        "intake.uploads",
        "KEEP_UPLOADS_DAYS",
        rows=loose_files,
        forget=forget_uploads,
        says="files without an application",
    )
)
