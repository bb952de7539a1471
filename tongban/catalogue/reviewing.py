"""Who has to read a change before it is published: 编制审核 whether the power is the organ's, 法制审核 whether law bears
it. Which element asks for which review is a table (`reviews.txt`); the state machine knows the way through.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tongban.catalogue.states import REVIEWED_IN, TABLE, State
from tongban.catalogue.versions import Version
from tongban.kit import clock
from tongban.kit.errors import BadInput, NotAllowed, Refused
from tongban.kit.languages import moment_in_words
from tongban.people.api import User, check_may

Content = dict[str, Any]
PERMISSIONS = {
    State.ESTABLISHMENT: "catalogue.review_establishment",
    State.LEGAL: "catalogue.review_legal",
}
HELPS = (
    "sample_note",
    "fill_note",
    "notes",
    "form_file",
    "sample_file",
)  # of a row: words that ask nothing more of anybody


@cache
def rules() -> dict[str, tuple[str, str]]:
    """Element → (stage, how); the stage is "plain" for what no review has to read."""
    lines = (Path(__file__).parent / "reviews.txt").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line.strip() and line[0] != "#")
    return {element: (stage, how) for stage, element, how in rows}


def needed(old: Content | None, new: Content) -> list[dict[str, Any]]:
    """The reviews of this change in their order, each as `{"stage", "elements"}`. `old`: what is published now.

    An element that stands in no rule is read by the lawyers: what nobody thought of is not let through.
    """
    if old is None:
        return everything()
    found: dict[str, list[str]] = {}
    for element in [*new, *(name for name in old if name not in new)]:
        stage, how = rules().get(element, (str(State.LEGAL), "any"))
        if stage != "plain" and _asks(old.get(element), new.get(element), how):
            found.setdefault(stage, []).append(element)
    return [{"stage": str(stage), "elements": found[stage]} for stage in REVIEWED_IN if stage in found]


def everything() -> list[dict[str, Any]]:
    """Both reviews, because all of it is new."""
    return [{"stage": str(stage), "elements": []} for stage in REVIEWED_IN]


def _asks(old: Any, new: Any, how: str) -> bool:
    if how == "longer":
        return new is None or old is None or new > old if old != new else False
    if how == "any" or not isinstance(new, list):
        return bool((old or None) != (new or None))
    known = set(_rows(old))
    return any(row not in known for row in _rows(new))


def _rows(value: Any) -> Iterator[str]:
    for row in value if isinstance(value, list) else ():
        if isinstance(row, dict):
            row = {name: part for name, part in row.items() if name not in HELPS}
        yield json.dumps(row, ensure_ascii=False, sort_keys=True)


class ChangedMeanwhile(Refused):
    """What somebody wants to pass or publish is not what was on the page any more."""


def digest_of(version: Version | None) -> str:
    """SHA-256 of everything of a draft that a page shows and publishing makes final; "" of none."""
    if version is None:
        return ""
    shown = [str(version.pk), version.content, version.change_note, str(version.effective_on or "")]
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


class SavedMeanwhile(BadInput):
    """Somebody saved between the reading and the saving of a change; `mark` is that of the draft as it is now."""

    def __init__(self, mark: str) -> None:
        super().__init__(
            _("Somebody saved this draft meanwhile."),
            cure=_("Compare with the item's page, then save again to replace it."),
        )
        self.mark = mark


def check_begins_with(version: Version | None, mark: str | None) -> None:
    """Under the lock of what is changed. `mark`: `digest_of` what the change began with; None asks nothing."""
    now = digest_of(version)
    if mark is not None and not secrets.compare_digest(now.encode(), mark.encode(errors="replace")):
        raise SavedMeanwhile(now)


def check_is_what_was_seen(version: Version, seen: str) -> None:
    if secrets.compare_digest(digest_of(version).encode(), seen.encode(errors="replace")):
        return
    who = version.made_by.name if version.made_by else _("the system")
    when = moment_in_words(version.made_at)
    raise ChangedMeanwhile(
        _("This is not the version you read: %(who)s saved the draft at %(when)s. Nothing was published.")
        % {"who": who, "when": when},
        found=_("another version of the draft"),
        wanted=_("the version that was read"),
        cure=_("Read it again as it stands now, then publish it or send it back."),
    )


def submit(version: Version, reviews: list[dict[str, Any]]) -> None:
    moves = {str(State.ESTABLISHMENT): "submit_to_establishment", str(State.LEGAL): "submit_to_legal"}
    move = moves[reviews[0]["stage"]] if reviews else "submit_for_review"
    version.state = TABLE.target(move, version.state)
    version.reviews, version.sent_back = reviews, ""


def passed(version: Version, words: str, seen: str, by: User) -> str:
    """Writes down who passed it and moves on; answers the stage that was passed. `seen`: `digest_of` what was read."""
    TABLE.target("pass_to_review", version.state)
    check_is_what_was_seen(version, seen)
    stage = version.state
    rows = [dict(one) for one in version.reviews]
    now = next(one for one in rows if one["stage"] == stage)
    now |= {"by": str(by.pk), "at": clock.now().isoformat(), "words": words[:300]}
    version.reviews = rows
    more = any("at" not in one for one in rows)
    version.state = TABLE.target("pass_to_legal" if more else "pass_to_review", stage)
    return stage


def check_can_pass(version: Version, user: Any, *, org_code: str, region_code: str) -> None:
    """Never one of its writers, and never one person for both reviews."""
    TABLE.target("pass_to_review", version.state)
    check_may(user, PERMISSIONS[State(version.state)], org_code=org_code, region_code=region_code)
    if version.had_a_hand_in_it(user):
        raise NotAllowed(
            _("You wrote this change or reviewed it before; another person has to do this review."),
            found=_("the same person"),
            wanted=_("another reviewer"),
            cure=_("Ask a colleague who reviews for this region."),
        )
