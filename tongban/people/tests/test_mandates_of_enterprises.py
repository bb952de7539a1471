"""An enterprise names its agents: for what, until when, and whether they may name others."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests import walking as w
from tongban.cases import api as cases
from tongban.intake import api as intake
from tongban.kit.errors import NotAllowed
from tongban.people.api import enterprises_of
from tongban.people.mandates import ending
from tongban.people.mandates.models import ALL_DEEDS, Mandate
from tongban.people.mandates.states import State
from tongban.people.tests.test_mandates import acting, page_of, told

pytestmark = pytest.mark.django_db

HEAD, AGENT, SECOND = "agent1", "citizen2", "citizen3"
PHONES = {AGENT: "13900000002", SECOND: "13900000005"}


def named(login: str, by: str = HEAD, **changed: Any) -> Any:
    enterprise = w.enterprise(HEAD)
    given = {
        "name": w.user(login).name, "phone": PHONES[login], "scope": "all", "deeds": ALL_DEEDS, "days": "365",
    }  # fmt: skip
    return page_of(by).post(reverse("people:enterprise_name", args=[enterprise.pk]), given | changed)


def agent(login: str = AGENT, by: str = HEAD, **changed: Any) -> Mandate:
    answer = named(login, by, **changed)
    assert answer.status_code == 302, answer.content.decode()
    mandate = Mandate.objects.latest("asked_at")
    assert page_of(login).post(reverse("people:mandate_accept", args=[mandate.pk])).status_code == 302
    return Mandate.objects.get(pk=mandate.pk)


def test_an_agent_is_named_accepts_and_acts() -> None:
    mandate = agent()
    assert mandate.state == State.ACTIVE and enterprises_of(w.user(AGENT)) == [w.enterprise(HEAD)]
    client = acting(mandate, AGENT)
    started = client.post(reverse("intake:start"), {"item": w.item(w.FOOD).code, "acting_for": str(mandate.pk)})
    assert started.status_code == 302
    application = intake.Application.objects.latest("made_at")
    assert (application.enterprise, application.mandate) == (w.enterprise(HEAD), mandate)


def test_the_page_of_the_enterprise_shows_all_agents_to_its_head_only() -> None:
    mandate = agent()
    other = agent(SECOND)
    url = reverse("people:enterprise", args=[w.enterprise(HEAD).pk])
    page = page_of(HEAD).get(url).content.decode()
    assert str(mandate.pk) in page and str(other.pk) in page
    own = page_of(AGENT).get(url).content.decode()
    assert str(mandate.pk) in own and str(other.pk) not in own
    assert page_of("citizen1").get(url).status_code == 403


def test_agents_of_one_enterprise_go_on_with_each_others_work_within_their_scope() -> None:
    food = w.submitted(w.FOOD, HEAD, enterprise=w.enterprise(HEAD))
    water = w.submitted(w.WATER, HEAD, enterprise=w.enterprise(HEAD))
    mandate = agent(scope="items", items=[food.item_code], words="食品", sees_earlier="1")
    client = acting(mandate, AGENT)
    listed = client.get(reverse("cases:list")).content.decode()
    assert food.number in listed and water.number not in listed
    assert client.get(reverse("cases:case", args=[food.pk])).status_code == 200
    assert client.get(reverse("cases:case", args=[water.pk])).status_code == 403


def test_whoever_leaves_sees_and_does_nothing_more_there() -> None:
    mandate = agent()
    case = w.submitted(w.FOOD, AGENT, enterprise=w.enterprise(HEAD))
    page_of(AGENT).post(reverse("people:mandate_end", args=[mandate.pk]))
    assert Mandate.objects.get(pk=mandate.pk).state == State.LEFT
    client = page_of(AGENT)
    assert client.get(reverse("cases:case", args=[case.pk])).status_code == 403
    assert case.number not in client.get(reverse("cases:list")).content.decode()
    with pytest.raises(NotAllowed):
        cases.withdraw(case=case, by=w.user(AGENT))
    head = acting(Mandate.objects.get(agent=w.user(HEAD), capacity="legal_representative"), HEAD)
    assert head.get(reverse("cases:case", args=[case.pk])).status_code == 200
    assert told(AGENT)[-1] == told(HEAD)[-1] == "mandates.ended"
    cases.accept(case=case, by=w.user("examiner1"))
    assert told(AGENT)[-1] == "mandates.ended" and told(HEAD)[-1] == "cases.accepted"


def test_the_head_dismisses_an_agent_and_never_leaves() -> None:
    mandate = agent()
    assert page_of(HEAD).post(reverse("people:mandate_end", args=[mandate.pk])).status_code == 302
    own = Mandate.objects.get(agent=w.user(HEAD), capacity="legal_representative")
    assert page_of(HEAD).post(reverse("people:mandate_end", args=[own.pk])).status_code == 403


def test_agents_name_agents_only_where_allowed_and_never_more_than_they_have() -> None:
    first = agent()
    assert named(SECOND, AGENT).status_code == 403
    ending.revoke(mandate=first, by=w.user(HEAD))
    wide = agent(may_name_others="1", deeds=["see", "apply"], days="92")
    assert named(SECOND, AGENT).status_code == 403  # more acts than their own
    second = agent(SECOND, AGENT, deeds=["see"])
    assert second.named_by == wide and second.until is not None and wide.until is not None
    assert second.until <= wide.until
    ending.revoke(mandate=wide, by=w.user(HEAD))
    assert Mandate.objects.get(pk=second.pk).state == State.EXPIRED
    assert enterprises_of(w.user(SECOND)) == []
