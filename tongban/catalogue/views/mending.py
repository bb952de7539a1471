"""Where a fault of a guide is mended: the page of the editor, and the field on it."""

from __future__ import annotations

import re
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from tongban.catalogue import editing
from tongban.catalogue.designing.elements import at_of, path_of

SAID = ("title", "label", "help", "unit", "pattern_message", "item_label")  # in two languages, the Chinese first


def mended_at(item: UUID, path: str, content: editing.Content) -> str:
    """`path` as the check-up says it; what has no field of its own is mended in the JSON."""
    part = path.partition("[")[0].partition(".")[0]
    if part == "form":
        return _page(item, "form") + _of_form(path)
    if part == "members":
        return _page(item, "bundle")
    if found := re.match(r"situation\.questions\[(\d+)\]", path):
        return f"{_page(item, 'questions')}#q-{found[1]}"
    if part == "situation":
        found = re.match(r"situation\.outcomes\[(\d+)\]", path)
        return _page(item, "situation") + (f"#row-{found[1]}" if found else "")
    field = _plain(path, content)
    return f"{_page(item, 'edit')}#{field}" if field else f"{_page(item, 'json')}#content"


def _page(item: UUID, name: str) -> str:
    return reverse(f"desk_catalogue:{name}", args=[item])


def _of_form(path: str) -> str:
    at = at_of(path)
    if not at:
        return ""
    [name] = editing.by_name({path.removeprefix(path_of(at)).lstrip("."): []})
    name = f"{name}.zh" if name in SAID else name
    return f"?{urlencode({'at': at})}#" + (f"f-design-{name.replace('.', '-')}" if name else "open")


def _plain(path: str, content: editing.Content) -> str:
    """The field itself, or the first of a part of which all is missing."""
    [name] = editing.by_name({path: []})
    blocks = editing.blocks(content, {})
    ids = {one.name: one.id for block in blocks for part in [block, *block.rows] for one in part.fields}
    return ids.get(name) or next((ids[one] for one in ids if one.startswith(f"{name}.")), "")
