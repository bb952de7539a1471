"""容缺: a secondary material may follow after acceptance; the decision waits for it."""

from __future__ import annotations

import pytest

from tests import walking as w
from tongban.cases import api as cases
from tongban.kit import clock
from tongban.kit.errors import NotAllowed, Refused

pytestmark = pytest.mark.django_db


def reviewed_without_the_rules() -> cases.Case:
    """A food licence accepted without its management rules, inspected and reviewed."""
    case = w.accepted(w.FOOD, by="agent1")
    case = cases.name_inspectors(
        case=case,
        inspectors=[w.user("inspector1"), w.user("inspector2")],
        at=clock.now(),
        place="演示路 1 号",
        scope="布局",
        by=w.user("head1"),
    )
    for inspector in ("inspector1", "inspector2"):
        case = cases.inspect(case=case, passed=True, report="一致", by=w.user(inspector))
    case = cases.review(case=case, opinion="grant", reasons="", ticked=w.ticks(case), by=w.user("examiner1"))
    return case


def test_acceptance_writes_down_what_may_follow() -> None:
    assert w.accepted(w.FOOD, by="agent1").tolerated == ["rules"]


def test_nothing_is_granted_before_it_is_here() -> None:
    case = reviewed_without_the_rules()
    with pytest.raises(Refused) as refusal:
        cases.grant(case=case, by=w.user("decider1"))
    assert refusal.value.cure
    cases.add_deferred_file(case=case, material_key="rules", upload=w.upload(), by=w.user("agent1"))
    assert cases.grant(case=cases.with_everything(case.pk), by=w.user("decider1")).state == cases.State.GRANTED


def test_only_the_applicant_hands_it_in_and_only_what_was_let_follow() -> None:
    case = w.accepted(w.FOOD, by="agent1")
    with pytest.raises(NotAllowed):
        cases.add_deferred_file(case=case, material_key="rules", upload=w.upload(), by=w.user("agent2"))
    with pytest.raises(Refused):
        cases.add_deferred_file(case=case, material_key="layout", upload=w.upload(), by=w.user("agent1"))
