from __future__ import annotations

from tongban.catalogue.exchange.models import ImportRun, ImportSource
from tongban.catalogue.exchange.rules import check_can_work
from tongban.kit.subjects import SubjectType

SUBJECTS = (
    SubjectType(
        model=ImportRun,
        label=lambda run: str(run.source),
        url=lambda run: f"/desk/catalogue/imports/{run.pk}/",
        check_can_see=check_can_work,
        official_url=lambda run: f"/desk/catalogue/imports/{run.pk}/",
    ),
    SubjectType(
        model=ImportSource,
        label=str,
        url=lambda source: "/desk/catalogue/imports/",
        check_can_see=check_can_work,
        official_url=lambda source: "/desk/catalogue/imports/",
    ),
)
