from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tongban.intake.models import Application
from tongban.intake.states import TABLE
from tongban.kit.errors import NotAllowed


def check_can_change(application: Application, user: Any) -> None:
    """Only the applicant, or the clerk who types it at the counter, and only while it is a draft."""
    if getattr(user, "pk", None) not in {application.user_id, application.entered_by_id} - {None}:
        raise NotAllowed(_("This application belongs to somebody else."))
    TABLE.target("save", application.state)


def check_can_discard(application: Application, user: Any) -> None:
    check_can_change(application, user)
    TABLE.target("discard", application.state)
