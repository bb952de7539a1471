from __future__ import annotations

from tongban.kit.subjects import SubjectType
from tongban.workflow.models import Process
from tongban.workflow.rules import check_can_see

SUBJECT = SubjectType(
    model=Process,
    label=lambda process: process.name,
    url=lambda process: f"/desk/processes/{process.pk}/",
    check_can_see=check_can_see,
)
