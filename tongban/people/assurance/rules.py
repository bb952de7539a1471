"""Whether somebody stands high enough for what they want; who does not is told the way up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from tongban.kit.errors import Refused
from tongban.people.assurance.levels import Level, level_of


class TooLow(Refused):
    """`needed`: the level that was wanted."""

    status = 403

    def __init__(self, needed: Level, found: Level) -> None:
        super().__init__(
            _("Your identity has to be shown more surely for this."),
            found=found.label,
            wanted=needed.label,
            cure=_("Under “My identity” you see each way; what you typed stays and waits for you."),
        )
        self.needed = needed


def check_level(user: Any, needed: int) -> None:
    if user.assurance < needed:
        raise TooLow(level_of(needed), user.level)


def raised_by(*, needed: int, way_on: str) -> str:
    """The page that shows the ways up, and leads on to `way_on` afterwards."""
    return f"/account/identity/?{urlencode({'level': int(needed), 'next': way_on})}"


def highest(levels: Iterable[int | None]) -> Level:
    """Of what several things need."""
    return level_of(max((level or 0 for level in levels), default=0))
