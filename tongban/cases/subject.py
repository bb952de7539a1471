from __future__ import annotations

from tongban.cases.models import Case
from tongban.cases.rules import check_can_see
from tongban.cases.states import TABLE
from tongban.kit.subjects import Replay, SubjectType

BY_AN_OFFICIAL = ("cases.decide", "cases.decide_at_once", "cases.refuse")

SUBJECT = SubjectType(
    model=Case,
    label=lambda case: case.number,
    url=lambda case: f"/my/cases/{case.pk}/",
    check_can_see=check_can_see,
    parties=lambda case: (case.user_id,),
    official_url=lambda case: f"/desk/cases/{case.pk}/",
    replay=Replay(
        TABLE,
        at={"decided_at": (*BY_AN_OFFICIAL, "cases.deem_renewed")},
        by={"decided_by_id": BY_AN_OFFICIAL},
        began="received_at",
    ),
)
