"""A2: signing in with a code to the telephone; nobody learns who has an account."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import walking as w
from tongban.kit import clock
from tongban.messages.api import Delivery
from tongban.outbox import api as outbox
from tongban.people.factors.models import DoorCode
from tongban.people.tests.showing import (
    PASSWORD,
    holds_little,
    is_signed_in,
    latest_code,
    letters,
    show_app,
    sign_in,
    strong,
    with_app,
)  # fmt: skip

pytestmark = pytest.mark.django_db
PHONE, NOBODYS = "13900000001", "13900009999"


def ask(client: Client, phone: str = PHONE, **more: str) -> int:
    return client.post(reverse("people:by_phone"), {"phone": phone, **more}).status_code


def show(client: Client, code: str, **more: str):  # type: ignore[no-untyped-def]
    return client.post(reverse("people:by_phone_code"), {"code": code, **more})


def test_a_citizen_signs_in_with_a_code_to_the_phone(client: Client) -> None:
    holds_little()
    assert ask(client, "１３９００００００01", next="/my/cases/") == 302
    answer = show(client, latest_code(channel="phone"), next="/my/cases/")
    assert answer.headers["Location"] == "/my/cases/"
    assert is_signed_in(client) and client.session["amr"] == ["sms"]


def held_recycled(client: Client) -> Any:
    """A code to the telephone, which the office gave to somebody else meanwhile."""
    strong()
    ask(client)
    return show(client, latest_code(channel="phone"))


def test_a_proved_identity_asks_for_more_than_the_phone(client: Client) -> None:
    """Numbers pass on to other people."""
    assert held_recycled(client).headers["Location"].startswith(reverse("people:second"))
    assert not is_signed_in(client)
    page = client.get(reverse("people:second"))
    assert set(page.context["ways"]) == {"password"} and page.context["others"] == ["email"]
    assert client.post(reverse("people:second"), {"how": "password", "password": "x"}).status_code == 422
    assert client.post(reverse("people:lost")).headers["Location"] == reverse("people:recover")
    assert not is_signed_in(client)
    client.post(reverse("people:second"), {"how": "password", "password": PASSWORD})
    assert is_signed_in(client) and client.session["amr"] == ["mfa", "pwd", "sms"]


def test_guessing_the_password_beside_a_code_is_counted(client: Client) -> None:
    held_recycled(client)
    wrong = {"how": "password", "password": "x"}
    assert [client.post(reverse("people:second"), wrong).status_code for _n in range(8)] == [422] * 8
    assert client.post(reverse("people:second"), {"how": "password", "password": PASSWORD}).status_code == 429


def test_a_code_to_the_other_channel_is_enough_beside_the_phone(client: Client) -> None:
    held_recycled(client)
    first = latest_code(channel="phone")
    client.post(reverse("people:second"), {"how": "send", "next": "/my/cases/"})
    code = latest_code(channel="email")
    assert client.post(reverse("people:second"), {"how": "code", "code": first}).status_code == 422
    answer = client.post(reverse("people:second"), {"how": "code", "code": code, "next": "/my/cases/"})
    assert answer.headers["Location"] == "/my/cases/" and client.session["amr"] == ["otp", "sms"]


@pytest.mark.parametrize("name", ["add_app", "add_passkey"])
def test_nobody_who_showed_codes_alone_adds_a_second_step(client: Client, name: str) -> None:
    holds_little()
    ask(client)
    show(client, latest_code(channel="phone"))
    assert is_signed_in(client)
    assert client.get(reverse(f"people:{name}")).headers["Location"].startswith(reverse("people:again"))
    typed = {"channel": "phone", "address": "13911113333", "password": PASSWORD}
    assert client.post("/account/data/change/", typed).headers["Location"].startswith(reverse("people:again"))
    assert client.post(reverse("people:recovery_codes")).headers["Location"].startswith(reverse("people:again"))
    client.post(reverse("people:again"), {"how": "password", "password": PASSWORD})
    assert client.get(reverse(f"people:{name}")).status_code == 200


def test_a_code_to_the_phone_is_no_second_step_by_itself(client: Client) -> None:
    secret = with_app()
    ask(client)
    assert show(client, latest_code(channel="phone")).headers["Location"].startswith(reverse("people:second"))
    assert not is_signed_in(client)
    show_app(client, secret)
    assert client.session["amr"] == ["mfa", "otp", "sms"]


def pages_of(client: Client, phone: str) -> list[tuple[int, str]]:
    """What somebody reads who asks and then types a wrong code; tokens and the typed number away."""
    asked = client.post(reverse("people:by_phone"), {"phone": phone}, follow=True)
    tried = show(client, "12")
    return [
        (page.status_code, re.sub(r"\b[A-Za-z0-9]{64}\b", "token", page.content.decode()).replace(phone, "phone"))
        for page in (asked, tried)
    ]


def test_asking_tells_nothing_about_who_has_an_account() -> None:
    assert pages_of(Client(), PHONE) == pages_of(Client(), NOBODYS) == pages_of(Client(), "13900000002")


def asked_and_tried(phone: str) -> None:
    client = Client()
    ask(client, phone)
    show(client, "12")


def wrong_password(account: str) -> None:
    sign_in(Client(), account, "something else")


def asked_to_recover(account: str) -> None:
    client = Client()
    client.post(reverse("people:recover"), {"account": account, "channel": "phone"})
    given = {"code": "123456", "password": "ein neuer Satz 8", "again": "ein neuer Satz 8"}
    client.post(reverse("people:recover_with_code"), given)


def work_of(visit: Callable[[str], None], who: str) -> list[str]:
    """The statements that it takes, without their values."""
    with CaptureQueriesContext(connection) as heard:
        visit(who)
    return [re.sub(r"'[^']*'|\d+|x'[0-9a-f]*'", "?", query["sql"]) for query in heard.captured_queries]


@pytest.mark.parametrize("visit", [asked_and_tried, wrong_password, asked_to_recover])
def test_every_door_does_the_same_work_for_everybody(visit: Callable[[str], None]) -> None:
    """Known, known with a second step, known and proved, an official, nobody: the same statements in the same order."""
    visit("13900000005")  # the address counts from one
    with_app("citizen2")
    strong("agent1")
    clerk = w.user("clerk1")
    clerk.phone = "13900007777"
    clerk.save()
    found = [work_of(visit, who) for who in (PHONE, "13900000002", "13900000003", "13900007777", NOBODYS)]
    assert all(work == found[0] for work in found) and len(found[0]) > 5


def test_nobody_is_sent_anything_who_has_no_account(client: Client) -> None:
    before = Delivery.objects.count()
    ask(client, NOBODYS)
    ask(client, "citizen1")
    outbox.drain()
    assert Delivery.objects.count() == before


def test_officials_get_no_code(client: Client) -> None:
    from tongban.people.models import User

    clerk = w.user("clerk1")
    clerk.phone = "13900007777"
    clerk.save()
    ask(client, "13900007777")
    outbox.drain()
    [letter] = letters("clerk1")
    assert not re.search(r"\d{6}", letter.body)
    assert User.objects.get(pk=clerk.pk).is_official
    assert show(client, "000000").status_code == 422


def test_a_code_is_sent_once_however_often_the_worker_runs(client: Client) -> None:
    from tongban.people.factors.codes import send_asked

    ask(client)
    outbox.drain()
    send_asked(DoorCode.objects.get())
    assert len(letters("citizen1", channel="phone")) == 1


def test_a_code_works_once_and_five_wrong_ones_end_it(client: Client) -> None:
    ask(client)
    code = latest_code(channel="phone")
    assert [show(client, "12").status_code for _n in range(5)] == [422] * 5
    assert show(client, code).status_code == 422
    ask(client)
    code = latest_code(channel="phone")
    assert show(client, code).status_code == 302
    wanted = DoorCode.objects.latest("expires_at")
    other = Client()
    session = other.session
    session["door_code"] = {"sign_in": str(wanted.pk)}
    session.save()
    assert show(other, code).status_code == 422


def test_a_code_of_another_browser_does_not_fit(client: Client) -> None:
    other = Client()
    ask(client)
    code = latest_code(channel="phone")
    ask(other, "13900000002")
    outbox.drain()
    assert show(other, code).status_code == 422


def test_a_code_is_too_old_after_ten_minutes(client: Client) -> None:
    ask(client)
    code = latest_code(channel="phone")
    with clock.turned_to(clock.now() + dt.timedelta(minutes=11)):
        assert show(client, code).status_code == 422


def test_nobody_floods_a_phone(client: Client) -> None:
    said = [ask(client) for _n in range(6)]
    assert said == [302] * 5 + [429]
    assert [ask(client, NOBODYS) for _n in range(6)] == said


def test_one_address_asks_for_twenty_codes(client: Client) -> None:
    said = [ask(client, f"1390001{number:04d}") for number in range(21)]
    assert said == [302] * 20 + [429]


def test_a_wrong_code_says_how_many_tries_are_left_and_when_there_is_a_new_one_alike_for_nobody(client: Client) -> None:
    said = []
    for phone in (PHONE, NOBODYS):
        other = Client()
        ask(other, phone)
        answer = show(other, "000000")
        assert answer.status_code == 422
        said.append(answer.context["form"].errors["code"][0])
    assert "还可以再试 4 次" in said[0] and "现在就可以重新获取" in said[0]
    assert re.sub(r"\d\d:\d\d", "", said[0]) == re.sub(r"\d\d:\d\d", "", said[1])


def test_above_an_emptied_password_nobody_reads_that_everything_is_still_there(client: Client) -> None:
    page = sign_in(client, password="falsch").content.decode()
    assert "密码需要重新填写" in page and "您填的都还在" not in page
    assert "您填的都还在" in client.post(reverse("people:by_phone"), {"phone": ""}).content.decode()


def test_the_number_typed_to_begin_with_is_read_while_typing_and_gone_afterwards(client: Client) -> None:
    page = client.get("/account/begin/").content.decode()
    assert 'type="password"' not in page
    told = client.post("/account/begin/", {"begin": PHONE}).content.decode()
    assert PHONE not in told
