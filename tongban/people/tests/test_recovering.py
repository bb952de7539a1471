"""A2: the way back in opens the door to nobody who holds one channel alone."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import walking as w
from tongban.kit import clock
from tongban.people.factors import recovering
from tongban.people.factors.actions import make_recovery_codes
from tongban.people.factors.models import Factor, Recourse
from tongban.people.models import User
from tongban.people.tests.showing import (
    PASSWORD,
    code_of,
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
NEW = "ein neuer Satz 8"


def ask(client: Client, account: str = "citizen1", channel: str = "phone") -> Any:
    return client.post(reverse("people:recover"), {"account": account, "channel": channel})


def with_code(client: Client, account: str = "citizen1", channel: str = "phone", password: str = NEW) -> Any:
    ask(client, account, channel)
    given = {"code": latest_code(channel=channel), "password": password, "again": password}
    return client.post(reverse("people:recover_with_code"), given)


def prove(client: Client, **given: Any) -> Any:
    return client.post(reverse("people:recover_second"), given)


def has_new_password(login: str = "citizen1") -> bool:
    return w.user(login).check_password(NEW)


def test_an_account_that_holds_little_takes_a_password_for_one_code(client: Client) -> None:
    holds_little()
    assert with_code(client).headers["Location"] == "/my/"
    assert has_new_password() and client.session["amr"] == ["sms"]
    assert {letter.channel for letter in letters("citizen1")} == {"email", "phone"}


def test_a_proved_identity_needs_a_second_proof(client: Client) -> None:
    strong()
    assert with_code(client).headers["Location"] == reverse("people:recover_second")
    assert not has_new_password() and not is_signed_in(client)
    page = client.get(reverse("people:recover_second")).content.decode()
    assert NEW not in page and PASSWORD not in page


def test_a_code_to_the_other_channel_is_a_second_proof(client: Client) -> None:
    strong()
    with_code(client)
    prove(client, how="send")
    code = latest_code(channel="email")
    assert prove(client, how="code", code="12").status_code == 422
    assert prove(client, how="code", code=code).headers["Location"] == "/my/"
    assert has_new_password() and is_signed_in(client)


def test_the_first_code_is_no_second_one(client: Client) -> None:
    strong()
    with_code(client)
    first = latest_code(channel="phone")
    assert prove(client, how="code", code=first).status_code == 422
    assert not has_new_password()


def test_recovery_drops_no_second_step(client: Client) -> None:
    secret = with_app()
    with_code(client)
    prove(client, how="send")
    answer = prove(client, how="code", code=latest_code(channel="email"))
    assert answer.headers["Location"].startswith(reverse("people:second"))
    assert has_new_password() and not is_signed_in(client) and Factor.objects.exists()
    assert show_app(client, secret).status_code == 302


@pytest.mark.parametrize("how", ["app", "recovery"])
def test_what_the_second_step_shows_is_a_proof_and_lets_in(client: Client, how: str) -> None:
    secret, user = with_app(hours=100), w.user("citizen1")
    with clock.turned_to(clock.now() - dt.timedelta(hours=100)):
        code = make_recovery_codes(user=user, by=user)[0]
    code = code if how == "recovery" else code_of(secret)
    with_code(client)
    assert prove(client, how=how, code="AAAAA").status_code == 422
    assert prove(client, how=how, code=code).headers["Location"] == "/my/"
    assert has_new_password() and is_signed_in(client)


@pytest.mark.parametrize("how", ["app", "recovery"])
def test_what_was_added_lately_is_no_proof(client: Client, how: str) -> None:
    """Its owner has not had the time to read that it was added."""
    secret, user = with_app(hours=71), w.user("citizen1")
    with clock.turned_to(clock.now() - dt.timedelta(hours=71)):
        code = make_recovery_codes(user=user, by=user)[0]
    with_code(client)
    assert not client.get(reverse("people:recover_second")).context["ways"]
    assert prove(client, how=how, code=code if how == "recovery" else code_of(secret)).status_code == 422
    assert not has_new_password() and not is_signed_in(client)


def test_where_one_channel_is_left_every_channel_hears_and_time_passes(client: Client) -> None:
    strong()
    with_code(client)
    assert prove(client, how="wait").status_code == 302
    told = [letter for letter in letters("citizen1") if "/account/recover/stop/" in letter.body]
    assert {letter.channel for letter in told} == {"email", "phone"}
    assert prove(client, how="waited").status_code == 302
    assert not has_new_password()
    with clock.turned_to(clock.now() + dt.timedelta(hours=73)):
        other = Client()
        assert with_code(other).headers["Location"] == reverse("people:recover_second")
        assert prove(other, how="waited").headers["Location"] == "/my/"
    assert has_new_password()


def test_whoever_proved_who_they_are_waits_for_nothing_any_more(client: Client) -> None:
    strong()
    with_code(client)
    prove(client, how="wait")
    assert recovering.waiting(w.user("citizen1")) is not None
    prove(client, how="send")
    assert prove(client, how="code", code=latest_code(channel="email")).headers["Location"] == "/my/"
    assert recovering.waiting(w.user("citizen1")) is None


def test_waiting_twice_is_waiting_once(client: Client) -> None:
    strong()
    with_code(client)
    prove(client, how="wait")
    prove(client, how="wait")
    assert Recourse.objects.count() == 1


def test_whoever_reads_the_message_stops_it(client: Client) -> None:
    strong()
    with_code(client)
    prove(client, how="wait")
    link = re.search(r"/account/recover/stop/\S+", letters("citizen1", channel="email")[-1].body)[0]  # type: ignore[index]
    reader = Client()
    assert reader.get(link).status_code == 200 and Recourse.objects.get().stopped_at is None
    reader.post(reverse("people:stop"), {"which": link.partition("which=")[2]})
    assert Recourse.objects.get().stopped_at is not None
    with clock.turned_to(clock.now() + dt.timedelta(hours=73)):
        other = Client()
        with_code(other)
        prove(other, how="waited")
    assert not has_new_password()
    assert Client().post(reverse("people:stop"), {"which": "x.y.z"}).status_code == 200


def test_the_person_stops_it_from_their_account(client: Client) -> None:
    strong()
    with_code(client)
    prove(client, how="wait")
    owner = Client()
    sign_in(owner)
    assert owner.get(reverse("people:security")).context["waiting"] is not None
    owner.post(reverse("people:stop_mine"))
    assert owner.get(reverse("people:security")).context["waiting"] is None


def test_lost_second_steps_are_removed_by_waiting_and_the_person_is_told(client: Client) -> None:
    with_app()
    sign_in(client)
    assert client.get(reverse("people:lost")).status_code == 200
    client.post(reverse("people:lost"))
    assert Factor.objects.exists() and not is_signed_in(client)
    with clock.turned_to(clock.now() + dt.timedelta(hours=73)):
        sign_in(client)
        assert client.post(reverse("people:lost")).headers["Location"] == "/my/"
    assert not Factor.objects.exists()
    assert len({letter.channel for letter in letters("citizen1")[-2:]}) == 2


def test_seen_at_a_window_a_code_is_asked_beside_the_password(client: Client) -> None:
    with_app()
    Recourse.objects.create(
        user=w.user("citizen1"), how="window", ripe_at=clock.now(), ends_at=clock.now() + dt.timedelta(hours=24)
    )
    sign_in(client)
    client.post(reverse("people:lost"))
    assert Factor.objects.exists() and not is_signed_in(client)
    code = latest_code(channel="phone")
    assert client.post(reverse("people:lost"), {"how": "code", "code": "12"}).status_code == 422
    assert Factor.objects.exists()
    assert client.post(reverse("people:lost"), {"how": "code", "code": code}).headers["Location"] == "/my/"
    assert not Factor.objects.exists() and is_signed_in(client)


def test_nobody_comes_to_the_lost_page_without_a_password(client: Client) -> None:
    with_app()
    assert client.post(reverse("people:lost")).headers["Location"] == reverse("people:sign_in")
    assert not Recourse.objects.exists()


def test_officials_are_recovered_by_no_code(client: Client) -> None:
    clerk = w.user("clerk1")
    clerk.email = "clerk1@demo.invalid"
    clerk.save()
    same = [
        Client().post(reverse("people:recover"), {"account": who, "channel": "email"}, follow=True)
        for who in ("clerk1", "nobody")
    ]
    assert [str(m) for m in same[0].context["messages"]] == [str(m) for m in same[1].context["messages"]]
    [letter] = letters("clerk1")
    assert not re.search(r"(?<!\d)\d{6}(?!\d)", letter.body)


def test_a_password_of_before_may_not_come_again(client: Client) -> None:
    ask(client)
    code = latest_code(channel="phone")
    given = {"code": code, "password": PASSWORD, "again": PASSWORD}
    answer = client.post(reverse("people:recover_with_code"), given)
    assert answer.status_code == 422 and "password" in answer.context["form"].errors
    given = {"code": code, "password": NEW, "again": NEW}
    assert client.post(reverse("people:recover_with_code"), given).status_code == 302


def test_all_sessions_end_when_a_password_is_set_anew(client: Client) -> None:
    holds_little()
    owner = Client()
    sign_in(owner)
    with_code(client)
    assert not is_signed_in(owner) and is_signed_in(client)


# no password yet, or one channel alone


def met_at_a_window() -> User:
    """Level 4, one telephone, no password."""
    user = w.user("citizen1")
    user.set_unusable_password()
    User.objects.filter(pk=user.pk).update(password=user.password, email="", email_index="", assurance=4)
    return w.user("citizen1")


def test_an_account_made_at_a_window_sets_its_first_password_by_code_and_number(client: Client) -> None:
    user = met_at_a_window()
    with_code(client, account=user.phone)
    assert prove(client, how="number", id_number="510000000000000000").status_code == 422
    assert not has_new_password()
    assert prove(client, how="number", id_number=user.id_number.lower()).headers["Location"] == "/my/"
    assert has_new_password() and is_signed_in(client)


def test_an_account_made_at_a_window_signs_in_by_code_and_number_and_is_led_to_a_password(client: Client) -> None:
    user = met_at_a_window()
    client.post(reverse("people:by_phone"), {"phone": user.phone})
    client.post(reverse("people:by_phone_code"), {"code": latest_code(channel="phone")})
    client.post(reverse("people:second"), {"how": "number", "id_number": user.id_number})
    assert is_signed_in(client)
    for page in ("people:account", "people:my_data", "people:close"):
        shown = client.get(reverse(page)).content.decode()
        assert reverse("people:recover") in shown and 'name="password"' not in shown and 'name="old"' not in shown
    given = {"channel": "phone", "address": "13911113333", "password": "x"}
    assert "还没有密码" in client.post(reverse("people:my_data_change"), given).content.decode()


def test_who_has_a_password_is_not_known_by_the_number(client: Client) -> None:
    user = strong()
    with_code(client)
    assert "number" not in client.get(reverse("people:recover_second")).context["ways"]
    assert prove(client, how="number", id_number=user.id_number).status_code == 422
    assert not has_new_password()


def one_channel(level: int) -> None:
    User.objects.filter(login="citizen1").update(email="", email_index="", assurance=level)


def test_the_only_channel_of_a_surely_proved_account_opens_nothing_by_waiting(client: Client) -> None:
    one_channel(4)
    with_code(client, account=w.user("citizen1").phone)
    page = client.get(reverse("people:recover_second")).content.decode()
    assert "不能通过等待" in page and 'value="wait"' not in page
    assert prove(client, how="wait").status_code == 409
    assert not Recourse.objects.exists()


def test_the_second_channel_lost_while_waiting_the_time_opens_nothing(client: Client) -> None:
    strong()
    with_code(client)
    prove(client, how="wait")
    one_channel(3)
    with clock.turned_to(clock.now() + dt.timedelta(hours=73)):
        with_code(client, account=w.user("citizen1").phone)
        prove(client, how="waited")
    assert not has_new_password()


def test_lost_second_steps_beside_the_password_may_still_wait(client: Client) -> None:
    with_app()
    one_channel(4)
    sign_in(client)
    client.post(reverse("people:lost"))
    assert Recourse.objects.count() == 1
