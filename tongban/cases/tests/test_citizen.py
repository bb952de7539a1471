from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests import walking as w
from tongban.cases import api as cases
from tongban.cases.standing import due_of
from tongban.cases.timeline import day_in_words
from tongban.documents.api import papers_of
from tongban.kit import clock
from tongban.messages.api import Message
from tongban.promises import api as promises

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}
CORRECTION = [
    {"key": "id", "problem": "照片模糊", "demand": "重拍身份证"},
    {"key": "form", "problem": "住址不全", "demand": "写明门牌号"},
]


@pytest.fixture()
def citizen(client: Client) -> Client:
    client.force_login(w.user("citizen1"))
    return client


@pytest.fixture()
def stranger() -> Client:
    other = Client()
    other.force_login(w.user("citizen2"))
    return other


def url(case: cases.Case, page: str = "case") -> str:
    return reverse(f"cases:{page}", args=[case.pk])


def asked() -> cases.Case:
    return cases.ask_correction(case=w.submitted(), items=CORRECTION, by=w.user("examiner1"))


def state(case: cases.Case) -> str:
    return cases.Case.objects.values_list("state", flat=True).get(pk=case.pk)


WALKS: dict[str, Any] = {
    "submitted": w.submitted,
    "correction": asked,
    "in review": w.accepted,
    "granted": w.granted,
    "printed": lambda: w.printed(w.granted()),
    "withdrawn": lambda: cases.withdraw(case=w.submitted(), by=w.user("citizen1")),
    "delivered": lambda: cases.receive_online(case=w.printed(w.granted()), by=w.user("citizen1")),
    "lapsed": lambda: cases.lapse(case=asked()),
    "not ours": lambda: cases.refuse_acceptance(
        case=w.submitted(), reason="不属本机关职权", competent="县水务局", by=w.user("examiner1")
    ),
}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("walk", WALKS, ids=str)
def test_a_case_is_shown_in_every_state(citizen: Client, walk: str, language: str) -> None:
    case = WALKS[walk]()
    answer = citizen.get(url(case), headers={"Accept-Language": language})
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert case.number in shown
    assert str(answer.context["todo"].title) in shown


@pytest.mark.parametrize("walk", ["submitted", "granted"])
def test_opening_a_case_changes_nothing(citizen: Client, walk: str) -> None:
    case = w.printed(WALKS[walk]())
    before = cases.Case.objects.values().get(pk=case.pk)
    citizen.get(url(case))
    for paper in papers_of(case):
        citizen.get(reverse("documents:paper", args=[paper.pk]))
    assert cases.Case.objects.values().get(pk=case.pk) == before


def test_the_due_day_explains_itself(citizen: Client) -> None:
    case = w.submitted(w.ELDERLY)
    due = citizen.get(url(case)).context["due"]
    assert due.due == case.due_on
    assert due.left
    assert len(due.why) >= 1


def test_while_a_correction_is_awaited_the_applicants_own_period_runs() -> None:
    case = asked()
    due = due_of(case)
    assert due is not None
    assert due.due == case.correction_due


def test_a_list_of_three_costs_what_a_list_of_one_costs(citizen: Client, django_assert_num_queries: Any) -> None:
    w.submitted()
    citizen.get(reverse("cases:list"))
    with django_assert_num_queries(5):
        citizen.get(reverse("cases:list"))
    w.submitted(w.HYGIENE)
    w.submitted(w.BIRTH)
    with django_assert_num_queries(5):
        answer = citizen.get(reverse("cases:list"))
    assert len(answer.context["found"]) == 3


def test_a_list_holds_only_ones_own_and_can_be_narrowed(citizen: Client, stranger: Client) -> None:
    case, done = w.submitted(), WALKS["withdrawn"]()
    theirs = w.submitted(w.BIRTH, by="citizen2")
    found = [row.case.pk for row in citizen.get(reverse("cases:list")).context["found"]]
    assert found == [done.pk, case.pk]
    assert [row.case.pk for row in citizen.get(reverse("cases:list"), {"show": "open"}).context["found"]] == [case.pk]
    assert [row.case.pk for row in citizen.get(reverse("cases:list"), {"show": "ended"}).context["found"]] == [done.pk]
    assert [row.case.pk for row in stranger.get(reverse("cases:list")).context["found"]] == [theirs.pk]


def test_a_stranger_reads_and_does_nothing(stranger: Client) -> None:
    case = asked()
    for page in ("case", "correction", "withdraw", "following"):
        assert stranger.get(url(case, page)).status_code == 403
    for page in ("correction", "withdraw", "receive", "following"):
        assert stranger.post(url(case, page), {"material": "id", "file": w.upload()}).status_code == 403
    assert stranger.get(reverse("cases:by_number", args=[case.number])).status_code == 404
    assert state(case) == "correction"


def test_an_unknown_case_is_not_found(citizen: Client) -> None:
    nobody = "00000000-0000-7000-8000-000000000000"
    assert citizen.get(reverse("cases:case", args=[nobody])).status_code == 404


