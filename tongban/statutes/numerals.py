"""Numbers of articles, in Chinese or in digits: 三十一, 一百零二, 31, ３１."""

from __future__ import annotations

DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
UNITS = {"十": 10, "百": 100, "千": 1000}
NUMBER = "[零〇一二两三四五六七八九十百千]+|[0-9０-９]+"


def number_of(text: str) -> int:
    if text.isdecimal():
        return int(text)
    total = current = 0
    for character in text:
        if character in UNITS:
            total += (current or 1) * UNITS[character]
            current = 0
        else:
            current = DIGITS[character]
    return total + current


def in_words(number: int) -> str:
    """31 as 三十一, for numbers of articles below ten thousand."""
    words, rest, gap = "", number, False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, rest = divmod(rest, unit)
        if digit:
            words += ("零" if gap and words else "") + "零一二三四五六七八九"[digit] + sign
        gap = not digit
    return words[1:] if 10 <= number < 20 else words or "零"
