from __future__ import annotations

from tongban.kit.subjects import SubjectType
from tongban.people.oidc import rules
from tongban.people.oidc.models import Connection, System

SYSTEM = SubjectType(
    model=System,
    label=lambda system: system.name.get("zh", ""),
    url=lambda system: f"/desk/systems/{system.pk}/",
    check_can_see=rules.check_can_see,
    official_url=lambda system: f"/desk/systems/{system.pk}/",
)
CONNECTION = SubjectType(
    model=Connection,
    label=lambda connection: connection.system.name.get("zh", ""),
    url=lambda connection: "/account/systems/",
    check_can_see=rules.check_is_ones_own,
    parties=lambda connection: (connection.user_id,),
)
