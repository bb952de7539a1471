"""Whether somebody stands high enough for what they want; who does not is told the way up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from tongban.kit.errors import Refused
from tongban.people.assurance.levels import Level, level_of


class TooLow(Refused):
    """`needed`: the level that was wanted. `is_anothers`: not whoever asks has to raise it."""

    status = 403

    def __init__(
        self, needed: Level, found: Level, *, said: Any = "", cure: Any = "", is_anothers: bool = False
    ) -> None:
        super().__init__(
            said or _("Your identity has to be shown more surely for this."),
            found=found.label,
            wanted=needed.label,
            cure=cure or _("Under “My identity” you see each way; what you typed stays and waits for you."),
        )
        self.needed, self.is_anothers = needed, is_anothers


def check_level(user: Any, needed: int) -> None:
    if user.assurance < needed:
        raise TooLow(level_of(needed), user.level)


def check_level_of_agent(agent: Any, needed: int) -> None:
    """Who acts for another is asked for no less than the other."""
    if agent.assurance < needed:
        said = _("Your own identity, as the one who acts, has to be shown more surely for this.")
        cure = _(
            "Under “My identity” of your own account you see each way; the level of whom you act for is another matter."
        )
        raise TooLow(level_of(needed), agent.level, said=said, cure=cure)


def check_level_of_principal(principal: Any, needed: int) -> None:
    if principal.assurance < needed:
        said = _("The identity of %(name)s, for whom you act, has to be shown more surely for this.")
        cure = _(
            "%(name)s raises it under “My identity” in their own account, or at any window with the document; a village "
            "officer compares it on the page of their villagers. What was typed stays and waits."
        )
        name = {"name": principal.masked_name}
        raise TooLow(level_of(needed), principal.level, said=said % name, cure=cure % name, is_anothers=True)


def raised_by(*, needed: int, way_on: str) -> str:
    """The page that shows the ways up, and leads on to `way_on` afterwards."""
    return f"/account/identity/?{urlencode({'level': int(needed), 'next': way_on})}"


def highest(levels: Iterable[int | None]) -> Level:
    """Of what several things need."""
    return level_of(max((level or 0 for level in levels), default=0))
