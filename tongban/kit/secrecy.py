"""What may not stand in a text that is published (Q8): numbers of persons, and marks of secrecy (保守国家秘密法 §23).

A number counts only if its check digit is right, so that made-up samples (1101011990…****) pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tongban.kit.checkdigits import card_ok, id_ok

Kind = Literal["id_number", "bank_card", "mobile", "secret_mark"]
_DIGITS = re.compile(r"(?<![0-9A-Za-z])[0-9](?:[ -]?[0-9]){14,18}[0-9Xx]?(?![0-9A-Za-z])")
_CARD = re.compile(r"62[0-9]{14,17}|[45][0-9]{15}")  # longer codes of items and places begin alike
_MOBILE = re.compile(r"(?<![0-9])1[3-9][0-9](?:[ -]?[0-9]{4}){2}(?![0-9])")
# 秘密★10年, 机密★长期; or a mark that stands alone on its line, its star perhaps read as some character (机密女10年).
_LONG = r"(?:\s*\S?\s*(?:[0-9]{1,2}\s*(?:年|个月)|长期))?"
_MARK = re.compile(rf"(?:绝密|机密|秘密)\s*[★☆]|^\s*(?:绝密|机密|秘密){_LONG}\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Found:
    """`shown`: enough to find it by, not enough to tell it."""

    kind: Kind
    shown: str


def found_in(text: str) -> Iterator[Found]:
    """Each number and mark once, in the order of the text."""
    for match in _DIGITS.finditer(text):
        number = re.sub(r"[ -]", "", match[0]).upper()
        if len(number) == 18 and id_ok(number):
            yield Found("id_number", f"{number[:6]}…{number[-2:]}")
        elif _CARD.fullmatch(number) and card_ok(number):
            yield Found("bank_card", f"{number[:4]}…{number[-2:]}")
    for match in _MOBILE.finditer(text):
        plain = re.sub(r"[ -]", "", match[0])
        yield Found("mobile", f"{plain[:3]}…{plain[-2:]}")
    for match in _MARK.finditer(text):
        yield Found("secret_mark", match[0].strip())
