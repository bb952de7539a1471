"""Whose a licence is, for whoever acts for its holder under a mandate; and those that one finds in a list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from tongban.kit import clock, subjects
from tongban.licences.models import Licence
from tongban.people.api import Deed, Matter, chosen, covers, enterprises_of


def matter(licence: Licence) -> Matter:
    enterprise = UUID(licence.enterprise_key) if licence.enterprise_key else None
    began = dt.datetime.combine(licence.issued_on, dt.time(), clock.ZONE)
    return Matter(licence.holder_id, enterprise, lambda: _service(licence), began)


def _service(licence: Licence) -> tuple[str, Iterable[str]]:
    """Of what it came from: a case knows its guide."""
    origin: Any = subjects.find(licence.origin_type, licence.origin_key)
    return origin.guide.code, origin.guide.topics


def of_whom(user: Any) -> dict[str, Any]:
    """Conditions of the list: of whom somebody acts for now, else their own and those of their enterprises."""
    mandate = chosen(user)
    if mandate is None:
        return {"holder": user, "enterprise_key__in": ["", *(str(one.pk) for one in enterprises_of(user))]}
    if not mandate.is_live or not mandate.lets(Deed.TAKE):
        return {"pk__in": []}
    whose: dict[str, Any] = (
        {"enterprise_key": str(mandate.enterprise_id)} if mandate.enterprise_id else {"enterprise_key": ""}
    )
    if mandate.principal_id:
        whose["holder"] = mandate.principal_id
    rows = Licence.objects.filter(**whose).only(
        "id", "holder_id", "enterprise_key", "issued_on", "origin_type", "origin_key"
    )
    return {"pk__in": [row.pk for row in rows if covers(mandate, matter(row), Deed.TAKE, user)]}
