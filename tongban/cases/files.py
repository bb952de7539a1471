"""Officials at the files and papers of an applicant: each look stays in the record, and who has no work with them says
why."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tongban.cases.models import Case
from tongban.cases.protection import check_can_open
from tongban.cases.rules import works_on
from tongban.documents.api import File, Paper
from tongban.intake import api as intake
from tongban.kit.errors import NotAllowed
from tongban.kit.subjects import Subject, type_of
from tongban.people.api import is_open, note_look, stands_in


def opens(file: File, subject: Subject, request: Any) -> None:
    """Drafts, and what is their own, people open as they like."""
    by = request.user
    if not isinstance(subject, intake.Application) or not subject.receipt_no or by.pk == subject.user_id:
        return
    case = _checked(subject, by)
    note_look(subject=subject, person_key=f"user:{subject.user_id}", what=f"file:{file.pk}", within=case, by=by)


def opens_paper(paper: Paper, subject: Subject, by: Any) -> None:
    """What an organ wrote to somebody names them too. Citizens see what the rule of the subject lets them see."""
    owners = list(type_of(paper.subject_type).parties(subject))
    if not by.is_official or by.pk in owners or not owners:
        return
    case = _checked(subject, by)
    note_look(subject=subject, person_key=f"user:{owners[0]}", what=f"paper:{paper.kind}", within=case, by=by)


def _checked(subject: Any, by: Any) -> Case | None:
    """The case it belongs to. Whoever works on the case opens them by a click (of who is specially protected, whoever handles it); anybody else
    opens the case first."""
    case = _case_of(subject)
    if is_open(subject, by) or (case is not None and is_open(case, by)):
        return case
    if case is not None:
        check_can_open(case, by)
    if not works_on(subject, by) and not _stands_in(subject, by):
        raise NotAllowed(
            _("The files of an application open to whoever works on it."),
            found=_("none of your posts works on this case"),
            cure=_("On the page of the case, write why you need the personal data; then they open."),
        )
    return case


def _stands_in(subject: Any, by: Any) -> bool:
    """Whoever acts for them leaves a look too."""
    application = (
        subject if isinstance(subject, intake.Application) else getattr(_case_of(subject), "application", None)
    )
    return application is not None and stands_in(by, intake.matter(application))


def _case_of(subject: Any) -> Case | None:
    if isinstance(subject, Case):
        return subject
    rows = Case.objects.select_related("application")
    if isinstance(subject, intake.Application):
        return rows.filter(application=subject).first()
    if getattr(subject, "origin_type", "") == Case.subject_type:
        return rows.filter(pk=subject.origin_key).first()
    return None
