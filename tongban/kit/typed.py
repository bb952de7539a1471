"""What people type of numbers and addresses, as it is checked, kept and looked for."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

MARKS = dict.fromkeys(map(ord, "\ufeff\u200b\u2060"))
LONGEST_ADDRESS = 254  # characters, RFC 5321
_one_word = re.compile(r"[!-~]+").fullmatch  # ASCII without spaces, line breaks and control characters
_several = re.compile(r'[",:;<>()\[\]\\]').search  # what lists, groups, routes and names of addresses are made of
_well_formed = EmailValidator()


def half_width(text: str) -> str:
    """Full-width digits, letters and signs as plain ones; spaces and invisible marks at the ends away."""
    return unicodedata.normalize("NFKC", text.translate(MARKS)).replace("−", "-").strip()


def are_digits(text: str) -> bool:
    """0 to 9 and nothing else: Python also takes Arabic, Indic and superscript ones for digits."""
    return text.isascii() and text.isdecimal()


def is_one_address(text: str) -> bool:
    """One plain e-mail address in ASCII: no name before it, no list, no group."""
    if not _one_word(text) or _several(text) or len(text) > LONGEST_ADDRESS:
        return False
    try:
        _well_formed(text)
    except ValidationError:
        return False
    return True
