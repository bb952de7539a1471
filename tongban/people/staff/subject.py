"""What the desk of posts keeps in the record."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tongban.audit.api import FailedSignIn
from tongban.kit.subjects import SubjectType
from tongban.people.rules import check_may, may
from tongban.people.staff.models import AccessReview, Appointment, AuditExport
from tongban.people.staff.reviewing import check_can_answer


def check_sees_appointment(row: Appointment, user: Any) -> None:
    if getattr(user, "pk", None) != row.user_id:
        check_may(user, "people.staff", org_code=row.org_code, region_code=row.region_code)


def check_sees_review(row: AccessReview, user: Any) -> None:
    """Whoever answers it, and the audit administrator."""
    if not may(user, "audit.read", org_code=row.org_code, region_code=row.region_code):
        check_can_answer(row, user)


SUBJECTS = (
    SubjectType(
        model=Appointment,
        label=lambda row: str(row.described.name),
        url=lambda row: "/desk/my-posts/",
        check_can_see=check_sees_appointment,
        parties=lambda row: (row.user_id,),
        official_url=lambda row: f"/desk/staff/{row.user_id}/",
    ),
    SubjectType(
        model=AccessReview,
        label=lambda row: row.quarter,
        url=lambda row: "",
        check_can_see=check_sees_review,
        official_url=lambda row: f"/desk/access-reviews/{row.pk}/",
    ),
    SubjectType(
        model=FailedSignIn,
        label=lambda row: _("Failed sign-in"),
        url=lambda row: "",
        check_can_see=lambda row, user: check_may(user, "audit.read"),
        official_url=lambda row: f"/desk/audit/?kind={row.subject_type}&key={row.pk}",
    ),
    SubjectType(
        model=AuditExport,
        label=lambda row: _("Part of the record"),
        url=lambda row: "",
        check_can_see=lambda row, user: check_may(user, "audit.read"),
        official_url=lambda row: f"/desk/audit/exports/{row.pk}/",
    ),
)
