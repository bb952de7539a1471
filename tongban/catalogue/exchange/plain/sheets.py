"""The basic list and the shared materials as a workbook; taken over again it changes nothing."""

from __future__ import annotations

from typing import Any, BinaryIO

from tongban.catalogue.basic.models import BasicItem
from tongban.catalogue.codes import BETWEEN, code_set
from tongban.catalogue.exchange.fields import Spec, specs
from tongban.catalogue.exchange.plain.kinds import KINDS, Content
from tongban.catalogue.materials.models import SharedMaterial
from tongban.kit.workbook_out import WorkbookOut

WIDE = {
    "name": 40,
    "aliases": 40,
    "basis_text": 60,
    "powers": 40,
    "sample_note": 40,
    "accept_standard": 40,
    "levels": 24,
}


def export_list(kind: str, target: BinaryIO) -> int:
    """What is published; how many there were."""
    spec = specs(KINDS[kind].part)
    columns = [
        one
        for one in spec.values()
        if one.field not in ("operation", "source_version", "effective_on", "ends_on", "item_state")
    ]
    book = WorkbookOut()
    sheet = book.sheet(
        {"basic": "基本目录", "materials": "共享材料"}[kind],
        [one.zh for one in columns],
        [WIDE.get(one.field, 18) for one in columns],
    )
    model: Any = {"basic": BasicItem, "materials": SharedMaterial}[kind]
    rows = model.objects.filter(current__isnull=False).select_related("current")
    count = 0
    for row in rows.order_by("code" if kind == "basic" else "key").iterator(500):
        sheet.add([_shown(one, row.current.content) for one in columns])
        count += 1
    book.write(target)
    return count


def _shown(spec: Spec, content: Content) -> Any:
    """Codes and levels by their Chinese names."""
    if spec.field == "basis_text":
        return "\n".join(f"《{one['law']}》{one['article']}" for one in content.get("bases") or ())
    name, english = (spec.field.removesuffix("_en"), "en") if spec.field.endswith("_en") else (spec.field, "zh")
    value = content.get(name)
    if isinstance(value, dict):
        return value.get(english)
    if isinstance(value, list):
        return BETWEEN.join(code_set(spec.codes).name_zh(one) if spec.codes else one for one in value)
    return code_set(spec.codes).name_zh(value) if spec.codes and value else value
