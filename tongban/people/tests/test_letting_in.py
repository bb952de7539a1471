"""A2: the word of somebody in charge lets in again; nobody else's does."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from tests import walking as w
from tongban.audit.api import Entry
from tongban.kit import clock, crypto
from tongban.kit.errors import Refused
from tongban.messages.api import Message
from tongban.people import api as people
from tongban.people.factors.models import Factor, Recourse
from tongban.people.staff import actions as staff
from tongban.people.tests.showing import (
    PASSWORD,
    code_of,
    is_signed_in,
    latest_code,
    letters,
    sign_in,
    strong,
    with_app,
)  # fmt: skip

pytestmark = pytest.mark.django_db
NEW = "ein neuer Satz 8"
ACCOUNTS, VOUCH, LET_IN = "/desk/accounts/", "/desk/accounts/vouch/", "/desk/accounts/let-in/"


def as_(login: str) -> Client:
    client = Client()
    client.force_login(w.user(login))
    return client


def seen(client: Client, login: str = "citizen1", **more: str) -> Any:
    person = w.user(login)
    return client.post(VOUCH, {"id_number": person.id_number, "name": person.name, "evidence": "身份证", **more})


def test_a_clerk_vouches_and_a_code_is_enough_for_a_day(client: Client) -> None:
    strong()
    assert seen(as_("clerk1")).status_code == 302
    assert {letter.channel for letter in letters("citizen1")} == {"email", "phone"}
    client.post(reverse("people:recover"), {"account": "citizen1", "channel": "phone"})
    given = {"code": latest_code(channel="phone"), "password": NEW, "again": NEW}
    client.post(reverse("people:recover_with_code"), given)
    assert client.post(reverse("people:recover_second"), {"how": "waited"}).headers["Location"] == "/my/"
    assert w.user("citizen1").check_password(NEW)
    assert Recourse.objects.get().used_at is not None
    [entry] = Entry.objects.filter(act="people.vouch")
    assert "clerk" not in str(entry.notes) and w.user("citizen1").name not in str(entry.notes)


def test_the_word_of_a_clerk_alone_sets_no_password(client: Client) -> None:
    strong()
    seen(as_("clerk1"))
    assert client.post(reverse("people:recover_second"), {"how": "waited"}).headers["Location"] == "/account/recover/"


def test_the_word_holds_a_day(client: Client) -> None:
    with_app()
    seen(as_("clerk1"))
    sign_in(client)
    with clock.turned_to(clock.now() + dt.timedelta(hours=25)):
        sign_in(client)
        client.post(reverse("people:lost"))
    assert Factor.objects.exists()


@pytest.mark.parametrize("wrong", [{"name": "演示·另一人"}, {"id_number": "510131199001010180"}, {"evidence": " "}])
def test_number_and_name_and_document_are_wanted(wrong: dict[str, str]) -> None:
    answer = seen(as_("clerk1"), **wrong)
    assert answer.status_code == 422 and answer.context["vouch"].errors
    assert not Recourse.objects.exists()


def test_who_may_not_finds_no_form() -> None:
    assert as_("examiner1").get(ACCOUNTS).status_code == 403
    assert as_("citizen1").post(VOUCH).status_code == 403
    assert as_("clerk1").post(LET_IN, {"login": "examiner1"}).status_code == 403
    assert as_("clerk1").get(ACCOUNTS).context["let_in"] is None


def given_to(login: str, admin: Client | None = None, **more: str) -> str:
    answer = (admin or as_("admin1")).post(LET_IN, {"login": login, **more})
    assert answer.status_code == 200, answer.context["let_in"].errors
    return str(answer.context["plain"])


def test_an_official_comes_in_with_the_administrators_word_and_sets_an_own_password(client: Client) -> None:
    before = as_("clerk1")
    plain = given_to("clerk1")
    assert not is_signed_in(before)
    assert sign_in(client, "clerk1").status_code == 422
    assert sign_in(client, "clerk1", plain).headers["Location"] == reverse("people:owed")
    assert client.get("/desk/").status_code == 302
    assert client.get("/site/510131000000/face.css").headers["Content-Type"].startswith("text/css"), (
        "what the page wears"
    )
    given = {"old": plain, "new": NEW, "again": NEW}
    client.post(reverse("people:owed"), given)
    assert client.get("/desk/").status_code == 200
    told = {message.user.login for message in Message.objects.filter(template__contains="let_in")}
    assert told == {"clerk1", "admin1"}
    assert plain not in str(list(Entry.objects.values_list("notes", flat=True)))


def test_the_administrators_word_runs_out(client: Client) -> None:
    plain = given_to("clerk1")
    with clock.turned_to(clock.now() + dt.timedelta(hours=25)):
        assert sign_in(client, "clerk1", plain).status_code == 403
        assert not is_signed_in(client)


def test_second_steps_stay_unless_they_are_lost(client: Client) -> None:
    with_app("clerk1")
    plain = given_to("clerk1")
    assert sign_in(client, "clerk1", plain).headers["Location"].startswith(reverse("people:second"))
    plain = given_to("clerk1", lost="on")
    assert sign_in(client, "clerk1", plain).headers["Location"] == reverse("people:owed")


def test_whoever_is_let_in_where_a_second_step_is_demanded_adds_it_first(client: Client, settings: Any) -> None:
    settings.STAFF_FACTOR = True
    assert sign_in(client, "clerk1").status_code == 403
    secret, admin = with_app("admin1"), as_("admin1")
    admin.post(reverse("people:again"), {"how": "app", "code": code_of(secret)})
    client.post(reverse("people:sign_in"), {"account": "clerk1", "password": (plain := given_to("clerk1", admin))})
    client.post(reverse("people:owed"), {"old": plain, "new": NEW, "again": NEW})
    assert client.get("/desk/").headers["Location"] == reverse("people:owed")
    page = client.get(reverse("people:add_app"))
    secret = page.context["secret"].replace(" ", "")
    client.post(reverse("people:add_app"), {"code": code_of(secret)})
    assert client.get("/desk/").status_code == 200


def test_nobody_lets_themselves_in_nor_a_citizen() -> None:
    admin = as_("admin1")
    assert admin.post(LET_IN, {"login": "admin1"}).status_code == 403
    for login in ("citizen1", "none-such"):
        assert admin.post(LET_IN, {"login": login}).status_code == 422


def test_the_keeper_of_the_machine_lets_in_when_no_administrator_can(client: Client) -> None:
    out = io.StringIO()
    call_command("let_in", "admin1", stdout=out)
    assert sign_in(client, "admin1", out.getvalue().strip()).headers["Location"] == reverse("people:owed")
    assert sign_in(Client(), "admin1", PASSWORD).status_code == 422


@pytest.mark.parametrize("login", ["security1", "auditor1", "admin2", "head1", "decider1", "supervisor1"])
def test_no_administrator_alone_comes_into_a_powerful_account(login: str) -> None:
    for more in ({}, {"lost": "on"}):
        answer = as_("admin1").post(LET_IN, {"login": login, **more})
        assert answer.status_code == 403 and f"tongban let-in {login}" in answer.content.decode()
    assert w.user(login).check_password(PASSWORD) and not Recourse.objects.exists()


def test_nor_into_one_that_waits_for_a_powerful_post() -> None:
    clerk, organ = w.user("clerk1"), str(w.item(w.FOOD).org_code)
    given = {"role": "head", "org_code": organ, "region_code": "510131000000", "since": clock.today(), "reason": "x"}
    people.appoint(user=clerk, by=w.user("security1"), **given)
    assert as_("admin1").post(LET_IN, {"login": "clerk1"}).status_code == 403


def test_nor_is_a_powerful_post_given_to_one_who_has_only_the_administrators_word() -> None:
    given_to("clerk1")
    clerk, organ = w.user("clerk1"), str(w.item(w.FOOD).org_code)
    given = {"role": "head", "org_code": organ, "region_code": "510131000000", "since": clock.today(), "reason": "x"}
    row = people.appoint(user=clerk, by=w.user("security1"), **given)
    with pytest.raises(Refused):
        staff.decide_appointment(appointment=row, approve=True, by=w.user("security2"))


HEAD = {"role": "head", "region_code": "510131000000", "reason": "x"}


def made_head(login: str) -> None:
    given = HEAD | {"org_code": str(w.item(w.FOOD).org_code), "since": clock.today()}
    row = people.appoint(user=w.user(login), by=w.user("security1"), **given)
    staff.decide_appointment(appointment=row, approve=True, by=w.user("security2"))


def with_phone(login: str) -> None:
    people.User.objects.filter(login=login).update(phone="13900005566", phone_index=blind_of("13900005566"))


def blind_of(phone: str) -> str:
    return crypto.blind("phone", phone)


def test_the_administrator_who_knows_the_password_does_not_set_the_own_one(client: Client) -> None:
    with_phone("clerk1")
    plain = given_to("clerk1")
    sign_in(client, "clerk1", plain)
    page = client.get(reverse("people:owed"))
    assert "139****5566" in page.content.decode()
    given = {"old": plain, "new": NEW, "again": NEW}
    for typed in ("", "123456"):
        answer = client.post(reverse("people:owed"), given | {"code": typed})
        assert answer.status_code == 422 and answer.context["form"].errors["code"]
    client.post(reverse("people:owed"), {"send": "1"})
    assert client.post(reverse("people:owed"), given | {"code": latest_code(channel="phone")}).status_code == 302
    assert w.user("clerk1").check_password(NEW) and client.get("/desk/").status_code == 200
    made_head("clerk1")


def test_whoever_showed_no_telephone_is_given_no_powerful_post(client: Client) -> None:
    plain = given_to("clerk1")
    sign_in(client, "clerk1", plain)
    client.post(reverse("people:owed"), {"old": plain, "new": NEW, "again": NEW})
    assert client.get("/desk/").status_code == 200
    with pytest.raises(Refused, match="tongban let-in clerk1"):
        made_head("clerk1")
    out = io.StringIO()
    call_command("let_in", "clerk1", stdout=out)
    sign_in(client, "clerk1", plain := out.getvalue().strip())
    client.post(reverse("people:owed"), {"old": plain, "new": NEW + "9", "again": NEW + "9"})
    made_head("clerk1")
