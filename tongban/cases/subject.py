from __future__ import annotations

from tongban.cases.models import Case
from tongban.cases.rules import check_can_see
from tongban.kit.subjects import SubjectType

SUBJECT = SubjectType(
    model=Case,
    label=lambda case: case.number,
    url=lambda case: f"/my/cases/{case.pk}/",
    check_can_see=check_can_see,
    parties=lambda case: (case.user_id,),
    official_url=lambda case: f"/desk/cases/{case.pk}/",
)
