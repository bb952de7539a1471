"""The buttons of the desk for one case and one official, greyed ones with their reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.cases.models import Case
from tongban.cases.rules import BY_STATE, LABELS, PERMISSION, can
from tongban.cases.states import State
from tongban.people.api import may
from tongban.promises.api import regime


@dataclass(frozen=True)
class Offer:
    """One button: `reason` says why it is greyed; `key` works with Alt."""

    act: str
    label: Any
    key: str
    allowed: bool
    reason: str
    primary: bool = False


def offers(case: Case, user: Any) -> list[Offer]:
    """What belongs to this state and to the person's posts. Acts of somebody else's post are not shown at all."""
    found: list[Offer] = []
    comes_next = _comes_next(case)
    for act in BY_STATE.get(case.state, ()):  # type: ignore[call-overload]
        if not may(user, PERMISSION[act], org_code=case.org_code, region_code=case.region_code):
            continue
        if _senseless(act, case):
            continue
        allowed, reason = can(act, case, user)
        label, key = LABELS[act]
        primary = allowed and act in comes_next and not any(o.primary for o in found)
        found.append(Offer(act, label, key, allowed, reason, primary))
    return found


def _comes_next(case: Case) -> set[str]:
    """The acts for which the case waits: one of them is the one blue button, no other ever is."""
    if case.state == State.SUBMITTED:
        return {"decide_at_once" if case.immediate and "decide" in case.ready else "accept"}
    if case.state != State.IN_REVIEW:
        return {"resume", "deliver"}
    if case.extension.get("asked") and not case.extension.get("granted"):
        return {"extend"}
    named = set() if case.inspectors else {"name_inspectors"}
    decided = "refuse" if case.findings.get("review", {}).get("opinion") == "refuse" else "decide"
    return named | {decided if act == "decide" else act for act in case.ready}


def _senseless(act: str, case: Case) -> bool:
    """Greyed buttons explain; but what this kind of case never knows would only be noise."""
    if act == "decide_at_once":
        return not case.immediate
    if act in ("name_inspectors", "inspect"):
        return not case.guide.inspection
    if act in ("extend", "decline_extension"):
        return not case.extension.get("asked") or bool(case.extension.get("granted"))
    if act == "check":
        return "check" not in case.ready
    if act in ("suspend", "ask_extension"):
        return (
            not regime(case.regime).offers("suspend" if act == "suspend" else "extend")
            and case.regime == "promise_only"
        )
    return False
