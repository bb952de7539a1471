"""Whose case is opened by fewer people: minors under 14, the ill, the disabled, those with a low income (Q2; PIPL
Articles 28 and 31; 未成年人网络保护条例 Article 36). A guide says it of its service, a birthday of the person."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from tongban.cases.models import Case
from tongban.cases.queue import waits_for
from tongban.cases.rules import works_on
from tongban.catalogue.api import PROTECTED
from tongban.intake import api as intake
from tongban.kit.ages import is_child
from tongban.kit.checkdigits import id_birthday
from tongban.kit.errors import NotAllowed
from tongban.people.api import User

MINOR = "minor"
GROUPS: dict[str, Any] = PROTECTED


def groups(guide: Any, application: intake.Application, day: dt.date) -> list[str]:
    """Of the guide, and `minor` where whom it is for is a child on the day of receipt."""
    theirs = intake.beneficiary(application)
    number = theirs.id_number if theirs else application.user.id_number
    found = set(guide.protects) | ({MINOR} if is_child(id_birthday(number), day) else set())
    return [group for group in GROUPS if group in found]


def named(case: Case) -> list[Any]:
    return [GROUPS[group] for group in case.protects.split() if group in GROUPS]


def handles(case: Case, user: User) -> bool:
    """Its examiner, an inspector named for it, who decided it, the clerk who typed it, and whoever it waits for now."""
    theirs = {case.examiner_id, case.decided_by_id, case.application.entered_by_id}
    return user.pk in theirs or str(user.pk) in case.inspectors or (case.is_open and waits_for(case, user))


def check_can_open(case: Case, user: User) -> None:
    """Whether this person may open the personal data at all; which reasons there are, `works_on` says."""
    if case.protects and not (works_on(case, user) and handles(case, user)):
        raise NotAllowed(
            _("This case concerns somebody specially protected: only who handles it opens the personal data."),
            found=", ".join(str(name) for name in named(case)),
            cure=_("Ask the examiner of this case, or its organ."),
        )
