"""Telephone numbers as people write them: whether somebody could dial them."""

from __future__ import annotations

import re
import unicodedata

# Without its separators: area code and number, mobile, 400 and 800, short numbers, a number of seven or eight digits.
TELEPHONE = re.compile(
    r"(?:86)?0\d{2,3}[1-9]\d{6,7}\d{0,6}|(?:86)?0?\d{0,3}(?:12\d{3}|9\d{4})\d{0,4}|(?:86)?1[3-9]\d{9}|[48]00\d{7}\d{0,4}"
    r"|11\d|12[0-2]|1\d{4}|[1-9]\d{6,7}\d{0,4}"
)
DIGITS = re.compile(r"\d[\d \-转]{3,}")
WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
INVENTED = re.compile(r"^(?:0\d{2,3})?(?:([0-5])\1{6,7}|1234567\d?)$|^0+$")


def half_width(line: str) -> str:
    """The same words with digits, dashes and brackets of a number as they are dialled; 28885503.0 of a spreadsheet too."""
    text = re.sub(r"(?<=\d)\s*[－—–‐−﹣]+\s*(?=\d)", "-", line.translate(WIDE))
    return re.sub(r"^(\d{5,13})\.0$", r"\1", re.sub(r"（(0\d{2,3})）", r"(\1)", text))


def mobile(typed: str) -> str:
    """A mobile number as it is kept, however somebody wrote it: 138 0013 9541, 138-0013-9541, +86 138…; what is none
    stays as it was typed, without the spaces around it.
    """
    plain = unicodedata.normalize("NFKC", typed).strip()
    bare = re.sub(r"^(?:\+|00)?86(?=1\d{10}$)", "", re.sub(r"[\s\-–—()．.·]", "", plain))
    return bare if re.fullmatch(r"1[0-9]{10}", bare) else plain


def can_be_called(value: str) -> bool:
    numbers = [re.sub(r"\D", "", part) for part in DIGITS.findall(value) or [value]]
    return any(TELEPHONE.fullmatch(number) and not INVENTED.search(number) for number in numbers)
