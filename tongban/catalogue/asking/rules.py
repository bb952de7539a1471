from __future__ import annotations

from typing import Any

from tongban.catalogue.asking.models import OtherWord
from tongban.people.api import check_may, may


def check_can_lead(word: OtherWord, user: Any) -> None:
    """Editors keep the words of their organ, publishers those of their place."""
    if may_lead_for_place(user, word.region_code):
        return
    check_may(user, "catalogue.edit", org_code=word.org_code or "-", region_code=word.region_code)


def may_lead_for_place(user: Any, region_code: str) -> bool:
    return may(user, "catalogue.publish", region_code=region_code)
