"""Which case comes next: the most urgent one whose next step one of the person's posts may do."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from django.db.models import Q, QuerySet

from tongban.cases import steps
from tongban.cases.models import Case
from tongban.cases.queries import ORDER, open_cases
from tongban.cases.rules import PERMISSION
from tongban.cases.states import State
from tongban.people.api import User, may

NEXT_ACT = {State.SUBMITTED: "accept", State.GRANTED: "deliver", State.REFUSED: "deliver"}
DEPTH = 200  # rows looked through on either side; beyond it the list itself is the better tool
FEW = 8
BESIDE = 12  # rows of the list beside a case


def waits_for(case: Case, user: User) -> bool:
    """Whether the person may do what comes next. Reads the row's own columns only."""
    if steps.waits_for(case, user):
        return True
    wanted = [PERMISSION[act] for act in _next_acts(case, user) if act in PERMISSION]
    return any(may(user, permission, org_code=case.org_code, region_code=case.region_code) for permission in wanted)


def _next_acts(case: Case, user: User) -> list[str]:
    if case.state != State.IN_REVIEW:
        return [NEXT_ACT.get(case.state, "")]  # type: ignore[call-overload]
    asked = ["extend"] if case.extension.get("asked") and not case.extension.get("granted") else []
    asked += ["name_inspectors"] if "inspect" in case.ready and not case.inspectors else []
    return asked + [act for act in case.ready if act != "inspect" or str(user.pk) in case.inspectors]


def behind(rows: QuerySet[Case], case: Case) -> QuerySet[Case]:
    later = Q(due_on__gt=case.due_on) | Q(due_on=case.due_on, id__gt=case.pk)
    return rows.filter(later).order_by(*ORDER)


def next_case(user: User, after: Case | None = None) -> Case | None:
    """After the given case in the order of the list, then from the top again."""
    rows = open_cases(user)
    looked_through = first_rows(rows.order_by(*ORDER))
    if after is not None:
        looked_through = chain(first_rows(behind(rows, after)), looked_through)
    found = (case for case in looked_through if after is None or case.pk != after.pk)
    return next((case for case in found if waits_for(case, user)), None)


def first_rows(rows: QuerySet[Case]) -> Iterator[Case]:
    """A few first: mostly one of them is the one, and a row costs more to read than to ask for."""
    few = list(rows[:FEW])
    yield from few
    if len(few) == FEW:
        yield from rows[FEW:DEPTH]


def beside(user: User, case: Case) -> list[Case]:
    """The case and what follows it in the list; a closed case stands before the most urgent ones."""
    rows = open_cases(user)
    if not case.is_open:
        return list(rows.order_by(*ORDER)[:BESIDE])
    return [case, *behind(rows, case)[: BESIDE - 1]]
