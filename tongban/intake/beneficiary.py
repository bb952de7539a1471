"""Whom an application is for, where the guide's form asks for it: an elder, a child, somebody disabled."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.intake.models import Application


@dataclass(frozen=True)
class Beneficiary:
    """`is_applicant`: they applied themselves."""

    name: str
    id_number: str
    is_applicant: bool


def beneficiary(application: Application) -> Beneficiary | None:
    """As the form says; None where the guide names no such fields, or nothing stands in them."""
    asked, answers = application.guide.beneficiary, application.answers
    if asked is None or application.enterprise_id:
        return None
    name, number = (str(answers.get(key) or "").strip() for key in (asked.name_field, asked.id_field))
    if not (name and number):
        return None
    return Beneficiary(name, number, number.upper() == application.user.id_number.upper())
