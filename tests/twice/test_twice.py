"""Each action tried twice at once, by two processes, on the database in use.

One wins and the other is told what happened; or both get the same; and the record, the papers, the promises and the
counters look as if there had been one act. The subject was read by both before either acted.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from typing import Any

import pytest
from django.utils import translation

from tests.record import breaks
from tests.stage import Partner, Stage
from tests.twice.scenario import ANY, BOTH, ONE_WINS, THE_SAME, Facts, Scenario
from tests.twice.scenarios import SCENARIOS
from tongban.audit import api as audit
from tongban.documents.api import Paper
from tongban.kit.models import Counter as Numbers
from tongban.people.api import User

pytestmark = pytest.mark.twice
HEAD_START = 0.01  # seconds between saying the instant and the instant


def tried(partners: list[Partner], name: str, facts: Facts) -> list[dict[str, Any]]:
    for partner in partners:
        partner.say(scenario=name, facts=facts)
    for partner in partners:
        assert partner.hear() == {"says": "ready"}
    at = time.monotonic() + HEAD_START
    for partner in partners:
        partner.say(at=at)
    return [partner.hear() for partner in partners]


def entries() -> Counter[str]:
    return Counter(audit.Entry.objects.values_list("act", flat=True))


def papers() -> Counter[str]:
    return Counter(Paper.objects.values_list("kind", flat=True))


@pytest.mark.parametrize("name", SCENARIOS)
def test_tried_twice_at_once(name: str, on_stage: Stage, partners: list[Partner]) -> None:
    scenario = SCENARIOS[name]
    with translation.override("en"):
        facts = scenario.prepare()
        recorded, printed = entries(), papers()
        heard = tried(partners, name, facts)
        assert not [one for one in heard if one.get("kind", "").startswith("FAULT")], heard
        check_ends(scenario, heard)
        if scenario.entries is not None:
            assert entries() - recorded == Counter(scenario.entries)
            assert papers() - printed == Counter(scenario.papers)
        scenario.after(facts)


def check_ends(scenario: Scenario, heard: list[dict[str, Any]]) -> None:
    won = [one for one in heard if one["won"]]
    if scenario.ends == BOTH:
        assert len(won) == 2, heard
    if scenario.ends == THE_SAME:
        assert [one["made"] for one in won] == [heard[0].get("made")] * 2, heard
    if scenario.ends == ANY and scenario.entries is None:
        assert won, heard
    if scenario.ends == ONE_WINS:
        assert len(won) == 1, heard
        check_told(scenario, heard)


def check_told(scenario: Scenario, heard: list[dict[str, Any]]) -> None:
    winner = next(n for n, one in enumerate(heard) if one["won"])
    name = User.objects.get(login=scenario.actors[winner]).name if scenario.actors[winner] else ""
    loser = heard[1 - winner]
    wanted = scenario.told.format(winner=re.escape(name)) if "{" in scenario.told else scenario.told
    said = f"{loser['sentence']} {loser['found']} {loser['wanted']} {loser['errors']}"
    assert re.search(wanted, said), f"the loser was told: {said}"


def test_afterwards_both_chains_hold(on_stage: Stage) -> None:
    while audit.sequence():
        pass
    assert breaks() == []


def test_afterwards_no_number_is_missing_or_given_twice(on_stage: Stage) -> None:
    """Numbers are unique by constraint; here: the counter says how many there are, so that none was skipped either."""
    for counter in Numbers.objects.filter(key__startswith="paper:"):
        _paper, stem, year = counter.key.split(":")
        given = Paper.objects.filter(number__startswith=f"{stem}〔{year}〕").count()
        assert given == counter.value, counter.key
