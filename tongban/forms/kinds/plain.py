"""Short and long text."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongban.forms import patterns
from tongban.forms.kinds.base import Kind, Wrong, quoted
from tongban.forms.schema import FormField
from tongban.forms.shapes import DivisionChoices
from tongban.kit.typed import MARKS

# Direction controls could make a name read otherwise to the official than to the computer.
DIRECTION = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Text(Kind):
    """Never normalised to other characters: a name keeps the very character of the register (GB 18030)."""

    longest = 200

    def read(self, field: FormField, typed: Any, divisions: DivisionChoices | None) -> str:
        text = self.tidy(typed)
        _refuse_unprintable(text)
        _refuse_length(text, field.min_length or 0, field.max_length or self.longest)
        if field.pattern and not patterns.compiled(field.pattern).fullmatch(text):
            raise Wrong(
                _("You typed “%(found)s”. %(wanted)s") % {"found": quoted(text), "wanted": field.pattern_message}
            )
        return text

    def tidy(self, typed: str) -> str:
        return " ".join(typed.translate(MARKS).split())


class LongText(Text):
    template = "forms/kinds/long.html"
    longest = 4000

    def tidy(self, typed: str) -> str:
        lines = typed.translate(MARKS).replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return "\n".join(line.rstrip() for line in lines).strip()


def _refuse_unprintable(text: str) -> None:
    for place, character in enumerate(text, start=1):
        unprintable = unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t"
        if unprintable or character in DIRECTION:
            raise Wrong(
                _("Character %(place)d cannot be printed (code %(code)s). Delete it and type the text again.")
                % {"place": place, "code": f"U+{ord(character):04X}"}
            )


def _refuse_length(text: str, least: int, most: int) -> None:
    if len(text) < least:
        raise Wrong(
            ngettext(
                "You typed %(found)d character; at least %(wanted)d are wanted. Please write more.",
                "You typed %(found)d characters; at least %(wanted)d are wanted. Please write more.",
                len(text),
            )
            % {"found": len(text), "wanted": least}
        )
    if len(text) > most:
        raise Wrong(
            _("You typed %(found)d characters; at most %(wanted)d fit. Please shorten it by %(over)d.")
            % {"found": len(text), "wanted": most, "over": len(text) - most}
        )
