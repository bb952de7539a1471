"""The themes that services are browsed by: names of the national code set, for persons and for enterprises."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from django.utils.translation import get_language

CODESET = Path(__file__).with_name("codesets") / "topics.json"
# What other lists call the same thing; they mix themes with groups of people and events of a life.
ALSO = {
    "社会保障（社会保险、社会救助）": "社会保障",
    "社会救助": "社会保障",
    "残疾人": "优待抚恤",
    "涉农补贴": "农林牧渔",
    "找工作": "就业创业",
    "创业": "就业创业",
    "人才": "就业创业",
    "高校毕业生": "就业创业",
    "失业": "就业创业",
    "纳税": "税收财务",
    "退休": "离职退休",
    "老年人": "离职退休",
    "生小孩": "生育收养",
    "结婚": "婚姻登记",
    "升学": "教育科研",
    "迁居": "户籍办理",
    "买房子": "住房保障",
    "外国人": "出境入境",
    "港澳台侨": "出境入境",
}


@dataclass(frozen=True, slots=True)
class Topic:
    code: str
    audience: Literal["person", "enterprise"]
    zh: str
    en: str

    @property
    def shown_name(self) -> str:
        return self.en if (get_language() or "").startswith("en") else self.zh

    def __str__(self) -> str:
        return self.shown_name


@cache
def topics() -> dict[str, Topic]:
    rows = json.loads(CODESET.read_text("utf-8"))
    return {row["code"]: Topic(row["code"], row["audience"], row["name"]["zh"], row["name"]["en"]) for row in rows}


@cache
def _by_name() -> dict[tuple[str, str], str]:
    return {(topic.audience, topic.zh): topic.code for topic in topics().values()}


def codes_for(names: tuple[str, ...], audience: tuple[str, ...]) -> list[str]:
    """The codes of themes that another list names in Chinese; a name nobody knows has none."""
    wanted = [ALSO.get(name, name) for name in names]
    found = [_by_name().get((whose, name)) for whose in audience or ("person", "enterprise") for name in wanted]
    return list(dict.fromkeys(code for code in found if code))
