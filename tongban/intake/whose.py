"""Whose an application is, for whoever acts for them under a mandate; and what no agent may do."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tongban.intake.models import Application
from tongban.kit.errors import NotAllowed
from tongban.people.api import Matter


def matter(application: Application) -> Matter:
    return Matter(
        application.user_id, application.enterprise_id, lambda: service(application.guide), application.made_at
    )


def check_agent_may(guide: Any, deed: str, agent: Any) -> None:
    """What law leaves to the applicant in person, and what asks for a surer identity than the agent's. Raises
    NotAllowed."""
    if deed in guide.only_in_person:
        raise NotAllowed(
            _("For “%(item)s” nobody can do this in another's name.") % {"item": guide.name.said()},
            found=_("you act for somebody else"),
            wanted=_("the applicant in person"),
            cure=_("Let the applicant do it in their own account, or come to a window with the ID card."),
        )
    check_is_sure(agent, getattr(guide, "identity_level", None) or 0)


def check_is_sure(agent: Any, needed: int) -> None:
    """An agent stands at least as high as the service asks of an applicant."""
    if agent.assurance < needed:
        raise NotAllowed(
            _("Your own identity has to be shown more surely before you act for others here."),
            found=agent.assurance,
            wanted=_("at least level %(level)d") % {"level": needed},
            cure=_("Bring your ID card to any window."),
        )


def service(guide: Any) -> tuple[str, list[str]]:
    return guide.code, list(guide.topics)
