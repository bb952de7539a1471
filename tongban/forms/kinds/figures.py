"""Numbers and money. Money is typed in yuan and kept in fen, a whole number, so that nothing is rounded."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tongban.forms.kinds.base import Kind, Wrong, quoted
from tongban.forms.schema import FormField
from tongban.forms.shapes import DivisionChoices
from tongban.kit.typed import half_width

FIGURE = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d*)?|[+-]?\.\d+", re.ASCII)
# A binary number gives back 15 digits exactly as they were typed, and no more.
MOST_DIGITS = 15


class Number(Kind):
    inputmode = "decimal"
    width = "short"

    def read(self, field: FormField, typed: Any, divisions: DivisionChoices | None) -> int | float:
        figure = _figure(_without_unit(field, half_width(typed)), typed, example="12.5")
        value = int(figure) if figure == figure.to_integral_value() else float(figure)
        _refuse_outside(field, value, str)
        return value

    def write(self, field: FormField, value: Any) -> str:
        return f"{Decimal(str(value)):f}"

    def show(self, field: FormField, value: Any, divisions: DivisionChoices | None) -> str:
        figure = f"{Decimal(str(value)):,f}"
        return f"{figure} {field.unit.said()}" if field.unit else figure


class Money(Kind):
    inputmode = "decimal"
    width = "short"

    def read(self, field: FormField, typed: Any, divisions: DivisionChoices | None) -> int:
        bare = re.sub(r"^(人民币|RMB|CNY)?\s*¥?\s*|\s*(元整?|圆整?|yuan)$", "", half_width(typed), flags=re.IGNORECASE)
        figure = _figure(bare, typed, example="1,234.50")
        fen = figure * 100
        if fen != fen.to_integral_value():
            raise Wrong(
                _("You typed “%(found)s”, with more than two decimals. Give yuan, jiao and fen, for example 1,234.50.")
                % {"found": quoted(typed)}
            )
        _refuse_outside(field, int(fen), yuan)
        return int(fen)

    def write(self, field: FormField, value: Any) -> str:
        return yuan(value).removeprefix("¥")

    def show(self, field: FormField, value: Any, divisions: DivisionChoices | None) -> str:
        return yuan(value)


def yuan(fen: int) -> str:
    """¥1,234.50 of 123450 fen."""
    sign, whole = ("-" if fen < 0 else ""), abs(fen)
    return f"¥{sign}{whole // 100:,}.{whole % 100:02d}"


def _without_unit(field: FormField, text: str) -> str:
    for unit in (field.unit.zh, field.unit.en) if field.unit else ():
        text = text.removesuffix(half_width(unit)).strip()
    return text


def _figure(text: str, typed: str, example: str) -> Decimal:
    bare = text.replace(" ", "")
    if not FIGURE.fullmatch(bare):
        raise Wrong(
            _("You typed “%(found)s”, which is not a number. Use digits only, for example %(example)s.")
            % {"found": quoted(typed), "example": example}
        )
    if sum(character.isdigit() for character in bare) > MOST_DIGITS:
        raise Wrong(
            _("“%(found)s” has more than %(most)d digits. Please check the number.")
            % {"found": quoted(typed), "most": MOST_DIGITS}
        )
    return Decimal(bare.replace(",", ""))


def _refuse_outside(field: FormField, value: int | float, shown: Any) -> None:
    if field.min is not None and value < field.min:  # type: ignore[operator]
        raise Wrong(
            _("You typed %(found)s; the least is %(wanted)s. Please correct it.")
            % {"found": shown(value), "wanted": shown(field.min)}
        )
    if field.max is not None and value > field.max:  # type: ignore[operator]
        raise Wrong(
            _("You typed %(found)s; the most is %(wanted)s. Please correct it.")
            % {"found": shown(value), "wanted": shown(field.max)}
        )
