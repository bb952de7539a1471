"""What is shared already is offered to whoever writes the materials of a guide: by name, by its sound, by its initials."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from tongban.catalogue.checkup.names import plain
from tongban.catalogue.editing import Block
from tongban.catalogue.materials.merging import spelled
from tongban.catalogue.materials.models import SharedMaterial
from tongban.catalogue.materials.sharing import published_for

MOST = 500
Known = list[SharedMaterial]


def known(place: str) -> Known:
    """Those that a guide of this place may use; one query."""
    return list(published_for(place).order_by("name")[:MOST])


def choices(found: Known) -> list[tuple[str, str]]:
    """Key, and what may be typed to find it."""
    return [(row.key, f"{row.name} {spelled(row.name)}") for row in found]


def with_hints(blocks: list[Block], rows: Any, found: Known) -> list[Block]:
    """Beside each material that is written by hand though it is shared: its key."""
    called = {plain(name): row for row in reversed(found) for name in _names(row)}

    def hinted(block: Block, row: Any) -> Block:
        name = row.get("name") if isinstance(row, dict) and not row.get("shared") else None
        fits = called.get(plain(str(name.get("zh", "")))) if isinstance(name, dict) else None
        return replace(block, hint=_hint(fits)) if fits else block

    given = [*(row for row in rows if isinstance(row, dict)), {}] if isinstance(rows, list) else [{}]
    return [
        replace(block, rows=[hinted(one, row) for one, row in zip(block.rows, given, strict=False)])
        if block.key == "materials"
        else block
        for block in blocks
    ]


def _names(row: SharedMaterial) -> tuple[str, ...]:
    assert row.current is not None
    return (row.current.shared.name.zh, *row.current.shared.aliases)


def _hint(row: SharedMaterial) -> str:
    said = _("“%(name)s” is a shared material: write %(key)s as its key, and its words are taken over.")
    return said % {"name": row.shown_name, "key": row.key}
