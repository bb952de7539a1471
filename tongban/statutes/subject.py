from __future__ import annotations

from typing import Any
from urllib.parse import quote

from tongban.kit.subjects import SubjectType
from tongban.statutes.models import Statute


def url_of(statute: Statute) -> str:
    return f"/statutes/{quote(statute.title)}/"


def check_can_see(statute: Statute, user: Any) -> None:
    """A law is everybody's."""


SUBJECT = SubjectType(
    model=Statute,
    label=lambda statute: statute.name,
    url=url_of,
    check_can_see=check_can_see,
    official_url=lambda statute: f"/desk/statutes/{statute.pk}/",
)
