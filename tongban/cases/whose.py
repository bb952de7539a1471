"""Whose a case is, for whoever acts for them under a mandate."""

from __future__ import annotations

from typing import Any

from tongban.cases.models import Case
from tongban.intake import api as intake
from tongban.kit.act import Under
from tongban.kit.errors import NotAllowed
from tongban.people.api import Deed, Matter, check_stands_in


def matter(case: Case) -> Matter:
    return Matter(case.user_id, case.enterprise_id, lambda: (case.item_code, case.guide.topics), case.received_at)


def is_applicants(case: Case, user: Any, deed: str = Deed.SEE) -> bool:
    """Of the applicant, or of whoever may do this for them."""
    try:
        check_for_applicant(case, user, deed)
    except NotAllowed:
        return False
    return True


def check_for_applicant(case: Case, user: Any, deed: str) -> Under | None:
    under = check_stands_in(user, matter(case), deed)
    if under is not None and not case.enterprise_id:
        intake.check_agent_may(case.guide, deed, user)
    return under
