"""How a division is called in English: pinyin for the name, a word for what it is (`Pujiang County`)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

LONGEST = 120


def english_name(name: str, level: int | None = None) -> str:
    """`蒲江县` as Pujiang County; names of peoples in an autonomous place are translated and put after the
    name.

    `level` (1–5) tells a village named like a town (level 5 `石板镇` keeps 镇 as part of its name).
    """
    if name in _table("whole"):
        return _table("whole")[name]
    stem, kind = _cut(name, level)
    stem, peoples = _without_peoples(stem) if kind.startswith(("Autonomous", "Ethnic")) else (stem, [])
    together = " and ".join(filter(None, [", ".join(peoples[:-1]), *peoples[-1:]]))
    return " ".join(filter(None, [spelt(stem), together, kind]))[:LONGEST]


def _cut(name: str, level: int | None) -> tuple[str, str]:
    ends = _table("ends")
    for end in sorted(ends, key=len, reverse=True):
        if name.endswith(end) and len(name) > len(end) and _fits(end, level):
            return name.removesuffix(end), ends[end]
    return name, ""


def _fits(end: str, level: int | None) -> bool:
    return level != 5 or not end.endswith(("省", "市", "县", "区", "镇", "乡", "旗", "盟")) or end in {"社区", "生活区"}


def _without_peoples(stem: str) -> tuple[str, list[str]]:
    """The name before the peoples, and the peoples in their order; a name that is nothing else keeps it."""
    found: list[str] = []
    known = sorted(_table("peoples"), key=len, reverse=True)
    while people := next((one for one in known if stem.endswith(one) and len(stem) > len(one)), None):
        stem = stem.removesuffix(people)
        found.insert(0, _table("peoples")[people])
    return stem, found


def spelt(chinese: str) -> str:
    """Pinyin as one word with a capital, an apostrophe where two syllables could run together (Xi'an), ü as
    written.
    """
    from pypinyin import Style, lazy_pinyin

    joined = ""
    for syllable in lazy_pinyin(chinese, style=Style.NORMAL, v_to_u=True):
        joined += ("'" if joined and joined[-1].isalpha() and syllable[:1] in {"a", "o", "e"} else "") + syllable
    return joined[:1].upper() + joined[1:]


@cache
def _table(section: str) -> dict[str, str]:
    lines = Path(__file__).with_name("english_names.txt").read_text("utf-8").splitlines()
    start = lines.index(f"[{section}]") + 1
    found: dict[str, str] = {}
    for line in lines[start:]:
        if line.startswith("["):
            break
        chinese, _tab, english = line.partition("\t")
        found[chinese] = english
    return found
