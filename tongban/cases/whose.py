"""Whose a case is, for whoever acts for them under a mandate."""

from __future__ import annotations

from typing import Any

from tongban.cases.models import Case
from tongban.kit.act import Under
from tongban.people.api import Deed, Matter, check_stands_in, is_own, stands_in


def matter(case: Case) -> Matter:
    return Matter(case.user_id, case.enterprise_id, lambda: (case.item_code, case.guide.topics), case.received_at)


def is_applicants(case: Case, user: Any, deed: str = Deed.SEE) -> bool:
    """Of the applicant, or of whoever may do this for them."""
    return is_own(user, matter(case)) or stands_in(user, matter(case), deed)


def check_for_applicant(case: Case, user: Any, deed: str) -> Under | None:
    return check_stands_in(user, matter(case), deed)
