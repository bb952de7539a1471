"""Nobody asks so fast that others wait; whoever does is told when to go on (Q3)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from config import limits
from tests import walking as w
from tongban.kit import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def counted(settings: Any, tmp_path: Any) -> Any:
    settings.RATE_FACTOR, settings.DATA_DIR = 0.01, tmp_path
    limits.meter.cache_clear()
    with clock.turned_to(dt.datetime(2026, 11, 23, 9, 0, 5)):
        yield
    limits.meter.cache_clear()


def asked(client: Client, times: int, path: str = "/help/", **from_: Any) -> list[int]:
    return [client.get(path, **from_).status_code for _ in range(times)]


def signed_in(login: str) -> Client:
    client = Client()
    client.force_login(w.user(login))
    return client


def test_an_address_that_asks_too_fast_is_told_when_to_go_on() -> None:
    most = limits.ADDRESS_READS // 100
    assert set(asked(Client(), most)) == {200}
    refused = Client().get("/help/")
    assert refused.status_code == 429 and 0 < int(refused.headers["Retry-After"]) <= 60
    assert f"一分钟内超过 {most} 次" in refused.content.decode()
    assert asked(Client(), 1, REMOTE_ADDR="10.1.1.1") == [200], "others are not held up"


def test_a_person_is_counted_alone_wherever_they_ask_from() -> None:
    most = limits.PERSON_READS // 100
    first, second = signed_in("citizen1"), signed_in("citizen2")
    assert set(asked(first, most, "/my/")) == {200}
    assert asked(first, 1, "/my/", REMOTE_ADDR="10.1.1.2") == [429]
    assert asked(second, 1, "/my/") == [200], "the same address, another person"


def test_writing_is_counted_apart_from_reading() -> None:
    client = Client()
    sent = [client.post("/account/sign-in/", {"login": "x", "password": "y"}).status_code for _ in range(4)]
    assert sent[-1] == 429 and 429 not in sent[: limits.ADDRESS_WRITES // 100]
    assert asked(client, 1) == [200]


def test_a_forged_cookie_does_not_make_a_person_of_an_address() -> None:
    most = limits.ADDRESS_READS // 100
    for number in range(most):
        client = Client()
        client.cookies["sessionid"] = f"forged{number}"
        assert client.get("/help/").status_code == 200
    assert asked(Client(), 1) == [429]


def test_a_dear_route_has_a_limit_of_its_own() -> None:
    client = Client()
    found = asked(client, 4, "/search/?q=补贴")
    assert found[-1] == 429 and found[0] == 200
    assert asked(client, 1) == [200]


def test_a_program_is_answered_in_its_own_words(settings: Any) -> None:
    settings.RATE_FACTOR = 0.0001
    refused = Client().get("/help/", headers={"accept": "application/json"})
    assert refused.status_code == 429 and refused.json()["cure"]


def test_the_table_is_shared_by_processes(tmp_path: Any) -> None:
    one, other = limits.Meter(tmp_path / "m"), limits.Meter(tmp_path / "m")
    assert [one.count("a", 5), other.count("a", 5), one.count("a", 6), other.count("b", 6)] == [1, 2, 1, 1]


def test_without_the_setting_nothing_is_counted(settings: Any) -> None:
    settings.RATE_FACTOR = 0
    assert set(asked(Client(), 30)) == {200}
