"""An account is a subject too: what happens to it is in the record, and messages reach it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tongban.kit.errors import NotAllowed
from tongban.kit.subjects import SubjectType
from tongban.people.mandates.enterprises import agents_of
from tongban.people.models import Enterprise, User


def check_can_see(account: User, user: Any) -> None:
    if getattr(user, "pk", None) != account.pk:
        raise NotAllowed(_("This is another person's account."))


SUBJECT = SubjectType(
    model=User,
    label=lambda account: _("Account"),
    url=lambda account: "/account/",
    check_can_see=check_can_see,
    parties=lambda account: (account.pk,),
)


def check_acts_for(enterprise: Enterprise, user: Any) -> None:
    if getattr(user, "pk", None) not in {agent.pk for agent in agents_of(enterprise.pk)}:
        raise NotAllowed(_("You may not act for this enterprise."))


ENTERPRISE = SubjectType(
    model=Enterprise,
    label=lambda enterprise: str(enterprise.name),
    url=lambda enterprise: "/account/identity/",
    check_can_see=check_acts_for,
)
