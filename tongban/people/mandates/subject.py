from __future__ import annotations

from tongban.kit.subjects import SubjectType
from tongban.people.mandates.models import Mandate
from tongban.people.mandates.rules import check_can_see

SUBJECT = SubjectType(
    model=Mandate,
    label=lambda mandate: mandate.number,
    url=lambda mandate: f"/account/mandates/{mandate.pk}/",
    check_can_see=check_can_see,
    parties=lambda mandate: tuple(key for key in (mandate.principal_id, mandate.agent_id) if key),
)
