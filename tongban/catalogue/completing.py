"""A guide with holes becomes a whole one: what it says stays, what a whole guide has no place for goes into its notes, and
what is missing is left for its editor to type.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from tongban.catalogue.basic.inheriting import basic_of, inherited
from tongban.catalogue.element_names import path_in_words
from tongban.catalogue.guide import Fee, Guide, Material, Part, Step

Content = dict[str, Any]
ROWS: dict[str, type[Part]] = {"materials": Material, "steps": Step, "fees": Fee}
SILENT = {"partial", "key", "code"}  # nothing that anybody reads


def completed(content: Content) -> Content:
    """As `guide.load` reads it once the missing elements are there; nothing that was said is lost."""
    made: Content = {"handled_by": "ours", "regime": "promise_only"}
    notes = list[str]()
    for name, value in copy.deepcopy(content).items():
        if name in ROWS and isinstance(value, list):
            made[name] = [_row(name, one, notes) for one in value]
        elif name in ("legal_days", "promise_days") and _unit(content, name) != "workday":
            notes.append(f"{path_in_words(name)}：{value} {_unit(content, name)}")
        elif name in Guide.model_fields and value not in ("", "other"):
            made[name] = value
        elif name not in SILENT and not name.endswith("_unit"):
            notes += [f"{path_in_words(name)}：{said}" for said in _said(value)]
    made["type_code"] = made.get("type_code") or str(content.get("base_code", ""))[2:4]
    basic = basic_of(str(content.get("base_code", "")), str(content.get("region_code", "")))
    made = inherited(made, basic, []) if basic else made
    return _with_notes(made, notes)


def _unit(content: Content, name: str) -> str:
    return str(content.get(name.replace("days", "unit"), "workday"))


def _row(part: str, row: Content, notes: list[str]) -> Content:
    kind, made = ROWS[part], Content()
    for name, value in row.items():
        if name in kind.model_fields and value != "other":
            made[name] = value
        elif name not in SILENT:
            title = str((row.get("name") or {}).get("zh", ""))
            notes += [f"{title} · {path_in_words(name)}：{said}" for said in _said(value)]
    if part == "steps":
        made.setdefault("who", {"zh": "承办部门", "en": "The organ in charge"})
        made.setdefault("days", 0)
    return made


def _said(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (str(value["zh"]) for _once in "1" if value.get("zh"))
    elif isinstance(value, list):
        for one in value:
            yield from _said(one)
    elif value not in (None, "", False):
        yield "是" if value is True else str(value)


def _with_notes(made: Content, notes: list[str]) -> Content:
    if not notes:
        return made
    before = made.get("notes") or {}
    return made | {"notes": {**before, "zh": "\n".join([*filter(None, [before.get("zh")]), *notes])[:4000]}}
