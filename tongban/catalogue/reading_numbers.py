"""Numbers as clerks write them: 二十, ２０个工作日, 3个月, 即办, 最多跑一次."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from tongban.catalogue.codes import code_set
from tongban.statutes.api import in_words, number_of

NUMBER = r"(\d{1,5}(?:\.0+)?|[零一二两三四五六七八九十百千]{1,7})"
LIMIT = re.compile(rf"(?:自?受理(?:之日)?起)?{NUMBER}(个?(?:工作日|自然日|日历日|月|小时)|日|天|年)?(?:以?内)?")
AT_ONCE = re.compile(r"即办(?:件|理)?|即来即办|随到随办|即时(?:办结|办理)?|当场(?:即办|办结|办理)?")
VISITS = re.compile(rf"(?:最多|至多|只|仅)?需?(?:跑|到现场|到场)?{NUMBER}[次趟]?")
NO_VISIT = re.compile(
    r"零跑(?:动|腿|路)?|(?:一次都|一次也|一次)?不(?:用|需|必)?跑(?:动|腿|路)?|(?:无需|不用)(?:跑动|到场|到现场)|不见面(?:审批|办理)?"
)
COUNT = re.compile(rf"{NUMBER}(?:份|张|页|个?工作日)?")
LOOSE = frozenset({"日", "天"})
"""Words for a day that are also said of a working day."""


@dataclass(frozen=True, slots=True)
class Limit:
    """`word`: the unit as it stands beside the number."""

    days: int
    word: str = ""

    @property
    def unit(self) -> str:
        return code_set("time_unit").canonical(self.word.removeprefix("个")) or ""


def limit_of(text: str) -> Limit | None:
    """None for what cannot be read."""
    said = _bare(text)
    if is_at_once(said):
        return Limit(0)
    match = LIMIT.fullmatch(said)
    days = _whole(match[1]) if match else None
    return Limit(days, match[2] or "") if match and days is not None else None


def is_at_once(text: str) -> bool:
    return bool(AT_ONCE.fullmatch(_bare(text)))


def visits_of(text: str) -> int | None:
    said = _bare(text)
    return 0 if NO_VISIT.fullmatch(said) else _matched(VISITS, said)


def count_of(text: str) -> int | None:
    return _matched(COUNT, _bare(text))


def _bare(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def _matched(pattern: re.Pattern[str], said: str) -> int | None:
    match = pattern.fullmatch(said)
    return _whole(match[1]) if match else None


def _whole(said: str) -> int | None:
    """Chinese only where it is written as numbers are: 一百二 may be 120 or 102."""
    if said[0].isdigit():
        return int(float(said))
    number = number_of(said)
    return number if in_words(number) == said.replace("两", "二") else None
