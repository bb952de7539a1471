"""Number of a bank card, or of the bank account on a social security card: ISO/IEC 7812-1, at most 19 digits."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from tongban.forms.kinds.base import Kind, Wrong
from tongban.forms.schema import FormField
from tongban.forms.shapes import DivisionChoices
from tongban.kit import checkdigits
from tongban.kit.typed import are_digits, half_width

SHORTEST, LONGEST = 16, 19


class BankCard(Kind):
    """Kept without blanks. The sentences never repeat the number, since it is not to be read over a shoulder."""

    inputmode = "numeric"
    width = "medium"

    def read(self, field: FormField, typed: Any, divisions: DivisionChoices | None) -> str:
        number = re.sub(r"[\s-]", "", half_width(typed))
        _refuse_letters(number)
        if not SHORTEST <= len(number) <= LONGEST:
            words = {"found": len(number), "least": SHORTEST, "most": LONGEST}
            raise Wrong(
                _("A card number has %(least)d to %(most)d digits; you typed %(found)d. Please check it with the card.")
                % words
            )
        if not checkdigits.card_ok(number):
            raise Wrong(_("This is no card number: its last digit does not fit the others. Please check every digit."))
        return number

    def show(self, field: FormField, value: Any, divisions: DivisionChoices | None) -> str:
        return " ".join(re.findall(r".{1,4}", value))


def _refuse_letters(number: str) -> None:
    for place, character in enumerate(number, start=1):
        if not are_digits(character):
            raise Wrong(
                _("Character %(place)d of the card number is “%(found)s”; it should be a digit.")
                % {"place": place, "found": character}
            )
