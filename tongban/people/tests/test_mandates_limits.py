"""What an agent may not do: what the mandate leaves out, and what law leaves to the person."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests import walking as w
from tongban.cases import api as cases
from tongban.catalogue import api as catalogue
from tongban.intake import api as intake
from tongban.intake.whose import check_agent_may
from tongban.kit.act import SYSTEM
from tongban.kit.errors import NotAllowed
from tongban.licences.api import mine as licences_of
from tongban.people.api import TooLow, User
from tongban.people.assurance import freezing
from tongban.people.mandates import standing
from tongban.people.mandates.models import ALL_DEEDS, Mandate
from tongban.people.tests.test_mandates import (
    DAUGHTER,
    FATHER,
    acting,
    asked,
    begun,
    filled,
    given,
    handed_in,
    page_of,
    told,
)

pytestmark = pytest.mark.django_db


def without(*deeds: str) -> list[str]:
    return [deed for deed in ALL_DEEDS if deed not in deeds]


def test_without_signing_the_agent_prepares_and_the_father_hands_in() -> None:
    mandate = given(deeds=without("sign"))
    client = acting(mandate)
    draft = filled(begun(client, mandate, w.BIRTH), w.user(DAUGHTER))
    url = reverse("intake:review", args=[draft.pk])
    assert client.post(url, {"true": "1", "acting_for": str(mandate.pk)}).status_code == 403
    assert page_of(FATHER).post(url, {"true": "1"}).status_code == 302


def test_without_supplementing_nothing_is_handed_in_later() -> None:
    mandate = given(deeds=without("supplement"))
    case = handed_in(mandate)
    items = [{"key": case.guide.materials[0].key, "problem": "看不清", "demand": "请重拍"}]
    case = cases.ask_correction(case=case, items=items, days=5, by=w.user("examiner1"))
    client = acting(mandate)
    page = client.get(reverse("cases:case", args=[case.pk])).content.decode()
    assert reverse("cases:correction", args=[case.pk]) not in page
    assert client.get(reverse("cases:correction", args=[case.pk])).status_code == 403
    assert page_of(FATHER).get(reverse("cases:correction", args=[case.pk])).status_code == 200


def test_without_messages_the_agent_hears_nothing() -> None:
    handed_in(given(deeds=without("messages")))
    assert "cases.opened" in told(FATHER) and "cases.opened" not in told(DAUGHTER)


def test_without_the_result_the_father_receives_it_himself() -> None:
    mandate = given(deeds=without("take"))
    case = w.printed(granted(handed_in(mandate)))
    with pytest.raises(NotAllowed):
        cases.receive_online(case=case, by=w.user(DAUGHTER))
    assert cases.receive_online(case=case, by=w.user(FATHER)).state == "delivered"


def test_a_result_that_the_agent_receives_is_served_by_name_and_told() -> None:
    mandate = given()
    case = w.printed(granted(handed_in(mandate)))
    case = cases.receive_online(case=case, by=w.user(DAUGHTER))
    from tongban.documents.api import papers_of

    proof = papers_of(case).get(kind="delivery")
    assert (proof.content["recipient"], proof.content["signed_by"]) == (w.user(FATHER).name, w.user(DAUGHTER).name)
    assert told(FATHER)[-1] == "mandates.done"


def granted(case: cases.Case) -> cases.Case:
    case = cases.accept(case=case, by=w.user("examiner1"))
    case = cases.review(case=case, opinion="grant", reasons="", ticked=w.ticks(case), by=w.user("examiner1"))
    case = cases.grant(case=w.completed(case, FATHER), given="高龄津贴每月 100 元", by=w.user("decider1"))
    return case


def test_another_service_than_agreed_is_not_begun() -> None:
    mandate = given(scope="items", words="高龄", items=[w.item(w.ELDERLY).code])
    client = acting(mandate)
    start = reverse("intake:start")
    assert client.get(start, {"item": w.item(w.BIRTH).code}).status_code == 403
    refused = client.post(start, {"item": w.item(w.BIRTH).code, "acting_for": str(mandate.pk)})
    assert refused.status_code == 403
    assert begun(client, mandate).user == w.user(FATHER)


def test_a_field_holds_every_service_in_it() -> None:
    topics = w.item(w.ELDERLY).topics
    mandate = given(scope="topics", topics=topics[:1])
    case = handed_in(mandate)
    assert case.number in acting(mandate).get(reverse("cases:list")).content.decode()


def test_what_the_father_began_before_stays_unseen_unless_said() -> None:
    with_clock_back = w.submitted()
    cases.Case.objects.filter(pk=with_clock_back.pk).update(received_at="2026-01-05T09:00:00+08:00")
    mandate = given()
    client = acting(mandate)
    assert client.get(reverse("cases:case", args=[with_clock_back.pk])).status_code == 403
    assert with_clock_back.number not in client.get("/my/").content.decode()
    Mandate.objects.filter(pk=mandate.pk).update(sees_earlier=True)
    assert client.get(reverse("cases:case", args=[with_clock_back.pk])).status_code == 200


def in_person(deed: str) -> catalogue.Item:
    """A guide by which law leaves this to the applicant."""
    item = w.item(w.BIRTH)
    content = {**item.current.content, "only_in_person": [deed]}
    version = catalogue.draft(item=item, content=content, by=SYSTEM)
    catalogue.submit_for_review(item=version.item, by=SYSTEM)
    catalogue.publish(item=version.item, by=SYSTEM)
    return w.item(w.BIRTH)


def test_what_law_leaves_to_the_person_no_agent_begins() -> None:
    mandate = given()
    item = in_person("apply")
    answer = acting(mandate).get(reverse("intake:start"), {"item": item.code})
    assert answer.status_code == 403 and "须本人办理" in answer.content.decode()
    assert page_of(FATHER).get(reverse("intake:start"), {"item": item.code}).status_code == 200


def test_what_law_leaves_to_the_persons_own_word_no_agent_hands_in() -> None:
    mandate = given()
    in_person("sign")
    draft = filled(begun(acting(mandate), mandate, w.BIRTH), w.user(DAUGHTER))
    with pytest.raises(NotAllowed, match="本人"):
        intake.submit(application=draft, by=w.user(DAUGHTER))
    assert intake.submit(application=draft, by=w.user(FATHER)).state == "submitted"


def test_an_agent_stands_at_least_as_high_as_the_service_asks(settings: LazySettings) -> None:
    """Of an agent no less is asked than of the applicant: by the guide, else by the installation."""
    agent, guide = w.user(DAUGHTER), w.item(w.BIRTH).current.guide
    check_agent_may(guide, "apply", agent)
    settings.LEVEL_TO_APPLY = agent.assurance + 1
    with pytest.raises(TooLow):
        check_agent_may(guide, "apply", agent)


def test_a_refusal_for_a_level_says_whose_it_is(settings: LazySettings) -> None:
    mandate, item = given(), w.item(w.ELDERLY)
    User.objects.filter(login=FATHER).update(assurance=1)
    answer = acting(mandate).get(reverse("intake:start"), {"item": item.code})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert f"被代办人{w.user(FATHER).masked_name}的身份核实程度不够" in page and "持证件到任一窗口核验" in page
    User.objects.filter(login=FATHER).update(assurance=2)
    User.objects.filter(login=DAUGHTER).update(assurance=1)
    page = acting(mandate).get(reverse("intake:start"), {"item": item.code}).content.decode()
    assert "您本人（代办人）的身份核实程度不够" in page


def test_a_draft_of_somebody_too_low_is_refused_with_their_name_when_it_is_handed_in() -> None:
    mandate = given()
    draft = filled(begun(acting(mandate), mandate), w.user(DAUGHTER))
    User.objects.filter(login=FATHER).update(assurance=1)
    answer = acting(mandate).post(
        reverse("intake:review", args=[draft.pk]), {"true": "1", "acting_for": str(mandate.pk)}
    )
    assert answer.status_code == 403 and "被代办人" in answer.content.decode()


def test_an_official_who_acted_for_somebody_decides_nothing_there() -> None:
    case = handed_in(given())
    case.agent = w.user("examiner1")
    case.save(update_fields=["agent"])
    with pytest.raises(NotAllowed):
        cases.accept(case=case, by=w.user("examiner1"))


def test_licences_of_the_father_show_to_whoever_receives_them() -> None:
    w.granted_at_once(w.BUSINESS, FATHER)
    assert licences_of(w.user(DAUGHTER)).count() == 0
    daughter = w.user(DAUGHTER)
    daughter.acting_under = given(sees_earlier="1")
    assert licences_of(daughter).count() == 1
    daughter.acting_under = given(sees_earlier="1", deeds=without("take"))
    assert licences_of(daughter).count() == 0


@pytest.mark.parametrize("number", [1, 3])
def test_the_pages_cost_the_same_with_one_mandate_and_three(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    mandate = given()
    for _again in range(number - 1):
        asked(capacity="relative")
    client = page_of(DAUGHTER)
    client.get(reverse("people:mandates"))
    with django_assert_num_queries(5):
        client.get(reverse("people:mandates"))
    for name in (w.ELDERLY, w.BIRTH, w.BIRTH)[:number]:
        begun(acting(mandate), mandate, name)
    with django_assert_num_queries(5):
        client.get(reverse("people:mandate", args=[mandate.pk]))


def test_nobody_acts_for_a_frozen_account_until_it_stands_again() -> None:
    """Death ends a mandate (民法典 §173); the account of the dead is frozen, and with it everything done in its name."""
    mandate = given(deeds=list(ALL_DEEDS))
    case = handed_in(mandate)
    client = acting(mandate)
    url = reverse("cases:withdraw", args=[case.pk])
    freezing.freeze(user=w.user(FATHER), cause="dead_paper", reference="死证1", reason="演示", by=w.user("clerk1"))
    assert client.get(reverse("cases:case", args=[case.pk])).status_code == 403
    assert client.post(url, {"sure": "on", "acting_for": str(mandate.pk)}).status_code == 403
    assert cases.Case.objects.get(pk=case.pk).is_open
    assert not standing.held_by(w.user(DAUGHTER)).filter(pk=mandate.pk).exists()
    User.objects.filter(login=FATHER).update(is_frozen=False, is_active=True)
    assert standing.held_by(w.user(DAUGHTER)).filter(pk=mandate.pk).exists()
