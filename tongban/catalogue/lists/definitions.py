"""What each list is, read from `definitions.json`."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from tongban.forms.api import Label
from tongban.kit.errors import Refused
from tongban.workflow.api import Expression, compile_expression

DATA = Path(__file__).with_name("definitions.json")
ALL = "all"
PLANS = ("planned", "late", "undated")
SHAPE = 1
"""Raised when `facts` says something else of the same guide: every item is then read again."""


@dataclass(frozen=True)
class Definition:
    """`columns`: what a line shows beside the service itself (`columns.COLUMNS`); `home`: named on the home page."""

    slug: str
    name: Label
    means: Label
    when: Expression
    source: Label
    columns: tuple[str, ...] = ()
    home: bool = False

    @property
    def decides(self) -> str:
        """What decides, in the active language, with the figures that are set here."""
        figures = {"{months}": settings.FREQUENT_MONTHS, "{times}": settings.FREQUENT_TIMES}
        text = self.source.said()
        for name, figure in figures.items():
            text = text.replace(name, str(figure))
        return text

    def holds(self, facts: dict[str, Any]) -> bool:
        """`facts` as `facts.facts_of` gives them."""
        return self.when.holds(facts)


@cache
def _data() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(DATA.read_text("utf-8"))
    return read


@cache
def definitions() -> dict[str, Definition]:
    """By slug, in the order of the page. `{slug}` inside a condition stands for another list's condition."""
    rows = _data()["lists"]
    conditions = {row["slug"]: f"({row['when']})" for row in rows}
    return {row["slug"]: _definition(row, conditions) for row in rows}


def _definition(row: dict[str, Any], conditions: dict[str, str]) -> Definition:
    when = row["when"]
    for slug, condition in conditions.items():
        when = when.replace(f"{{{slug}}}", condition)
    return Definition(
        slug=row["slug"],
        name=Label.model_validate(row["name"]),
        means=Label.model_validate(row["means"]),
        when=compile_expression(when),
        source=Label.model_validate(row["source"]),
        columns=tuple(row.get("columns", ())),
        home=row.get("home", False),
    )


def definition(slug: str) -> Definition:
    found = definitions().get(slug)
    if found is None:
        missing = Refused(_("There is no such list."), found=slug[:40], wanted=", ".join(definitions()))
        missing.status = 404
        raise missing
    return found


def words(name: str) -> tuple[str, ...]:
    """Words by which elements written in prose are read: `nothing`, `near`, `records`, `proofs.words`, `proofs.except`."""
    found: Any = _data()
    for key in name.split("."):
        found = found[key]
    return tuple(found)


@cache
def edition() -> str:
    """Of what decides: the conditions, the words, how facts are read. Another name changes no membership."""
    data = _data()
    conditions = [(row["slug"], row["when"]) for row in data["lists"]]
    decides = [
        SHAPE,
        conditions,
        data["nothing"],
        data["near"],
        data["proofs"]["words"],
        data["proofs"]["except"],
        data["records"],
    ]
    return hashlib.sha256(json.dumps(decides, ensure_ascii=False).encode()).hexdigest()[:16]
