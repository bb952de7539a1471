"""Which questions without an answer may be kept, and in which form: nothing that tells who asked."""

from __future__ import annotations

import re

from tongban.catalogue.search.normal import LONGEST_QUERY, is_han, plain

MASK = "号码"
"""Stands for a number that may not be kept."""
LONGEST_NUMBER = 6
"""Digits of a number that may stand; a longer one may be a telephone, a card, a case."""

_DIGIT = "0-9零〇一二三四五六七八九幺"
_NUMBER = re.compile(f"[{_DIGIT}](?:[ -]?[{_DIGIT}]){{{LONGEST_NUMBER},}}")
_IDENTITY = re.compile(r"(?<![0-9a-z])(?:\d{17}[\dx]|\d{15}|[0-9a-hj-npqrtuwxy]{18})(?![0-9a-z])")
_FEW_DIGITS = 4
_NAME = range(1, 5)
"""Characters of a person's name: so few beside a number of `_FEW_DIGITS` or more tell who it is."""


def kept(text: str) -> str:
    """The question as it may be kept; "" if it may not: an identity number, a name with a number, an address."""
    asked = plain(text[:LONGEST_QUERY])
    if "@" in text or _IDENTITY.search(re.sub(r"(?<=[0-9a-z]) (?=[0-9a-z])", "", asked)):
        return ""
    words = sum(map(is_han, _NUMBER.sub("", asked)))
    digits = sum(char.isdigit() for char in asked)
    masked = _NUMBER.sub(MASK, asked)
    if (digits >= _FEW_DIGITS or masked != asked) and words in _NAME:
        return ""
    return "" if masked.replace(MASK, "").strip() == "" else masked
