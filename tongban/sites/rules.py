from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tongban.kit.errors import Refused
from tongban.people.api import check_may
from tongban.regions.api import Level, level_of
from tongban.sites.models import Site

KEEP = "sites.keep"


class ChangedMeanwhile(Refused):
    """Somebody else saved or put into force since the page was opened."""


def check_can_keep(site: Site, user: Any) -> None:
    check_has_a_face(site.region_code)
    check_may(user, KEEP, region_code=site.region_code)


def check_has_a_face(code: str) -> None:
    if level_of(code) > Level.COUNTY:
        raise Refused(
            _("Townships and villages have no face of their own."),
            found=code,
            cure=_("They wear their county's: change that one."),
        )
