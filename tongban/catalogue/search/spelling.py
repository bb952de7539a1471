"""Did you mean: a word that sounds like what was typed and is written otherwise."""

from __future__ import annotations

from collections.abc import Iterable

from tongban.catalogue.search import sounds
from tongban.catalogue.search.normal import is_han, plain
from tongban.catalogue.search.synonyms import HEARD


def instead(asked: str, names: Iterable[str]) -> str:
    """The question with the stretch that sounds like a stretch of a name written as there; "" if it is written right.

    At least `HEARD` characters, beginning with the longest; two that sound alike are too often another matter.
    """
    written = [plain(name) for name in names]
    for size in range(min(len(asked), 8), HEARD - 1, -1):
        for at in range(len(asked) - size + 1):
            piece = asked[at : at + size]
            if all(map(is_han, piece)) and not any(piece in name for name in written):
                if meant := _sounding(piece, written):
                    return asked[:at] + meant + asked[at + size :]
    return ""


def _sounding(piece: str, names: list[str]) -> str:
    heard, size = sounds.syllables(piece), len(piece)
    for name in names:
        for at in range(len(name) - size + 1):
            other = name[at : at + size]
            alike = sum(one == two for one, two in zip(piece, other, strict=True))
            if 2 * alike >= size > alike and all(map(is_han, other)) and sounds.syllables(other) == heard:
                return other
    return ""
