"""What a browser asks for beside a page: the colours of a place as a stylesheet, and its emblem."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from django.conf import settings

from tongban.sites import colours, wearing
from tongban.sites.emblems import SVG_KIND
from tongban.sites.models import Emblem

OURS = "#0b5cad"  # the colour of the mark as it is drawn


@dataclass(frozen=True)
class Drawn:
    kind: str
    content: bytes

    @property
    def etag(self) -> str:
        return f'"{blake2b(self.content, digest_size=12).hexdigest()}"'


def stylesheet(code: str) -> Drawn:
    """Empty where no colour is set: the tokens hold."""
    colour = wearing.colour_of(code)
    return Drawn("text/css; charset=utf-8", (colours.stylesheet(colour) if colour else "").encode())


def emblem(code: str) -> Drawn:
    """The place's own, or the nearest above's; else our mark in the colour of the place."""
    digest = wearing.emblem_of(code)
    return _kept(digest) if digest else _mark(wearing.colour_of(code) or OURS)


@lru_cache(maxsize=64)
def _kept(digest: str) -> Drawn:
    found = Emblem.objects.get(digest=digest)
    return Drawn(found.kind, bytes(found.content))


@lru_cache(maxsize=64)
def _mark(colour: str) -> Drawn:
    mark = (settings.BASE_DIR / "theme" / "static" / "theme" / "mark.svg").read_text("utf-8")
    return Drawn(SVG_KIND, mark.replace(OURS, colour).encode())
