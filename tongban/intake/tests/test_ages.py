"""Ages and days on the pages of an application: told in words, nothing typed is lost, the same once it is filed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from demo import filling
from tests import walking as w
from tongban.cases.api import Case
from tongban.forms import api as forms
from tongban.intake import api as intake
from tongban.intake.models import Application
from tongban.intake.tests.test_citizen import answer_situation, begin, citizen, complete, hand_in, posted, url
from tongban.kit import clock
from tongban.kit.act import SYSTEM
from tongban.people.api import act_for, enterprises_of

pytestmark = pytest.mark.django_db
__all__ = ["citizen"]


def id_of(years: int) -> str:
    """Of somebody who turned so many years old in January."""
    return filling.invented_id(clock.today().year - years)


def born(years: int) -> None:
    """The account says so too."""
    person = w.user("citizen1")
    person.id_number = id_of(years)
    person.save()


def on_the_page(client: Client, name: str, page: str, **typed: Any) -> tuple[Application, Any]:
    """The page sent with everything right but what is given here."""
    application = begin(client, name)
    answer_situation(client, application)
    form = forms.load(application.guide.form)
    answers = filling.answers_for(application.guide, application.situation, application.answers) | typed
    mine = {f.key: answers.get(f.key) for f in form.page(page).fields}
    answer = client.post(url(application, "form", page), posted(form.page(page).fields, mine) | {"next": "1"})
    return application, answer


def test_a_person_of_60_is_told_in_words_and_finds_what_was_typed(citizen: Client) -> None:
    application, answer = on_the_page(citizen, w.ELDERLY, "elder", elder_id=id_of(60), address="演示路 7 号")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "按身份证号算，老人还没满 80 周岁" in page
    assert "年龄段对不上" not in page
    assert f'value="{id_of(60)}"' in page
    assert 'value="演示路 7 号"' in page
    again = citizen.get(url(application, "form", "elder")).content.decode()
    assert f'value="{id_of(60)}"' in again


def test_a_person_of_82_goes_on(citizen: Client) -> None:
    born(82)
    application, answer = on_the_page(citizen, w.ELDERLY, "elder", elder_id=id_of(82))
    assert answer.status_code == 302
    assert answer.headers["Location"] == url(application, "form", "payment")


def test_the_age_chosen_before_and_the_id_number_must_agree(citizen: Client) -> None:
    _application, answer = on_the_page(citizen, w.ELDERLY, "elder", elder_id=id_of(93))
    assert "和您前面选的年龄段对不上" in answer.content.decode()


def test_nobody_gets_round_the_age_by_leaving_the_page(citizen: Client) -> None:
    """What was saved half right is looked at again before it is submitted."""
    application = complete(citizen)
    answers = application.answers | {"elder_id": id_of(60)}
    intake.save_page(application=application, page="elder", values=answers, reached=9, by=w.user("citizen1"))
    answer = citizen.post(url(application, "review"), {"true": "1"})
    assert answer.status_code == 422
    assert "还没满 80 周岁" in answer.content.decode()
    assert not Case.objects.filter(application=application).exists()


@pytest.mark.parametrize(
    ("years", "words"),
    [(12, "还没满 16 周岁"), (70, "已经超过法定退休年龄"), (40, "")],
    ids=["child", "pensioner", "worker"],
)
def test_only_people_of_working_age_register_as_unemployed(citizen: Client, years: int, words: str) -> None:
    born(years)
    _application, answer = on_the_page(citizen, w.UNEMPLOYMENT, "person", id_number=id_of(years))
    assert answer.status_code == (422 if words else 302)
    assert words in answer.content.decode()


def test_nobody_left_work_tomorrow(citizen: Client) -> None:
    tomorrow = (clock.today() + dt.timedelta(1)).isoformat()
    _application, answer = on_the_page(citizen, w.UNEMPLOYMENT, "last", left_on=tomorrow)
    assert "不能晚于" in answer.content.decode()
    assert f'value="{tomorrow}"' in answer.content.decode()


def test_a_health_certificate_that_ended_is_found_in_the_list_of_staff(citizen: Client) -> None:
    item = w.item(w.HYGIENE)
    form = forms.load(item.current.guide.form)
    staff = next(f for page in form.pages for f in page.fields if any(i.key == "health_until" for i in f.fields or []))
    page = next(p for p in form.pages if staff in p.fields)
    person = {f.key: filling.value_for(f) for f in staff.fields or []} | {"health_until": "2020-01-01"}
    _application, answer = on_the_page(citizen, w.HYGIENE, page.key, **{staff.key: [person]})
    assert "这张健康证明已经过期" in answer.content.decode()


DRIVING = "机动车驾驶证期满换证"


@pytest.mark.parametrize(
    ("left", "days", "words"),
    [
        ("window", 0, ""),
        ("window", 90, ""),
        ("window", 91, "不在到期前 90 天以内"),
        ("window", -1, "不在到期前 90 天以内"),
        ("year1", -30, ""),
        ("year1", -400, "不是“过期不到 1 年”"),
    ],
)
def test_a_driving_licence_is_renewed_within_90_days_of_its_end(left: str, days: int, words: str) -> None:
    """Handled in the national system: here its prepared form is read as the page reads it."""
    guide = w.item(DRIVING).current.guide
    form = forms.load(guide.form)
    situation = filling.situation_for(guide, left=left)
    until = (clock.today() + dt.timedelta(days)).isoformat()
    answers = filling.answers_for(guide, situation) | {"valid_until": until, "id_number": id_of(75)}
    given = forms.read(form, "person", {f.key: answers.get(f.key) for f in form.page("person").fields}, situation)
    assert words in "".join(given.errors.get("valid_until", []))
    assert bool(given.errors) == bool(words)


def test_a_filed_answer_is_judged_by_the_day_it_was_filed(citizen: Client) -> None:
    """`today()` of a submitted application stays the day of its submission."""
    application = complete(citizen)
    citizen.post(url(application, "review"), {"true": "1"})
    application.refresh_from_db()
    day = intake.day_of(application)
    with clock.turned_to(dt.datetime(day.year + 9, 1, 5, 9)):
        assert intake.day_of(application) == day
        assert intake.faults(application) == {}
        draft = Application(version=application.version)
        assert intake.day_of(draft) == dt.date(day.year + 9, 1, 5)


def test_an_id_number_that_is_only_half_typed_breaks_nothing(citizen: Client) -> None:
    application, answer = on_the_page(citizen, w.ELDERLY, "elder", elder_id="5101")
    assert answer.status_code == 422
    assert "还没满 80 周岁" not in answer.content.decode()
    assert citizen.get(url(application, "form", "elder")).status_code == 200
    assert citizen.get(url(application, "review")).status_code == 200
    hand_in(citizen, application)


def test_whoever_applies_for_a_parent_finds_their_own_name_on_their_own_page() -> None:
    """Relations first, then the form: the elder's page is empty, and what was typed there stays."""
    child = w.user("citizen2")
    draft = intake.start(item=w.item(w.ELDERLY), user=child, by=child)
    asked = {"hukou": "here", "age": "80", "account": "card"}
    draft = intake.save_situation(application=draft, answers=asked | {"applicant": "self"}, by=child)
    assert (draft.answers["elder_name"], draft.answers["elder_id"]) == (child.name, child.id_number)
    draft = intake.save_situation(
        application=draft, answers=asked | {"applicant": "family", "same_household": False}, by=child
    )
    assert not draft.answers.get("elder_name")
    assert not draft.answers.get("elder_id")
    assert (draft.answers["helper_name"], draft.answers["helper_id"]) == (child.name, child.id_number)
    draft = intake.save_page(application=draft, page="elder", values={"elder_name": "演示·老母亲"}, reached=1, by=child)
    draft = intake.save_situation(application=draft, answers=asked | {"applicant": "self"}, by=child)
    assert draft.answers["elder_name"] == "演示·老母亲"
    assert not draft.answers.get("helper_id")


