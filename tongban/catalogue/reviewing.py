"""Who has to read a change before it is published: 编制审核 whether the power is the organ's, 法制审核 whether law bears
it. Which element asks for which review is a table (`reviews.txt`); the state machine knows the way through.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tongban.catalogue.states import REVIEWED_IN, TABLE, State
from tongban.catalogue.versions import Version
from tongban.kit import clock
from tongban.kit.errors import NotAllowed
from tongban.people.api import User, check_may

Content = dict[str, Any]
PERMISSIONS = {
    State.ESTABLISHMENT: "catalogue.review_establishment",
    State.LEGAL: "catalogue.review_legal",
}
TEXTS_OF_A_MATERIAL = ("key", "name", "necessity", "when", "accept_standard", "copies", "kind", "form")


@cache
def rules() -> tuple[tuple[str, str, str], ...]:
    lines = (Path(__file__).parent / "reviews.txt").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line.strip() and line[0] != "#")
    return tuple((stage, element, how) for stage, element, how in rows)


def needed(old: Content | None, new: Content) -> list[dict[str, Any]]:
    """The reviews of this change in their order, each as `{"stage", "elements"}`. `old`: what is published now."""
    if old is None:
        return everything()
    found: dict[str, list[str]] = {}
    for stage, element, how in rules():
        if _asks(old.get(element), new.get(element), how):
            found.setdefault(stage, []).append(element)
    return [{"stage": str(stage), "elements": found[stage]} for stage in REVIEWED_IN if stage in found]


def everything() -> list[dict[str, Any]]:
    """Both reviews, because all of it is new."""
    return [{"stage": str(stage), "elements": []} for stage in REVIEWED_IN]


def _asks(old: Any, new: Any, how: str) -> bool:
    if how == "any" or not isinstance(new, list):
        return (old or None) != (new or None)
    known = set(_rows(old))
    return any(row not in known for row in _rows(new))


def _rows(value: Any) -> Iterator[str]:
    """What of a row makes it another demand on the applicant; help and samples do not."""
    for row in value if isinstance(value, list) else ():
        if isinstance(row, dict) and "name" in row and "key" in row:
            row = {name: row[name] for name in TEXTS_OF_A_MATERIAL if name in row}
        yield json.dumps(row, ensure_ascii=False, sort_keys=True)


def submit(version: Version, reviews: list[dict[str, Any]]) -> None:
    moves = {str(State.ESTABLISHMENT): "submit_to_establishment", str(State.LEGAL): "submit_to_legal"}
    move = moves[reviews[0]["stage"]] if reviews else "submit_for_review"
    version.state = TABLE.target(move, version.state)
    version.reviews = reviews


def passed(version: Version, words: str, by: User) -> str:
    """Writes down who passed it and moves on; answers the stage that was passed."""
    TABLE.target("pass_to_review", version.state)
    stage = version.state
    rows = [dict(one) for one in version.reviews]
    now = next(one for one in rows if one["stage"] == stage)
    now |= {"by": str(by.pk), "at": clock.now().isoformat(), "words": words[:300]}
    version.reviews = rows
    more = any("at" not in one for one in rows)
    version.state = TABLE.target("pass_to_legal" if more else "pass_to_review", stage)
    return stage


def check_can_pass(version: Version, user: Any, *, org_code: str, region_code: str) -> None:
    """Never the writer, and never one person for both reviews."""
    TABLE.target("pass_to_review", version.state)
    check_may(user, PERMISSIONS[State(version.state)], org_code=org_code, region_code=region_code)
    key = str(getattr(user, "pk", ""))
    if str(version.made_by_id) == key or any(one.get("by") == key for one in version.reviews):
        raise NotAllowed(
            _("You wrote this change or reviewed it before; another person has to do this review."),
            found=_("the same person"),
            wanted=_("another reviewer"),
            cure=_("Ask a colleague who reviews for this region."),
        )
