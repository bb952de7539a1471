"""A row of another system's list as the content of a partial guide."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tongban.catalogue.codes import code_set
from tongban.catalogue.reading_fields import RawItem
from tongban.catalogue.topics import codes_for, topics

DEFAULTS: dict[str, Any] = {"legal_unit": "workday", "promise_unit": "workday"}
Content = dict[str, Any]


def content_of(raw: RawItem, *, org_code: str) -> Content:
    """What `partial.load_partial` reads; nothing that is empty or a default is written."""
    plain = {
        "code": raw.code,
        "name": {"zh": raw.name} | ({"en": raw.elements["name_en"]} if raw.elements.get("name_en") else {}),
        "base_code": raw.base_code[:64],
        "parent_code": raw.parent_code,
        "aliases": list(raw.aliases),
        "type_code": raw.type_code,
        "type_name": raw.type_name or (code_set("task_type").name_zh(raw.type_code) if raw.type_code else ""),
        "region_code": raw.region_code,
        "org_code": org_code,
        "parent_name": raw.parent_name if raw.parent_name != raw.name else "",
        "co_dept": raw.co_dept,
        **_limits(raw),
        **_whom(raw),
        **_what(raw),
        **_where(raw),
        **{key: value for key, value in raw.elements.items() if key not in NOT_ELEMENTS},
        **_depth(raw),
    }
    kept = {key: value for key, value in plain.items() if value not in (None, "", []) and value != DEFAULTS.get(key)}
    return {"partial": True, **kept}


NOT_ELEMENTS = frozenset(
    {"name_en", "person_topics", "enterprise_topics", "person_local_topics", "enterprise_local_topics"}
)


def _limits(raw: RawItem) -> Content:
    return {
        "legal_days": raw.legal_days,
        "legal_unit": raw.legal_unit or "workday",
        "promise_days": raw.promise_days,
        "promise_unit": raw.promise_unit or "workday",
    }


def _whom(raw: RawItem) -> Content:
    named = [*raw.topics]
    found = codes_for(raw.topics, raw.audience)
    for whose in ("person", "enterprise"):
        for word in raw.elements.get(f"{whose}_topics", []):
            code = f"{whose}.{word}"
            found += [code] if code in topics() else codes_for((word,), (whose,))
            named += [topics()[code].zh if code in topics() else word]
    local = [word for whose in ("person", "enterprise") for word in raw.elements.get(f"{whose}_local_topics", [])]
    return {
        "audience": list(raw.audience),
        "topics": list(dict.fromkeys(found)),
        "topic_names": list(dict.fromkeys(named)),
        "local_topics": list(dict.fromkeys(local)),
    }


def _what(raw: RawItem) -> Content:
    return {
        "conditions": [{"text": {"zh": raw.conditions}}] if raw.conditions else [],
        "materials": _materials(raw),
        "fees": [_part(row) for row in raw.parts.get("fees", [])],
        "questions": [_part(row) for row in raw.parts.get("questions", [])],
        "steps": [_part(row) for row in raw.parts.get("steps", [])],
        "process_text": {"zh": raw.process} if raw.process else None,
        "visits": raw.visits,
        "online": raw.online,
        "express": raw.express,
        "bookable": raw.bookable,
    }


def _materials(raw: RawItem) -> list[Content]:
    """Each with a key of its own within the guide."""
    rows = [_part(row) for row in raw.parts.get("materials", [])]
    rows = rows or [{"name": {"zh": name}} for name in raw.materials]
    given = [row.pop("key", "") for row in rows]
    free = (f"m{at}" for at in range(1, len(rows) * 2 + 1) if f"m{at}" not in given)
    return [
        {"key": key if key and given.index(key) == at else next(free), **row}
        for at, (key, row) in enumerate(zip(given, rows, strict=True))
    ]


def _part(row: Mapping[str, Any]) -> Content:
    found = {key: value for key, value in row.items() if key not in ("code", "order", "name_en")}
    if row.get("name_en") and "name" in found:
        found["name"] = found["name"] | {"en": row["name_en"]}
    return found


def _where(raw: RawItem) -> Content:
    return {
        "place_lines": [re.sub(r"^办理地点\s*[：:]\s*", "", line) or line for line in raw.places],
        "consult": [channel(line) for line in raw.consult],
        "complain": [channel(line) for line in raw.complain],
        "system_url": raw.url if re.fullmatch(r"https?://\S+", raw.url) else None,
    }


def _depth(raw: RawItem) -> Content:
    depth = raw.elements.get("online_depth")
    return {"online_depth": [int(one) for one in depth]} if depth else {}


def channel(line: str) -> dict[str, str]:
    """By the word before it or by its shape: an address of the web or of mail, a telephone number, else somewhere to
    go to.
    """
    ways = code_set("contact_way")
    named, colon, rest = re.split(r"([：:])", line, maxsplit=1) if re.search("[：:]", line) else (line, "", "")
    if colon and rest.strip() and (way := ways.by_name.get(named.strip())):
        return {"way": way, "value": rest.strip()}
    return {"way": way_of(line), "value": line}


def way_of(line: str) -> str:
    if re.search(r"https?://", line):
        return "web"
    if re.search(r"\S+@\S+\.\S+", line):
        return "email"
    return "phone" if len(re.sub(r"\D", "", line)) >= 5 else "window"


# What a list tells of an item that is there already

KEYS = {
    "name_en": ("name",),
    "type_name": ("type_name", "type_code"),
    "type_code": ("type_name", "type_code"),
    "dept": ("org_code",),
    "objects": ("audience", "service_objects"),
    "level": ("use_levels",),
    "topics": ("topics", "topic_names"),
    "person_topics": ("topics", "topic_names"),
    "enterprise_topics": ("topics", "topic_names"),
    "person_local_topics": ("local_topics",),
    "enterprise_local_topics": ("local_topics",),
    "process": ("process_text",),
    "places": ("place_lines",),
    "url": ("system_url",),
}
"""Our field → the elements of the content that it writes, where they are called otherwise."""

ALWAYS = frozenset({"partial", "code", "name", "region_code", "org_code"})


def told_keys(raw: RawItem) -> frozenset[str]:
    """The elements that the file has a word on, be it that there is nothing."""
    return ALWAYS | {key for field in raw.told for key in KEYS.get(field, (field,))}


def merged(old: Content, new: Content, raw: RawItem) -> Content:
    """What the file has no column for stays as it was."""
    told = told_keys(raw)
    whole = {key: value for key, value in old.items() if key not in told} | new
    if "en" in (old.get("name") or {}) and "name_en" not in raw.told and old["name"].get("zh") == new["name"]["zh"]:
        whole["name"] = old["name"]
    for part in ("materials", "fees", "questions", "steps"):
        if part in new and old.get(part):
            whole[part] = _merged_rows(part, old[part], new[part], raw.told_parts.get(part, frozenset({"name"})))
    return whole


def _merged_rows(part: str, old: list[Content], new: list[Content], told: frozenset[str]) -> list[Content]:
    """Rows of one name are one row; a material keeps its key, for answers and files name it."""
    name = "q" if part == "questions" else "name"
    before = {(row.get(name) or {}).get("zh"): row for row in reversed(old)}
    rows = []
    for row in new:
        known = before.get(row[name]["zh"], {})
        kept = {key: value for key, value in known.items() if key not in told and key not in row}
        if known.get(name, {}).get("en") and "name_en" not in told:
            kept[name] = known[name]
        if part == "materials" and "key" in known and "key" not in told:
            kept["key"] = known["key"]
        rows.append(row | kept)
    return _with_own_keys(rows) if part == "materials" else rows


def _with_own_keys(rows: list[Content]) -> list[Content]:
    seen: set[str] = set()
    for row in rows:
        number = len(rows)
        while row["key"] in seen:
            number += 1
            row["key"] = f"m{number}"
        seen.add(row["key"])
    return rows
