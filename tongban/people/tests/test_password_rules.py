"""A2, 等保三级: passwords by the settings of an installation; officials' are changed in time."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from tests import walking as w
from tongban.kit import clock
from tongban.people.factors.models import PasswordUsed
from tongban.people.factors.passwords import KindsValidator
from tongban.people.tests.showing import PASSWORD, is_signed_in, letters, sign_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("password", "kinds"),
    [("aaaaaaaaaa", 1), ("aaaaaaaaaA", 2), ("aaaaaaaaA1", 3), ("aaaa aaaA1", 4), ("我在蒲江住了三十年", 1), ("我在蒲江住了30年!", 3)],
)  # fmt: skip
def test_kinds_of_signs_are_counted(password: str, kinds: int) -> None:
    KindsValidator(kinds).validate(password)
    with pytest.raises(ValidationError):
        KindsValidator(kinds + 1).validate(password)


def change(client: Client, old: str, new: str, page: str = "people:password") -> Any:
    return client.post(reverse(page), {"old": old, "new": new, "again": new})


def test_the_last_five_may_not_come_again(client: Client, settings: Any) -> None:
    sign_in(client)
    words = [PASSWORD, *[f"ein neuer Satz {number}" for number in range(5)]]
    for old, new in zip(words, words[1:], strict=False):
        assert change(client, old, new).status_code == 302
    for used in words[1:]:
        answer = change(client, words[-1], used)
        assert "5" in str(answer.context["password_form"].errors["new"]), used
    assert change(client, words[-1], PASSWORD).status_code == 302
    assert PasswordUsed.objects.filter(user=w.user("citizen1")).count() == 5


def test_an_officials_password_grows_old_with_a_warning_before(client: Client, settings: Any) -> None:
    settings.STAFF_PASSWORD_DAYS = 90
    clerk = w.user("clerk1")
    PasswordUsed.objects.create(user=clerk, password=clerk.password, at=clock.now() - dt.timedelta(days=80))
    given = {"account": "clerk1", "password": PASSWORD}
    page = client.post(reverse("people:sign_in"), given, follow=True)
    assert any("10" in str(said) for said in page.context["messages"])
    assert client.get("/desk/").status_code == 200


def test_too_old_a_password_is_changed_before_anything_else(client: Client, settings: Any) -> None:
    settings.STAFF_PASSWORD_DAYS = 90
    answer = sign_in(client, "clerk1", next="/desk/window/")
    assert answer.headers["Location"] == reverse("people:owed")
    for address in ("/desk/", "/desk/window/", "/my/"):
        assert client.get(address).headers["Location"] == reverse("people:owed")
    assert change(client, PASSWORD, PASSWORD, "people:owed").status_code == 422
    assert change(client, PASSWORD, "ein neuer Satz 8", "people:owed").status_code == 302
    assert client.get("/desk/").status_code == 200
    client.post(reverse("people:sign_out"))
    assert sign_in(client, "clerk1", "ein neuer Satz 8").headers["Location"] == "/desk/"


def test_a_citizens_password_may_grow_old(client: Client, settings: Any) -> None:
    settings.STAFF_PASSWORD_DAYS = 90
    assert sign_in(client).headers["Location"] == "/my/"


def test_a_locked_account_opens_by_another_way_and_not_by_the_password(client: Client) -> None:
    for _number in range(8):
        sign_in(client, "citizen1", "wrong")
    assert sign_in(client).status_code == 429
    client.post(reverse("people:by_phone"), {"phone": "13900000001"})
    from tongban.people.tests.showing import latest_code

    client.post(reverse("people:by_phone_code"), {"code": latest_code(channel="phone")})
    client.post(reverse("people:second"), {"how": "send"})
    client.post(reverse("people:second"), {"how": "code", "code": latest_code(channel="email")})
    assert is_signed_in(client)
    assert sign_in(Client()).status_code == 429


def test_a_changed_password_is_told_on_every_channel(client: Client) -> None:
    sign_in(client)
    change(client, PASSWORD, "ein neuer Satz 8")
    assert {letter.channel for letter in letters("citizen1")} == {"email", "phone"}
