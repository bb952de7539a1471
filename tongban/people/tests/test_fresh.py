"""A2: acts that ask once more who is there, and lose nothing that was typed."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import walking as w
from tongban.audit.api import Entry
from tongban.cases import api as cases
from tongban.kit import clock
from tongban.people.factors.models import Factor
from tongban.people.tests.showing import PASSWORD, code_of, sign_in, with_app

pytestmark = pytest.mark.django_db
AGAIN = "/account/again/"


@pytest.fixture()
def decider(client: Client) -> Client:
    sign_in(client, "decider1")
    return client


def grown_old(client: Client, seconds: int = 5 * 3600) -> None:
    session = client.session
    session["auth_time"] -= seconds
    session.save()


def fields_of(page: str) -> dict[str, str]:
    form = page[page.index("<main") :]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))


def refuse(client: Client, case: cases.Case, **more: str) -> Any:
    address = reverse("desk_cases:act", args=[case.pk, "refuse"])
    return client.post(address, {"reasons": "不符合“规定”第二项\n第二行 <b>", "competent": "", **more})


def test_deciding_within_half_a_day_asks_nothing(decider: Client) -> None:
    case = w.reviewed(w.DISABILITY)
    grown_old(decider, 3 * 3600)
    assert decider.get(reverse("desk_cases:act", args=[case.pk, "decide"])).status_code != 302


def test_deciding_later_asks_once_more_and_comes_back_with_everything(decider: Client) -> None:
    case = w.reviewed()
    grown_old(decider)
    away = refuse(decider, case)
    assert away.headers["Location"].startswith(AGAIN)
    assert cases.Case.objects.get(pk=case.pk).state == case.state
    following = away.headers["Location"].partition("next=")[2].replace("%2F", "/")
    wrong = decider.post(AGAIN, {"how": "password", "password": "something else", "next": following})
    assert wrong.status_code == 422
    key = decider.session.session_key
    back = decider.post(AGAIN, {"how": "password", "password": PASSWORD, "next": following})
    assert back.headers["Location"] == reverse("people:again_on")
    assert decider.session.session_key != key
    page = decider.get(back.headers["Location"]).content.decode()
    kept = {name: value.replace("&lt;", "<").replace("&gt;", ">") for name, value in fields_of(page).items()}
    assert kept["reasons"] == "不符合“规定”第二项\n第二行 <b>"
    answer = decider.post(reverse("desk_cases:act", args=[case.pk, "refuse"]), kept)
    assert answer.status_code == 302 and not answer.headers["Location"].startswith(AGAIN)
    assert cases.Case.objects.get(pk=case.pk).state == "refused"
    assert Entry.objects.filter(act="people.confirm").count() == 1


def test_a_second_step_is_asked_of_whoever_has_one(client: Client) -> None:
    secret = with_app("decider1")
    client.force_login(w.user("decider1"))
    case = w.reviewed()
    assert refuse(client, case).headers["Location"].startswith(AGAIN)
    assert client.post(AGAIN, {"how": "password", "password": PASSWORD}).status_code == 422
    assert client.post(AGAIN, {"how": "app", "code": code_of(secret)}).status_code == 302
    assert "mfa" in client.session["amr"]
    assert not refuse(client, case).headers.get("Location", "").startswith(AGAIN)


def test_guessing_the_password_there_is_counted(decider: Client) -> None:
    wrong = {"how": "password", "password": "x"}
    assert [decider.post(AGAIN, wrong).status_code for _n in range(8)] == [422] * 8
    assert decider.post(AGAIN, wrong | {"password": PASSWORD}).status_code == 429


def test_a_fragment_and_a_program_are_told_in_their_own_way(decider: Client) -> None:
    grown_old(decider)
    address = reverse("people:add_app")
    assert decider.get(address, headers={"hx-request": "true"}).headers["HX-Redirect"].startswith(AGAIN)
    answer = decider.get(address, headers={"accept": "application/json"})
    assert answer.status_code == 401 and answer.json() == {"again": AGAIN}


def test_the_way_back_leads_to_no_other_site(decider: Client) -> None:
    given = {"how": "password", "password": PASSWORD, "next": "https://evil.example/"}
    assert decider.post(AGAIN, given).headers["Location"] == "/desk/"


def test_what_was_typed_is_kept_a_quarter_of_an_hour_and_sealed(decider: Client) -> None:
    case = w.reviewed()
    grown_old(decider)
    refuse(decider, case)
    assert "规定" not in str(dict(decider.session.items()))
    decider.post(AGAIN, {"how": "password", "password": PASSWORD})
    with clock.turned_to(clock.now() + dt.timedelta(minutes=16)):
        assert decider.get(reverse("people:again_on")).status_code == 302


def test_too_much_to_keep_is_said_before_it_is_lost(decider: Client) -> None:
    case = w.reviewed()
    grown_old(decider)
    away = refuse(decider, case, more="x" * 300_000)
    assert away.headers["Location"].startswith(AGAIN) and "again%2Fon" not in away.headers["Location"]


def test_adding_a_second_step_asks_after_a_quarter_of_an_hour(client: Client) -> None:
    sign_in(client)
    assert client.get(reverse("people:add_app")).status_code == 200
    grown_old(client, 901)
    assert client.get(reverse("people:add_app")).headers["Location"].startswith(AGAIN)
    assert not Factor.objects.exists()
