from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from tongban.intake.models import Application
from tongban.intake.states import TABLE
from tongban.kit.errors import NotAllowed
from tongban.people.api import may


def needed_level(guide: Any) -> int:
    """How surely somebody's identity must be shown to apply: as the guide says, else as the installation does."""
    return int(settings.LEVEL_TO_APPLY if guide.identity_level is None else guide.identity_level)


def is_at_hand(application: Application, user: Any) -> bool:
    """Of the applicant, and of the clerk who typed it: for as long as a post at a window of that place lasts."""
    key = getattr(user, "pk", None)
    if key is None or key == application.user_id:
        return key is not None
    typed = key == application.entered_by_id
    return typed and may(user, "cases.receive", org_code=application.org_code, region_code=application.region_code)


def check_can_change(application: Application, user: Any) -> None:
    """Only the applicant, or the clerk who types it at the counter, and only while it is a draft."""
    if not is_at_hand(application, user):
        raise NotAllowed(_("This application belongs to somebody else."))
    TABLE.target("save", application.state)


def check_can_discard(application: Application, user: Any) -> None:
    check_can_change(application, user)
    TABLE.target("discard", application.state)
