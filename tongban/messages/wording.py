"""Templates of messages, registered by the rooms that send them; each opens with one sentence that can be spoken."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.utils import translation

from tongban.kit.languages import day_in_words

A_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Wording:
    """`title` and `body` are lazy translations with %(name)s places."""

    code: str
    title: Any
    body: Any


_all: dict[str, Wording] = {}


def register(code: str, title: Any, body: Any) -> None:
    _all[code] = Wording(code, title, body)


def words(code: str, facts: dict[str, Any], language: str | None = None) -> tuple[str, str]:
    """Title and body in a language (default: the active one). Facts may hold {"zh", "en"} pairs, and days as 2026-11-23,
    which are read as people write them."""
    with translation.override(language or translation.get_language()):
        english = (translation.get_language() or "").startswith("en")
        plain = {k: _in(v, english) for k, v in facts.items()}
        return str(_all[code].title) % plain, str(_all[code].body) % plain


def _in(value: Any, english: bool) -> Any:
    if isinstance(value, dict):
        return value.get("en" if english else "zh") or value.get("zh", "")
    if isinstance(value, str) and A_DAY.fullmatch(value):
        with suppress(ValueError):
            return day_in_words(dt.date.fromisoformat(value))
    return value
