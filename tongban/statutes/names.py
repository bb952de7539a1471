"""Names of laws as people write them: 《中华人民共和国行政许可法》（2019年修正） is 行政许可法, in the edition of 2019."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

STATE = "中华人民共和国"
# What stands behind a name: its edition, or the order by which it was published.
ASIDE = re.compile(r"[（(〔\[]([^（(〔\[）)〕\]]*)[）)〕\]]\s*$")
YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
OF_AN_EDITION = re.compile(r"修正|修订|修改|版|本|发布|公布|通过|施行")
OF_AN_ORDER = re.compile(r"令|号|主席|国务院|[〔\[（(]\d{4}")
TURNED = str.maketrans("（）〈〉＜＞<>　", "()《》《》《》 ")


@dataclass(frozen=True)
class CitedName:
    """`year`: of the edition that is cited, or None."""

    plain: str
    year: int | None = None


def plain(name: str) -> str:
    return cited(name).plain


@lru_cache(20_000)
def cited(name: str) -> CitedName:
    text = re.sub(r"\s+", "", name.strip())
    year: int | None = None
    while (aside := ASIDE.search(text)) and (told := _told(aside[1])) is not None:
        year, text = told or year, text[: aside.start()].strip()
    text = _bare(text)
    return CitedName(_bare(text.removeprefix(STATE)) or text, year)


def _told(aside: str) -> int | None:
    """The year of the edition, 0 where it tells only an order; None where it belongs to the name: （试行）."""
    year = YEAR.search(aside)
    if OF_AN_ORDER.search(aside) and not OF_AN_EDITION.search(aside):
        return 0
    if year and (OF_AN_EDITION.search(aside) or re.fullmatch(r"[\d年月日.\-/]+", aside)):
        return int(year[1])
    return None


def _bare(text: str) -> str:
    """Without its title marks; 〈…〉 inside a name are one mark, however they are typed."""
    text = text.translate(TURNED).replace(" ", "")
    if text.startswith("《") and text.endswith("》") and "《" not in text[1:-1]:
        text = text[1:-1]
    return text.removeprefix("《").removesuffix("》") if text.count("《") != text.count("》") or _wraps(text) else text


def _wraps(text: str) -> bool:
    """Whether the first mark closes at the end: 《甲〈乙〉丙》, and not 《甲》和《乙》."""
    if not (text.startswith("《") and text.endswith("》")):
        return False
    depth = 0
    for place, character in enumerate(text):
        depth += (character == "《") - (character == "》")
        if depth == 0:
            return place == len(text) - 1
    return False
