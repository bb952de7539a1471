"""The receipt number (统一收件码): region 6 + date 8 + channel 1 + serial 5 + check 1 (ISO 7064 MOD 37,36).

No national format is known (standards §3.2); this one is ours. Its serial starts anew each day and may have gaps.
"""

from __future__ import annotations

import datetime as dt

from tongban.intake.states import CHANNEL_DIGIT
from tongban.kit.checkdigits import mod37_36
from tongban.kit.models import next_in_block
from tongban.kit.typed import half_width


def receipt_number(*, region_code: str, channel: str, day: dt.date) -> str:
    stem = f"{region_code[:6]}{day:%Y%m%d}"
    serial = next_in_block(f"receipt:{stem}")
    body = f"{stem}{CHANNEL_DIGIT.get(channel, '9')}{serial:05d}"  # type: ignore[call-overload]
    return body + mod37_36(body)


def day_and_serial(receipt_no: str) -> str:
    """Day 8 + serial 4 (5 beyond 9,999 a day), which end a project number (办件编号): a number of its own would make
    every submission of an item wait for the one before it.
    """
    return f"{receipt_no[6:14]}{int(receipt_no[15:-1]):04d}"


# What people type when they read a letter or a digit: the check character tells which was meant.
ALIKE = [set("0OQD"), set("1IL"), set("2Z"), set("5S"), set("8B"), set("6G")]


def as_printed(text: str) -> str:
    """A typed number as it was printed: blanks, width and case do not matter, nor O for 0 or I for 1 and the other way."""
    plain = as_digits("".join(half_width(text).split()).upper())
    if not (plain[:-1].isdigit() and plain.isascii() and 20 <= len(plain) <= 22):
        return plain
    check = mod37_36(plain[:-1])
    same = plain[-1] == check or any({plain[-1], check} <= alike for alike in ALIKE)
    return plain[:-1] + check if same else plain


def as_digits(plain: str) -> str:
    """What begins like a receipt number has digits alone before its check character."""
    body, last = (plain[:-1], plain[-1:]) if len(plain) >= 20 else (plain, "")
    digits = body.translate(str.maketrans("OQDIL|", "000111"))
    return digits + last if digits.isascii() and digits.isdigit() else plain


def is_receipt_number(text: str) -> bool:
    """Whether a typed number can be one of ours: typing faults are told before anything is looked up."""
    well_formed = 21 <= len(text) <= 22 and text[:-1].isdigit() and text.isascii() and text.isalnum()
    return well_formed and mod37_36(text[:-1]) == text[-1].upper()