def test_a_visitor_is_asked_to_sign_in(client: Client) -> None:
    assert client.get(url(w.submitted())).status_code == 302


# Corrections


def test_a_complete_correction_is_accepted_at_once(citizen: Client) -> None:
    case = asked()
    page = citizen.get(url(case, "correction")).content.decode()
    assert "照片模糊" in page
    assert "写明门牌号" in page
    citizen.post(url(case, "correction"), {"material": "id", "file": w.upload("重拍.png")})
    answer = citizen.post(url(case, "correction"), {"note": "门牌号是 12 号"})
    assert answer.headers["Location"] == url(case)
    assert state(case) == "in_review"


def test_an_incomplete_correction_names_each_thing_and_keeps_the_words(citizen: Client) -> None:
    case = asked()
    answer = citizen.post(url(case, "correction"), {"note": "门牌号是 12 号"})
    assert answer.status_code == 422
    assert [error["target"] for error in answer.context["errors"]] == ["material-id"]
    assert "门牌号是 12 号" in answer.content.decode()
    citizen.post(url(case, "correction"), {"material": "id", "file": w.upload("重拍.png")})
    empty = citizen.post(url(case, "correction"), {"note": " "})
    assert [error["target"] for error in empty.context["errors"]] == ["note"]
    assert state(case) == "correction"


def test_only_what_the_notice_names_is_taken(citizen: Client) -> None:
    case = asked()
    assert citizen.post(url(case, "correction"), {"material": "household", "file": w.upload()}).status_code == 422
    script = citizen.post(
        url(case, "correction"), {"material": "id", "file": SimpleUploadedFile("a.exe", b"MZ" + b"\0" * 99)}, **JSON
    )
    assert script.status_code == 422
    assert script.json()["message"]
    good = citizen.post(url(case, "correction"), {"material": "id", "file": w.upload("重拍.png")}, **JSON)
    assert [one["name"] for one in good.json()["files"]] == ["重拍.png"]


def test_handing_in_twice_is_told_and_changes_nothing(citizen: Client) -> None:
    case = asked()
    citizen.post(url(case, "correction"), {"material": "id", "file": w.upload("重拍.png")})
    citizen.post(url(case, "correction"), {"note": "12 号"})
    again = citizen.post(url(case, "correction"), {"note": "12 号"})
    assert again.status_code == 409
    assert state(case) == "in_review"


def test_what_was_allowed_to_follow_is_handed_in_here(client: Client) -> None:
    client.force_login(w.user("agent1"))
    case = w.accepted(w.FOOD, by="agent1")
    assert case.tolerated == ["rules"]
    assert client.get(url(case)).context["todo"].kind == "follow"
    there = url(case, "following")
    assert client.post(there, {"material": "rules"}).status_code == 422
    assert client.post(there, {"material": "layout", "file": w.upload()}).status_code == 409
    assert client.post(there, {"material": "rules", "file": SimpleUploadedFile("a.exe", b"MZ")}).status_code == 422
    assert client.post(there, {"material": "rules", "file": w.upload("制度.png")}).headers["Location"] == url(case)
    assert client.get(there).status_code == 302


# Withdrawing and receiving


def test_withdrawing_is_asked_first(citizen: Client) -> None:
    case = w.accepted()
    assert citizen.get(url(case, "withdraw")).status_code == 200
    assert state(case) == "in_review"
    citizen.post(url(case, "withdraw"), {"reason": "不办了"})
    assert state(case) == "withdrawn"
    assert citizen.post(url(case, "withdraw")).status_code == 409


def test_the_decision_is_received_only_by_a_button(citizen: Client) -> None:
    case = w.printed(w.granted())
    page = citizen.get(url(case))
    grant = papers_of(case).filter(kind="grant").get()
    assert str(grant.pk) not in page.content.decode()
    assert citizen.get(url(case, "receive")).status_code == 405
    citizen.post(url(case, "receive"))
    assert state(case) == "delivered"
    after = citizen.get(url(case))
    assert str(grant.pk) in after.content.decode()
    assert after.context["invitation"].grade is None


def test_receiving_twice_is_receiving_once(citizen: Client) -> None:
    case = w.printed(w.granted())
    for _press in range(2):
        assert citizen.post(url(case, "receive")).status_code == 302
    assert papers_of(case).filter(kind="delivery").count() == 1


def refused() -> cases.Case:
    return cases.refuse(case=w.reviewed(), reasons="不符合条件（§12）", by=w.user("decider1"))


