"""Whoever gives or takes power shows once more who they are: fresh, and with a second step where there is one (A2, A5)."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve, reverse

from tests import walking as w
from tongban.kit import clock
from tongban.people.models import Post
from tongban.people.staff.models import Appointment
from tongban.people.tests.showing import PASSWORD, code_of, sign_in, with_app
from tongban.people.tests.test_fresh import AGAIN, fields_of, grown_old

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
KEY = uuid.UUID(int=1)
OF_POWER: dict[str, dict[str, tuple[Any, ...]]] = {
    "desk_staff": {
        "take_on": (), "give": (KEY,), "end": (KEY,), "leave": (KEY,), "back": (KEY,), "decide": (KEY,), "deputy": (KEY,),
        "end_deputy": (KEY,), "answer": (KEY,),
    },
    "desk_looks": {"answer": (KEY,), "end": (KEY,)},
    "desk_accounts": {"vouch": (), "let_in": ()},
    "desk_window": {"correct": (), "withdraw_level": (), "merge": (), "unmerge": (), "freeze": (), "thaw": ()},
}  # fmt: skip
ROUTES = [(f"{room}:{name}", args) for room, names in OF_POWER.items() for name, args in names.items()]


def signed_in(login: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    sign_in(client, login)
    return client


def wish() -> dict[str, str]:
    organ = w.item(w.FOOD).org_code
    return {"role": "head", "organ": organ, "since": clock.today().isoformat(), "reason": "任命文件 3 号"}


def give_page(login: str = "inspector1") -> str:
    return reverse("desk_staff:give", args=[w.user(login).pk])


def proposed(login: str = "inspector1") -> Appointment:
    signed_in("security1").post(give_page(login), wish())
    return Appointment.objects.get(user=w.user(login), state="proposed")


def sent_again(client: Client, away: Any, path: str) -> Any:
    """Through the confirmation, and on with what was kept."""
    assert away.headers["Location"].startswith(AGAIN)
    following = away.headers["Location"].partition("next=")[2].replace("%2F", "/")
    back = client.post(AGAIN, {"how": "password", "password": PASSWORD, "next": following})
    page = client.get(back.headers["Location"]).content.decode()
    assert f'action="{path}"' in page
    return client.post(path, fields_of(page))


@pytest.mark.parametrize(("name", "args"), ROUTES, ids=[name for name, _args in ROUTES])
def test_every_page_of_power_asks(name: str, args: tuple[Any, ...]) -> None:
    assert resolve(reverse(name, args=args)).func.fresh == (None, 2)  # type: ignore[attr-defined]


def test_who_signed_in_just_now_gives_a_post() -> None:
    assert proposed().role == "head"


def test_who_signed_in_long_ago_is_asked_and_comes_back_with_everything() -> None:
    client, path = signed_in("security1"), give_page()
    grown_old(client)
    assert client.get(path).headers["Location"].startswith(AGAIN)
    away = client.post(path, wish())
    assert not Appointment.objects.filter(user=w.user("inspector1"), state="proposed").exists()
    assert sent_again(client, away, path).status_code == 302
    assert Appointment.objects.get(user=w.user("inspector1"), state="proposed").reason == "任命文件 3 号"


@pytest.mark.parametrize(("answer", "state"), [("approve", "given"), ("decline", "declined")])
def test_an_approval_that_had_to_wait_is_still_an_approval(answer: str, state: str) -> None:
    row, client = proposed(), signed_in("security2")
    grown_old(client)
    path = reverse("desk_staff:decide", args=[row.pk])
    away = client.post(path, {"answer": answer}, headers={"referer": "http://testserver/desk/staff/proposals/"})
    assert 'href="http://testserver/desk/staff/proposals/"' in client.get(reverse("people:again_on")).content.decode()
    sent_again(client, away, path)
    row.refresh_from_db()
    assert row.state == state


def test_no_answer_is_no_decline() -> None:
    row = proposed()
    answer = signed_in("security2").post(reverse("desk_staff:decide", args=[row.pk]))
    assert answer.status_code == 422
    row.refresh_from_db()
    assert row.state == "proposed"


def test_a_deputy_is_named_by_somebody_who_is_there() -> None:
    post = Post.objects.get(user=w.user("head1"), role="head", org_code=w.item(w.FOOD).org_code)
    client, today = signed_in("head1"), clock.today().isoformat()
    grown_old(client)
    path = reverse("desk_staff:deputy", args=[post.pk])
    given = {"deputy": str(w.user("examiner1").pk), "since": today, "until": today, "reason": "出差"}
    away = client.post(path, given)
    assert not Post.objects.filter(for_post=post).exists()
    assert sent_again(client, away, path).status_code == 302
    assert Post.objects.filter(for_post=post).exists()


def test_of_whoever_has_a_second_step_it_is_asked() -> None:
    secret = with_app("security1")
    client = Client()
    client.force_login(w.user("security1"))
    assert client.get(give_page()).headers["Location"].startswith(AGAIN)
    assert client.post(AGAIN, {"how": "app", "code": code_of(secret)}).status_code == 302
    assert client.get(give_page()).status_code == 200


def test_where_officials_need_a_second_step_nobody_gives_posts_without(settings: Any) -> None:
    settings.STAFF_FACTOR = True
    settings.STAFF_FACTOR_FROM = clock.today().isoformat()
    refused = signed_in("security1").post(give_page(), wish())
    assert refused.status_code == 403 and "Add an app or a passkey" in refused.content.decode()
    assert not Appointment.objects.filter(user=w.user("inspector1"), state="proposed").exists()
