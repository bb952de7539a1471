from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests import walking as w
from tongban.audit import api as audit
from tongban.kit.telephones import mobile
from tongban.outbox import api as outbox
from tongban.people.actions import faults_of
from tongban.people.api import organs_of
from tongban.regions.api import organisation

pytestmark = pytest.mark.django_db


@pytest.fixture()
def mine(client: Client) -> Client:
    client.force_login(w.user("citizen1"))
    return client


def page(client: Client) -> str:
    return client.get(reverse("people:account")).content.decode()


def test_nobody_sees_an_account_without_signing_in(client: Client) -> None:
    answer = client.get(reverse("people:account"))
    assert answer.headers["Location"].startswith(reverse("people:sign_in"))


def test_ones_own_data_is_masked_even_for_oneself(mine: Client) -> None:
    shown = page(mine)
    person = w.user("citizen1")
    assert person.id_number not in shown
    assert person.phone not in shown
    assert person.id_number[-4:] in shown


def test_who_looked_is_told_by_organ_and_never_by_name(mine: Client) -> None:
    case = w.submitted()
    officer = w.user("examiner1")
    audit.looked(subject=case, person_key=case.user.actor_key, what="身份证号码", reason="核对年龄", by=officer)
    shown = page(mine)
    assert "核对年龄" in shown
    assert case.number in shown
    assert officer.name not in shown


def test_a_look_at_the_account_itself_names_the_organ_of_whoever_looked(mine: Client) -> None:
    person, clerk = w.user("citizen1"), w.user("clerk1")
    audit.looked(subject=person, person_key=person.actor_key, what="account", reason="窗口", by=clerk)
    look = mine.get(reverse("people:account")).context["looks"][0]
    assert look.organ in {organisation(code).shown_name for code in organs_of(clerk)}
    assert clerk.name not in page(mine)


def test_many_looks_cost_no_more_queries(mine: Client, django_assert_num_queries: Any) -> None:
    case = w.submitted()
    for rows in (1, 3):
        audit.looked(
            subject=case, person_key=case.user.actor_key, what="姓名", reason=str(rows), by=w.user("examiner1")
        )
    page(mine)
    with django_assert_num_queries(7):
        page(mine)


def test_an_agent_sees_for_whom_they_act(client: Client) -> None:
    client.force_login(w.user("agent1"))
    assert w.enterprise("agent1").name in page(client)


def test_a_new_password_needs_the_old_one_and_keeps_this_session(mine: Client) -> None:
    given = {"old": settings.DEMO_PASSWORD, "new": "ein neuer Satz 8", "again": "ein neuer Satz 8"}
    wrong = mine.post(reverse("people:password"), given | {"old": "something else"})
    assert wrong.status_code == 422
    assert "old" in wrong.context["password_form"].errors
    assert mine.post(reverse("people:password"), given).status_code == 302
    assert w.user("citizen1").check_password("ein neuer Satz 8")
    assert mine.get(reverse("people:account")).status_code == 200


def test_a_weak_new_password_is_refused_beside_its_field(mine: Client) -> None:
    given = {"old": settings.DEMO_PASSWORD, "new": "12345678901", "again": "12345678901"}
    answer = mine.post(reverse("people:password"), given)
    assert "new" in answer.context["password_form"].errors
    assert w.user("citizen1").check_password(settings.DEMO_PASSWORD)


def test_the_language_of_letters_can_be_chosen(mine: Client) -> None:
    answer = mine.post(reverse("people:language"), {"language": "en"})
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
    assert w.user("citizen1").language == "en"
    assert mine.post(reverse("people:language"), {"language": "xx"}).status_code == 422


def test_the_header_learns_who_one_is(mine: Client) -> None:
    w.submitted()
    told = mine.get(reverse("people:me")).json()
    assert told["signed_in"] is True
    assert told["unread"] == 1
    assert w.user("citizen1").name not in told["name"]


def test_an_official_serves_by_name(client: Client) -> None:
    client.force_login(w.user("clerk1"))
    assert client.get(reverse("people:me")).json()["name"] == w.user("clerk1").name


def test_the_header_of_a_stranger_learns_nothing_else(client: Client) -> None:
    answer = client.get("/account/me.json")
    assert answer.json() == {"signed_in": False}
    assert answer.headers["Cache-Control"] == "no-store"


def test_letters_of_the_demo_can_be_read_by_a_newcomer(client: Client) -> None:
    case = w.submitted()
    outbox.drain()
    shown = client.get(reverse("people:mail_box")).content.decode()
    assert case.number in shown
    assert w.user("citizen1").email not in shown


@pytest.mark.parametrize("setting", [{"DEMO": False}, {"EMAIL_URL": "smtp://x"}, {"SMS_URL": "http://x"}])
def test_a_real_installation_has_no_such_mail_box(client: Client, settings: Any, setting: dict[str, Any]) -> None:
    for name, value in setting.items():
        setattr(settings, name, value)
    assert client.get(reverse("people:mail_box")).status_code == 404


@pytest.mark.parametrize("name", ["王😀", "<b>王</b>", "王\u200b五", "王\ue5e5"])
def test_what_stands_in_no_name_is_told(name: str) -> None:
    given = {"name": name, "id_number": "", "phone": "", "email": "", "password": ""}
    [said] = faults_of(**given)["name"]
    assert "身份证" in said


@pytest.mark.parametrize("name", ["欧阳𠮷㐂𰻝𬎆", "阿卜杜拉·买买提", "O'Neil-Smith", "བསོད་ནམས", "〇乙"])
def test_every_name_is_taken(name: str) -> None:
    given = {"name": name, "id_number": "", "phone": "", "email": "", "password": ""}
    assert "name" not in faults_of(**given)


@pytest.mark.parametrize(
    "typed", ["138 0013 9541", "138-0013-9541", "+86 13800139541", "0086-138 0013 9541", "１３８００１３９５４１"]
)
def test_a_mobile_number_is_read_however_it_is_written(typed: str) -> None:
    assert mobile(typed) == "13800139541"
    given = {"name": "王五", "id_number": "", "phone": typed, "email": "", "password": ""}
    assert "phone" not in faults_of(**given)
