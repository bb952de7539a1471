"""Anybody finds a service by words, themes, departments and audience, and reads every element of its guide."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from tests import walking as w
from tongban.catalogue import api as catalogue
from tongban.catalogue.browsing import Asked, search, suggest
from tongban.catalogue.presenting import shown
from tongban.catalogue.topics import codes_for, topics

pytestmark = pytest.mark.django_db
HOME = "510131000000"


def texts(value: Any) -> list[str]:
    """Every Chinese text in a piece of a guide."""
    if isinstance(value, dict):
        own = [value["zh"]] if isinstance(value.get("zh"), str) else []
        return own + [text for key, one in value.items() if key not in ("zh", "en") for text in texts(one)]
    return [text for one in value for text in texts(one)] if isinstance(value, list) else []


def flat(page: bytes) -> str:
    from html import unescape

    return unescape(page.decode())


def test_every_element_of_every_guide_is_on_its_page(client: Client) -> None:
    for item in catalogue.Item.objects.filter(current__isnull=False, source="demo").select_related("current"):
        content = item.current.content
        page = flat(client.get(f"/guides/{item.code}/").content)
        for part in ("name", "conditions", "fees", "places", "questions", "visits_reason", "result", "steps"):
            for text in texts(content.get(part)):
                assert text in page, (item.name, part, text)
        for material in content["materials"]:
            for text in texts([material["name"], material.get("sample_note"), material.get("accept_standard")]):
                assert text in page, (item.name, text)
        for basis in content["bases"]:
            assert basis["law"] in page and basis["article"] in page and (basis.get("text") or "") in page
        for channel in [*content.get("consult", []), *content.get("complain", [])]:
            assert channel["value"] in page
        assert item.code in page


def test_the_paper_shows_what_the_page_folds(client: Client) -> None:
    item = w.item(w.FOOD)
    page = flat(client.get(f"/guides/{item.code}/print/").content)
    assert page.count("<details") == page.count("open>") + page.count("open >")
    assert "国家对食品生产经营实行许可制度" in page


def test_limits_say_what_counts() -> None:
    item = w.item(w.FOOD)
    assert item.current is not None
    with translation.override("en"):
        limits = dict(shown(item, item.current).limits)
    assert limits["By law"].startswith("20 working days")
    assert limits["We promise"] == "8 working days, counted from the working day after acceptance"
    assert "Article 45" in limits["What counts"] and "Site visits" in limits["What counts"]


def test_what_another_system_does_leads_there_and_runs_no_clock(client: Client) -> None:
    item = catalogue.Item.objects.select_related("current").get(name="机动车驾驶证期满换证")
    page = client.get(f"/guides/{item.code}/").content.decode()
    assert "https://sc.122.gov.cn/" in page and "/my/applications/start/" not in page
    ours = client.get(f"/guides/{w.item(w.FOOD).code}/").content.decode()
    assert f"/my/applications/start/?item={w.item(w.FOOD).code}" in ours


def test_a_draft_is_nobody_s_page(client: Client) -> None:
    item = w.item(w.FOOD)
    catalogue.Item.objects.filter(pk=item.pk).update(current=None)
    assert client.get(f"/guides/{item.code}/").status_code == 404
    assert client.get("/guides/nothing/").status_code == 404
    assert client.get("/guides/%00/").status_code == 404


def test_people_find_it_by_saying_it_their_own_way(client: Client, indexed: None) -> None:
    for words, name in (
        ("开小吃店", w.FOOD),
        ("二孩生育登记", "生育登记"),
        ("换驾照", "机动车驾驶证期满换证"),
        ("shipin", w.FOOD),
    ):
        found = search(Asked(text=words, place=HOME))
        assert name in [card.item.name for card in found.cards[:3]], words


def test_filters_narrow_and_count(client: Client, indexed: None) -> None:
    found = search(Asked(text="许可", place=HOME))
    person = next(choice for choice in found.audiences if choice.value == "person")
    narrowed = search(Asked(text="许可", place=HOME, audience="person"))
    assert 0 < person.count == len(narrowed.cards)
    assert all("person" in card.item.audience for card in narrowed.cards)
    dept = found.depts[0]
    only = search(Asked(text="许可", place=HOME, dept=dept.value))
    assert {card.item.org_name for card in only.cards} == {dept.value}
    page = client.get("/search/?q=许可&audience=person&dept=" + dept.value)
    assert page.status_code == 200 and 'aria-current="true"' in page.content.decode()
    far = client.get("/search/?q=出生登记&audience=enterprise")
    assert far.context["found"].cards and "没有很贴近的事项" in far.content.decode()


def test_who_finds_nothing_is_led_on(client: Client, indexed: None) -> None:
    page = client.get("/search/", {"q": "qqqqxxxx"}).content.decode()
    assert 'href="/themes/' in page and "12345" in page


@pytest.mark.parametrize("words", ["火星移民", "fishing permit"])
def test_where_nothing_is_answered_nothing_is_counted(client: Client, indexed: None, words: str) -> None:
    page = client.get("/search/", {"q": words})
    found = page.context["found"]
    assert "没有找到相关事项" in page.content.decode()
    assert found.cards and not (found.audiences or found.topics or found.depts or found.places)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("passport", "出入境证件办理（护照、港澳台通行证）"),
        ("apply for a passport", "出入境证件办理（护照、港澳台通行证）"),
        ("travel permit", "出入境证件办理（护照、港澳台通行证）"),
        ("restaurant licence", w.FOOD),
        ("open a restaurant", w.FOOD),
        ("register an association", "社会团体成立登记"),
    ],
)
def test_a_question_in_english_is_answered(client: Client, indexed: None, words: str, name: str) -> None:
    page = client.get("/search/", {"q": words}, headers={"accept-language": "en"})
    found = page.context["found"]
    assert found.cards[0].item.name == name and not found.unsure
    assert "We found no service" not in page.content.decode()


def test_a_number_in_the_search_leads_to_the_progress(client: Client, indexed: None) -> None:
    assert "/progress/" in client.get("/search/", {"q": "510131202611231000014"}).content.decode()


def test_only_published_services_are_suggested(client: Client, indexed: None) -> None:
    assert w.FOOD in suggest("食品", HOME)
    catalogue.Item.objects.filter(name=w.FOOD).update(current=None)
    assert w.FOOD not in suggest("食品", HOME)
    answer = client.get("/suggest/?q=食品", headers={"accept": "application/json"})
    assert w.FOOD not in answer.json()["suggestions"] and answer.json()["suggestions"]
    assert b"<a href" in client.get("/suggest/?q=食品").content


def test_an_index_that_is_ahead_of_the_table_breaks_nothing(client: Client, indexed: None) -> None:
    catalogue.Item.objects.filter(name=w.FOOD).update(current=None)
    page = client.get("/search/", {"q": "食品经营许可"})
    assert page.status_code == 200 and w.item("食品经营许可（变更）").code in page.content.decode()
    assert f"/guides/{catalogue.Item.objects.get(name=w.FOOD).code}/" not in page.content.decode()


@pytest.mark.parametrize(
    "path",
    ["/search/?q=x&place=77", "/search/?q=x&n=99999999", "/search/?q=x&n=²", "/search/?topic=nobody&q=x", "/suggest/?q=", "/search/?q=%00",
     "/themes/?place=abc", "/search/?q=" + "长" * 500, "/organs/?cursor=!!"],
)  # fmt: skip
def test_whatever_stands_in_the_address_there_is_an_answer(client: Client, indexed: None, path: str) -> None:
    assert client.get(path).status_code in (200, 422)


def test_what_is_no_theme_or_department_is_not_found(client: Client) -> None:
    for path in ("/themes/person.999/", "/organs/nobody/", "/audience/robots/", "/life/nothing/", "/organs/%00/"):
        assert client.get(path).status_code == 404


def listed(client: Client, path: str, **given: str) -> list[str]:
    return [card.item.name for card in client.get(path, given).context["cards"]]


def test_browsing_by_theme_department_and_audience(client: Client, indexed: None) -> None:
    assert listed(client, "/themes/person.110/") == ["婚姻登记（预约）"]
    market = w.item(w.FOOD).org_code
    assert set(listed(client, f"/organs/{market}/")) >= {w.FOOD, w.BUSINESS}
    assert w.BIRTH in listed(client, "/audience/person/")
    assert w.BIRTH not in listed(client, "/audience/enterprise/")
    assert w.FOOD in listed(client, "/life/shop/")


def test_a_village_is_served_by_those_above_it(client: Client) -> None:
    assert w.ELDERLY in listed(client, "/themes/person.150/", place="510131001001")
    assert listed(client, "/themes/person.150/", place="440000000000") == []


THEMES = {"person.110": 1, "person.060": 3, "person.150": 16}


@pytest.mark.parametrize("theme", list(THEMES))
def test_a_list_costs_two_queries_however_long_it_is(
    client: Client, theme: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        page = client.get(f"/themes/{theme}/")
    assert len(page.context["cards"]) == THEMES[theme]


@pytest.mark.parametrize("number", [1, 3])
def test_a_search_costs_three_queries_however_much_it_finds(
    client: Client, indexed: None, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/search/?q=食品")
    with django_assert_num_queries(3):
        page = client.get(f"/search/?q=食品&n={number}")
    assert len(page.context["found"].cards) == number


def test_the_departments_cost_two_queries(
    client: Client, indexed: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        client.get("/organs/")


def test_another_list_s_themes_are_translated_where_they_mean_the_same() -> None:
    assert codes_for(("找工作", "没有这个主题"), ("person",)) == ["person.060"]
    assert codes_for(("公用事业",), ()) == ["person.260", "enterprise.310"]
    assert all(topic.en and topic.zh for topic in topics().values())


def test_an_index_that_is_gone_comes_back_by_itself(indexed: None) -> None:
    import shutil

    from django.conf import settings

    from tongban.catalogue.effects import index_is_there
    from tongban.outbox.api import Row, run_due

    Row.objects.all().delete()
    assert index_is_there() is False
    shutil.rmtree(settings.INDEX_DIR)
    assert search(Asked(text="食品", place=HOME)).cards == []
    assert index_is_there() is True and index_is_there() is False
    run_due("index")
    assert search(Asked(text="食品", place=HOME)).cards


def test_an_e_licence_that_may_be_found_is_no_promise_that_nothing_is_asked(client: Client) -> None:
    item = w.item(w.ELDERLY)
    for path in ("", "print/"):
        page = flat(client.get(f"/guides/{item.code}/{path}").content)
        assert page.count("查到电子证照可免提交") == 3  # two materials, and the summary
        assert not re.search(r">\s*免提交\s*<", page)


def test_the_summary_counts_what_is_necessary_apart_from_the_rest() -> None:
    item = w.item(w.ELDERLY)
    assert item.current is not None
    needed = next(one for one in shown(item, item.current).figures if one.name == "要什么材料")
    assert needed.value == "2 份必要材料"
    assert needed.note == "其中 2 份查到电子证照可免提交；另有最多 2 份视情况而定；另有 1 份非必要"
