"""A2: second steps of signing in, at the pages where they are shown."""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests import walking as w
from tongban.audit.api import Entry
from tongban.kit import clock
from tongban.people.factors import totp
from tongban.people.factors.models import Factor, RecoveryCode, SignedIn
from tongban.people.factors.strength import strength
from tongban.people.oidc.levels import borne
from tongban.people.tests.showing import (
    PASSWORD,
    code_of,
    is_signed_in,
    letters,
    show_app,
    sign_in,
    with_app,
)  # fmt: skip

pytestmark = pytest.mark.django_db

# RFC 6238, appendix B (SHA-1), the last six of its eight digits
VECTORS = {
    59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037",
    20000000000: "353130",
}  # fmt: skip


@pytest.mark.parametrize(("seconds", "code"), VECTORS.items())
def test_codes_of_the_app_are_those_of_the_standard(seconds: int, code: str) -> None:
    secret = base64.b32encode(b"12345678901234567890").decode()
    assert totp.code_at(secret, seconds // 30) == code


def test_a_citizen_sets_up_an_app_and_gets_recovery_codes_once(client: Client) -> None:
    sign_in(client)
    page = client.get(reverse("people:add_app")).content.decode()
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")  # type: ignore[index]
    assert "otpauth://totp/" in page
    wrong = client.post(reverse("people:add_app"), {"code": "000000" if code_of(secret) != "000000" else "1"})
    assert wrong.status_code == 422 and "code" in wrong.context["form"].errors
    assert secret[:4] in wrong.content.decode()
    answer = client.post(reverse("people:add_app"), {"code": code_of(secret), "name": "手机"})
    codes = answer.context["codes"]
    assert len(set(codes)) == 10 and all(code in answer.content.decode() for code in codes)
    shown = client.get(reverse("people:security")).content.decode()
    assert "手机" in shown and not [code for code in codes if code in shown]
    assert client.get(reverse("people:add_app")).content.decode().count(secret[:4]) == 0
    assert {letter.channel for letter in letters("citizen1")} == {"email", "phone"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT code FROM people_recoverycode")
        kept = str(cursor.fetchall())
    assert RecoveryCode.objects.count() == 10 and not [code for code in codes if code.replace("-", "") in kept]
    assert client.session["amr"] == ["mfa", "otp", "pwd"]


def test_a_password_alone_opens_no_account_that_has_a_second_step(client: Client) -> None:
    secret = with_app()
    answer = sign_in(client, next="/my/cases/")
    assert answer.headers["Location"].startswith(reverse("people:second"))
    assert not is_signed_in(client)
    assert client.get("/my/").status_code == 302
    assert show_app(client, secret, next="/my/cases/").headers["Location"] == "/my/cases/"
    assert is_signed_in(client)
    assert client.session["amr"] == ["mfa", "otp", "pwd"]
    assert abs(client.session["auth_time"] - clock.now().timestamp()) < 10


def test_a_code_of_the_app_works_once(client: Client) -> None:
    secret, other = with_app(), Client()
    sign_in(client)
    sign_in(other)
    code = code_of(secret)
    assert client.post(reverse("people:second"), {"how": "app", "code": code}).status_code == 302
    assert other.post(reverse("people:second"), {"how": "app", "code": code}).status_code == 422
    assert not is_signed_in(other)


@pytest.mark.parametrize(("steps", "status"), [(-2, 422), (-1, 302), (0, 302), (1, 302), (2, 422)])
def test_a_phone_whose_clock_is_half_a_minute_wrong_still_works(client: Client, steps: int, status: int) -> None:
    secret = with_app()
    sign_in(client)
    moment = clock.now().replace(second=15)
    with clock.turned_to(moment):
        assert show_app(client, secret, steps).status_code == status


def test_an_earlier_code_does_not_work_after_a_later_one(client: Client) -> None:
    secret, other = with_app(), Client()
    sign_in(client)
    sign_in(other)
    with clock.turned_to(clock.now().replace(second=15)):
        assert show_app(client, secret, 1).status_code == 302
        assert show_app(other, secret, 0).status_code == 422


def test_guessing_the_second_step_is_counted(client: Client) -> None:
    secret = with_app()
    sign_in(client)
    wrong = {"how": "app", "code": "12"}
    assert [client.post(reverse("people:second"), wrong).status_code for _n in range(8)] == [422] * 8
    assert show_app(client, secret).status_code == 429
    assert not is_signed_in(client)


def test_the_second_step_is_open_for_ten_minutes(client: Client) -> None:
    secret = with_app()
    sign_in(client)
    with clock.turned_to(clock.now() + dt.timedelta(minutes=11)):
        assert show_app(client, secret).headers["Location"] == reverse("people:sign_in")
        assert not is_signed_in(client)


def test_a_password_set_meanwhile_closes_the_second_step(client: Client) -> None:
    from tongban.people.actions import change_password

    secret, user = with_app(), w.user("citizen1")
    sign_in(client)
    change_password(user=user, old=PASSWORD, new="ein neuer Satz 8", by=user)
    assert show_app(client, secret).headers["Location"] == reverse("people:sign_in")


def test_a_recovery_code_lets_in_once_and_the_person_hears_of_it(client: Client) -> None:
    from tongban.people.factors.actions import make_recovery_codes

    with_app()
    user = w.user("citizen1")
    code = make_recovery_codes(user=user, by=user)[0]
    for typed, status in (("AAAAA-AAAAA", 422), (code.lower().replace("-", " "), 302)):
        sign_in(client)
        answer = client.post(reverse("people:second"), {"how": "recovery", "code": typed})
        assert answer.status_code == status
    assert "9" in letters("citizen1", channel="phone")[-1].body
    client.post(reverse("people:sign_out"))
    sign_in(client)
    assert client.post(reverse("people:second"), {"how": "recovery", "code": code}).status_code == 422


def test_new_recovery_codes_end_the_earlier_ones(client: Client) -> None:
    secret = with_app()
    sign_in(client)
    show_app(client, secret)
    first = client.post(reverse("people:recovery_codes")).context["codes"]
    second = client.post(reverse("people:recovery_codes")).context["codes"]
    assert not set(first) & set(second)
    assert RecoveryCode.objects.count() == 10


def test_removing_is_asked_once_more_told_and_signs_others_out(client: Client) -> None:
    secret, other = with_app(), Client()
    sign_in(client)
    show_app(client, secret)
    other.force_login(w.user("citizen1"))
    factor = Factor.objects.get()
    asked = client.post(reverse("people:remove_factor"), {"factor": factor.pk})
    assert asked.status_code == 200 and Factor.objects.exists()
    client.post(reverse("people:remove_factor"), {"factor": factor.pk, "sure": "yes"})
    assert not Factor.objects.exists() and not RecoveryCode.objects.exists()
    assert is_signed_in(client) and not is_signed_in(other)
    assert factor.name in letters("citizen1")[-1].body
    assert Entry.objects.filter(act="people.remove_factor").count() == 1


def test_removing_needs_the_second_step_in_this_session(client: Client) -> None:
    with_app()
    client.force_login(w.user("citizen1"))
    given = {"factor": Factor.objects.get().pk, "sure": "yes"}
    answer = client.post(reverse("people:remove_factor"), given)
    assert answer.headers["Location"].startswith(reverse("people:again"))
    assert Factor.objects.exists()


def test_a_factor_is_renamed_and_nobody_elses_is_touched(client: Client) -> None:
    with_app("citizen2")
    client.force_login(w.user("citizen1"))
    for name in ("name_factor", "remove_factor"):
        for key in (Factor.objects.get().pk, "none-such"):
            given = {"factor": key, "name": "x", "sure": "yes"}
            assert client.post(reverse(f"people:{name}"), given).status_code == 404
    client.force_login(w.user("citizen2"))
    given = {"factor": Factor.objects.get().pk}
    assert client.post(reverse("people:name_factor"), given).status_code == 200
    assert client.post(reverse("people:name_factor"), given | {"name": " "}).status_code == 422
    assert client.post(reverse("people:name_factor"), given | {"name": "新手机"}).status_code == 302
    assert Factor.objects.get().name == "新手机"


def test_secrets_are_sealed_at_rest() -> None:
    secret = with_app()
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, secret FROM people_factor")
        assert secret not in str(cursor.fetchall())


def test_a_wrong_password_reads_the_same_with_and_without_a_second_step(client: Client) -> None:
    with_app()
    pages = [sign_in(client, who, "something else") for who in ("citizen1", "citizen2", "nobody at all")]
    said = {(page.status_code, str(list(page.context["form"].non_field_errors()))) for page in pages}
    assert len(said) == 1


# An attestation of CBOR arrays nested five thousand deep
DEEP = json.dumps(
    {
        "rawId": "AA", "id": "AA", "type": "public-key",
        "response": {
            "clientDataJSON": base64.urlsafe_b64encode(b'{"type":"webauthn.create","challenge":"AA","origin":"x"}').decode().rstrip("="),
            "attestationObject": base64.urlsafe_b64encode(b"\x81" * 5_000).decode().rstrip("="),
        },
    }
)  # fmt: skip


@pytest.mark.parametrize(
    "answer",
    ["", "{}", "[]", "null", "{", '{"rawId": 7}', "x" * 30_000, "[" * 15_000, DEEP, '{"rawId":"AA","response":{}}'],
)
def test_what_is_no_answer_of_a_passkey_is_refused_in_words(client: Client, answer: str) -> None:
    client.post(reverse("people:passkey_wish"), {"to": "see"})
    page = client.post(reverse("people:passkey_in"), {"how": "passkey", "answer": answer})
    assert page.status_code == 422 and page.context["wrong"]
    client.force_login(w.user("citizen1"))
    for wish in ("add", ""):  # with a question, and without one
        if wish:
            client.post(reverse("people:passkey_wish"), {"to": wish})
        assert client.post(reverse("people:add_passkey"), {"answer": answer}).status_code == 422


def test_the_list_of_second_steps_costs_the_same_for_one_and_three(
    client: Client, django_assert_num_queries: Any
) -> None:
    with_app()
    user = w.user("citizen1")
    client.force_login(user)
    with django_assert_num_queries(7):
        client.get(reverse("people:security"))
    for number in range(2):
        Factor.objects.create(user=user, kind="passkey", name="x", secret="y", credential=str(number))
        SignedIn.objects.create(user=user, session=str(number), device="x", agent="")
    with django_assert_num_queries(7):
        client.get(reverse("people:security"))


# officials


@pytest.fixture()
def demanded(settings: Any) -> Any:
    settings.STAFF_FACTOR = True
    settings.STAFF_FACTOR_FROM = clock.today().isoformat()
    return settings


def test_an_official_is_reminded_while_there_is_time(client: Client, demanded: Any) -> None:
    given = {"account": "clerk1", "password": PASSWORD}
    page = client.post(reverse("people:sign_in"), given, follow=True)
    assert any("7" in str(said) for said in page.context["messages"])
    assert client.get("/desk/").status_code == 200


def test_an_official_without_a_second_step_finds_the_door_closed_afterwards(client: Client, demanded: Any) -> None:
    demanded.STAFF_FACTOR_FROM = (clock.today() - dt.timedelta(days=8)).isoformat()
    answer = sign_in(client, "clerk1")
    assert answer.status_code == 403 and answer.context["refusal"].cure
    assert not is_signed_in(client)
    secret = with_app("clerk1")
    sign_in(client, "clerk1")
    assert show_app(client, secret).headers["Location"] == "/desk/"


def test_citizens_are_never_made_to(client: Client, demanded: Any) -> None:
    demanded.STAFF_FACTOR_FROM = "2020-01-01"
    assert sign_in(client).headers["Location"] == "/my/"


# how strong


@pytest.mark.parametrize(
    ("amr", "kinds", "level"),
    [([], 0, 2), (["pwd"], 1, 2), (["otp", "sms"], 1, 2), (["otp", "pwd"], 2, 4), (["hwk", "user"], 2, 4), (["sms", "mfa"], 2, 4)],
)  # fmt: skip
def test_one_rule_says_how_strong_a_sign_in_is_here_and_to_systems(amr: list[str], kinds: int, level: int) -> None:
    assert (strength(amr), borne(amr)) == (kinds, level)
