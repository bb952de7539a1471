"""Nobody adds an action without trying it twice at once: every function that opens an act has a scenario."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.twice.scenarios import SCENARIOS

ROOMS = Path(__file__).resolve().parents[2] / "tongban"

# Action → why it has no scenario of its own.
EXPLAINED = {
    "catalogue.source_of": "a name is unique; “one list imported by two at once” makes or finds it",
    "catalogue.finish": "the worker ends a run that it alone took over; “one list imported by two at once” goes through it",
    "cases.open_case": "called by the handover inside intake.submit alone, whose scenario counts its cases",
    "people._give": "called inside people.appoint and people.decide_appointment, whose scenarios count its posts",
    "people._begin": "called inside people.begin_registration, which has a scenario, and people.send_again alike",
    "people._recorded": "called inside people.act_for alone, in turn for each person",
    "people.replaced": "called inside the act that begins a mandate; two windows at once go through it",
    "intake._part": "called inside intake.submit of a bundle alone, whose row is locked; twice is one submission",
    "people.merged": "called inside people.merge and people.confirm_merge, which have scenarios",
    "people._take": "called inside people.merged alone, whose rows are locked",
    "people._take_back": "called inside people.unmerge alone, whose rows are locked",
    "cases._tell": "called inside people.freeze and people.thaw alone, once for each running case",
    "catalogue._Run": "one person runs the command; each item goes through the act that catalogue.draft goes through",
}


def opens_an_act(function: ast.AST) -> bool:
    return any(
        isinstance(node, ast.withitem)
        and isinstance(node.context_expr, ast.Call)
        and getattr(node.context_expr.func, "id", "") == "act"
        for node in ast.walk(function)
    )


def actions() -> Iterator[str]:
    """Functions, and classes with such methods, in any file of a room."""
    for path in sorted(ROOMS.rglob("*.py")):
        room, *folders = path.relative_to(ROOMS).parts[:-1] or ("",)
        if room in ("", "kit") or {"tests", "migrations"} & set(folders):
            continue
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and opens_an_act(node):
                yield f"{room}.{node.name}"


def test_every_action_has_a_scenario_or_a_reason() -> None:
    tried = {name.partition(" (")[0] for name in SCENARIOS}
    assert [name for name in actions() if name not in tried and name not in EXPLAINED] == []


def test_no_reason_is_out_of_date() -> None:
    assert [name for name in EXPLAINED if name not in set(actions())] == []
