from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from demo.people import id_number
from tests import walking as w
from tongban.messages.api import Delivery
from tongban.outbox import api as outbox
from tongban.people.models import User

pytestmark = pytest.mark.django_db
PASSWORD = settings.DEMO_PASSWORD
NEW = {
    "name": "演示·新来者",
    "id_number": id_number("19900101", "018"),
    "phone": "13900000777",
    "email": "",
    "password": "ein langer Satz 7",
    "again": "ein langer Satz 7",
    "agree": "on",
}


def sign_in(client: Client, account: str = "citizen1", password: str = PASSWORD, **more: Any) -> Any:
    return client.post(reverse("people:sign_in"), {"account": account, "password": password, **more})


def is_signed_in(client: Client) -> bool:
    return bool(client.get(reverse("people:me")).json()["signed_in"])


def latest_code() -> str:
    outbox.drain()
    letter = Delivery.objects.order_by("-id").first()
    assert letter is not None
    return next(
        word
        for word in letter.body.replace("：", " ").replace("。", " ").replace(".", " ").split()
        if word.isdigit() and len(word) == 6
    )


@pytest.mark.parametrize("account", ["citizen1", "13900000001", "citizen1@demo.invalid"])
def test_a_citizen_enters_by_name_phone_or_letter_box(client: Client, account: str) -> None:
    assert sign_in(client, account).headers["Location"] == "/my/"
    assert is_signed_in(client)


def test_an_official_comes_to_the_desk(client: Client) -> None:
    assert sign_in(client, "clerk1").headers["Location"] == "/desk/"
    assert client.get(reverse("people:me")).json()["official"] is True


def test_a_wrong_password_and_an_unknown_account_read_the_same(client: Client) -> None:
    known = sign_in(client, "citizen1", "something else")
    unknown = sign_in(client, "nobody at all", "something else")
    assert known.status_code == unknown.status_code == 422
    first, second = (str(list(a.context["form"].non_field_errors())) for a in (known, unknown))
    assert first == second
    assert not is_signed_in(client)


def test_what_was_typed_stands_there_again_but_never_the_password(client: Client) -> None:
    page = sign_in(client, "citizen1", "something else").content.decode()
    assert 'value="citizen1"' in page
    assert "something else" not in page


def test_an_id_number_opens_no_door(client: Client) -> None:
    assert sign_in(client, w.user("citizen1").id_number).status_code == 422


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "http:evil"])
def test_signing_in_never_leads_to_another_site(client: Client, elsewhere: str) -> None:
    assert sign_in(client, next=elsewhere).headers["Location"] == "/my/"


def test_signing_in_leads_to_where_one_wanted(client: Client) -> None:
    assert sign_in(client, next="/my/cases/").headers["Location"] == "/my/cases/"


def test_the_ninth_try_on_one_account_is_refused_in_words(client: Client) -> None:
    for _number in range(8):
        assert sign_in(client, "citizen2", "wrong").status_code == 422
    answer = sign_in(client, "citizen2", PASSWORD)
    assert answer.status_code == 429
    assert answer.context["refusal"].cure
    assert not is_signed_in(client)


def test_signing_out_needs_a_button(client: Client) -> None:
    client.force_login(w.user("citizen1"))
    assert client.get(reverse("people:sign_out")).status_code == 405
    client.post(reverse("people:sign_out"))
    assert not is_signed_in(client)


def test_a_newcomer_registers_and_is_signed_in(client: Client) -> None:
    answer = client.post(reverse("people:register"), NEW | {"next": "/my/cases/"})
    assert answer.headers["Location"] == "/my/cases/"
    assert User.objects.get(phone_index__gt="", login=None).name == NEW["name"]
    assert is_signed_in(client)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("id_number", "510131199001010180"),
        ("id_number", "12"),
        ("phone", "1390000"),
        ("phone", "13900000001"),
        ("password", "short"),
        ("again", "another sentence 7"),
        ("email", "nowhere"),
        ("agree", ""),
        ("name", ""),
    ],
)
def test_each_fault_of_a_registration_stands_beside_its_field(client: Client, field: str, typed: str) -> None:
    answer = client.post(
        reverse("people:register"), NEW | {field: typed, **({"again": typed} if field == "password" else {})}
    )
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert NEW["name"] in answer.content.decode() or field == "name"
    assert not is_signed_in(client)


def test_a_lost_password_is_set_anew_with_a_code(client: Client) -> None:
    asked = client.post(reverse("people:recover"), {"account": "citizen1", "channel": "email"}, follow=True)
    assert asked.context["form"]["account"].value() == "citizen1"
    given = {"account": "citizen1", "code": latest_code(), "password": "ein neuer Satz 8", "again": "ein neuer Satz 8"}
    answer = client.post(reverse("people:recover_with_code"), given)
    assert answer.headers["Location"] == "/my/"
    client.post(reverse("people:sign_out"))
    assert sign_in(client, "citizen1", PASSWORD).status_code == 422
    assert sign_in(client, "citizen1", "ein neuer Satz 8").status_code == 302


def test_a_code_works_once(client: Client) -> None:
    client.post(reverse("people:recover"), {"account": "citizen1", "channel": "phone"})
    given = {"account": "citizen1", "code": latest_code(), "password": "ein neuer Satz 8", "again": "ein neuer Satz 8"}
    assert client.post(reverse("people:recover_with_code"), given).status_code == 302
    client.logout()
    assert client.post(reverse("people:recover_with_code"), given).status_code == 422


def test_wrong_codes_use_up_their_five_tries(client: Client) -> None:
    client.post(reverse("people:recover"), {"account": "citizen1", "channel": "email"})
    code = latest_code()
    wrong = {
        "account": "citizen1",
        "code": "000000" if code != "000000" else "111111",
        "password": "ein neuer Satz 8",
        "again": "ein neuer Satz 8",
    }
    for _number in range(5):
        answer = client.post(reverse("people:recover_with_code"), wrong)
        assert answer.status_code == 422
        assert "code" in answer.context["form"].errors
    assert client.post(reverse("people:recover_with_code"), wrong | {"code": code}).status_code == 422


def test_asking_for_a_code_tells_nothing_about_who_has_an_account(client: Client) -> None:
    known = client.post(reverse("people:recover"), {"account": "citizen1", "channel": "email"}, follow=True)
    unknown = client.post(reverse("people:recover"), {"account": "nobody", "channel": "email"}, follow=True)
    said = [[str(m) for m in answer.context["messages"]] for answer in (known, unknown)]
    assert said[0] == said[1]
    assert known.status_code == unknown.status_code == 200


def test_the_account_asked_for_is_not_readable_in_the_session(client: Client) -> None:
    client.post(reverse("people:recover"), {"account": "13900000001", "channel": "phone"})
    assert "13900000001" not in str(dict(client.session.items()))
