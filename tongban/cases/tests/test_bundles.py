"""C5 to the end: items of a bundle wait for each other, go on by themselves, come back, and are withdrawn."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from demo import newborn, stories
from tests import walking as w
from tongban.audit.api import history
from tongban.cases import api as cases
from tongban.cases import deciding
from tongban.cases.bundles import going_on
from tongban.cases.effects import look_at_bundle
from tongban.catalogue import api as catalogue
from tongban.forms import api as forms
from tongban.intake import api as intake
from tongban.intake.models import Application
from tongban.kit import clock
from tongban.kit.errors import BadInput
from tongban.messages.api import Message
from tongban.outbox import api as outbox
from tongban.ratings import api as ratings

pytestmark = pytest.mark.django_db
PARENT = "citizen2"
CHILD = "演示·白小禾"


def published(name: str) -> catalogue.ItemVersion:
    current = w.item(name).current
    assert current is not None
    return current


def story(**situation: Any) -> stories.Story:
    told = stories.baby(PARENT, CHILD, days=-12, claim=True)
    return stories.Story(told.situation | situation, told.answers)


def begun(**situation: Any) -> Application:
    return newborn.begun(PARENT, story(**situation))


def standing(whole: Application) -> dict[str, str]:
    """Name of an item → its case's state, or its application's while it has none."""
    return {
        line.application.item_name: line.case.state if line.case else line.application.state
        for line in cases.lines(whole)
    }


def part(whole: Application, name: str) -> Application:
    return Application.objects.get(bundle=whole, item_name=name)


def child_number() -> str:
    return stories.number_of(stories.birthday(-12))


def signed_in(login: str, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(w.user(login))
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


# Waiting and going on


def test_what_needs_an_earlier_item_is_received_by_nobody_until_that_is_granted() -> None:
    whole = begun()
    assert standing(whole) == {
        newborn.CERTIFICATE: "submitted",
        newborn.VACCINATION: "submitted",
        newborn.REGISTER: "waiting",
        newborn.CARD: "waiting",
        newborn.COSTS: "waiting",
        newborn.INSURANCE: "waiting",
    }
    waiting = part(whole, newborn.REGISTER)
    assert waiting.receipt_no
    assert waiting.submitted_at is None


def test_the_worker_hands_it_on_with_the_number_of_the_certificate() -> None:
    whole = begun()
    case = cases.accept(case=newborn.case_of(whole, newborn.CERTIFICATE), by=w.user("examiner1"))
    case = cases.review(case=case, opinion="grant", reasons="一致。", ticked=w.ticks(case), by=w.user("examiner1"))
    with clock.turned_to(clock.now() + dt.timedelta(days=3)):
        cases.grant(case=case, by=w.user("decider1"))
        outbox.drain()
        today = clock.today()
    register = newborn.case_of(whole, newborn.REGISTER)
    assert register.received_at.astimezone(clock.ZONE).date() == today
    assert register.number == part(whole, newborn.REGISTER).receipt_no
    assert register.application.answers["certificate_number"] == register.application.carried[0]["number"]
    need = {need.material.key: need for need in intake.needs(register.application)}["birth"]
    assert need.carried is not None
    assert need.is_met
    assert intake.faults(register.application) == {}
    assert standing(whole)[newborn.COSTS] == "submitted"
    assert standing(whole)[newborn.CARD] == "waiting"


def test_the_number_that_the_police_give_travels_to_card_and_insurance() -> None:
    whole = begun()
    newborn.decided(whole, newborn.CERTIFICATE)
    newborn.decided(whole, newborn.REGISTER, child_id=child_number())
    card, insurance = (newborn.case_of(whole, name) for name in (newborn.CARD, newborn.INSURANCE))
    assert card.application.answers["id_number"] == child_number()
    assert card.application.answers["name"] == CHILD
    assert insurance.application.answers["insured_id"] == child_number()
    for case in (card, insurance):
        assert intake.faults(case.application) == {}


def test_whoever_grants_is_asked_for_the_number_and_a_wrong_one_is_refused() -> None:
    whole = begun()
    newborn.decided(whole, newborn.CERTIFICATE)
    case = cases.accept(case=newborn.case_of(whole, newborn.REGISTER), by=w.user("examiner1"))
    case = cases.review(case=case, opinion="grant", reasons="一致。", ticked=w.ticks(case), by=w.user("examiner1"))
    official, url = signed_in("decider1"), f"/desk/cases/{case.pk}/acts/decide/"
    assert 'name="entry_child_id"' in text(official.get(url))
    for typed in ("", "510131202611100017"):
        page = official.post(url, {"entry_child_id": typed})
        assert page.status_code == 422
    assert newborn.case_of(whole, newborn.REGISTER).state == "in_review"
    assert official.post(url, {"entry_child_id": child_number()}).status_code == 302
    granted = newborn.case_of(whole, newborn.REGISTER)
    assert granted.findings["entries"] == {"child_id": child_number()}
    with pytest.raises(BadInput):
        deciding.check_entries(granted, {"child_id": "1"})


def test_looking_again_and_a_worker_that_died_in_between_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = begun()
    case = cases.accept(case=newborn.case_of(whole, newborn.CERTIFICATE), by=w.user("examiner1"))
    case = cases.review(case=case, opinion="grant", reasons="一致。", ticked=w.ticks(case), by=w.user("examiner1"))
    cases.grant(case=case, by=w.user("decider1"))
    original, seen = intake.go_on, []

    def dies(**given: Any) -> Any:
        seen.append(given["application"].pk)
        if len(seen) == 2:
            raise RuntimeError("killed")
        return original(**given)

    monkeypatch.setattr(intake, "go_on", dies)
    with pytest.raises(RuntimeError):
        look_at_bundle({"bundle": str(whole.pk)}, "token")
    monkeypatch.setattr(intake, "go_on", original)
    for _time in range(2):
        look_at_bundle({"bundle": str(whole.pk)}, "token")
    for name in (newborn.REGISTER, newborn.COSTS):
        assert cases.Case.objects.filter(application=part(whole, name)).count() == 1
        assert [entry.act for entry in history(part(whole, name))].count("intake.go_on") == 1


# What never comes


def refused(whole: Application, name: str) -> None:
    case = cases.accept(case=newborn.case_of(whole, name), by=w.user("examiner1"))
    case = cases.review(case=case, opinion="refuse", reasons="不一致。", ticked=w.ticks(case), by=w.user("examiner1"))
    cases.refuse(case=case, reasons="出生信息与医院记录不一致（条件第一项）。", by=w.user("decider1"))
    outbox.drain()


def test_whoever_withdraws_one_item_reads_which_others_wait_for_it_and_what_was_let_go_is_not_decided() -> None:
    whole = begun()
    citizen, case = signed_in(PARENT, "zh-CN"), newborn.case_of(whole, newborn.CERTIFICATE)
    asked = text(citizen.get(f"/my/cases/{case.pk}/withdraw/"))
    assert "还有事项在等这一项" in asked and newborn.REGISTER in asked and newborn.VACCINATION not in asked
    assert "还有事项在等这一项" not in text(
        citizen.get(f"/my/cases/{newborn.case_of(whole, newborn.VACCINATION).pk}/withdraw/")
    )
    citizen.post(f"/my/cases/{case.pk}/withdraw/")
    outbox.drain()
    page = text(citizen.get(f"/my/cases/bundle/{whole.pk}/"))
    assert "已办结 0 项，共 6 项" in page and "另有 1 项不再办理" in page


def test_a_refusal_brings_back_what_waited_and_tells_it() -> None:
    whole = begun()
    refused(whole, newborn.CERTIFICATE)
    found = standing(whole)
    assert found[newborn.REGISTER] == "draft"
    assert found[newborn.COSTS] == "draft"
    assert found[newborn.CARD] == "waiting"  # the register may still be handed in alone
    told = Message.objects.filter(subject_key=str(part(whole, newborn.REGISTER).pk))
    assert told.count() == 1
    page = text(signed_in(PARENT).get(f"/my/cases/bundle/{whole.pk}/"))
    assert f"/my/applications/{part(whole, newborn.REGISTER).pk}/" in page


def test_what_came_back_is_handed_in_alone_with_the_missing_paper_under_its_own_number() -> None:
    whole = begun()
    refused(whole, newborn.CERTIFICATE)
    draft, person = part(whole, newborn.REGISTER), w.user(PARENT)
    number = draft.receipt_no
    citizen = signed_in(PARENT)
    assert citizen.get(f"/my/applications/{draft.pk}/materials/").status_code == 200
    with pytest.raises(BadInput):
        intake.submit(application=draft, by=person)
    citizen.post(f"/my/applications/{draft.pk}/materials/", {"material": "birth", "file": w.upload()})
    draft = intake.save_page(
        application=part(whole, newborn.REGISTER),
        page="child",
        values={"certificate_number": "P510123456"},
        reached=9,
        by=person,
    )
    citizen.post(f"/my/applications/{draft.pk}/review/", {"true": "1"})
    assert standing(whole)[newborn.REGISTER] == "submitted"
    assert newborn.case_of(whole, newborn.REGISTER).number == number
    newborn.decided(whole, newborn.REGISTER, child_id=child_number())
    assert standing(whole)[newborn.CARD] == "submitted"


def test_what_came_back_and_is_discarded_brings_back_what_waits_for_it() -> None:
    whole = begun()
    refused(whole, newborn.CERTIFICATE)
    signed_in(PARENT).post(f"/my/applications/{part(whole, newborn.REGISTER).pk}/discard/")
    outbox.drain()
    assert standing(whole)[newborn.CARD] == "draft"
    assert standing(whole)[newborn.INSURANCE] == "draft"


def test_a_forgotten_draft_lets_nothing_hang(monkeypatch: pytest.MonkeyPatch) -> None:
    from tongban.people.effects import forget_outdated

    whole = begun()
    refused(whole, newborn.CERTIFICATE)
    with clock.turned_to(clock.now() + dt.timedelta(days=181)):
        forget_outdated()
        outbox.drain()
        assert standing(whole)[newborn.CARD] == "draft"


def test_withdrawing_one_item_brings_back_what_needs_it() -> None:
    whole, citizen = begun(), signed_in(PARENT)
    citizen.post(f"/my/cases/{newborn.case_of(whole, newborn.CERTIFICATE).pk}/withdraw/", {"reason": ""})
    outbox.drain()
    assert standing(whole)[newborn.REGISTER] == "draft"


def test_an_item_that_waits_is_taken_back_by_its_applicant_alone() -> None:
    whole = begun()
    url = f"/my/cases/bundle/item/{part(whole, newborn.REGISTER).pk}/withdraw/"
    assert signed_in("citizen1").get(url).status_code == 403
    citizen = signed_in(PARENT)
    assert citizen.get(url).status_code == 200
    assert citizen.post(url).status_code == 302
    outbox.drain()
    assert standing(whole)[newborn.REGISTER] == "taken_back"
    assert standing(whole)[newborn.CARD] == "draft"
    assert citizen.post(url).status_code == 409


def test_everything_is_withdrawn_at_once_but_what_is_decided() -> None:
    whole, citizen = begun(), signed_in(PARENT)
    newborn.at_once(whole, newborn.VACCINATION)
    url = f"/my/cases/bundle/{whole.pk}/withdraw/"
    assert signed_in("citizen1").get(url).status_code == 403
    assert newborn.CERTIFICATE in text(signed_in(PARENT, "zh-CN").get(url))
    citizen.post(url, {"reason": "改日再办"})
    outbox.drain()
    found = standing(whole)
    assert found.pop(newborn.VACCINATION) == "granted"
    assert found.pop(newborn.CERTIFICATE) == "withdrawn"
    assert set(found.values()) == {"taken_back"}


# Conditions and the union


def test_items_join_and_drop_by_the_answers_and_the_applicant_sees_why() -> None:
    whole = begun(card=False, insure=False, claim=False, guidance=False)
    assert set(standing(whole)) == {newborn.CERTIFICATE, newborn.VACCINATION, newborn.REGISTER}
    draft = w.filled(newborn.NAME, PARENT, story=story(card=False))
    page = text(signed_in(PARENT, "zh-CN").get(f"/my/applications/{draft.pk}/situation/"))
    assert "因为您选了" in page
    assert f"不办理：{newborn.CARD}" in page


def test_parents_of_two_peoples_hand_in_one_more_paper() -> None:
    guide = published(newborn.NAME).guide
    for same, asked in ((True, False), (False, True)):
        situation = story(same_people=same).situation
        keys = [one.key for one in guide.materials_for({"situation": guide.read_situation(situation)[0]})]
        assert ("people" in keys) is asked


def test_the_form_asks_nothing_twice_and_each_paper_once() -> None:
    guide = published(newborn.NAME).guide
    fields = [field for page in forms.load(guide.form).pages for field in page.fields]
    labels = [field.label.zh for field in fields]
    assert sorted(labels) == sorted(set(labels))
    prefilled = [field.prefill for field in fields if field.prefill]
    assert len(prefilled) == len(set(prefilled))
    assert not {"certificate_number", "insured_id", "id_number"} & {field.key for field in fields}
    assert len(guide.materials) == 14
    assert len({material.name.zh for material in guide.materials}) == 14
    assert sum(material.generated for material in guide.materials) == 3


def test_each_material_says_which_items_use_it() -> None:
    draft = w.filled(newborn.NAME, PARENT, story=story(), files=False)
    page = text(signed_in(PARENT, "zh-CN").get(f"/my/applications/{draft.pk}/materials/"))
    assert f"一份用于：{newborn.CERTIFICATE}、{newborn.VACCINATION}、{newborn.REGISTER}" in page


def test_a_child_born_out_of_wedlock_is_sent_to_the_items_themselves() -> None:
    guide = published(newborn.NAME).guide
    kept, _errors = guide.read_situation(story(married=False).situation)
    assert guide.outcome({"situation": kept}).refuse is not None


# What people see


def test_one_receipt_names_the_items_and_their_numbers() -> None:
    whole = begun()
    page = text(signed_in(PARENT).get(f"/my/applications/{whole.pk}/receipt/"))
    for line in cases.lines(whole):
        assert line.number in page


def test_the_progress_says_what_waits_for_what_and_that_no_time_runs() -> None:
    whole = begun()
    page = text(signed_in(PARENT, "zh-CN").get(f"/my/cases/bundle/{whole.pk}/"))
    assert "期限还没有开始" in page
    assert "已办结 0 项，共 6 项" in page
    assert whole.item_name in text(signed_in(PARENT, "zh-CN").get("/my/cases/"))


def test_number_and_code_of_the_receipt_show_the_progress_without_an_account() -> None:
    whole = begun()
    page = Client(headers={"accept-language": "zh-CN"}).post(
        "/progress/", {"number": whole.receipt_no, "code": whole.query_code}
    )
    assert newborn.REGISTER in text(page)
    assert CHILD not in text(page)
    wrong = Client().post("/progress/", {"number": whole.receipt_no, "code": "AAAAAAAA"})
    assert newborn.REGISTER not in text(wrong)


def test_results_are_received_together_and_the_whole_is_rated_once() -> None:
    whole = begun(card=False, insure=False, claim=False, guidance=False)
    newborn.at_once(whole, newborn.VACCINATION)
    newborn.decided(whole, newborn.CERTIFICATE)
    newborn.decided(whole, newborn.REGISTER, child_id=child_number())
    outbox.drain()
    citizen, url = signed_in(PARENT), f"/my/cases/bundle/{whole.pk}/"
    assert ratings.of(whole).first() is None
    assert "3 results are ready" in text(citizen.get(url))
    assert signed_in("citizen1").post(f"{url}receive/").status_code == 403
    citizen.post(f"{url}receive/")
    outbox.drain()
    going_on.look(whole)
    assert set(standing(whole).values()) == {"delivered"}
    assert ratings.of(whole).count() == 1
    page = text(citizen.get(url))
    assert page.count("/my/ratings/") == 4


def test_each_organ_sees_its_place_in_the_bundle_and_the_lead_organ_the_whole() -> None:
    whole = begun()
    newborn.decided(whole, newborn.CERTIFICATE)
    official = signed_in("examiner1")
    page = text(official.get(f"/desk/cases/{newborn.case_of(whole, newborn.REGISTER).pk}/"))
    assert "Is waited for by" in page
    assert "From the earlier step" in page
    bundle = official.get(f"/desk/cases/bundle/{whole.pk}/")
    assert bundle.status_code == 200
    assert all(line.number in text(bundle) for line in cases.lines(whole))
    assert signed_in("keeper1").get(f"/desk/cases/bundle/{whole.pk}/").status_code == 403
    assert official.get(f"/desk/cases/bundle/{part(whole, newborn.CARD).pk}/").status_code == 404


def test_the_progress_costs_the_same_for_three_items_as_for_one_and_for_six() -> None:
    small = begun(card=False, insure=False, claim=False, guidance=False)
    wholes = [small, begun()]
    counts = []
    for login, whole in ((PARENT, wholes[0]), (PARENT, wholes[1])):
        client = signed_in(login)
        client.get(f"/my/cases/bundle/{whole.pk}/")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/my/cases/bundle/{whole.pk}/")
        counts.append(len(asked))
    one = intake.submit(
        application=w.filled("开餐馆一件事", "citizen1", story=stories.Story({"has_licence": True})),
        by=w.user("citizen1"),
    )
    client = signed_in("citizen1")
    client.get(f"/my/cases/bundle/{one.pk}/")
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/my/cases/bundle/{one.pk}/")
    assert {*counts, len(asked)} == {counts[0]}
    assert counts[0] <= 10


def test_what_an_item_waits_for_must_stand_before_it() -> None:
    content = published(newborn.NAME).content
    members = [content["members"][2], *content["members"][:2], *content["members"][3:]]
    found = {fault.path for fault in catalogue.check(catalogue.load({**content, "members": members}))}
    assert "members[0].after" in found
