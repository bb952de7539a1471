"""Check digits: GB 11643, GB 32100 (by python-stdnum), ISO 7064 MOD 37,36, and the cards of ISO/IEC 7812-1."""

from __future__ import annotations

import datetime as dt

from stdnum import luhn
from stdnum.cn import uscc

LETTERS_36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_check(first17: str) -> str:
    """The 18th character of a citizen's ID number (GB 11643-1999)."""
    return "10X98765432"[sum(int(c) * w for c, w in zip(first17, ID_WEIGHTS, strict=True)) % 11]


def id_birthday(number: str) -> dt.date | None:
    try:
        return dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def id_ok(number: str) -> bool:
    """Length, date and check digit; an unknown area is no fault (divisions change, people keep their number)."""
    well_formed = len(number) == 18 and number[:17].isascii() and number[:17].isdigit()
    return bool(well_formed and id_birthday(number) and id_check(number[:17]) == number[17].upper())


LETTERS_31 = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100: no I O S V Z


def uscc_ok(code: str) -> bool:
    """Unified social credit code, GB 32100-2015. The library's own check refuses codes that begin with a letter
    (N1, rural collectives), so only its check digit is used."""
    if len(code) != 18 or any(letter not in LETTERS_31 for letter in code):
        return False
    return bool(uscc.calc_check_digit(code[:17]) == code[17])


def mod37_36(text: str) -> str:
    """The check character of ISO 7064 MOD 37,36, as GB/T 36904 uses it for licences."""
    product = 36
    for letter in text:
        product = (product + LETTERS_36.index(letter)) % 36 or 36
        product = product * 2 % 37
    return LETTERS_36[(37 - product) % 36]


def card_ok(number: str) -> bool:
    """ISO/IEC 7812-1, annex B (Luhn). Nothing but zeros would fit, and is no card."""
    return bool(number.strip("0")) and bool(luhn.is_valid(number))
