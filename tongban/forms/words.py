"""Chinese and English side by side, and which of them is shown now."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import get_language
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def is_chinese(language: str | None) -> bool:
    return (language or "zh").lower().startswith("zh")


class Text(BaseModel):
    """Chinese is always there; English may be missing and is then read in Chinese."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    zh: Words
    en: Words | None = Field(default=None)

    def said(self, language: str | None = None) -> str:
        """In the language given, else in the active one."""
        return self.zh if is_chinese(language or get_language()) else self.en or self.zh

    def lang(self, language: str | None = None) -> str:
        """The `lang` attribute for words that are Chinese on an English page, else empty."""
        return "" if self.en or is_chinese(language or get_language()) else "zh-Hans"

    def __str__(self) -> str:
        return self.said()


class Label(Text):
    """A name that stands on a page: both languages are required."""

    en: Words
