"""A row of another system's list as the content of a partial guide."""

from __future__ import annotations

import re
from typing import Any

from tongban.catalogue.reading import RawItem
from tongban.catalogue.topics import codes_for

DEFAULTS: dict[str, Any] = {"legal_unit": "workday", "promise_unit": "workday"}


def content_of(raw: RawItem, *, org_code: str) -> dict[str, Any]:
    """What `partial.load_partial` reads; nothing that is empty or a default is written."""
    plain = {
        "code": raw.code,
        "name": {"zh": raw.name},
        "base_code": raw.base_code[:64],
        "aliases": list(raw.aliases),
        "type_code": raw.type_code,
        "type_name": raw.type_name,
        "region_code": raw.region_code,
        "org_code": org_code,
        "parent_name": raw.parent_name if raw.parent_name != raw.name else "",
        "co_dept": raw.co_dept,
        **_limits(raw),
        **_whom(raw),
        **_what(raw),
        **_where(raw),
    }
    kept = {key: value for key, value in plain.items() if value not in (None, "", []) and value != DEFAULTS.get(key)}
    return {"partial": True, **kept}


def _limits(raw: RawItem) -> dict[str, Any]:
    return {
        "legal_days": raw.legal_days,
        "legal_unit": raw.legal_unit or "workday",
        "promise_days": raw.promise_days,
        "promise_unit": raw.promise_unit or "workday",
    }


def _whom(raw: RawItem) -> dict[str, Any]:
    return {
        "audience": list(raw.audience),
        "topics": codes_for(raw.topics, raw.audience),
        "topic_names": list(raw.topics),
    }


def _what(raw: RawItem) -> dict[str, Any]:
    materials = [{"key": f"m{at}", "name": {"zh": name}} for at, name in enumerate(raw.materials, 1)]
    return {
        "conditions": [{"text": {"zh": raw.conditions}}] if raw.conditions else [],
        "materials": materials,
        "process_text": {"zh": raw.process} if raw.process else None,
        "visits": raw.visits,
        "online": raw.online,
        "express": raw.express,
        "bookable": raw.bookable,
    }


def _where(raw: RawItem) -> dict[str, Any]:
    return {
        "place_lines": [re.sub(r"^办理地点\s*[：:]\s*", "", line) or line for line in raw.places],
        "consult": [channel(line) for line in raw.consult],
        "complain": [channel(line) for line in raw.complain],
        "system_url": raw.url if re.fullmatch(r"https?://\S+", raw.url) else None,
    }


def channel(line: str) -> dict[str, str]:
    """By its shape: an address of the web or of mail, a telephone number, else somewhere to go to."""
    if re.search(r"https?://", line):
        way = "web"
    elif re.search(r"\S+@\S+\.\S+", line):
        way = "email"
    else:
        way = "phone" if len(re.sub(r"\D", "", line)) >= 5 else "window"
    return {"way": way, "value": line}