def shown_to(login: str, application: Application, page: str) -> str:
    client = Client()
    client.force_login(w.user(login))
    answer_situation(client, application)
    return client.get(url(application, "form", page)).content.decode()


@pytest.mark.parametrize(("name", "page"), [(w.FOOD, "applicant"), (w.HYGIENE, "applicant"), (w.WATER, "applicant")])
def test_a_legal_representative_does_not_type_their_own_number(name: str, page: str) -> None:
    boss = w.user("agent1")
    [shop] = enterprises_of(boss)
    draft = intake.start(item=w.item(name), user=boss, enterprise=shop, by=boss)
    assert f'value="{boss.id_number}"' in shown_to("agent1", draft, page)


def test_whoever_was_only_sent_is_not_taken_for_the_legal_representative() -> None:
    boss, sent = w.user("agent1"), w.user("citizen3")
    [shop] = enterprises_of(boss)
    act_for(user=sent, uscc=shop.uscc, name=shop.name, capacity="agent", by=SYSTEM)
    draft = intake.start(item=w.item(w.FOOD), user=sent, enterprise=shop, by=sent)
    page = shown_to("citizen3", draft, "applicant")
    assert f'value="{boss.name}"' in page
    assert boss.id_number not in page
    assert not Application.objects.get(pk=draft.pk).answers.get("principal_id")


