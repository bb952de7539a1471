"""What people type of numbers and addresses, as it is checked, kept and looked for."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import cast
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, MaxValueValidator, MinValueValidator
from django.http import Http404
from django.utils.translation import gettext_lazy as _

MARKS = dict.fromkeys(map(ord, "\ufeff\u200b\u2060"))
FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2199, 12, 31)  # beyond them no calendar counts, and no zone
LONGEST_ADDRESS = 254  # characters, RFC 5321
_one_word = re.compile(r"[!-~]+").fullmatch  # ASCII without spaces, line breaks and control characters
_several = re.compile(r'[",:;<>()\[\]\\]').search  # what lists, groups, routes and names of addresses are made of
_well_formed = EmailValidator()


def half_width(text: str) -> str:
    """Full-width digits, letters and signs as plain ones; spaces and invisible marks at the ends away."""
    return unicodedata.normalize("NFKC", text.translate(MARKS)).replace("−", "-").strip()


def odd_sign(name: str) -> str:
    """The first sign that stands in nobody's name, as a reader sees it or as its code point; "" where there is none.

    Letters of every script stand in names (all characters of GB 18030-2022), with the dots and strokes between them;
    signs of calculation, pictures, brackets, commas and what nobody sees do not. A digit may: registers hold such names.
    """
    for sign in name:
        kind = unicodedata.category(sign)
        between = kind[0] == "P" and not (
            "!" <= sign <= "~" or "\u3000" <= sign <= "\u303f" or "\uff00" <= sign <= "\uffef"
        )
        if kind[0] in "LMN" or between or sign in " '-.〇○":
            continue
        return sign if kind[0] in "PS" else f"U+{ord(sign):04X}"
    return ""


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


class DayField(forms.DateField):
    """A day with which one can count: its neighbours exist, in every zone of time."""

    default_validators = [
        MinValueValidator(FIRST_DAY, _("Choose a day between 1900 and 2199.")),
        MaxValueValidator(LAST_DAY, _("Choose a day between 1900 and 2199.")),
    ]


def key(sent: str) -> UUID:
    """Of the row that a form names. Raises Http404: what is no key names nothing."""
    try:
        return cast(UUID, forms.UUIDField().clean(sent))
    except ValidationError as error:
        raise Http404 from error
