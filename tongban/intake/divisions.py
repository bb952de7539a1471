"""Places to choose from, level by level, for the fields of a form."""

from __future__ import annotations

from tongban.regions.api import Division


def division_choices(parent: str) -> list[tuple[str, str]]:
    """(code, name) of the divisions under `parent`; of the provinces for ""."""
    rows = Division.objects.filter(parent_id=parent or None).only("code", "name", "name_en")
    return [(row.code, row.shown_name) for row in rows]
