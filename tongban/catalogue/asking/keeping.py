"""Which questions without an answer may be kept, and in which form: nothing that tells who asked."""

from __future__ import annotations

import re
import unicodedata

from tongban.catalogue.search.normal import LONGEST_QUERY, is_han, plain

LONGEST_NUMBER = 6
"""Digits of a number that may stand; a longer one may be a telephone, a card, a case."""

_DIGIT = "0-9零〇一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾两幺"
_NUMBER = re.compile(f"[{_DIGIT}](?:[ -]?[{_DIGIT}]){{{LONGEST_NUMBER},}}")
_DAY = re.compile(r"\d{4} ?[年/-] ?\d{1,2} ?[月/-] ?\d{1,2}|\d{4} \d{1,2} \d{1,2}(?!\d)")
_ADDRESS = re.compile(r"\d+ ?(?:号楼|栋|幢|单元|室|弄)|[路街道巷弄村镇社区]\D{0,6}\d+ ?号")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼] ?[a-z] ?[a-z0-9]{5,6}(?![a-z0-9])"
)
_WORD_WITH_DIGITS = re.compile(r"(?=[a-z_]*\d)(?=\d*[a-z_])[a-z0-9_]{6,}")
_FEW_DIGITS = 4
_NAME = range(1, 5)
"""Characters of a person's name: so few beside a number of `_FEW_DIGITS` or more tell who it is."""


def kept(text: str) -> str:
    """The question as it may be kept; "" if it may not.

    Not kept: whatever holds a long number, a day, an address, a plate, an account or a password, and a name beside some
    digits. What is left are words that ask for a service, and years, ages and sums.
    """
    whole = unicodedata.normalize("NFKC", text[:LONGEST_QUERY]).lower()
    asked = plain(whole)
    close = re.sub(r"[\s,.，。、·]+", "", whole)
    if "@" in whole or any(one.search(form) for one in (_NUMBER, _DAY, _ADDRESS, _PLATE) for form in (asked, close)):
        return ""
    if _WORD_WITH_DIGITS.search(whole):
        return ""
    digits = sum(char.isdigit() for char in asked)
    words = sum(map(is_han, asked)) or len(re.findall("[a-z]+", asked))
    return "" if digits >= _FEW_DIGITS and words in _NAME else asked
