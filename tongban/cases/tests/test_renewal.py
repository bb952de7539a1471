"""A renewal is decided before the licence expires, or the law renews it (行政许可法 §50)."""

from __future__ import annotations

import datetime as dt

import pytest

from demo import filling
from tests import walking as w
from tongban.cases import api as cases
from tongban.documents.api import papers_of
from tongban.intake import api as intake
from tongban.kit import clock
from tongban.licences import api as licences
from tongban.promises import api as promises
from tongban.promises.effects import answer_silence

pytestmark = pytest.mark.django_db
BEGUN = dt.datetime(2026, 6, 1, 10, tzinfo=clock.ZONE)


def renewal_accepted(expires: str) -> cases.Case:
    with clock.turned_to(BEGUN):
        agent = w.user("agent1")
        application = intake.start(item=w.item("食品经营许可（延续）"), user=agent, by=agent)
        situation = filling.situation_for(application.guide)
        application = intake.save_situation(application=application, answers=situation, by=agent)
        answers = filling.answers_for(application.guide, situation, application.answers) | {"valid_until": expires}
        application = intake.save_page(application=application, page="all", values=answers, reached=9, by=agent)
        for need in intake.needs(application):
            if need.is_missing:
                intake.add_file(application=application, material_key=need.material.key, upload=w.upload(), by=agent)
        application = intake.submit(application=application, by=agent)
        case = cases.Case.objects.get(number=application.receipt_no)
        return cases.accept(case=case, by=w.user("examiner1"))


def test_the_case_is_due_before_the_licence_expires() -> None:
    case = renewal_accepted("2026-07-05")  # a Sunday; the decision itself would be due on 8 June
    renewal = promises.of(case).get(kind="renewal")
    assert renewal.due_on == dt.date(2026, 7, 3)


def test_silence_until_the_expiry_renews_the_licence_once() -> None:
    case = renewal_accepted("2026-07-05")
    with clock.turned_to(dt.datetime(2026, 7, 5, 23, tzinfo=clock.ZONE)):
        answer_silence()
    assert cases.Case.objects.get(pk=case.pk).state == cases.State.IN_REVIEW
    with clock.turned_to(dt.datetime(2026, 7, 6, 0, 30, tzinfo=clock.ZONE)):
        answer_silence()
        answer_silence()
    renewed = cases.Case.objects.get(pk=case.pk)
    assert renewed.state == cases.State.GRANTED
    assert [p.kind for p in papers_of(renewed)] == ["acceptance", "grant"]
    assert licences.of(renewed).count() == 1
    states = {p.kind: p.state for p in promises.of(renewed)}
    assert states["renewal"] == "broken"
    assert states["decision"] == "broken"


def test_a_decision_in_time_keeps_the_promise_to_renew() -> None:
    case = renewal_accepted("2026-07-05")
    with clock.turned_to(BEGUN + dt.timedelta(days=2)):
        case = cases.review(case=case, opinion="grant", reasons="", ticked=w.ticks(case), by=w.user("examiner1"))
        case = cases.grant(case=case, by=w.user("decider1"))
    assert promises.of(case).get(kind="renewal").state == "kept"
