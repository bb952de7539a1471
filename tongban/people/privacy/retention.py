"""How long what is held stays: the classes of the archive, as data that an installation may replace."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from tongban.kit.holdings import Holding
from tongban.kit.languages import as_read

OURS = Path(__file__).with_name("retention.json")
EVER = dt.date.max


@dataclass(frozen=True)
class Retention:
    """`years` after the matter ended; None for ever. `archive`: the law keeps it, whatever somebody wishes."""

    code: str
    zh: str
    en: str
    years: int | None
    archive: bool

    @property
    def name(self) -> str:
        return as_read(self.zh, self.en)

    def until(self, since: dt.date | None) -> dt.date | None:
        """None while the matter still runs."""
        if self.years is None:
            return EVER
        if since is None:
            return None
        try:
            return since.replace(year=since.year + self.years)
        except ValueError:  # 29 February
            return since.replace(year=since.year + self.years, month=3, day=1)


@cache
def _read() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(Path(settings.RETENTION or OURS).read_text())
    return data


@cache
def classes() -> dict[str, Retention]:
    """Ours where an installation's own table does not name one."""
    named = [*json.loads(OURS.read_text())["classes"], *_read()["classes"]]
    return {one["code"]: Retention(**one) for one in named}


def of_regime(regime: str) -> str:
    return str(_read()["regimes"].get(regime, "permanent"))


def name_of_regime(regime: str) -> str:
    return classes()[of_regime(regime)].name


def of_row(holding: Holding, row: Any) -> Retention:
    return classes()[holding.class_of(row)]
