"""Everybody has a front door: any place of the five levels, and the pages the footer names."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import walking as w
from theme.paths import PATHS
from tongban.cases import api as cases
from tongban.regions.api import Division

pytestmark = pytest.mark.django_db
LEVELS = ["510000000000", "510100000000", "510131001000", "510131001001"]


def test_home_is_the_place_of_the_installation(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "蒲江县" in page and 'action="/search/"' in page and "蒲江县政务服务中心" in page
    assert client.get(f"/places/{settings.HOME_REGION}/").headers["Location"] == "/"


@pytest.mark.parametrize("code", LEVELS)
def test_every_node_of_the_tree_has_its_page(client: Client, code: str) -> None:
    here = Division.objects.get(pk=code)
    page = client.get(f"/places/{code}/")
    assert page.status_code == 200
    text = page.content.decode()
    assert here.name in text and f'value="{code}"' in text
    for child in Division.objects.filter(parent_id=code).exclude(pk=settings.HOME_REGION):
        assert f'href="/places/{child.pk}/"' in text
    if here.parent_id:
        assert f'href="/places/{here.parent_id}/"' in text


def test_a_short_code_leads_to_the_whole_one_and_a_wrong_one_nowhere(client: Client) -> None:
    assert client.get("/places/5101/").headers["Location"] == "/places/510100000000/"
    for code in ("990000000000", "abc", "510999000000"):
        assert client.get(f"/places/{code}/").status_code == 404


@pytest.mark.parametrize(
    ("code", "most"),
    [("510131001001", 9), ("510131001000", 9), ("510131002000", 9), ("510100000000", 8), ("510000000000", 8)],
)
def test_a_home_costs_the_same_whatever_lies_inside(
    client: Client, code: str, most: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(most):
        client.get(f"/places/{code}/")


@pytest.mark.parametrize("name", ["home", "places", "search", "person", "enterprise", "departments", "halls", "track", "check",
                                  "help", "accessibility", "privacy", "mistake", "me"])  # fmt: skip
def test_whatever_header_and_footer_name_is_there_for_anybody(client: Client, indexed: None, name: str) -> None:
    assert client.get(PATHS[name]).status_code == 200


def test_the_site_map_leads_nowhere_wrong(client: Client, indexed: None) -> None:
    import re

    page = client.get("/sitemap/").content.decode()
    for path in set(re.findall(r'<li><a href="(/[^"]*)"', page)):
        assert client.get(path).status_code in (200, 302), path


def test_a_page_that_is_not_there_says_what_to_do(client: Client) -> None:
    answer = client.get("/nothing/like/this/")
    assert answer.status_code == 404 and 'action="/search/"' in answer.content.decode()


def test_pages_speak_english_too(client: Client, indexed: None) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "What do you want to do?" in client.get("/").content.decode()
    found = client.get("/search/?q=food licence").content.decode()
    assert "Food business licence: new" in found and "Market Regulation" in found


# “My page”


def as_(login: str) -> Client:
    client = Client()
    client.force_login(w.user(login))
    return client


def test_my_page_shows_what_to_do_first(db: None) -> None:
    case = cases.ask_correction(
        case=w.submitted(), items=[{"key": "form", "problem": "看不清", "demand": "重填"}], by=w.user("examiner1")
    )
    draft = w.filled(w.BIRTH)
    page = as_("citizen1").get("/my/").content.decode()
    assert f"/my/cases/{case.pk}/correction/" in page and f"/my/applications/{draft.pk}/" in page
    assert page.index("/correction/") < page.index('id="cases"')  # before the lists


def test_my_page_shows_nothing_of_others(db: None) -> None:
    case = w.submitted()
    assert case.number not in as_("citizen2").get("/my/").content.decode()
    assert case.number in as_("citizen1").get("/my/").content.decode()


def test_an_empty_my_page_leads_on(db: None) -> None:
    page = as_("citizen2").get("/my/").content.decode()
    assert 'class="tb-empty"' in page


def test_the_home_page_asks_for_what_runs(db: None) -> None:
    assert as_("citizen2").get("/my/open/").status_code == 204
    case = w.submitted()
    assert case.number in as_("citizen1").get("/my/open/").content.decode()
    assert Client().get("/my/open/").status_code == 302


@pytest.mark.parametrize("number", [1, 3])
def test_my_page_costs_the_same_with_one_case_and_three(
    db: None, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(number):
        w.submitted()
    client = as_("citizen1")
    client.get("/my/")
    with django_assert_num_queries(12):
        client.get("/my/")
