"""Names of materials that mean one paper: 身份证复印件 and 居民身份证（正反面） are one; where some ask for the original
and some for a copy, those are offered apart, for they ask for different things (C3, C8).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

HERE = Path(__file__).parent
ASIDE = re.compile(r"[（(【\[]([^（(【\[）)】\]]*)[）)】\]]")
# How a copy is handed in, and whose it is, says nothing of which paper it is.
MANNER = re.compile(
    r"(?:复印件|影印件|扫描件|电子版|电子件|原件|正本|副本|正反面|加盖公章|盖章|一式[一二三四五六七八九十两]份|[0-9一二三四五六七八九十两]份|各|及|和|或|的|有效|本人|、)+$"
)
WHOSE = re.compile(r"^(?:申请人|申请者|本人|当事人|个人|有效的?|提供|提交|出示)+(?:的)?(?=.{3,})")
# A number alone counts or numbers; in A01007 it is the name of a form.
MARKS = re.compile(r"[《》“”\"'；;。．.，,：:\s]+|(?<![A-Za-z0-9])[0-9]+(?![A-Za-z0-9])")


@lru_cache(50_000)
def plain(name: str) -> str:
    """What is left of a name when manner, owner and marks are gone; the name itself where nothing would be."""
    text = ASIDE.sub(_aside, name)
    text = MARKS.sub("", text)
    for _turn in range(3):
        text = MANNER.sub("", text)
        text = WHOSE.sub("", text)
    return same_paper().get(text, text) or name


def _aside(found: re.Match[str]) -> str:
    """（复印件） goes, （延续） stays: the form for a renewal is another paper than the one for a change."""
    return "" if not MANNER.sub("", MARKS.sub("", found[1])) else found[0]


@cache
def same_paper() -> dict[str, str]:
    """Short name → the e-licence that gives it."""
    lines = (HERE / "held.txt").read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line.strip() and not line.startswith("#"))
    return {row[0]: row[1] for row in pairs}


@cache
def licences() -> frozenset[str]:
    return frozenset(same_paper().values())


def held(name: str) -> str:
    """The e-licence that replaces a material of this name, or nothing."""
    found = plain(name)
    return found if found in licences() else ""


@dataclass(frozen=True)
class OnePaper:
    """Materials of different names that seem to be one paper. `name`: the commonest, to be kept; `paper`: what they
    have in common.
    """

    name: str
    count: int
    others: tuple[tuple[str, int], ...]
    paper: str = ""


def one_paper(names: Counter[str]) -> list[OnePaper]:
    """Names to be merged, those of the most items first; a name that stands alone is not told."""
    groups: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for name, count in names.items():
        groups[plain(name)].append((name, count))
    found = []
    for paper, every in groups.items():
        for whole, rows in _by_manner(paper, every).items():
            if len(rows) > 1:
                rows.sort(key=lambda row: (-row[1], len(row[0]), row[0]))
                found.append(OnePaper(rows[0][0], sum(count for _name, count in rows), tuple(rows[1:]), whole))
    return sorted(found, key=lambda one: (-one.count, one.name))


ORIGINAL, COPY = re.compile("原件"), re.compile("复印件|影印件")  # 副本 is an original too


def _by_manner(paper: str, rows: list[tuple[str, int]]) -> dict[str, list[tuple[str, int]]]:
    """All of them, unless some say 原件 and others 复印件; a name that says neither means the paper itself."""
    said = {manner for name, _count in rows if (manner := _manner(name))}
    if len(said) < 2:
        return {paper: rows}
    found: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for name, count in rows:
        manner = _manner(name)
        found[paper if manner in ("", "原件") else paper + manner].append((name, count))
    return found


def _manner(name: str) -> str:
    """What of the paper is asked for: 原件, 复印件, both, or nothing said."""
    return "及".join(word for word, marks in (("原件", ORIGINAL), ("复印件", COPY)) if marks.search(name))
