"""The pictures in docs/ are those of the running code; the state machines they show are sound."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.conf import settings
from django.utils import translation

from tongban.flow import drawing
from tongban.kit import clock
from tongban.kit.errors import Refused


def test_docs_show_what_runs() -> None:
    with translation.override("en"):
        pages = drawing.everything()
    late = [name for name, text in pages.items() if (settings.BASE_DIR / name).read_text() != text]
    assert late == [], "draw them again: make draw"


def test_no_picture_is_of_something_gone() -> None:
    known = set(drawing.everything())
    assert {f"docs/states/{path.name}" for path in (settings.BASE_DIR / "docs" / "states").glob("*.md")} <= known


@pytest.mark.parametrize("name", ["intake", "cases", "licences", "catalogue", "promises"])
def test_every_state_can_be_reached_and_has_words(name: str) -> None:
    table = drawing.tables()[name]
    reached = {table.first}
    while more := {m.target for m in table.everything() if reached & set(m.sources)} - reached:
        reached |= more
    assert reached == set(table.words)
    assert all(str(word).strip() for word in table.words.values())


def test_every_act_of_a_case_in_the_table_is_an_act_of_the_record() -> None:
    """The table is what runs: each act in it is asked for by an action."""
    source = "".join(path.read_text() for path in (settings.BASE_DIR / "tongban" / "cases").glob("*.py"))
    for act in drawing.tables()["cases"].moves:
        assert re.search(
            rf"""(target\(|check_can\(|check_state\(|_decide\(this, |_end\(this, |_accept\(this, )["']{act}["']""",
            source,
        ), act


@pytest.mark.django_db
@pytest.mark.parametrize(
    "events", [(), ("pause",), ("pause", "resume"), ("end",), ("late end",), ("void",), ("pause", "void")]
)
def test_the_states_of_a_promise_are_those_its_events_lead_to(events: tuple[str, ...]) -> None:
    """From each state, each event either leads where the table says, or is refused."""
    from tongban.promises.states import TABLE

    words = {"pause": "pause", "resume": "resume", "end": "keep, in time", "late end": "keep, too late", "void": "drop"}
    before = state_after(events)
    for event, act in words.items():
        if event == "late end" and before == "paused":
            continue  # a clock that stands never runs out
        try:
            after = state_after((*events, event))
        except Refused:
            assert not TABLE.allows(act, before), f"{before}: {act} is drawn, and refused"
            continue
        assert TABLE.allows(act, before), f"{before} goes to {after} by {act}, which is not drawn"
        assert TABLE.target(act, before) == after


def state_after(names: tuple[str, ...]) -> str:
    from tongban.promises.api import clock_spec
    from tongban.promises.clocks import ClockEvent, EventKind, compute
    from tongban.promises.holding import calendar_in_force

    start = dt.date(2026, 3, 2)
    spec = clock_spec("licensing", "decision", start)
    kinds = {"pause": EventKind.PAUSE, "resume": EventKind.RESUME, "void": EventKind.VOID}
    events, day = [], start
    for name in names:
        day += dt.timedelta(days=300 if name == "late end" else 1)
        at = dt.datetime.combine(day, dt.time(10), clock.ZONE)
        events.append(ClockEvent(kinds.get(name, EventKind.END), at))
    return str(compute(spec, events, calendar_in_force()).state)
