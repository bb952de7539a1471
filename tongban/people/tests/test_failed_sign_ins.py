"""Who failed at a door stands in the record, without the name that was typed, and nobody fills the record by it (A2)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from tests import walking as w
from tongban.audit.api import Entry
from tongban.people import signin
from tongban.people.factors import failures
from tongban.people.staff.actions import let_go
from tongban.people.staff.acts import facts
from tongban.people.tests.showing import PASSWORD, show_app, sign_in, with_app

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
FAILED, LOCKED = "people.fail_sign_in", "people.lock_sign_in"


@pytest.fixture(autouse=True)
def one_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """The minutes in which failures are counted together do not end in the middle of a test."""
    monkeypatch.setattr(signin, "WINDOW", 10**9)


def told(act: str = FAILED) -> list[dict[str, Any]]:
    return list(Entry.objects.filter(act=act).order_by("at", "id").values_list("notes", flat=True))


def test_a_wrong_password_is_told_with_account_network_way_and_why(client: Client) -> None:
    client.post(
        reverse("people:sign_in"), {"account": "examiner1", "password": "x"}, headers={"user-agent": "Firefox/1"},
        REMOTE_ADDR="203.0.113.77",
    )  # fmt: skip
    [notes] = told()
    digest = notes.pop("name")
    assert notes == {
        "account": w.user("examiner1").actor_key, "tries": 1, "how": "password", "why": "wrong", "network": "203.0.113.0/24",
    }  # fmt: skip
    assert len(digest) == 32 and "examiner1" not in json.dumps(list(Entry.objects.values_list("notes", flat=True)))


def test_a_name_of_nobody_is_told_as_a_digest(client: Client) -> None:
    sign_in(client, "张三的电话", "x")
    [notes] = told()
    assert notes["account"] == "" and notes["name"] and "张三" not in json.dumps(notes, ensure_ascii=False)


def test_who_came_in_leaves_no_failure(client: Client) -> None:
    sign_in(client, "examiner1")
    assert told() == []


def test_the_lock_is_told_once_and_repetitions_as_they_double(client: Client) -> None:
    for _n in range(20):
        sign_in(client, "examiner1", "x")
    assert [notes["tries"] for notes in told()] == [1, 2, 4, 8, 16]
    assert [(notes["tries"], notes["why"]) for notes in told(LOCKED)] == [(9, "locked")]


def test_an_address_that_tries_names_is_told_and_shut(client: Client) -> None:
    for number in range(60):
        sign_in(client, f"nobody{number}", "x")
    assert len(told()) <= 46
    [lock] = told(LOCKED)
    assert lock["why"] == "address" and lock["account"] == ""


def test_names_of_nobody_do_not_fill_the_record(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failures, "MOST_NAMES", 3)
    for number in range(20):
        sign_in(client, f"nobody{number}", "x")
    sign_in(client, "examiner1", "x")
    assert [bool(notes["name"]) for notes in told()] == [True] * 3 + [False] * 5 + [True]


def test_a_wrong_second_step_is_told(client: Client) -> None:
    with_app("examiner1")
    sign_in(client, "examiner1")
    client.post(reverse("people:second"), {"how": "app", "code": "000000"})
    [notes] = told()
    assert (notes["account"], notes["how"]) == (w.user("examiner1").actor_key, "app")


def test_a_right_second_step_leaves_none(client: Client) -> None:
    secret = with_app("examiner1")
    sign_in(client, "examiner1")
    show_app(client, secret)
    assert told() == []


def test_a_wrong_code_to_the_telephone_is_told(client: Client) -> None:
    client.post(reverse("people:by_phone"), {"phone": w.user("citizen1").phone})
    client.post(reverse("people:by_phone_code"), {"code": "000000"})
    [notes] = told()
    assert (notes["account"], notes["how"]) == (w.user("citizen1").actor_key, "code")


def test_the_audit_administrator_finds_what_failed_on_an_account(client: Client) -> None:
    for login in ("examiner1", "examiner2", "nobody"):
        sign_in(client, login, "x")
    auditor = Client(headers={"accept-language": "en"})
    sign_in(auditor, "auditor1", PASSWORD)
    page = auditor.get("/desk/audit/", {"act": FAILED}).content.decode()
    assert page.count("failed sign-in</a>") == 3
    page = auditor.get("/desk/audit/", {"act": FAILED, "who": "examiner1"}).content.decode()
    assert page.count("failed sign-in</a>") == 1 and w.user("examiner1").actor_key in page


def test_what_failed_on_an_account_is_found_by_the_account_alone(client: Client) -> None:
    for login in ("examiner1", "examiner2"):
        sign_in(client, login, "x")
    auditor, tried = Client(headers={"accept-language": "en"}), w.user("examiner1")
    sign_in(auditor, "auditor1", PASSWORD)
    for asked in ({"who": "examiner1"}, {"kind": "account", "key": str(tried.pk)}):
        page = auditor.get("/desk/audit/", asked).content.decode()
        assert page.count("failed sign-in</a>") == 1 and tried.actor_key in page, asked


def test_a_try_on_the_account_of_somebody_who_left_is_told_as_such() -> None:
    tried, client = w.user("examiner1"), Client(headers={"accept-language": "en"})
    before = sign_in(client, "examiner1", "x").content.decode()
    let_go(user=tried, reason="离职", by=w.user("security1"))
    after = sign_in(client, "examiner1", PASSWORD).content.decode()
    assert [notes["why"] for notes in told()] == ["wrong", "left"]
    said = "Account and password do not fit together."
    assert said in before and said in after, "whoever stands outside learns nothing"


def test_who_is_in_and_does_not_show_it_again_is_told(client: Client) -> None:
    sign_in(client, "citizen1")
    client.post(reverse("people:again"), {"how": "password", "password": "x"})
    [notes] = told()
    assert (notes["account"], notes["how"], notes["why"]) == (w.user("citizen1").actor_key, "password", "wrong")


def test_a_wrong_code_for_a_new_password_is_told(client: Client) -> None:
    client.post(reverse("people:recover"), {"account": "citizen1", "channel": "phone"})
    given = {"code": "000000", "password": "ein neuer Satz 8", "again": "ein neuer Satz 8"}
    client.post(reverse("people:recover_with_code"), given)
    [notes] = told()
    assert (notes["account"], notes["how"]) == (w.user("citizen1").actor_key, "recover")
    with override("en"):
        assert "setting a new password" in [str(value) for _name, value in facts(Entry.objects.get(act=FAILED))]


def test_a_made_up_answer_of_the_platform_above_is_told(client: Client, settings: Any) -> None:
    settings.UPPER_ISSUER = "https://upper.example"
    client.get(reverse("people:upper_callback"), {"state": "x", "code": "y"})
    [notes] = told()
    assert (notes["account"], notes["how"], notes["why"]) == ("", "upper", "refused")
