"""Names that stand in two columns, Chinese and English: which of them is read now."""

from __future__ import annotations

from django.utils.translation import get_language


def in_english() -> bool:
    return (get_language() or "").startswith("en")


def as_read(chinese: str, english: str) -> str:
    """English where it is read and known, else Chinese."""
    return english if english and in_english() else chinese