def test_an_agent_s_name_is_not_the_operator_s() -> None:
    agent = w.user("citizen3")
    draft = intake.start(item=w.item("个体工商户登记（设立）"), user=agent, by=agent)
    asked = {question.key: True for question in draft.guide.situation.questions if question.type == "yesno"}
    chosen = {q.key: q.options[0].value for q in draft.guide.situation.questions if q.type == "choice"}
    known, _errors = draft.guide.read_situation(asked | chosen | {"who": "mainland"})
    draft = intake.save_situation(application=draft, answers=known, by=agent)
    assert not {"name", "id_number", "phone"} & {key for key, value in draft.answers.items() if value}
    assert (draft.answers["agent_name"], draft.answers["agent_id"]) == (agent.name, agent.id_number)
    draft = intake.save_situation(application=draft, answers=known | {"agent": False}, by=agent)
    assert (draft.answers["name"], draft.answers["id_number"]) == (agent.name, agent.id_number)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("6200000000000000129", "末位与其他数字对不上"),
        ("62000000000", "您填了 11 位"),
        ("存折 12345", "应为数字"),
    ],
)
def test_a_slip_in_the_card_number_is_told_before_the_money_goes_astray(
    citizen: Client, number: str, said: str
) -> None:
    _application, answer = on_the_page(citizen, w.ELDERLY, "payment", account_number=number)
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page and f'value="{number}"' in page


def test_a_right_card_number_is_kept_without_its_blanks(citizen: Client) -> None:
    right = filling.invented_card(12)
    spaced = " ".join([right[:4], right[4:]])
    application, answer = on_the_page(citizen, w.ELDERLY, "payment", account_number=spaced)
    assert answer.status_code == 302
    assert Application.objects.get(pk=application.pk).answers["account_number"] == right


def elderly(**situation: Any) -> Any:
    return {"situation": {"hukou": "here", "age": "80", "account": "card", "applicant": "family", **situation}}


def test_no_proof_of_relation_is_asked_of_whoever_stands_in_the_same_register() -> None:
    guide = w.item(w.ELDERLY).current.guide
    asked = {same: {m.key for m in guide.materials_for(elderly(same_household=same))} for same in (True, False)}
    assert "relation" not in asked[True] and "relation" in asked[False]


def test_who_is_too_young_is_asked_nothing_more() -> None:
    guide = w.item(w.ELDERLY).current.guide
    asked = [question.key for question, _answer in guide.asked({"hukou": "here", "age": "under80"})]
    assert asked == ["hukou", "age"] and guide.outcome({"situation": {"hukou": "here", "age": "under80"}}).refuse


def test_the_helper_has_a_number_of_their_own() -> None:
    guide = w.item(w.ELDERLY).current.guide
    form, number = forms.load(guide.form), filling.invented_id(clock.today().year - 87)
    answers = {"elder_id": number, "helper_id": number}
    faults = forms.validate_all(form, answers, elderly(same_household=True)["situation"])
    assert "代办人自己的号码" in " ".join(faults["helper"]["helper_id"])


def test_cold_dishes_that_are_not_in_the_scope_are_told() -> None:
    guide = w.item(w.FOOD).current.guide
    situation = {"business": "restaurant", "licensed": True, "cold_food": True, "agent": False}
    faults = forms.validate_all(forms.load(guide.form), {"catering_items": ["hot"]}, situation)
    assert "许可证只写这里选的项目" in " ".join(faults["business"]["catering_items"])
    faults = forms.validate_all(forms.load(guide.form), {"catering_items": ["hot", "cold"]}, situation)
    assert "catering_items" not in faults["business"]
