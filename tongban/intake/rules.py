from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tongban.intake.models import Application
from tongban.intake.states import TABLE
from tongban.intake.whose import check_agent_may, check_may_send, matter
from tongban.kit.act import Under
from tongban.kit.errors import NotAllowed
from tongban.people.api import Deed, Over, check_stands_in, is_own, may


def is_typed_by(application: Application, user: Any) -> bool:
    """The clerk who typed it, for as long as a post at a window of that place lasts."""
    key = getattr(user, "pk", None)
    typed = key is not None and key == application.entered_by_id
    return typed and may(user, "cases.receive", org_code=application.org_code, region_code=application.region_code)


def check_at_hand(application: Application, user: Any, deed: str) -> Under | None:
    """Of the applicant, of the clerk who typed it, and of whoever acts for the applicant: then under what mandate."""
    if is_own(user, matter(application)):
        return None
    if is_typed_by(application, user):
        return _sent(application, deed) if application.agent is not None else None
    under = _stands_in(application, user, deed)
    if not application.enterprise_id:  # an enterprise never comes in person
        check_agent_may(application.guide, deed, user)
    return under


def _sent(application: Application, deed: str) -> Under | None:
    """An agent stands at the window, who is looked at there: their mandate has to hold, whatever the clerk types."""
    under = _stands_in(application, application.agent, deed)
    if not application.enterprise_id:
        check_may_send(application.guide, deed)
    return under


def _stands_in(application: Application, user: Any, deed: str) -> Under | None:
    try:
        return check_stands_in(user, matter(application), deed)
    except Over:
        raise
    except NotAllowed as refusal:
        message = _("This application belongs to somebody else.")
        raise NotAllowed(message, found=refusal.found, wanted=refusal.wanted, cure=refusal.cure) from refusal


def check_can_start(application: Application, user: Any) -> Under | None:
    """For oneself, for somebody whose mandate one holds, or at a window for whoever stands there."""
    return check_at_hand(application, user, Deed.APPLY)


def check_can_change(application: Application, user: Any) -> Under | None:
    """Only as long as it is a draft."""
    under = check_at_hand(application, user, Deed.APPLY)
    TABLE.target("save", application.state)
    return under


def check_can_discard(application: Application, user: Any) -> Under | None:
    under = check_can_change(application, user)
    TABLE.target("discard", application.state)
    return under


def check_can_sign(application: Application, user: Any) -> Under | None:
    """Handing in is the applicant's word; an agent gives it only where the mandate says so."""
    under = check_at_hand(application, user, Deed.SIGN)
    TABLE.target("submit", application.state)
    return under
