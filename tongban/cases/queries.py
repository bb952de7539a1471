from __future__ import annotations

import secrets
from typing import Any

from django.db.models import Q, QuerySet

from tongban.audit.api import Entry, history
from tongban.cases.models import Case
from tongban.intake.api import as_printed
from tongban.kit.prepared import Prepared
from tongban.people.api import User, posts_with
from tongban.regions.api import subtree_range

ORDER = ["due_on", "id"]
LIST_FIELDS = (
    "id",
    "number",
    "item_code",
    "item_name",
    "item_name_en",
    "applicant_name",
    "org_code",
    "region_code",
    "state",
    "is_open",
    "received_at",
    "due_on",
    "yellow_on",
    "paused",
    "deemed",
    "examiner_id",
    "immediate",
    "ready",
    "channel",
    "enterprise_id",
    "extension",
    "inspectors",
)


def reach_of(user: User, permission: str = "cases.see") -> Q:
    """The rows a person's posts reach, as a condition on the row's own columns."""
    reach = Q(pk__in=[])
    for post in posts_with(user, permission):
        if post.described.subtree:
            low, high = subtree_range(post.region_code)
            reach |= Q(region_code__gte=low, region_code__lt=high)
        else:
            reach |= Q(org_code=post.org_code)
    return reach


def open_cases(user: User) -> QuerySet[Case]:
    """The list of the desk: open cases in reach, by lamp, most urgent first."""
    return Case.objects.filter(reach_of(user), is_open=True).only(*LIST_FIELDS)


def mine(user: User) -> QuerySet[Case]:
    return Case.objects.filter(user=user).order_by("-id")


EVERYTHING = Prepared(lambda: Case.objects.select_related("application", "user", "enterprise", "examiner"), "pk")


def with_everything(key: Any) -> Case:
    """The case with what its page needs in one query."""
    return EVERYTHING.get(key)


def by_number_and_code(number: str, code: str) -> Case | None:
    """For anybody who holds the number and the query code."""
    case = Case.objects.select_related("application", "version").filter(number=as_printed(number)).first()
    typed = code.strip().upper().encode(errors="replace")  # as bytes: `compare_digest` takes no text beyond ASCII
    if case is None or not secrets.compare_digest(case.application.query_code.encode(), typed):
        return None
    return case


def record_of(case: Case) -> list[Entry]:
    return list(history(case))
