"""Why personal data may be opened: a list that an installation may replace (`TONGBAN_LOOK_REASONS`)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from tongban.kit.languages import as_read

OURS = Path(__file__).with_name("reasons.json")


@dataclass(frozen=True)
class Reason:
    """`who`: works (on the case), oversees (sees it and does not work on it) or machine (no page offers it).

    `words`: it needs a sentence. `standing`: the one behind the single key. `later`: a rule of `delays` may hold for it.
    """

    code: str
    zh: str
    en: str
    who: str
    words: bool = False
    standing: bool = False
    later: bool = False

    @property
    def name(self) -> str:
        return as_read(self.zh, self.en)


@cache
def reasons() -> dict[str, Reason]:
    path = Path(settings.LOOK_REASONS) if settings.LOOK_REASONS else OURS
    return {one["code"]: Reason(**one) for one in json.loads(path.read_text())}


def offered(*, works: bool) -> list[Reason]:
    who = "works" if works else "oversees"
    return [reason for reason in reasons().values() if reason.who == who]


def standing(*, works: bool) -> Reason | None:
    return next((reason for reason in offered(works=works) if reason.standing), None)


def said(code: str) -> str:
    """In the language of whoever reads; "" for a look that names no reason of the list."""
    known = reasons().get(code)
    return known.name if known else ""
