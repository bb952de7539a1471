"""Enumerations of the standards, as data in editions: what a code or a word of a list means, and the way back.

`canonical` is how this program keeps a value (standards disagree; see the source beside each edition). A cell may
hold the code of any edition, or the Chinese name.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tongban.kit.languages import in_english

DATA = Path(__file__).with_name("codesets") / "elements.json"
BETWEEN = "^"
"""Between several values in one cell, as the national tables write them."""


@dataclass(frozen=True)
class CodeSet:
    """`names`: canonical code → (Chinese, English). `editions`: edition → its code → canonical, several joined."""

    key: str
    zh: str
    en: str
    many: bool
    home: str
    names: dict[str, tuple[str, str]]
    also: dict[str, str]
    editions: dict[str, dict[str, str]]

    def canonical(self, found: str, edition: str = "") -> str | None:
        """None for what no edition knows. The edition named is asked first, then the canonical one."""
        given, text = self.editions.get(edition, {}), _plain(found)
        return given.get(text) or self.by_any.get(text) or self.by_any.get(text.lower())

    @cached_property
    def by_any(self) -> dict[str, str]:
        known: dict[str, str] = {}
        for codes in (code for name, code in self.editions.items() if name != self.home):
            known = codes | known
        words = {zh: code for code, (zh, _en) in self.names.items()} | {
            self.levelled(zh): code for code, (zh, _en) in self.names.items()
        }
        english = {en.lower(): code for code, (_zh, en) in self.names.items()}
        every = known | english | words | self.also | {code: code for code in self.names}
        return {_plain(word): code for word, code in every.items()}

    @cached_property
    def by_name(self) -> dict[str, str]:
        """The Chinese names alone."""
        return {zh: code for code, (zh, _en) in self.names.items()}

    @staticmethod
    def levelled(zh: str) -> str:
        """市级 is also written 市; 公共服务事项, 公共服务."""
        return zh.removesuffix("事项")

    def code(self, value: str, edition: str) -> str:
        """The edition's code for a canonical one; the canonical one where the edition has none."""
        if edition in ("", self.home):
            return value
        return next((code for code, one in self.editions[edition].items() if one == value), value)

    def name(self, value: str) -> str:
        """In the active language; the code itself where it has no name."""
        zh, en = self.names.get(value, (value, value))
        return en if in_english() else zh

    def name_zh(self, value: str) -> str:
        return self.names.get(value, (value, value))[0]

    @property
    def label(self) -> str:
        return self.en if in_english() else self.zh

    @property
    def conflicts(self) -> bool:
        """Whether one code means different things in different editions."""
        every = [one.items() for one in self.editions.values()]
        return any(len({value for code, value in pairs}) > 1 for pairs in _by_code(every).values())

    @property
    def wanted(self) -> str:
        """All values in one sentence, for a fault."""
        listed = ", ".join(f"{code} {self.name(code)}" if code.isdigit() else self.name(code) for code in self.names)
        return _("one of: %(values)s") % {"values": listed}


def _by_code(every: list[Any]) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for pairs in every:
        for code, value in pairs:
            found.setdefault(code, []).append((code, value))
    return found


def _plain(text: str) -> str:
    """Whatever the width of its digits, letters and brackets."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


@cache
def code_sets() -> dict[str, CodeSet]:
    return {key: _read(key, one) for key, one in json.loads(DATA.read_text("utf-8")).items()}


def code_set(key: str) -> CodeSet:
    return code_sets()[key]


def _read(key: str, data: dict[str, object]) -> CodeSet:
    editions: dict[str, dict[str, object]] = data["editions"]  # type: ignore[assignment]
    home = str(data["canonical"])
    names = {code: (zh, en) for code, (zh, en) in editions[home]["codes"].items()}  # type: ignore[attr-defined]
    codes = {name: dict(one["codes"]) for name, one in editions.items() if name != home}  # type: ignore[call-overload]
    codes[home] = {code: code for code in names}
    also = dict(editions[home].get("also", {}))  # type: ignore[call-overload]
    return CodeSet(key, str(data["zh"]), str(data["en"]), bool(data.get("many")), home, names, also, codes)
