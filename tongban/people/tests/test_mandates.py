"""A daughter acts for her father: asked, agreed, done in his name, ended; and nobody else gets in by it."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from demo import filling
from tests import walking as w
from tongban.audit.api import history
from tongban.cases import api as cases
from tongban.documents.api import papers_of
from tongban.intake import api as intake
from tongban.kit import clock
from tongban.kit.errors import NotAllowed
from tongban.messages.api import Delivery, Message
from tongban.people.mandates import asking, ending
from tongban.people.mandates.models import ALL_DEEDS, Mandate
from tongban.people.mandates.states import State

pytestmark = pytest.mark.django_db

FATHER, DAUGHTER, OTHER = "citizen1", "citizen2", "citizen3"
ASKED = {
    "name": "演示·安小民", "phone": "13900000001", "capacity": "child", "scope": "all", "deeds": ALL_DEEDS, "days": "365",
}  # fmt: skip


def page_of(login: str) -> Client:
    client = Client()
    client.force_login(w.user(login))
    return client


def asked(**changed: Any) -> Mandate:
    answer = page_of(DAUGHTER).post(reverse("people:mandate_ask"), ASKED | changed)
    assert answer.status_code == 302, answer.context["form"].errors
    return Mandate.objects.latest("asked_at")


def code_to(login: str) -> str:
    body = Delivery.objects.filter(user=w.user(login), template="people.code").latest("id").body
    found = re.search(r"\d{6}", body)
    assert found
    return found[0]


def given(**changed: Any) -> Mandate:
    mandate = asked(**changed)
    father = page_of(FATHER)
    father.post(reverse("people:mandate_code", args=[mandate.pk]))
    agreed = father.post(reverse("people:mandate_agree", args=[mandate.pk]), {"code": code_to(FATHER)})
    assert agreed.status_code == 302
    return Mandate.objects.get(pk=mandate.pk)


def acting(mandate: Mandate, login: str = DAUGHTER) -> Client:
    client = page_of(login)
    assert client.post(reverse("people:mandate_choose"), {"mandate": str(mandate.pk)}).status_code == 302
    return client


def begun(client: Client, mandate: Mandate | None, name: str = w.ELDERLY) -> intake.Application:
    given = {"item": w.item(name).code} | ({"acting_for": str(mandate.pk)} if mandate else {})
    answer = client.post(reverse("intake:start"), given)
    assert answer.status_code == 302, answer.content.decode()
    return intake.Application.objects.latest("made_at")


def filled(application: intake.Application, by: Any) -> intake.Application:
    situation = filling.situation_for(application.guide)
    application = intake.save_situation(application=application, answers=situation, by=by)
    answers = filling.answers_for(application.guide, situation, application.answers)
    application = intake.save_page(application=application, page="all", values=answers, reached=9, by=by)
    for need in intake.needs(application):
        if need.is_missing:
            intake.add_file(application=application, material_key=need.material.key, upload=w.upload(), by=by)
    return application


def handed_in(mandate: Mandate, name: str = w.ELDERLY) -> cases.Case:
    client = acting(mandate)
    application = filled(begun(client, mandate, name), w.user(DAUGHTER))
    given = {"true": "1", "acting_for": str(mandate.pk)}
    answer = client.post(reverse("intake:review", args=[application.pk]), given)
    assert answer.status_code == 302, answer.content.decode()
    return cases.Case.objects.get(application=application)


def told(login: str) -> list[str]:
    return [row.template for row in Message.objects.filter(user=w.user(login)).order_by("id")]


# asking


def test_the_daughter_asks_and_the_father_agrees_with_a_code() -> None:
    mandate = asked()
    assert mandate.principal is None and told(FATHER)[-1] == "mandates.asked"
    father = page_of(FATHER)
    assert "演示·白小农" in father.get(reverse("people:mandates")).content.decode()
    father.post(reverse("people:mandate_code", args=[mandate.pk]))
    wrong = father.post(reverse("people:mandate_agree", args=[mandate.pk]), {"code": "12"})
    assert wrong.status_code == 422 and Mandate.objects.get(pk=mandate.pk).state == State.ASKED
    father.post(reverse("people:mandate_agree", args=[mandate.pk]), {"code": code_to(FATHER)})
    row = Mandate.objects.get(pk=mandate.pk)
    assert (row.state, row.principal, row.consent) == (State.ACTIVE, w.user(FATHER), "online")
    assert told(DAUGHTER)[-1] == "mandates.agreed" and "mandates.given" in told(FATHER)


@pytest.mark.parametrize("typed", [{"phone": "13999999999"}, {"name": "演示·别人"}])
def test_nobody_is_told_whether_somebody_has_an_account(typed: dict[str, str]) -> None:
    pages = []
    for changed in ({}, typed):
        mandate = asked(**changed)
        page = page_of(DAUGHTER).get(reverse("people:mandate", args=[mandate.pk])).content.decode()
        page = re.sub(r'"\w{60,}"', "", page)
        for word in (str(mandate.pk), mandate.number, mandate.asked_name):
            page = page.replace(word, "")
        pages.append(page)
    assert pages[0] == pages[1]
    assert told(FATHER).count("mandates.asked") == 1


def test_a_code_for_one_mandate_agrees_to_no_other() -> None:
    first, second = asked(), asked(capacity="relative")
    father = page_of(FATHER)
    father.post(reverse("people:mandate_code", args=[first.pk]))
    code = code_to(FATHER)
    assert father.post(reverse("people:mandate_agree", args=[second.pk]), {"code": code}).status_code == 422
    assert Mandate.objects.get(pk=second.pk).state == State.ASKED


def test_bad_input_is_kept_and_explained() -> None:
    bad = {"name": "", "phone": "12", "capacity": "child", "scope": "items", "deeds": [], "days": "365"}
    answer = page_of(DAUGHTER).post(reverse("people:mandate_ask"), bad)
    assert answer.status_code == 422 and 'value="12"' in answer.content.decode()
    assert not Mandate.objects.filter(agent=w.user(DAUGHTER)).exists()


def test_a_stranger_neither_sees_nor_answers_a_request() -> None:
    mandate = asked()
    stranger = page_of(OTHER)
    assert stranger.get(reverse("people:mandate", args=[mandate.pk])).status_code == 403
    for name in ("mandate_code", "mandate_agree", "mandate_decline", "mandate_take_back", "mandate_accept"):
        assert stranger.post(reverse(f"people:{name}", args=[mandate.pk]), {"code": "123456"}).status_code == 403


# acting


def test_the_father_is_the_applicant_and_the_record_says_who_acted() -> None:
    mandate = given()
    case = handed_in(mandate)
    daughter, father = w.user(DAUGHTER), w.user(FATHER)
    assert (case.user, case.applicant_name, case.agent) == (father, father.name, daughter)
    for subject in (case.application, case):
        for entry in history(subject):
            if entry.by_key == daughter.actor_key:
                assert entry.notes["acting_for"] == str(mandate.pk), entry
    receipt = papers_of(case.application).get(kind="receipt")
    assert receipt.content["addressee"] == father.name
    assert daughter.name in receipt.content["agent"] and mandate.number in receipt.content["agent"]
    assert {"mandates.begun", "cases.opened"} <= set(told(FATHER))
    assert "cases.opened" in told(DAUGHTER)


def test_both_pages_and_the_desk_say_who_acts_for_whom() -> None:
    mandate = given()
    case = handed_in(mandate)
    own = page_of(FATHER).get(reverse("cases:case", args=[case.pk])).content.decode()
    agents = acting(mandate).get(reverse("cases:case", args=[case.pk])).content.decode()
    desk = page_of("examiner1").get(reverse("desk_cases:case", args=[case.pk])).content.decode()
    for page in (own, agents, desk):
        assert mandate.number in page
    assert "演示·白小农" in own and "演示·白小农" in agents
    assert "演示·白小农" not in desk  # names open at the desk with a reason
    log = page_of(FATHER).get(reverse("people:mandate", args=[mandate.pk])).content.decode()
    assert case.number in log and "提交了申请" in log


def test_what_is_known_of_the_father_fills_the_form() -> None:
    mandate = given()
    application = begun(acting(mandate), mandate)
    assert w.user(FATHER).id_number in str(application.answers) and w.user(DAUGHTER).id_number not in str(
        application.answers
    )


# ending


def test_a_revocation_stops_what_was_begun_and_leaves_what_was_handed_in() -> None:
    mandate = given()
    case = handed_in(mandate)
    client = acting(mandate)
    draft = filled(begun(client, mandate, w.BIRTH), w.user(DAUGHTER))
    page_of(FATHER).post(reverse("people:mandate_end", args=[mandate.pk]), {"why": "不用了"})
    assert Mandate.objects.get(pk=mandate.pk).state == State.REVOKED
    given_in = {"true": "1", "acting_for": str(mandate.pk)}
    assert client.post(reverse("intake:review", args=[draft.pk]), given_in).status_code == 403
    with pytest.raises(NotAllowed):
        intake.submit(application=draft, by=w.user(DAUGHTER))
    assert client.get(reverse("cases:case", args=[case.pk])).status_code == 403
    assert draft.pk in [row.pk for row in intake.drafts_of(w.user(FATHER))]
    assert page_of(FATHER).get(reverse("cases:case", args=[case.pk])).status_code == 200
    assert told(FATHER)[-1] == told(DAUGHTER)[-1] == "mandates.ended"


def test_the_last_day_ends_it_by_itself_with_a_reminder_before() -> None:
    mandate = given(days="31")
    case = handed_in(mandate)
    assert mandate.until is not None
    with clock.turned_to(dt.datetime.combine(mandate.until - dt.timedelta(days=3), dt.time(9))):
        for row in ending.ending_soon():
            ending.remind(mandate=row)
        assert ending.ending_soon() == []
        assert told(FATHER)[-1] == told(DAUGHTER)[-1] == "mandates.ends_soon"
    with clock.turned_to(dt.datetime.combine(mandate.until + dt.timedelta(days=1), dt.time(0, 1))):
        with pytest.raises(NotAllowed):  # before the worker has written it down
            cases.withdraw(case=case, by=w.user(DAUGHTER))
        for row in ending.over():
            ending.expire(mandate=row)
        assert Mandate.objects.get(pk=mandate.pk).state == State.EXPIRED and ending.over() == []


def test_the_agent_gives_it_up() -> None:
    mandate = given()
    page_of(DAUGHTER).post(reverse("people:mandate_end", args=[mandate.pk]))
    assert Mandate.objects.get(pk=mandate.pk).state == State.LEFT


def test_a_new_mandate_of_the_same_two_takes_the_place_of_the_old() -> None:
    first = given()
    second = given(days="31")
    states = [Mandate.objects.get(pk=one.pk).state for one in (first, second)]
    assert states == [State.EXPIRED, State.ACTIVE]


def test_a_request_that_nobody_answers_ends() -> None:
    mandate = asked()
    with clock.turned_to(clock.now() + dt.timedelta(days=15)):
        for row in ending.over():
            ending.expire(mandate=row)
    assert Mandate.objects.get(pk=mandate.pk).state == State.EXPIRED


# for whom


def test_a_form_of_another_window_is_refused_and_nothing_changes() -> None:
    mandate = given()
    client = page_of(DAUGHTER)
    own = filled(begun(client, None, w.BIRTH), w.user(DAUGHTER))
    client.post(reverse("people:mandate_choose"), {"mandate": str(mandate.pk)})
    answer = client.post(reverse("intake:review", args=[own.pk]), {"true": "1"})  # drawn before the choice
    assert answer.status_code == 409 and "演示·安小民" in answer.content.decode()
    assert intake.Application.objects.get(pk=own.pk).state == "draft"
    fresh = client.get(reverse("intake:review", args=[own.pk]))
    assert fresh.status_code == 409  # it is her own, and she acts for her father now


def test_every_form_says_for_whom_it_was_drawn() -> None:
    mandate = given()
    page = acting(mandate).get(reverse("intake:start"), {"item": w.item(w.ELDERLY).code}).content.decode()
    assert f'name="acting_for" value="{mandate.pk}"' in page and "演示·安小民" in page
    own = page_of(DAUGHTER).get(reverse("intake:start"), {"item": w.item(w.ELDERLY).code}).content.decode()
    assert 'name="acting_for"' not in own


def test_an_ended_mandate_never_turns_into_oneself_behind_ones_back() -> None:
    mandate = given()
    client = acting(mandate)
    asking_page = client.get("/my/").content.decode()
    assert "演示·安小民" in asking_page
    ending.revoke(mandate=mandate, by=w.user(FATHER))
    page = client.get("/my/").content.decode()
    assert "您已不能再为" in page
    started = client.post(reverse("intake:start"), {"item": w.item(w.ELDERLY).code, "acting_for": str(mandate.pk)})
    assert started.status_code == 403


def test_only_a_mandate_that_counts_can_be_chosen() -> None:
    mandate = given()
    assert page_of(OTHER).post(reverse("people:mandate_choose"), {"mandate": str(mandate.pk)}).status_code == 403
    asking.decline(mandate=(other := asked(capacity="friend")), by=w.user(FATHER))
    assert page_of(DAUGHTER).post(reverse("people:mandate_choose"), {"mandate": str(other.pk)}).status_code == 403
    assert page_of(DAUGHTER).post(reverse("people:mandate_choose"), {"mandate": "x"}).status_code == 403


def test_whoever_hands_in_for_another_takes_the_proof_along() -> None:
    mandate = given()
    case = handed_in(mandate)
    address = f"/my/proofs/{case.application_id}/"
    assert acting(mandate).get(address).status_code == 200
    ending.revoke(mandate=Mandate.objects.get(pk=mandate.pk), by=w.user(FATHER))
    assert page_of(DAUGHTER).get(address).status_code == 403
    assert page_of(FATHER).get(address).status_code == 200


@pytest.mark.parametrize("address", ["/account/mandates/ask/"])
def test_enter_sends_the_form_and_searches_nothing(address: str) -> None:
    page = page_of(DAUGHTER).get(address).content.decode()
    form = page[page.index(f'action="{address}"') :]
    first = re.search(r"<button[^>]*>", form)
    assert first and 'name="find"' not in first[0] and 'type="submit"' in first[0]


def test_whoever_acted_reads_when_and_by_whom_it_ended_and_where_to_go_on() -> None:
    mandate = given()
    client = acting(mandate)
    draft, case = begun(client, mandate), handed_in(mandate, w.BIRTH)
    page_of(FATHER).post(reverse("people:mandate_end", args=[mandate.pk]), {"why": ""})
    today = f"{clock.today().year}年{clock.today().month}月{clock.today().day}日"
    for where in (f"/my/applications/{draft.pk}/review/", f"/my/cases/{case.pk}/"):
        answer = client.get(where)
        page = answer.content.decode()
        assert answer.status_code == 403 and "已经结束" in page and today in page and "由本人解除" in page, where
        assert w.user(FATHER).name not in page or "review" in where
    own = page_of(DAUGHTER).get(reverse("people:mandate", args=[mandate.pk])).content.decode()
    assert "您已不再代办" in own and "由本人解除" in own and reverse("people:mandates") in own
