from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from tongban.audit.api import Entry, history
from tongban.cases.models import Case
from tongban.cases.states import State
from tongban.intake import api as intake
from tongban.kit import clock
from tongban.kit.prepared import Prepared
from tongban.kit.typed import half_width
from tongban.people.api import Enterprise, User, may, reach, theirs
from tongban.regions.api import organisation

ORDER = ["due_on", "id"]
LIST_FIELDS = (
    "id",
    "number",
    "item_code",
    "item_name",
    "item_name_en",
    "applicant_name",
    "beneficiary_id_index",
    "org_code",
    "region_code",
    "state",
    "refused",
    "is_open",
    "received_at",
    "due_on",
    "yellow_on",
    "paused",
    "deemed",
    "examiner_id",
    "immediate",
    "ready",
    "asked",
    "channel",
    "enterprise_id",
    "extension",
    "inspectors",
    "protects",
)


def reach_of(user: User, permission: str = "cases.see") -> Q:
    return reach(user, permission)


def open_cases(user: User) -> QuerySet[Case]:
    """The list of the desk: open cases in reach, by lamp, most urgent first."""
    return Case.objects.filter(reach_of(user), is_open=True).only(*LIST_FIELDS)


def mine(user: User) -> QuerySet[Case]:
    """Of whom they act for now, else their own; an agent finds those of the mandate."""
    return Case.objects.filter(theirs(user, service="item_code", began="received_at")).order_by("-id")


MOST = 20  # of somebody's other cases, on a page about one


def underway(*, item_code: str, user: User, enterprises: Iterable[Enterprise]) -> list[intake.Underway]:
    """What `intake.underway` asks. One query; a colleague's case for an enterprise is named, and theirs alone to open."""
    theirs = Q(user=user) | Q(enterprise__in=list(enterprises))
    rows = Case.objects.filter(theirs, item_code=item_code, is_open=True).select_related("enterprise")
    return [
        intake.Underway(
            number=case.number,
            received_at=case.received_at,
            state=case.state_name,
            enterprise=case.enterprise.name if case.enterprise else "",
            url=reverse("cases:case", args=[case.pk]) if case.user_id == user.pk else "",
        )
        for case in rows.order_by("-id")[:MOST]
    ]


def times_asked(since: dt.date, until: dt.date) -> dict[str, int]:
    """How many cases came in from `since` until before `until`, by the code of their item. Reads the whole table: for
    the worker.
    """
    begin, end = (dt.datetime.combine(day, dt.time(), clock.ZONE) for day in (since, until))
    rows = Case.objects.filter(received_at__gte=begin, received_at__lt=end).order_by()
    return dict(rows.values_list("item_code").annotate(times=Count("pk")))


@dataclass(frozen=True)
class Given:
    """Another case for the same beneficiary. `may_open`: the reader's posts reach it."""

    case: Case
    may_open: bool

    @property
    def organ(self) -> str:
        return organisation(self.case.org_code).shown_name


@dataclass(frozen=True)
class Others:
    """`of_applicant`: the same person or enterprise for the same item, in reach. `of_beneficiary`: of any organ, what
    gives, gave or may give the same to the same person, by whomever it was applied for."""

    of_applicant: list[Case]
    of_beneficiary: list[Given]


def others(case: Case, user: User) -> Others:
    """The newest first; one query."""
    applicant = Q(enterprise=case.enterprise_id) if case.enterprise_id else Q(user=case.user_id, enterprise=None)
    wanted = applicant & reach_of(user) & Q(item_code=case.item_code)
    if whose := case.beneficiary_id_index:
        wanted |= Q(beneficiary_id_index=whose, item_code__endswith=case.guide.base_code)
    rows = Case.objects.filter(wanted).exclude(pk=case.pk).only(*LIST_FIELDS).order_by("-id")[:MOST]
    same = [row for row in rows if whose and row.beneficiary_id_index == whose]
    return Others(
        [row for row in rows if row not in same],
        [_given(row, user) for row in same if row.state not in State.without_result],
    )


def _given(row: Case, user: User) -> Given:
    return Given(row, may(user, "cases.see", org_code=row.org_code, region_code=row.region_code))


EVERYTHING = Prepared(
    lambda: Case.objects.select_related("application__mandate", "user", "enterprise", "agent", "examiner"), "pk"
)


def with_everything(key: Any) -> Case:
    """The case with what its page needs in one query."""
    return EVERYTHING.get(key)


def by_number_and_code(number: str, code: str) -> Case | None:
    """For anybody who holds the number and the query code."""
    case = Case.objects.select_related("application", "version").filter(number=intake.as_printed(number)).first()
    return case if case is not None and _fits(case.application, code) else None


def bundle_by_number_and_code(number: str, code: str) -> intake.Application | None:
    """The same of several items that were applied for at once."""
    whole = intake.bundle_by_number(intake.as_printed(number))
    return whole if whole is not None and _fits(whole, code) else None


def _fits(application: intake.Application, code: str) -> bool:
    typed = "".join(half_width(code).split()).upper()
    # as bytes: `compare_digest` takes no text beyond ASCII
    return secrets.compare_digest(application.query_code.encode(), typed.encode(errors="replace"))


def person_of_number(number: str, by: User) -> User | None:
    """Who applied, where the posts of `by` reach the case."""
    case = Case.objects.select_related("user").filter(reach_of(by), number=intake.as_printed(number)).first()
    return case.user if case else None


def record_of(case: Case) -> list[Entry]:
    return list(history(case))
