from __future__ import annotations

from typing import Any

from tongban.people.api import check_may


def check_can_keep(statute: Any, user: Any) -> None:
    check_may(user, "statutes.keep")
