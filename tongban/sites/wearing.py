"""Which face a place wears. Every process keeps all that are in force, and asks every few seconds whether they changed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError
from django.db.models import Count, Sum

from theme.faces import Face, Line
from tongban.kit.errors import Refused
from tongban.kit.languages import as_read
from tongban.regions.api import Level, ancestors_of, level_of
from tongban.sites.content import EMPTY, FOOTER_LABELS, Settings, link_of, whole
from tongban.sites.models import Appearance, Site

FRESH = 5.0  # seconds


@dataclass(frozen=True)
class Worn:
    """An appearance without its row: content and the digest of its emblem."""

    content: Settings
    emblem: str = ""


@dataclass
class Held:
    faces: dict[str, Worn] = field(default_factory=dict)
    generation: tuple[int, int] = (-1, -1)
    asked: float = float("-inf")


_held = Held()


@dataclass(frozen=True)
class Tried:
    """What one place wears in this request alone; `addresses` is the folder of its colours and emblem."""

    code: str
    worn: Worn
    addresses: str


_tried: ContextVar[Tried | None] = ContextVar("tried", default=None)


def in_force() -> dict[str, Worn]:
    """By region code. What is wrong with the database keeps no page from telling so."""
    global _held
    if time.monotonic() - _held.asked < FRESH:
        return _held.faces
    try:
        generation = _generation()
        faces = _held.faces if generation == _held.generation else _read()
    except DatabaseError:
        return _held.faces
    _held = Held(faces, generation, time.monotonic())
    return faces


def forget_faces() -> None:
    global _held
    _held = Held()


def _generation() -> tuple[int, int]:
    found = Site.objects.aggregate(sites=Count("pk"), revisions=Sum("revision"))
    return found["sites"], found["revisions"] or 0


def _read() -> dict[str, Worn]:
    rows = Site.objects.filter(current__isnull=False).values_list("region_code", "current__content", "current__emblem")
    return {code: Worn(whole(content), emblem or "") for code, content, emblem in rows}


@contextmanager
def trying_on(code: str, appearance: Appearance, addresses: str = "") -> Iterator[None]:
    """Inside, the pages of this place wear an appearance that is not in force."""
    token = _tried.set(Tried(code, Worn(whole(appearance.content), appearance.emblem_id or ""), addresses))
    try:
        yield
    finally:
        _tried.reset(token)


def owner_of(code: str) -> str:
    """The place whose site this is: itself down to the county, else its county (or its city without counties)."""
    if level_of(code) <= Level.COUNTY:
        return code
    return next(above for above in reversed(ancestors_of(code)) if level_of(above) <= Level.COUNTY)


def worn_by(code: str) -> tuple[Worn | None, list[Worn]]:
    """The owner's own appearance, and all that it wears from: its own first, then the nearest above."""
    tried, owner = _tried.get(), owner_of(code)
    known = in_force() | ({tried.code: tried.worn} if tried else {})
    chain = [owner, *reversed(ancestors_of(owner))]
    return known.get(owner), [known[place] for place in chain if place in known]


def first_of(layers: list[Worn], key: str) -> Any:
    return next((layer.content[key] for layer in layers if layer.content[key] != EMPTY[key]), EMPTY[key])


def colour_of(code: str) -> str:
    return str(first_of(worn_by(code)[1], "colour"))


def emblem_of(code: str) -> str:
    """The digest, "" without an emblem."""
    return next((layer.emblem for layer in worn_by(code)[1] if layer.emblem), "")


def dressed(code: str) -> Face:
    """What the frame of a page about this place wears, in the language of the page."""
    try:
        owner = owner_of(code)
    except Refused:
        return Face()
    own, layers = worn_by(code)
    name, line = (own.content[key] if own else EMPTY[key] for key in ("name", "line"))
    footer = first_of(layers, "footer")
    tried = _tried.get()
    folder = tried.addresses if tried and tried.code == owner else f"/site/{owner}/"
    return Face(
        name=as_read(name["zh"], name["en"]),
        line=as_read(line["zh"], line["en"]),
        wears=owner != code,
        stylesheet=f"{folder}face.css",
        emblem=f"{folder}emblem",
        footer=tuple(_lines(footer)),
        situations=tuple(first_of(layers, "situations")),
        elder=bool(first_of(layers, "elder")),
    )


def _lines(footer: dict[str, Any]) -> Iterator[Line]:
    for key, label in FOOTER_LABELS.items():
        given = footer[key]
        text = as_read(given["zh"], given["en"]) if isinstance(given, dict) else given
        if text:
            yield Line(str(label), text, link_of(key, text))
