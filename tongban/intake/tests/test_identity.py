"""An item says how surely the identity must be shown; who is below sees the ways up and loses nothing (A2)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from demo.registers.server import Registers, connected
from tests import walking as w
from tongban.catalogue.api import frozen_guide
from tongban.intake import api as intake
from tongban.kit.errors import Refused
from tongban.people.api import Level, TooLow, User, Verification, verify_at_window, withdraw

pytestmark = pytest.mark.django_db
START = "/my/applications/start/"


@pytest.fixture()
def registers(tmp_path: Path) -> Iterator[Registers]:
    with connected(tmp_path) as server:
        yield server


def as_(login: str) -> Client:
    client = w.AtCounter()
    client.force_login(w.user(login))
    return client


def needs(item: Any) -> int:
    level = frozen_guide(item.current_id).identity_level
    assert level is not None
    return int(level)


def test_the_demo_asks_for_more_where_more_is_at_stake() -> None:
    assert needs(w.item(w.ELDERLY)) == Level.COMPARED


def test_whoever_is_below_sees_what_is_missing_and_each_way(registers: Registers) -> None:
    page = as_("citizen5").get(f"{START}?item={w.item(w.ELDERLY).code}").content.decode()
    assert "立即与人口库比对" in page and "蒲江县政务服务中心" in page and "数字证书" in page
    assert 'name="item"' not in page


def test_after_the_step_up_the_application_goes_on_where_it_was(registers: Registers) -> None:
    client, code = as_("citizen5"), w.item(w.ELDERLY).code
    here = f"{START}?item={code}&s.applicant=family"
    shown = client.get(here)
    raised = client.post("/account/identity/compare/", {"next": shown.context["next"], "level": "2"})
    assert raised["Location"] == here
    begun = client.post(here, {"item": code})
    assert begun.status_code == 302 and intake.Application.objects.filter(user=w.user("citizen5")).exists()


def test_a_level_withdrawn_meanwhile_keeps_the_draft_and_leads_to_the_way_up(registers: Registers) -> None:
    draft = w.filled(by="citizen1")
    for row in Verification.objects.filter(user=w.user("citizen1")):
        withdraw(verification=row, reason="看错了", by=w.user("clerk1"))
    client, review = as_("citizen1"), reverse("intake:review", args=[draft.pk])
    answer = client.post(review, {"true": "1"})
    assert answer["Location"].startswith("/account/identity/?level=2")
    page = client.get(answer["Location"])
    assert page.context["needed"] == Level.COMPARED and page.context["next"] == review
    assert client.post("/account/identity/compare/", {"next": review})["Location"] == review
    assert client.post(review, {"true": "1"})["Location"] == reverse("intake:receipt", args=[draft.pk])


def test_the_action_itself_refuses_whoever_is_below() -> None:
    with pytest.raises(TooLow):
        intake.start(item=w.item(w.ELDERLY), user=w.user("citizen5"), by=w.user("citizen5"))


def test_at_a_window_the_person_is_there() -> None:
    clerk = w.user("clerk1")
    draft = intake.start(item=w.item(w.ELDERLY), user=w.user("citizen5"), channel="window", entered_by=clerk, by=clerk)
    assert draft.channel == "window"


def test_a_guide_says_how_surely_the_identity_must_be_shown() -> None:
    page = Client().get(f"/guides/{w.item(w.ELDERLY).code}/").content.decode()
    assert "实名信息一致" in page


def test_nobody_applies_with_a_frozen_identity_not_even_at_a_window() -> None:
    User.objects.filter(pk=w.user("citizen1").pk).update(is_active=False, is_frozen=True)
    clerk, item = w.user("clerk1"), w.item(w.ELDERLY)
    with pytest.raises(Refused):
        intake.start(item=item, user=w.user("citizen1"), channel="window", entered_by=clerk, by=clerk)


def test_a_cancelled_enterprise_applies_for_nothing() -> None:
    enterprise, user = w.enterprise("agent1"), w.user("agent1")
    enterprise.standing = "cancelled"
    with pytest.raises(Refused):
        intake.start(item=w.item(w.FOOD), user=user, enterprise=enterprise, by=user)


# found at the counter by card or telephone


def carded() -> User:
    user = w.user("citizen1")
    verify_at_window(user=user, by=w.user("clerk2"), card_code="A1234567B", **w.look_at(user))
    return w.user("citizen1")


@pytest.mark.parametrize(("kind", "typed"), [("card", "a1234567b"), ("phone", "13900000001")])
def test_card_or_telephone_find_the_account_of_that_name(kind: str, typed: str) -> None:
    person, clerk = carded(), as_("clerk1")
    found = clerk.post(
        "/desk/window/find/", {"id_type": kind, "id_number": typed, "name": person.name, "phone": person.phone}
    )
    assert found["Location"] == "/desk/window/person/"
    assert clerk.session["counter_person"] == str(person.pk)
    assert person.id_number not in clerk.get("/desk/window/person/").content.decode()


@pytest.mark.parametrize(("kind", "typed"), [("card", "A1234567B"), ("phone", "13900000001"), ("card", "B9999999C")])
def test_card_or_telephone_under_another_name_find_nobody_and_make_nobody(kind: str, typed: str) -> None:
    carded()
    before, clerk = User.objects.count(), as_("clerk1")
    found = clerk.post("/desk/window/find/", {"id_type": kind, "id_number": typed, "name": "演示·别人"})
    assert found.status_code == 422 and "counter_person" not in clerk.session and User.objects.count() == before


@pytest.mark.parametrize(("kind", "typed"), [("516", "H12345678"), ("414", "XDEMO0001"), ("511", "12345678")])
def test_whoever_has_no_id_card_is_received_by_their_document(kind: str, typed: str) -> None:
    clerk = as_("clerk1")
    clerk.post("/desk/window/find/", {"id_type": kind, "id_number": typed, "name": "演示·外来"})
    person = User.objects.get(pk=clerk.session["counter_person"])
    assert (person.id_type, person.id_number) == (kind, typed)
    assert clerk.post("/desk/window/person/verify/", w.look_at(person)).status_code == 302


def test_a_number_that_is_no_such_document_says_how_it_is_written() -> None:
    answer = as_("clerk1").post("/desk/window/find/", {"id_type": "516", "id_number": "12", "name": "演示·外来"})
    assert answer.status_code == 422 and "H 或 M 开头" in answer.content.decode()


def test_frozen_people_are_not_verified() -> None:
    User.objects.filter(pk=w.user("citizen1").pk).update(is_active=False, is_frozen=True)
    with pytest.raises(Refused):
        verify_at_window(user=w.user("citizen1"), by=w.user("clerk1"), **w.look_at(w.user("citizen1")))
