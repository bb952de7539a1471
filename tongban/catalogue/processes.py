"""Which processes a guide may name: the library, and what was published of the organ's own (W1)."""

from __future__ import annotations

from typing import Any, TypedDict

from tongban.workflow import api as workflow


class Known(TypedDict):
    processes: tuple[str, ...]
    inspecting: tuple[str, ...]


def known_processes(org_code: str) -> Known:
    """As `checks.check` takes it: the codes, and which of them have a visit by inspectors. Three queries."""
    usable, acts = workflow.usable_codes(org_code), workflow.acts_by_code()
    return {"processes": tuple(usable), "inspecting": tuple(code for code in usable if "inspect" in acts.get(code, ()))}


def choices(content: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
    """For the guide's page: code and name."""
    found = workflow.usable_codes(str(content.get("org_code") or ""))
    return (("", "–"), *((code, f"{name} ({code})") for code, name in sorted(found.items())))
