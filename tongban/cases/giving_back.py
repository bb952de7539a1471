"""Whoever loses a post loses what they had claimed by it: the cases stand with the office again."""

from __future__ import annotations

from tongban.cases.models import Case
from tongban.cases.states import State
from tongban.kit.act import Actor, act
from tongban.people.api import User, may


def give_back_all(*, user: User, by: Actor, org_code: str = "") -> int:
    """Open cases that this person examines, of one organ or of all; those that another post still covers stay."""
    living = User.objects.prefetch_related("posts").get(pk=user.pk)
    rows = Case.objects.filter(examiner=user, state__in=State.open)
    given = 0
    for case in rows.filter(org_code=org_code) if org_code else rows:
        if not living.is_active or not may(
            living, "cases.review", org_code=case.org_code, region_code=case.region_code
        ):
            given += give_back(case=case, user=user, by=by)
    return given


def give_back(*, case: Case, user: User, by: Actor) -> bool:
    with act(case, "cases.give_back", by=by) as this:
        if this.subject.examiner_id != user.pk:
            this.nothing_happened()
            return False
        this.subject.examiner = None
        this.note(examiner=user.actor_key)
    return True
