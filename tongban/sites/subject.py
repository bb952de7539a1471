from __future__ import annotations

from tongban.kit.subjects import SubjectType
from tongban.sites.models import Site
from tongban.sites.rules import check_can_keep

SUBJECT = SubjectType(
    model=Site,
    label=lambda site: site.region_code,
    url=lambda site: "/",
    check_can_see=check_can_keep,
    official_url=lambda site: f"/desk/sites/{site.region_code}/",
)
