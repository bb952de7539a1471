from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tongban.kit.errors import NotAllowed
from tongban.kit.subjects import SubjectType
from tongban.licences.models import Licence
from tongban.licences.whose import matter
from tongban.people.api import Deed, is_own, may, stands_in


def check_can_see(licence: Licence, user: Any) -> None:
    """The holder, officials of the issuing organ, and whoever may receive licences for the holder; everybody else only
    checks it by number."""
    if is_own(user, matter(licence)):
        return
    if may(user, "cases.see", org_code=licence.org_code, region_code=licence.region_code):
        return
    if stands_in(user, matter(licence), Deed.TAKE):
        return
    raise NotAllowed(_("Only the holder and the issuing organ see the whole licence."))


SUBJECT = SubjectType(
    model=Licence,
    label=lambda licence: licence.number,
    url=lambda licence: f"/my/licences/{licence.pk}/",
    check_can_see=check_can_see,
    parties=lambda licence: (licence.holder_id,),
    official_url=lambda licence: f"/desk/licences/{licence.pk}/",
)
