from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tongban.kit.errors import NotAllowed
from tongban.kit.subjects import SubjectType
from tongban.people.api import may
from tongban.ratings.models import Invitation


def check_can_see(invitation: Invitation, user: Any) -> None:
    if getattr(user, "pk", None) == invitation.user_id:
        return
    if may(user, "supervision.see", org_code=invitation.org_code, region_code=invitation.region_code):
        return
    raise NotAllowed(_("Only the person who was served sees this rating."))


SUBJECT = SubjectType(
    model=Invitation,
    label=lambda invitation: str(invitation.shown_title),
    url=lambda invitation: f"/my/ratings/{invitation.pk}/",
    check_can_see=check_can_see,
    parties=lambda invitation: (invitation.user_id,),
)