@pytest.mark.parametrize("decided", [w.granted, refused], ids=["granted", "refused"])
def test_a_decision_is_opened_by_receiving_it_and_by_no_address(citizen: Client, decided: Any) -> None:
    case = w.printed(decided())
    paper = papers_of(case).get(kind__in=("grant", "refusal"))
    addresses = [
        reverse("documents:paper", args=[paper.pk]),
        reverse("documents:paper", args=[paper.pk]) + "?save=1",
        reverse("documents:file", args=[paper.file_id]),
        reverse("documents:preview", args=[paper.file_id]),
    ]
    before = [citizen.get(there) for there in addresses]
    assert [answer.status_code for answer in before] == [403] * 4
    assert "签收决定" in before[0].content.decode()
    assert cases.Case.objects.get(pk=case.pk).state != cases.State.DELIVERED
    examiner = Client()
    examiner.force_login(w.user("examiner1"))
    assert examiner.get(addresses[0]).status_code == 200
    citizen.post(url(case, "receive"))
    assert papers_of(case).filter(kind="delivery").exists()
    assert [citizen.get(there).status_code for there in addresses] == [200, 302, 200, 200]


def test_other_papers_are_open_before_the_decision_is_received(citizen: Client) -> None:
    case = w.printed(w.granted())
    acceptance = papers_of(case).get(kind="acceptance")
    assert citizen.get(reverse("documents:paper", args=[acceptance.pk])).status_code == 200


def test_what_was_handed_out_at_a_window_is_open_at_home(citizen: Client) -> None:
    case = cases.deliver(case=w.printed(w.granted()), method="window", receiver=w.IN_PERSON, by=w.user("clerk1"))
    paper = papers_of(case).get(kind="grant")
    assert citizen.get(reverse("documents:paper", args=[paper.pk])).status_code == 200


def test_before_the_paper_is_printed_there_is_nothing_to_receive(citizen: Client) -> None:
    case = w.granted()
    assert citizen.get(url(case)).context["todo"].kind == "wait"
    assert citizen.post(url(case, "receive")).status_code == 409
    assert state(case) == "granted"


FOOD_CORRECTION = [{"key": "layout", "problem": "未标注面积", "demand": "重新绘制"}]


def inspected_after_correction() -> cases.Case:
    """Its inspectors have to be named by a day that comes before the decision's."""
    case = cases.ask_correction(case=w.submitted(w.FOOD, "agent1"), items=FOOD_CORRECTION, by=w.user("examiner1"))
    cases.add_correction_file(case=case, material_key="layout", upload=w.upload(), by=w.user("agent1"))
    return cases.supply(case=case, by=w.user("agent1"))


def test_the_applicant_reads_the_decisions_own_day_and_not_the_inspectors(client: Client) -> None:
    case = inspected_after_correction()
    days = {promise.kind: promise.due_on for promise in promises.of(case)}
    assert case.due_on == days["inspectors"] < days["decision"]
    client.force_login(w.user("agent1"))
    page = client.get(url(case)).context
    assert day_in_words(days["decision"]) in page["events"][0].note
    assert page["due"].due == days["decision"]
    row = client.get(reverse("cases:list")).context["found"][0]
    assert row.due == days["decision"] and not row.is_late
    paper = papers_of(case).get(kind="acceptance")
    assert paper.content["due"] == days["decision"].isoformat()
    told = Message.objects.filter(user=case.user, template="cases.accepted").latest("id")
    assert told.facts["due"]["zh"] == day_in_words(days["decision"])


@pytest.mark.parametrize("address", ["/my/cases/", "/my/", "case"])
def test_what_is_late_is_called_late_to_the_applicant(address: str) -> None:
    case = w.accepted()
    person, address = w.user("citizen1"), url(case) if address == "case" else address
    assert "已超期" not in read_as(person, address)
    day_after = dt.datetime.combine(case.due_on + dt.timedelta(days=1), dt.time(10), tzinfo=clock.ZONE)
    with clock.turned_to(day_after):
        shown = read_as(person, address)
    assert "已超期" in shown


def read_as(person: Any, address: str) -> str:
    client = Client()
    client.force_login(person)
    return client.get(address).content.decode()


def test_what_is_wrong_and_what_to_hand_in_stand_apart(citizen: Client) -> None:
    for page in ("case", "correction"):
        shown = citizen.get(url(asked(), page)).content.decode()
        assert f"{CORRECTION[1]['problem']} {CORRECTION[1]['demand']}" not in shown
        assert f"{CORRECTION[1]['problem']}<br>" in shown and f"：{CORRECTION[1]['demand']}" in shown

        assert "补正通知书" not in shown


def test_what_was_refused_is_refused_also_when_it_was_received(citizen: Client) -> None:
    case = cases.deliver(case=w.printed(refused()), method="window", receiver=w.IN_PERSON, by=w.user("clerk1"))
    for page in (f"/my/cases/{case.pk}/", "/my/cases/"):
        assert "不予批准 · 已送达" in citizen.get(page).content.decode()
    asked = {"number": case.number, "code": case.application.query_code}
    told = Client().post("/api/progress", asked, content_type="application/json").json()
    assert told["state"] == "delivered" and str(cases.State.REFUSED.label) in told["state_text"]
    granted = cases.deliver(case=w.printed(w.granted()), method="window", receiver=w.IN_PERSON, by=w.user("clerk1"))
    assert granted.state_name == cases.State.DELIVERED.label
