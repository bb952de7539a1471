"""The five columns of a place, each with eight functions (R2), read from `columns.json`.

A function that this installation does not have says where it is done now: a sentence of the place (setting
`TONGBAN_ELSEWHERE`), else of the nearest place above it, else the common one.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from tongban.forms.api import Label
from tongban.regions.api import ancestors_of, normalise

DATA = Path(__file__).with_name("columns.json")
COMMON = "*"


@dataclass(frozen=True)
class Column:
    """What belongs to it: services of `types` or `topics`, what is served at counters near people, or public lists."""

    slug: str
    icon: str
    name: Label
    means: Label
    types: tuple[str, ...]
    topics: tuple[str, ...]
    near: bool
    lists: bool
    functions: dict[str, str | None]


@dataclass(frozen=True)
class Function:
    """`url`: its page; else `elsewhere` says where it is done now, `elsewhere_url` leads there."""

    slug: str
    icon: str
    name: str
    means: str
    url: str = ""
    elsewhere: str = ""
    elsewhere_url: str = ""


@cache
def _data() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(DATA.read_text("utf-8"))
    return read


@cache
def columns() -> dict[str, Column]:
    return {row["slug"]: _column(row) for row in _data()["columns"]}


def _column(row: dict[str, Any]) -> Column:
    return Column(
        slug=row["slug"],
        icon=row["icon"],
        name=Label.model_validate(row["name"]),
        means=Label.model_validate(row["means"]),
        types=tuple(row.get("types", ())),
        topics=tuple(row.get("topics", ())),
        near=row.get("near", False),
        lists=row.get("lists", False),
        functions=row.get("functions", {}),
    )


def functions_of(column: Column, place: str) -> list[Function]:
    return [_function(row, column, place) for row in _data()["functions"]]


def _function(row: dict[str, Any], column: Column, place: str) -> Function:
    slug = row["slug"]
    words = Label.model_validate(row["name"]).said(), Label.model_validate(row["means"]).said()
    url = column.functions.get(slug, row.get("url"))
    if url:
        return Function(slug, row["icon"], *words, url=url.format(place=place, column=column.slug))
    told = _elsewhere(slug, place)
    label = Label.model_validate({"zh": told["zh"], "en": told.get("en") or told["zh"]})
    return Function(slug, row["icon"], *words, elsewhere=label.said(), elsewhere_url=told.get("url") or hotline())


def hotline() -> str:
    return f"tel:{_data()['hotline']}"


def _elsewhere(function: str, place: str) -> dict[str, str]:
    own = _told_here(settings.ELSEWHERE)
    for code in (place, *reversed(ancestors_of(place)), COMMON):
        if told := own.get(code, {}).get(function):
            return told
    common: dict[str, str] = _data()["elsewhere"][function]
    return common


@cache
def _told_here(path: str) -> dict[str, dict[str, dict[str, str]]]:
    """What the installation itself says: division code or “*” → function → {"zh", "en", "url"}."""
    if not path:
        return {}
    read = json.loads(Path(path).read_text("utf-8"))
    return {code if code == COMMON else normalise(code): told for code, told in read.items()}
