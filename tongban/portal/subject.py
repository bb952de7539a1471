from __future__ import annotations

from typing import Any

from tongban.kit.subjects import SubjectType
from tongban.people.api import check_may
from tongban.portal.models import Mistake


def check_can_see(mistake: Mistake, user: Any) -> None:
    check_may(user, "portal.mistakes")


SUBJECT = SubjectType(
    model=Mistake,
    label=lambda mistake: str(mistake.text)[:60],
    url=lambda mistake: "/desk/mistakes/",
    check_can_see=check_can_see,
    official_url=lambda mistake: "/desk/mistakes/",
)
