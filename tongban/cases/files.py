"""Officials at the files of an applicant: each look stays in the record, and who has no work with them says why."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tongban.audit.api import looked_today, looks_at
from tongban.cases.models import Case
from tongban.cases.rules import works_on
from tongban.documents.api import File
from tongban.intake import api as intake
from tongban.kit.errors import NotAllowed
from tongban.kit.subjects import Subject
from tongban.people.api import stands_in

OPENED = "opened_cases"  # in the session: cases whose personal data this person opened, with a reason


def opens(file: File, subject: Subject, request: Any) -> None:
    """Drafts, and what is their own, people open as they like."""
    by = request.user
    if not isinstance(subject, intake.Application) or not subject.receipt_no or by.pk == subject.user_id:
        return
    person_key = f"user:{subject.user_id}"
    reason = _reason(subject, person_key, request)
    looked_today(subject=subject, person_key=person_key, what=f"file:{file.pk}", reason=reason, by=by)


def _reason(application: intake.Application, person_key: str, request: Any) -> str:
    """Whoever acts for them leaves a look too."""
    if works_on(application, request.user):
        return _("working on the case")
    if stands_in(request.user, intake.matter(application)):
        return _("acting for you")
    return _reason_given(application, person_key, request)


def _reason_given(application: intake.Application, person_key: str, request: Any) -> str:
    """For the personal data of the case, since this person signed in."""
    case = Case.objects.filter(application=application).only("id").first()
    if case is not None and str(case.pk) in request.session.get(OPENED, []):
        looks = looks_at(person_key).filter(by_key=request.user.actor_key, what="application")
        if look := looks.filter(subject_key=case.subject_key).first():
            return look.reason
    raise NotAllowed(
        _("The files of an application open to whoever works on it."),
        found=_("none of your posts works on this case"),
        cure=_("On the page of the case, write why you need the personal data; then they open."),
    )
