"""ID number, unified social credit code, telephone, e-mail: each says which character is wrong and what is right."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _
from stdnum.cn import uscc

from tongban.forms.kinds.base import Kind, Wrong, quoted
from tongban.forms.schema import FormField
from tongban.forms.shapes import DivisionChoices
from tongban.kit import ages, checkdigits, clock
from tongban.kit.typed import half_width, is_one_address

NEVER_IN_USCC = "IOSVZ"
MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
LANDLINE = re.compile(r"(0(?:10|2\d|[3-9]\d{2}))-?(\d{7,8})(?:[-转*#]+(\d{1,6}))?", re.ASCII)
SERVICE = re.compile(r"[48]00\d{7}", re.ASCII)


class IdNumber(Kind):
    """GB 11643. The area need not be a division of today: people keep the number of an abolished one."""

    width = "medium"

    def read(self, field: FormField, typed: Any, divisions: DivisionChoices | None) -> str:
        number = re.sub(r"[\s-]", "", half_width(typed)).upper()
        _refuse_length(number, _("An ID number has 18 characters; you typed %(found)d. Please check it with the card."))
        _refuse_letters(number)
        _refuse_birthday(number)
        if number[17] != (wanted := checkdigits.id_check(number[:17])):
            raise Wrong(
                _("Character 18 of the ID number should be %(wanted)s; you typed %(found)s. Please check the number.")
                % {"wanted": wanted, "found": number[17]}
            )
        return number


class Uscc(Kind):
    """GB 32100. Letters may stand in the first two places: N1 (rural collectives), A1, G1, J1, Y1 exist."""

    width = "medium"

    def read(self, field: FormField, typed: Any, divisions: DivisionChoices | None) -> str:
        code = re.sub(r"[\s-]", "", half_width(typed)).upper()
        _refuse_length(
            code,
            _("A unified social credit code has 18 characters; you typed %(found)d. Please check it with the licence."),
        )
        _refuse_alphabet(code)
        if code[17] != (wanted := uscc.calc_check_digit(code[:17])):
            raise Wrong(
                _("Character 18 of the code should be %(wanted)s; you typed %(found)s. Please check the code.")
                % {"wanted": wanted, "found": code[17]}
            )
        return code


class Phone(Kind):
    """Kept as 13812345678 or 028-88531234 or 028-88531234-801."""

    inputmode = "tel"
    width = "medium"

    def read(self, field: FormField, typed: Any, divisions: DivisionChoices | None) -> str:
        digits = re.sub(r"[\s()]", "", half_width(typed))
        digits = re.sub(r"^(\+|00)86-?(?=[01])", "", digits)
        bare = digits.replace("-", "")
        if MOBILE.fullmatch(bare) or SERVICE.fullmatch(bare):
            return bare
        if match := LANDLINE.fullmatch(digits):
            return "-".join(part for part in match.groups() if part)
        raise Wrong(_phone_sentence(bare, typed))


class Email(Kind):
    inputmode = "email"
    width = "medium"

    def read(self, field: FormField, typed: Any, divisions: DivisionChoices | None) -> str:
        address: str = half_width(typed)
        if not is_one_address(address):
            raise Wrong(
                _("You typed “%(found)s”, which is not an e-mail address. Give one such as name@example.cn.")
                % {"found": quoted(typed)}
            )
        return address


def _phone_sentence(bare: str, typed: str) -> str:
    if re.fullmatch(r"1\d{5,}", bare) and len(bare) != 11:
        return _("A mobile number has 11 digits; you typed %(found)d. Please check it.") % {"found": len(bare)}
    if re.fullmatch(r"[2-8]\d{6,7}", bare):
        return _("“%(found)s” lacks the area code. Write it in front, for example 028-88531234.") % {
            "found": quoted(typed)
        }
    return _(
        "You typed “%(found)s”, which is not a telephone number here. "
        "Give a mobile number of 11 digits, or a landline such as 028-88531234."
    ) % {"found": quoted(typed)}


def _refuse_length(code: str, sentence: str) -> None:
    if len(code) != 18:
        raise Wrong(sentence % {"found": len(code)})


def _refuse_letters(number: str) -> None:
    for place, character in enumerate(number, start=1):
        if character not in ("0123456789" if place < 18 else "0123456789X"):
            wanted = _("a digit") if place < 18 else _("a digit or X")
            raise Wrong(
                _("Character %(place)d of the ID number is “%(found)s”; it should be %(wanted)s.")
                % {"place": place, "found": character, "wanted": wanted}
            )


def _refuse_birthday(number: str) -> None:
    birthday = checkdigits.id_birthday(number)
    if birthday is None or not ages.is_possible(birthday, clock.today()):
        raise Wrong(
            _("Characters 7 to 14 of the ID number are the birthday; “%(found)s” cannot be one. Please check it.")
            % {"found": number[6:14]}
        )


def _refuse_alphabet(code: str) -> None:
    for place, character in enumerate(code, start=1):
        if character in NEVER_IN_USCC:
            raise Wrong(
                _("Character %(place)d is the letter %(found)s, which the code never has. Is it %(like)s?")
                % {"place": place, "found": character, "like": "105U2"[NEVER_IN_USCC.index(character)]}
            )
        wanted = "0123456789" if 3 <= place <= 8 else uscc._alphabet
        if character not in wanted:
            raise Wrong(
                _("Character %(place)d of the code is “%(found)s”; it should be %(wanted)s.")
                % {
                    "place": place,
                    "found": character,
                    "wanted": _("a digit") if 3 <= place <= 8 else _("a digit or a capital letter"),
                }
            )
