"""Fonts for characters that the fonts of the papers lack: names in the extensions B to F of GB 18030-2022 (Q10).

They come as slices for browsers (WOFF2, a thousand characters each). A slice is unpacked once into the data folder,
when the first name needs it; papers without such a name load none of them.
"""

from __future__ import annotations

import os
import re
import secrets
from functools import lru_cache
from pathlib import Path

from django.conf import settings

_RULE = re.compile(r"url\(([\w.-]+\.woff2)\)[^}]*unicode-range:([^}]+)}")
_RANGE = re.compile(r"U\+([0-9a-f]+)(?:-([0-9a-f]+))?", re.IGNORECASE)


def folder() -> Path:
    return Path(settings.BUILD_DIR / "static" / "vendor" / "rare")


@lru_cache(maxsize=2)
def _slices(where: Path) -> list[tuple[int, int, str]]:
    """First and last code point, and the file."""
    style = where / "rare.css"
    if not style.is_file():
        return []
    return [
        (int(first, 16), int(last or first, 16), name)
        for name, ranges in _RULE.findall(style.read_text(encoding="utf-8"))
        for first, last in _RANGE.findall(ranges)
    ]


def claimed(character: str) -> bool:
    """Whether a slice says that it has it: for a page that asks, which unpacks nothing."""
    return any(first <= ord(character) <= last for first, last, _name in _slices(folder()))


def faces_for(characters: list[str]) -> list[Path]:
    """Fonts that may draw them, each in a folder of its own (typst takes folders); whether they do, their tables say."""
    where = folder()
    slices = _slices(where)
    names = {name for char in characters for first, last, name in slices if first <= ord(char) <= last}
    return [_unpacked(where / name) for name in sorted(names)]


def _unpacked(packed: Path) -> Path:
    target = Path(settings.DATA_DIR / "fonts" / packed.stem / "slice.ttf")
    if not target.exists():
        from fontTools.ttLib import TTFont  # a library of fonts, for the worker that unpacks one and for no web process

        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = target.with_name(f".{target.name}.{os.getpid()}.{secrets.token_hex(4)}")
        with TTFont(packed, recalcBBoxes=False, recalcTimestamp=False) as font:
            font.flavor = None
            font.save(part)
        part.replace(target)
    return target
