"""Whose an application is, for whoever acts for them under a mandate; and what no agent may do."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from tongban.intake.models import Application
from tongban.kit.errors import NotAllowed
from tongban.people.api import Level, Matter, check_level_of_agent


def matter(application: Application) -> Matter:
    return Matter(
        application.user_id, application.enterprise_id, lambda: service(application.guide), application.made_at
    )


def check_agent_may(guide: Any, deed: str, agent: Any) -> None:
    """What law leaves to the applicant in person (NotAllowed), and what asks for a surer identity than the agent's
    (TooLow)."""
    check_may_send(guide, deed)
    check_level_of_agent(agent, needed_level(guide))  # of an agent no less is asked than of the applicant


def check_may_send(guide: Any, deed: str) -> None:
    if deed in guide.only_in_person:
        raise NotAllowed(
            _("For “%(item)s” nobody can do this in another's name.") % {"item": guide.name.said()},
            found=_("you act for somebody else"),
            wanted=_("the applicant in person"),
            cure=_("Let the applicant do it in their own account, or come to a window with the ID card."),
        )


def check_was_looked_at(guide: Any, *, seen: bool) -> None:
    """At a window. `seen`: whether the clerk had the document in hand since the person came."""
    if needed_level(guide) > Level.COMPARED and not seen:
        raise NotAllowed(
            _("This service is only received with the document looked at."),
            found=_("not verified at this window yet"),
            wanted=_("the document in your hand"),
            cure=_("Verify the identity first; then receive the application."),
        )


def needed_level(guide: Any) -> int:
    """How surely somebody's identity must be shown to apply: as the guide says, else as the installation does."""
    return int(settings.LEVEL_TO_APPLY if guide.identity_level is None else guide.identity_level)


def service(guide: Any) -> tuple[str, list[str]]:
    return guide.code, list(guide.topics)
