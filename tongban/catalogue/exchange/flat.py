"""A guide as the cells of a list: the way back of `adapting`. A whole guide loses its form, situations and process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tongban.catalogue.adapting import way_of
from tongban.catalogue.codes import code_set
from tongban.catalogue.exchange.fields import PARTS, specs
from tongban.catalogue.topics import topics

Cells = dict[str, Any]
Content = Mapping[str, Any]
BETWEEN = "^"
UNITS = ("legal_unit", "promise_unit")
RESULTS = {"licence": "10", "document": "20", "none": "99"}


def cells_of(content: Content, org_name: str) -> Cells:
    """By field of an item: text, whole numbers, True, False, or lists of text; codes are canonical ones."""
    guide = content if content.get("partial") else as_partial(content)
    cells = {name: _cell(guide.get(name), spec.kind) for name, spec in specs("item").items()}
    cells |= {
        "name": _zh(guide["name"]),
        "name_en": guide["name"].get("en"),
        "dept": org_name,
        **_topics(guide),
        "objects": _objects(guide),
        "level": guide.get("use_levels") or _level(guide["code"]),
        "conditions": "\n".join(_zh(one["text"]) for one in guide.get("conditions", [])),
        "materials": [_zh(one["name"]) for one in guide.get("materials", [])],
        "process": _zh(guide.get("process_text")),
        "places": guide.get("place_lines"),
        "consult": [_channel(one) for one in guide.get("consult", [])],
        "complain": [_channel(one) for one in guide.get("complain", [])],
        "url": guide.get("system_url"),
    }
    for unit in UNITS:
        has_days = guide.get(unit.replace("unit", "days")) is not None
        cells[unit] = guide.get(unit, "workday") if has_days else None
    return {name: cell for name, cell in cells.items() if cell not in (None, "", [])}


def rows_of(content: Content, part: str) -> list[Cells]:
    """The rows of a part (materials, fees, questions, steps), each with the code of the item."""
    guide = content if content.get("partial") else as_partial(content)
    return [_row(guide["code"], part, at, row) for at, row in enumerate(guide.get(part, []), 1)]


def _row(code: str, part: str, order: int, row: Content) -> Cells:
    cells = {name: _cell(row.get(name), spec.kind) for name, spec in specs(part).items()}
    cells |= {"code": code, "order": order}
    if "name_en" in specs(part):
        cells["name_en"] = row["name"].get("en")
    return {name: cell for name, cell in cells.items() if cell not in (None, "", [])}


def _cell(value: Any, kind: str) -> Any:
    if kind == "text":
        return _zh(value)
    return value


def _zh(text: Any) -> str:
    return str(text["zh"]) if text else ""


def _level(code: str) -> list[str]:
    """Character 19 of a code of the standard (GB/T 39554.1)."""
    return [code[18]] if len(code) in (31, 33) and code[18] in "1234567" else []


def _topics(guide: Content) -> dict[str, list[str]]:
    """Themes by whom they are for; what the list named and no theme is called, apart."""
    known = [topics()[code] for code in guide.get("topics", []) if code in topics()]
    named = {topic.zh for topic in known}
    return {
        "person_topics": [topic.zh for topic in known if topic.audience == "person"],
        "enterprise_topics": [topic.zh for topic in known if topic.audience == "enterprise"],
        "topics": [name for name in guide.get("topic_names", []) if name not in named],
    }


def _objects(guide: Content) -> list[str]:
    if guide.get("service_objects"):
        return list(guide["service_objects"])
    return [{"person": "1", "enterprise": "2"}[one] for one in guide.get("audience", [])]


def _channel(one: Mapping[str, str]) -> str:
    """With the word for its way where the value alone does not tell it."""
    if way_of(one["value"]) == one["way"] and ":" not in one["value"] and "：" not in one["value"]:
        return one["value"]
    return f"{code_set('contact_way').name_zh(one['way'])}：{one['value']}"


# A whole guide, as far as a list can tell it

SAME = (
    "code", "handle_code", "name", "base_code", "aliases", "type_code", "region_code", "org_code", "legal_days",
    "promise_days", "system_url", "audience", "topics", "conditions", "consult", "complain", "visits",
    "visits_reason", "number_limit", "online_depth", "questions",
)  # fmt: skip


def as_partial(content: Content) -> dict[str, Any]:
    """What a list can tell of a whole guide; elements that both have go over as they are."""
    own = {name: content[name] for name in SAME if content.get(name) not in (None, "", [])}
    shared = {
        name: content[name] for name in specs("item") if name in content and name not in own and name not in DIFFERENT
    }
    result = content.get("result") or {}
    more = {
        "kind": content.get("kind", ""),
        "type_name": code_set("task_type").name_zh(content["type_code"]),
        "basis_text": _bases(content.get("bases", [])),
        "steps": content.get("steps", []),
        "materials": [_material(one) for one in content.get("materials", [])],
        "fees": [_fee(one) for one in content.get("fees", [])],
        "has_fee": bool(content.get("fees")),
        "result_types": [RESULTS[result["type"]]] if result else [],
        "result_names": [_zh(result["name"])] if result.get("name") else [],
        "process_text": _process(content.get("steps", [])),
        "online": _online(content.get("online_depth", [])),
        "pay_online": None if content.get("fees") else False,
        "place_lines": [_place(one) for one in content.get("places", [])],
        "office_hours": _hours(content.get("places", [])),
    }
    kept = {name: value for name, value in more.items() if value not in (None, "", []) and name not in shared}
    return {"partial": True, **own, **shared, **kept}


def _online(depth: list[int]) -> bool | None:
    """From an application online (2) upwards; an enquiry (1) alone handles nothing. None where nobody said it."""
    return max(depth) > 1 if depth else None


DIFFERENT = frozenset({"materials", "level", "objects", "url", "places", "process"})


def _bases(rows: list[Content]) -> dict[str, str] | None:
    said = [f"《{row['law']}》{row['article']}" + (f"：{row['text']}" if row.get("text") else "") for row in rows]
    return {"zh": "\n".join(said)} if said else None


def _basis(row: Content) -> dict[str, str] | None:
    return _bases([row["basis"]]) if row.get("basis") else None


def _material(row: Content) -> dict[str, Any]:
    same = ("key", "name", "necessity", "source", "kind", "form", "copies", "accept_standard")
    found = {name: row[name] for name in same if row.get(name) not in (None, "")}
    found |= {"necessity": row.get("necessity", "required"), "source": row.get("source", "applicant")}
    found |= {"kind": row.get("kind", "original"), "form": row.get("form", "electronic")}
    more = {"fill_note": row.get("sample_note"), "basis_text": _basis(row)}
    return found | {name: value for name, value in more.items() if value}


def _fee(row: Content) -> dict[str, Any]:
    found = {"name": row["name"], "standard": row["standard"]}
    return found | ({"basis_text": basis} if (basis := _basis(row)) else {})


def _process(rows: list[Content]) -> dict[str, str] | None:
    said = [f"{at}. {_zh(row['name'])}（{_zh(row['who'])}）" for at, row in enumerate(rows, 1)]
    return {"zh": "\n".join(said)} if said else None


def _place(row: Content) -> str:
    window = _zh(row.get("window"))
    return " ".join(filter(None, (_zh(row["name"]), _zh(row["address"]), window, row["phone"])))


def _hours(rows: list[Content]) -> dict[str, str] | None:
    said = list(dict.fromkeys(_zh(row["hours"]) for row in rows))
    return {"zh": "\n".join(said)} if said else None


__all__ = ["BETWEEN", "PARTS", "Cells", "as_partial", "cells_of", "rows_of"]
