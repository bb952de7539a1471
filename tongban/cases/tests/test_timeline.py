"""The record of a case as the applicant reads it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone, translation

from tests import walking as w
from tongban.audit.api import Entry
from tongban.cases import api as cases
from tongban.cases.queries import record_of
from tongban.cases.timeline import Event, timeline
from tongban.documents.api import papers_of
from tongban.kit import clock
from tongban.people.models import User

pytestmark = pytest.mark.django_db
CORRECTION = [{"key": "id", "problem": "照片模糊", "demand": "重拍"}]


def told(case: cases.Case) -> list[Event]:
    case = cases.with_everything(case.pk)
    return timeline(case, record_of(case), papers_of(case))


def acts(case: cases.Case) -> list[str]:
    return [event.act for event in told(case)]


def test_the_newest_stands_first_under_what_comes_next() -> None:
    assert acts(w.reviewed()) == ["next", "cases.review", "cases.accept", "cases.open"]


def test_an_ended_case_awaits_nothing() -> None:
    case = w.submitted()
    cases.withdraw(case=case, by=w.user("citizen1"))
    events = told(case)
    assert [event.act for event in events] == ["cases.withdraw", "cases.open"]
    assert all(event.state == "done" for event in events)


def test_what_officials_do_among_themselves_is_not_shown() -> None:
    case = w.accepted(w.FOOD, by="agent1")
    before = acts(case)
    cases.comment(case=case, text="请复核面积", by=w.user("examiner1"))
    cases.tick(case=case, key="layout", passed=True, by=w.user("examiner1"))
    cases.transfer(case=case, to=w.user("examiner2"), by=w.user("examiner1"))
    cases.ask_extension(case=case, days=5, reason="情况复杂", by=w.user("examiner2"))
    cases.decline_extension(case=case, by=w.user("head1"))
    assert acts(case) == before


def test_an_act_that_nobody_gave_words_is_not_shown() -> None:
    case = w.submitted()
    strange = Entry(
        subject_type="case",
        subject_key=case.subject_key,
        position=9,
        act="cases.something_new",
        by_key="system",
        at=timezone.now(),
    )
    assert [e.act for e in timeline(case, [*record_of(case), strange])] == ["next", "cases.open"]


def test_no_official_is_named_anywhere() -> None:
    events = told(w.granted())
    names = set(User.objects.filter(kind="official").values_list("pk", flat=True))
    people = [w.user(login).name for login in ("examiner1", "decider1", "clerk1")]
    assert names
    for event in events:
        said = f"{event.who} {event.text} {event.note}"
        assert not any(name in said for name in people)


def test_ones_own_steps_are_ones_own_and_the_others_the_organs() -> None:
    case = w.accepted()
    by_act = {event.act: event.who for event in told(case)}
    with translation.override("en"):
        assert {event.act: event.who for event in told(case)}["cases.open"] == "You"
    assert by_act["cases.accept"] != by_act["cases.open"]
    assert by_act["cases.accept"]


def test_silence_accepts_by_law_and_not_by_an_organ() -> None:
    case = w.submitted(w.FOOD, by="agent1")
    with clock.turned_to(clock.now() + dt.timedelta(days=30)):
        cases.deem_accepted(case=case)
    with translation.override("en"):
        event = next(event for event in told(case) if event.act == "cases.deem_accepted")
        assert event.who == "By law"
        assert "five working days" in event.text


def test_a_correction_says_how_much_and_until_when_and_turns_quiet_afterwards() -> None:
    case = cases.ask_correction(case=w.submitted(), items=CORRECTION, by=w.user("examiner1"))
    with translation.override("en"):
        asked = told(case)[1]
        assert asked.state == "wrong"
        assert "1 thing" in asked.text
        assert str(case.correction_due.day) in asked.text
    cases.add_correction_file(case=case, material_key="id", upload=w.upload(), by=w.user("citizen1"))
    cases.supply(case=case, by=w.user("citizen1"))
    assert "wrong" not in {event.state for event in told(case)}


def test_each_step_brings_the_papers_it_wrote() -> None:
    events = {event.act: [row["kind"] for row in event.documents] for event in told(w.granted())}
    assert events["cases.accept"] == ["acceptance"]
    assert events["cases.decide"] == ["grant"]
    assert events["cases.open"] == []


def test_without_papers_the_steps_stand_alone() -> None:
    case = w.accepted()
    assert all(event.documents == [] for event in timeline(case, record_of(case)))


def test_two_reports_of_one_visit_are_told_once() -> None:
    case = w.accepted(w.FOOD, by="agent1")
    case = w.completed(case, "agent1")
    pair = [w.user("inspector1"), w.user("inspector2")]
    when = timezone.now()
    case = cases.name_inspectors(case=case, inspectors=pair, at=when, place="店内", scope="布局", by=w.user("head1"))
    for inspector in pair:
        case = cases.inspect(case=case, passed=True, report="符合", by=inspector)
    case = cases.review(case=case, opinion="grant", reasons="", ticked=w.ticks(case), by=w.user("examiner1"))
    assert acts(case).count("cases.inspect") == 1


def test_a_stopped_clock_names_the_procedure_in_both_languages() -> None:
    case = w.accepted(w.WATER, by="agent1")
    case = cases.suspend(case=case, kind="expert_review", ground="论证报告需要评审", days=10, by=w.user("examiner1"))
    with translation.override("en"):
        assert "an expert review" in told(case)[1].text
    with translation.override("zh-hans"):
        paused = told(case)[1]
        assert "专家评审" in paused.text
        assert paused.state == "paused"


def visited(case: cases.Case, place: str, days: int) -> cases.Case:
    pair = [w.user("inspector1"), w.user("inspector2")]
    at = timezone.now() + dt.timedelta(days=days)
    return cases.name_inspectors(case=case, inspectors=pair, at=at, place=place, scope="布局", by=w.user("head1"))


def test_a_later_notice_of_the_visit_replaces_the_first() -> None:
    case = visited(visited(w.accepted(w.FOOD, by="agent1"), "旧址", 2), "新址", 3)
    first, second = [paper for paper in papers_of(case) if paper.kind == "inspection_notice"]
    assert (first.content["replaces"], second.content["replaces"]) == ([], [first.number])
    notes = [event.note for event in told(case) if event.act == "cases.name_inspectors"]
    assert notes == ["", "已被后一份通知代替，不再有效"]


def test_a_visit_wants_somebody_there(client: Client) -> None:
    case = visited(w.accepted(w.FOOD, by="agent1"), "朝阳大道 88 号", 2)
    for name in case.tolerated:
        cases.add_deferred_file(case=case, material_key=name, upload=w.upload(), by=w.user("agent1"))
    client.force_login(w.user("agent1"))
    page = client.get(f"/my/cases/{case.pk}/").content.decode()
    assert "需要有人在场" in page and "朝阳大道 88 号" in page
    assert "现在不需要您做什么" not in page


def test_somebody_else_received_it_and_no_name_is_told() -> None:
    case = w.printed(w.granted())
    other = cases.Receiver(who="other", name="演示·路人甲", authority="proxy", evidence="id_card")
    cases.deliver(case=case, method="window", receiver=other, by=w.user("clerk1"))
    said = told(case)[0].text
    assert "由他人代领" in said and "路人甲" not in said
