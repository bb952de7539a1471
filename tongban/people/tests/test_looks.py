"""Who looked at my data: organ and post, when, what, why, for which case; a lawful inspection is shown afterwards."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from tests import walking as w
from tongban.audit import api as audit
from tongban.audit.api import history
from tongban.cases import api as cases
from tongban.kit import clock
from tongban.messages.api import Message
from tongban.people.api import ROLES, Post, hire
from tongban.people.privacy.delaying import end_what_is_over
from tongban.people.privacy.models import Delay

pytestmark = pytest.mark.django_db
PAGE = "/account/looks/"
LAW = {"law": "《中华人民共和国监察法》", "article": "第十八条", "file_number": "监〔2026〕3号"}


def as_(login: str) -> Client:
    client = Client()
    client.force_login(w.user(login))
    return client


def opened(case: cases.Case, login: str, **typed: str) -> None:
    assert as_(login).post(f"/desk/cases/{case.pk}/open/", typed).status_code == 302


def page(login: str = "citizen1") -> str:
    return as_(login).get(PAGE).content.decode()


def test_organ_post_time_thing_reason_and_case_stand_there_and_no_name() -> None:
    case = w.accepted()
    opened(case, "examiner1", reason="contact", words="电话无人接听")
    shown = page()
    for word in (str(ROLES["examiner"].name), "联系申请人", "电话无人接听", case.number, "您的申请"):
        assert word in shown
    assert w.user("examiner1").name not in shown
    assert case.number not in page("citizen2")


def test_the_page_costs_the_same_with_one_look_and_with_three(django_assert_num_queries: Any) -> None:
    client = as_("citizen1")
    opened(w.accepted(), "examiner1", reason="examining")
    client.get(PAGE)
    for _more in range(2):
        with django_assert_num_queries(5):
            client.get(PAGE)
        for case in (w.accepted(), w.accepted()):
            opened(case, "examiner1", reason="examining")


def test_a_look_without_a_post_is_told_by_the_latest_one() -> None:
    keeper = w.user("clerk1")
    organ = keeper.posts.get().org_code if keeper.posts.count() == 1 else keeper.posts.first().org_code
    where = {"org_code": organ, "region_code": "510131000000"}
    Post.objects.filter(user=keeper).update(since=clock.today() - dt.timedelta(days=9))
    Post.objects.create(user=keeper, role="inspector", since=clock.today(), **where)
    person = w.user("citizen1")
    audit.looked(subject=person, person_key=person.actor_key, what="account", reason="", by=keeper)
    assert str(ROLES["inspector"].name) in page() and str(ROLES["window_clerk"].name) not in page()


def test_whoever_was_searched_for_in_the_record_reads_by_whom_and_why() -> None:
    person = w.user("citizen1")
    assert as_("auditor1").get("/desk/audit/", {"who": person.phone}).status_code == 200
    look = audit.looks_at(person.actor_key).get()
    assert (look.code, look.role, look.reason) == ("audit", "audit_administrator", "") and look.org_code
    assert "安全审计" in page() and str(ROLES["audit_administrator"].name) in page()


def test_many_looks_are_turned_over_page_by_page() -> None:
    case = w.accepted()
    for number in range(23):
        opened(case, "examiner1", reason="contact", words=f"第{number}次")
    first = as_("citizen1").get(PAGE)
    assert len(first.context["looks"]) == 20 and first.context["next_url"]
    assert len(as_("citizen1").get(PAGE + first.context["next_url"]).context["looks"]) == 3


def test_looks_that_are_alike_within_a_quarter_of_an_hour_are_one_line_and_the_record_keeps_each() -> None:
    client, at = as_("citizen1"), clock.now().astimezone(clock.ZONE).replace(hour=9, minute=0, second=0, microsecond=0)
    person, clerk, other = w.user("citizen1"), w.user("clerk1"), w.user("clerk2")
    for minute, by in [(0, clerk), (1, clerk), (2, other), (3, clerk), (4, clerk), (4, clerk), (40, clerk)]:
        with clock.turned_to(at + dt.timedelta(minutes=minute)):
            audit.looked(subject=person, person_key=person.actor_key, what="account", reason="", by=by)
    shown = client.get(PAGE)
    assert [line.times for line in shown.context["looks"]] == [1, 5, 1]
    assert f"5 次，{at.year}年{at.month}月{at.day}日 09:00–09:04" in shown.content.decode()
    assert "5 次，" in client.get("/account/").content.decode()
    assert audit.looks_at(person.actor_key).count() == 7


@pytest.fixture
def inspected() -> dict[str, Any]:
    """A case, a head and an inspector of an organ that inspects, in the same county."""
    case = w.accepted()
    place = {"org_code": "11510131MB1234567X", "region_code": "510131000000"}
    for login, role in (("chief", "head"), ("investigator", "supervisor")):
        hire(login=login, name=f"演示·{login}", password="Ein-langes-Wort-9", posts=[{"role": role, **place}])
    hire(login="lawyer", name="演示·法", password="Ein-langes-Wort-9", posts=[{"role": "legal_reviewer", **place}])
    rule = Delay(
        person=case.user, asked_by=w.user("chief"), until=clock.today() + dt.timedelta(days=30), **place, **LAW
    )
    return {"case": case, "rule": rule}


def asked(inspected: dict[str, Any]) -> Delay:
    from tongban.people.privacy.delaying import ask_delay

    until = clock.today() + dt.timedelta(days=30)
    place = {"org_code": "11510131MB1234567X", "region_code": "510131000000"}
    return ask_delay(person=inspected["case"].user, until=until, by=w.user("chief"), **place, **LAW)


def test_a_lawful_inspection_is_shown_when_it_ends_and_two_people_stand_in_the_record(inspected: Any) -> None:
    case, rule = inspected["case"], asked(inspected)
    assert as_("chief").post(f"/desk/looks/{rule.pk}/answer/", {"agreed": "yes"}).status_code == 403
    opened(case, "investigator", reason="inspection", words="批准前")
    assert "批准前" in page()
    assert as_("lawyer").post(f"/desk/looks/{rule.pk}/answer/", {"agreed": "yes"}).status_code == 302
    opened(case, "investigator", reason="inspection", words="核查线索")
    opened(case, "examiner1", reason="examining")
    shown = page()
    assert "核查线索" not in shown and "监察法" not in shown and "办理本件" in shown
    assert "核查线索" not in as_("citizen1").get("/account/").content.decode()
    with clock.turned_to(clock.now() + dt.timedelta(days=31)):
        assert end_what_is_over() == 1
        shown = page()
    assert "核查线索" in shown and "《中华人民共和国监察法》 第十八条" in shown
    acts = [(entry.act, entry.by_key) for entry in history(rule)]
    assert [act for act, _by in acts] == ["people.ask_delay", "people.answer_delay", "people.end_delay"]
    assert len({by for _act, by in acts}) == 3
    assert Message.objects.filter(user=case.user, template="people.delay_ended").exists()


def test_what_is_declined_or_another_organs_holds_nothing_back(inspected: Any) -> None:
    case, rule = inspected["case"], asked(inspected)
    as_("lawyer").post(f"/desk/looks/{rule.pk}/answer/", {"agreed": "no"})
    opened(case, "investigator", reason="inspection", words="核查线索")
    assert "核查线索" in page()


def test_the_head_asks_with_a_number_a_law_and_a_day(inspected: Any) -> None:
    case = inspected["case"]
    chief = as_("head1")
    typed = {"number": case.number, "until": (clock.today() + dt.timedelta(days=9)).isoformat(), **LAW}
    wrong = chief.post("/desk/looks/", typed | {"number": "0"})
    assert wrong.status_code == 422 and wrong.context["form"].errors["number"]
    wrong = chief.post("/desk/looks/", typed | {"law": ""})
    assert wrong.status_code == 422 and wrong.context["form"].errors["law"]
    assert chief.post("/desk/looks/", typed).status_code == 302
    assert Delay.objects.get().state == "asked"
    assert LAW["file_number"] in chief.get("/desk/looks/").content.decode()
    assert as_("examiner1").get("/desk/looks/").status_code == 403
