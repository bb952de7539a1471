"""Somebody applies for somebody else: the papers name whom it is for, and nobody is given it twice unseen."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from demo.filling import invented_id
from demo.stories import Story
from tests import walking as w
from tongban.cases import api as cases
from tongban.documents.api import papers_of
from tongban.kit import clock
from tongban.kit.fields import mask
from tongban.licences import api as licences

pytestmark = pytest.mark.django_db
NAME = "演示·高寿翁"


def elder_id(index: int = 3) -> str:
    return invented_id(clock.today().year - 87, index)


def story(number: str, by: str = "citizen2") -> Story:
    here = {"hukou": "here", "age": "80", "applicant": "family", "same_household": True, "account": "card"}
    child = w.user(by)
    helper = {"helper_name": child.name, "helper_id": child.id_number, "helper_phone": "13900000001"}
    return Story(here, {"elder_name": NAME, "elder_id": number, **helper})


def by_child(number: str | None = None, by: str = "citizen2", walk: Any = w.accepted) -> cases.Case:
    case: cases.Case = walk(by=by, story=story(number or elder_id(), by))
    return case


def as_(login: str) -> Client:
    client = Client()
    client.force_login(w.user(login))
    return client


def rows_of(case: cases.Case, kind: str) -> dict[str, str]:
    [paper] = [paper for paper in papers_of(case) if paper.kind == kind]
    return {row["label"]: row["value"] for row in paper.content["content"]}


def test_the_decision_names_the_elder_and_the_child_as_agent() -> None:
    case = by_child(walk=w.granted)
    rows = rows_of(case, "grant")
    assert rows["受益人"] == NAME and rows["代办人"] == w.user("citizen2").name
    assert rows["受益人公民身份号码"].endswith(elder_id()[-4:]) and "*" in rows["受益人公民身份号码"]


def test_who_applies_for_oneself_stays_the_applicant() -> None:
    assert rows_of(w.granted(), "grant") == {"申请人": w.user("citizen1").name}


def test_the_receipt_names_the_elder() -> None:
    case = by_child(walk=w.submitted)
    from tongban.documents.api import Paper

    receipt = Paper.objects.get(number=case.number)
    assert receipt.content["beneficiary"] == NAME and receipt.content["addressee"] == w.user("citizen2").name


def test_the_desk_names_the_elder_masked() -> None:
    case = by_child()
    page = as_("examiner1").get(reverse("desk_cases:case", args=[case.pk])).content.decode()
    assert "受益人" in page and "演*****" in page and NAME not in page and elder_id() not in page
    names = set(re.findall(r"演\*+", page))
    assert names == {"演*****", mask("name", w.user("citizen2").name)}  # one way of masking, in lists and in the form


def test_the_elder_or_the_child_is_handed_the_result() -> None:
    case = w.printed(by_child(walk=w.granted))
    page = reverse("desk_cases:act", args=[case.pk, "deliver"])
    shown = as_("clerk1").get(page)
    assert mask("name", NAME) in shown.content.decode()
    typed = {"method": "window", "who": "applicant", "evidence": "id_card", "place": "一楼"}
    assert as_("clerk1").post(page, typed).status_code == 302
    [proof] = [paper for paper in papers_of(case) if paper.kind == "delivery"]
    assert proof.content["recipient"] == NAME
    assert proof.content["signed_by"] == w.user("citizen2").name
    assert "代办人" in proof.content["relation"]


def test_opened_online_it_is_the_applicant_who_received_it() -> None:
    case = w.printed(by_child(walk=w.granted))
    cases.receive_online(case=case, by=w.user("citizen2"))
    [proof] = [paper for paper in papers_of(case) if paper.kind == "delivery"]
    assert (proof.content["recipient"], proof.content["signed_by"]) == (NAME, w.user("citizen2").name)


@pytest.mark.parametrize("act", ["review", "decide"])
def test_the_same_elder_through_somebody_else_is_warned_of(act: str) -> None:
    first = by_child(walk=w.granted)
    case = by_child(by="citizen3", walk=w.reviewed if act == "decide" else w.accepted)
    login = "decider1" if act == "decide" else "examiner1"
    for address in (reverse("desk_cases:act", args=[case.pk, act]), reverse("desk_cases:case", args=[case.pk])):
        page = as_(login).get(address).content.decode()
        assert "而本事项每人只给一次" in page
        assert reverse("desk_cases:case", args=[first.pk]) in page
    assert cases.grant(case=w.cases.with_everything(case.pk), by=w.user("decider1")) if act == "decide" else True


def test_another_elder_of_the_same_child_is_no_double() -> None:
    by_child(elder_id(3))
    case = by_child(elder_id(4))
    page = as_("examiner1").get(reverse("desk_cases:act", args=[case.pk, "review"])).content.decode()
    assert "而本事项每人只给一次" not in page


def test_what_was_withdrawn_gives_nothing_twice() -> None:
    cases.withdraw(case=by_child(), by=w.user("citizen2"))
    case = by_child(by="citizen3")
    page = as_("examiner1").get(reverse("desk_cases:act", args=[case.pk, "review"])).content.decode()
    assert "而本事项每人只给一次" not in page


def test_the_number_is_sealed_and_found_by_its_blind_index() -> None:
    case = by_child()
    assert case.beneficiary_id == elder_id() and case.beneficiary_id_index
    assert elder_id() not in str(cases.Case.objects.filter(pk=case.pk).values("beneficiary_id_index"))
    assert licences.mine(w.user("citizen2")).count() == 0
