from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tongban.intake.models import Application
from tongban.intake.rules import is_typed_by
from tongban.intake.states import State
from tongban.intake.whose import matter
from tongban.kit.errors import NotAllowed
from tongban.kit.subjects import SubjectType
from tongban.people.api import check_is_not_over, is_own, may, stands_in


def check_can_see(application: Application, user: Any) -> None:
    """A draft is the applicant's (and the clerk's who types it); once submitted, also the organ's. Whoever acts for the
    applicant sees what the mandate gives."""
    if is_own(user, matter(application)) or is_typed_by(application, user):
        return
    submitted = application.state == State.SUBMITTED
    if submitted and may(user, "cases.see", org_code=application.org_code, region_code=application.region_code):
        return
    if stands_in(user, matter(application)):
        return
    check_is_not_over(user, matter(application))
    raise NotAllowed(_("This application belongs to somebody else."))


SUBJECT = SubjectType(
    model=Application,
    label=lambda application: application.receipt_no or application.shown_item,
    url=lambda application: f"/my/applications/{application.pk}/",
    check_can_see=check_can_see,
    parties=lambda application: (application.user_id,),
)
