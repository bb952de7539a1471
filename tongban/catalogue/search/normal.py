"""What a person typed, and what an item is called, brought to one form before they are compared."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

_HAN = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_LATIN = "0-9a-z\u00b5\u00df-\u024f"
_RUN = re.compile(f"[{_LATIN}]+|[{_HAN}]+|[^\\W_{_LATIN}{_HAN}]+")

_PLURAL = re.compile("[a-rtv-z]s$")

LONGEST_QUERY = 64
"""Characters of a query that are read; what follows is ignored, so that a pasted page costs nothing."""


def plain(text: str) -> str:
    """Full width to half width, lower case, and every mark of punctuation (「」《》、…) to one space."""
    return " ".join(runs(text))


def as_code(text: str) -> str:
    """What was typed as a code of an item would be written: no blanks, lower case."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).lower()


def runs(text: str) -> list[str]:
    """Stretches of one kind: Chinese characters, Latin letters with digits, or another script."""
    return _RUN.findall(unicodedata.normalize("NFKC", text).lower())


def is_han(char: str) -> bool:
    """Of one character."""
    return (
        "\u3400" <= char <= "\u9fff"
        or "\uf900" <= char <= "\ufaff"
        or "\U00020000" <= char <= "\U000323af"
        or char == "\u3007"
    )


def singular(unit: str) -> str:
    """An English word without the s of its plural: passports, passport."""
    return unit[:-1] if len(unit) > 3 and unit.isascii() and _PLURAL.search(unit) else unit


def without_fillers(text: str) -> str:
    """Plain text less what people say around their matter (`请问`, `怎么`, `办理`); all of it if nothing
    would be left.
    """
    kept = _fillers().sub(" ", text)
    return " ".join(kept.split()) or text


@cache
def _fillers() -> re.Pattern[str]:
    lines = Path(__file__).with_name("fillers.txt").read_text("utf-8").splitlines()
    spoken = {plain(line) for line in lines if line.strip() and not line.startswith("#")}
    latin = sorted((word for word in spoken if not is_han(word[0])), key=len, reverse=True)
    han = sorted((word for word in spoken if is_han(word[0])), key=len, reverse=True)
    return re.compile("|".join([*map(re.escape, han), rf"\b(?:{'|'.join(map(re.escape, latin))})\b"]))
