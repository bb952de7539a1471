"""The header keeps the place somebody came from, on pages that are about a person and no place."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests import walking as w
from tongban.regions.api import names_of_division

pytestmark = pytest.mark.django_db
PAGES = ["/my/", "/my/cases/", "/my/messages/", "/my/licences/", "/account/"]


@pytest.fixture
def citizen(client: Client) -> Client:
    client.force_login(w.user("citizen1"))
    return client


@pytest.mark.parametrize("page", PAGES)
def test_my_pages_keep_the_place_i_came_from(citizen: Client, page: str) -> None:
    citizen.cookies["place"] = "510131001000"
    text = citizen.get(page).content.decode()
    assert "<strong>鹤山街道</strong>" in text and 'href="/places/510131001000/"' in text


@pytest.mark.parametrize("cookie", ["", "510999000000", "abc", "1;DROP"])
def test_who_came_from_nowhere_known_is_at_home(citizen: Client, cookie: str) -> None:
    citizen.cookies["place"] = cookie
    assert "<strong>蒲江县</strong>" in citizen.get("/my/").content.decode()


def test_the_place_in_the_header_costs_no_query(citizen: Client, django_assert_num_queries: Any) -> None:
    names_of_division("510131001000")
    with django_assert_num_queries(3) as at_home:
        citizen.get("/my/messages/")
    citizen.cookies["place"] = "510131001000"
    with django_assert_num_queries(len(at_home)):
        citizen.get("/my/messages/")


def test_a_public_page_says_its_place_to_the_script_that_remembers_it(client: Client) -> None:
    assert 'data-place="510131001000"' in client.get("/places/510131001000/").content.decode()
