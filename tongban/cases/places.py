"""Names of divisions for the answers of a form, kept in memory: they change once a year."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import get_language

from tongban.regions.api import Division


def divisions(parent: str) -> tuple[tuple[str, str], ...]:
    """(code, name) beneath a division, "" for the provinces; as `forms` asks for it."""
    return _children(parent, get_language() or "")


@lru_cache(maxsize=4096)
def _children(parent: str, language: str) -> tuple[tuple[str, str], ...]:
    rows = Division.objects.filter(parent_id=parent or None)
    return tuple((place.code, place.shown_name) for place in rows)
