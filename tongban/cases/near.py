"""回避 (公务员法 §76): nobody handles a case that is their own, for them, or of somebody for whom they may act."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tongban.cases.models import Case
from tongban.cases.whose import matter
from tongban.kit.errors import NotAllowed
from tongban.people.api import may_stand_in


def is_near(case: Case, user: Any) -> bool:
    """Whether it is for the official, or they may act for the applicant. Asked once for a page with many buttons; an act
    has its own row."""
    known: dict[Any, bool] = case.__dict__.setdefault("near", {})
    if user.pk not in known:
        number = user.id_number_index
        known[user.pk] = bool(number and number == case.beneficiary_id_index) or may_stand_in(user, matter(case))
    return known[user.pk]


def check_is_not_near(case: Case, user: Any) -> None:
    """An official who applied is only the applicant; the case may be handed to somebody else."""
    mine = getattr(user, "pk", None)
    if mine is None:
        return
    if mine in (case.user_id, case.agent_id):
        raise NotAllowed(_("You applied for this yourself; somebody else has to do it."))
    if is_near(case, user):
        raise NotAllowed(_("You act for the applicant, or it is for you; somebody else has to do it."))
