"""Which characters the fonts can draw: read from the `cmap` table of each font file (OpenType 1.9, formats 4 and 12)."""

from __future__ import annotations

import struct
from bisect import bisect_right
from functools import lru_cache
from pathlib import Path

_FONT_NAMES = ("*.ttf", "*.otf", "*.ttc")
Ranges = list[tuple[int, int]]


def font_files(folder: Path) -> list[Path]:
    return sorted(path for pattern in _FONT_NAMES for path in folder.rglob(pattern))


def ranges_of(path: Path) -> Ranges:
    """Code points, as inclusive ranges, that the font (the first of a collection) maps to a glyph."""
    data = path.read_bytes()
    start = struct.unpack_from(">I", data, 12)[0] if data[:4] == b"ttcf" else 0
    cmap = _table(data, start, b"cmap")
    found: Ranges = []
    for index in range(struct.unpack_from(">H", data, cmap + 2)[0]):
        offset = cmap + struct.unpack_from(">I", data, cmap + 8 + 8 * index)[0]
        reader = {4: _format_4, 12: _format_12}.get(struct.unpack_from(">H", data, offset)[0])
        found += reader(data, offset) if reader else []
    return found


def _table(data: bytes, start: int, tag: bytes) -> int:
    for index in range(struct.unpack_from(">H", data, start + 4)[0]):
        name, _, offset, _ = struct.unpack_from(">4sIII", data, start + 12 + 16 * index)
        if name == tag:
            return int(offset)
    raise ValueError(f"the font has no {tag.decode()} table")


def _format_12(data: bytes, at: int) -> Ranges:
    count = struct.unpack_from(">I", data, at + 12)[0]
    groups = (struct.unpack_from(">III", data, at + 16 + 12 * index) for index in range(count))
    return [(first, last) for first, last, _ in groups]


def _format_4(data: bytes, at: int) -> Ranges:
    """A segment whose glyphs come from the id array may hold gaps (glyph 0): those are left out one by one."""
    count = struct.unpack_from(">H", data, at + 6)[0] // 2
    column = at + 14
    ends = struct.unpack_from(f">{count}H", data, column)
    starts = struct.unpack_from(f">{count}H", data, column + 2 * count + 2)
    offsets_at = column + 6 * count + 2
    offsets = struct.unpack_from(f">{count}H", data, offsets_at)
    found: Ranges = []
    for index, (first, last, offset) in enumerate(zip(starts, ends, offsets, strict=True)):
        if first == 0xFFFF:
            continue
        if not offset:
            found.append((first, last))
            continue
        base = offsets_at + 2 * index + offset
        glyphs = struct.unpack_from(f">{last - first + 1}H", data, base)
        found += [(first + step, first + step) for step, glyph in enumerate(glyphs) if glyph]
    return found


def _merged(ranges: Ranges) -> Ranges:
    merged: Ranges = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


@lru_cache(maxsize=64)
def _coverage(files: tuple[Path, ...]) -> tuple[list[int], list[int]]:
    ranges = _merged([pair for path in files for pair in ranges_of(path)])
    return [first for first, _ in ranges], [last for _, last in ranges]


@lru_cache(maxsize=4)
def _files(folder: Path) -> tuple[Path, ...]:
    return tuple(font_files(folder))


def missing(text: str, folder: Path) -> list[str]:
    """The characters of `text` that no font in `folder` draws, each once, in order of appearance."""
    return missing_in(text, _files(folder))


def missing_in(text: str, files: tuple[Path, ...]) -> list[str]:
    starts, ends = _coverage(files)
    return [char for char in dict.fromkeys(text) if not _covered(ord(char), starts, ends)]


def _covered(code: int, starts: list[int], ends: list[int]) -> bool:
    # Line ends are no glyphs; variation selectors choose one and are silently dropped where the font has no variant.
    if code == 0x0A or 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF:
        return True
    place = bisect_right(starts, code) - 1
    return place >= 0 and code <= ends[place]
