"""Every page wears the face of the place it is about, printed guides too, and it costs no query."""

from __future__ import annotations

import time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from tests import walking as w
from tongban.catalogue.api import publishing
from tongban.outbox import api as outbox
from tongban.people import api as people
from tongban.regions.api import Division
from tongban.sites import api as sites
from tongban.sites import wearing
from tongban.sites.tests.conftest import CITY, HERE, NEIGHBOUR, TOWNSHIP, Wear

pytestmark = pytest.mark.django_db
FOOTER = {
    "sponsor": {"zh": "演示主办", "en": "Demo sponsor"},
    "operator": {"zh": "", "en": ""},
    "phone": "028-88221234",
    "site_code": "5101310000",
    "icp": "蜀ICP备00000000号-1",
    "police": "",
}


def page(url: str, **headers: str) -> str:
    return Client(headers=headers).get(url).content.decode()


def brand(text: str) -> str:
    return text.partition('<span class="tb-brand-words">')[2].partition("</a>")[0]


@pytest.fixture
def city_keeper(db: None) -> str:
    posts = [{"role": "site_keeper", "org_code": w.item(w.FOOD).org_code, "region_code": CITY}]
    people.hire(login="citysites", name="演示·市网站", password="Ein-langes-Wort-9", posts=posts)
    return "citysites"


def test_the_footer_says_what_a_government_site_must_say(wear: Wear) -> None:
    wear(footer=FOOTER)
    text = page("/help/")
    assert "主办单位：演示主办" in text and "政府网站标识码：5101310000" in text and "承办单位" not in text
    assert '<a href="https://beian.miit.gov.cn/" rel="noopener">蜀ICP备00000000号-1</a>' in text
    assert "Sponsor: Demo sponsor" in page("/help/", **{"accept-language": "en"})


def test_the_name_is_read_in_the_language_of_the_page(wear: Wear) -> None:
    wear(name={"zh": "蒲江政务服务网", "en": "Pujiang Services"}, line={"zh": "办事不难", "en": ""})
    assert "蒲江政务服务网" in brand(page("/")) and "办事不难" in brand(page("/"))
    assert "Pujiang Services" in brand(page("/", **{"accept-language": "en"}))


def test_a_township_wears_its_countys_face_and_says_where_one_is(wear: Wear) -> None:
    wear(name={"zh": "蒲江政务服务网", "en": ""})
    words = brand(page(f"/places/{TOWNSHIP}/"))
    assert "蒲江政务服务网" in words and "鹤山街道" in words
    assert f'href="/site/{HERE}/face.css"' in page(f"/places/{TOWNSHIP}/")


def test_a_county_without_settings_wears_the_citys_colour_under_its_own_name(wear: Wear, city_keeper: str) -> None:
    Division.objects.create(code=NEIGHBOUR, name="大邑县", level=3, parent_id=CITY)
    wear(CITY, city_keeper, name={"zh": "成都网", "en": ""}, colour="#6b419e", footer=FOOTER)
    text = page(f"/places/{NEIGHBOUR}/")
    assert "成都网" not in text and "大邑县" in brand(text) and "演示主办" in text
    assert "#6b419e" in page(f"/site/{NEIGHBOUR}/face.css") and "#6b419e" in page(f"/site/{NEIGHBOUR}/emblem")
    wear(NEIGHBOUR, city_keeper, colour="#8c4a10")
    assert "#8c4a10" in page(f"/site/{NEIGHBOUR}/face.css")


def test_large_type_may_be_where_everybody_begins(wear: Wear) -> None:
    wear(elder=True)
    visitor = Client()
    assert 'class="elder"' in visitor.get("/").content.decode()
    assert 'href="/prefer/?elder=0"' in visitor.get("/").content.decode()
    visitor.get("/prefer/?elder=0")
    assert 'class="elder"' not in visitor.get("/").content.decode()


def test_the_desk_wears_the_face_of_the_officials_place(wear: Wear, city_keeper: str) -> None:
    wear(name={"zh": "县网", "en": ""})
    clerk = Client()
    clerk.force_login(w.user("clerk1"))
    assert "县网" in brand(clerk.get("/desk/").content.decode())
    clerk.force_login(w.user(city_keeper))
    assert "县网" not in clerk.get("/desk/sites/").content.decode().partition("<main")[0]


def test_small_files_are_kept_by_browsers_and_checked_by_their_mark(wear: Wear) -> None:
    wear(colour="#1d6b45")
    for name, kind in (("face.css", "text/css; charset=utf-8"), ("emblem", "image/svg+xml")):
        first = Client().get(f"/site/{HERE}/{name}")
        assert first.headers["Content-Type"] == kind and "max-age=60" in first.headers["Cache-Control"]
        assert first.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert first.headers["X-Content-Type-Options"] == "nosniff"
        again = Client().get(f"/site/{HERE}/{name}", headers={"if-none-match": first.headers["ETag"]})
        assert again.status_code == 304


def test_a_place_without_colour_keeps_the_tokens_and_what_is_no_place_has_no_file() -> None:
    answer = Client().get(f"/site/{HERE}/face.css")
    assert (answer.status_code, answer.content) == (200, b"")
    assert [Client().get(f"/site/{code}/face.css").status_code for code in ("x", "99", "1")] == [404, 404, 404]


def test_a_face_costs_no_query(wear: Wear, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    url = f"/places/{TOWNSHIP}/"
    Client().get(url)
    with CaptureQueriesContext(connection) as without:
        Client().get(url)
    usual = len(without)
    wear(name={"zh": "县网", "en": ""}, footer=FOOTER, colour="#1d6b45")
    Client().get(url)
    with django_assert_num_queries(usual):
        Client().get(url)
    with django_assert_num_queries(0):
        Client().get(f"/site/{HERE}/face.css")


def test_another_process_sees_a_change_within_seconds(wear: Wear, monkeypatch: pytest.MonkeyPatch) -> None:
    wear(colour="#1d6b45")
    wearing.in_force()
    made = sites.draft(region_code=HERE, content={"colour": "#8c4a10"}, base=1, by=w.user("sites2"))
    sites.put_in_force(site=made.site, number=2, seen=1, by=w.user("sites2"))
    assert "#1d6b45" in page(f"/site/{HERE}/face.css")
    monkeypatch.setattr(wearing, "FRESH", 5.0)
    now = time.monotonic() + 6
    monkeypatch.setattr(wearing.time, "monotonic", lambda: now)
    assert "#8c4a10" in page(f"/site/{HERE}/face.css")


# printed guides


def printed(code: str, language: str = "zh-hans") -> str:
    return (publishing.folder_of(code, language) / "index.html").read_text("utf-8")


def test_new_words_reach_the_printed_guides_of_that_place_and_no_other(
    wear: Wear, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = w.item(w.FOOD)
    publishing.print_item(item)
    outbox.drain()
    done: list[str] = []
    monkeypatch.setattr(
        publishing, "print_item", lambda item, really=publishing.print_item: (done.append(item.code), really(item))
    )
    wear(name={"zh": "印出来的网", "en": "The printed site"}, footer=FOOTER)
    outbox.drain()
    assert "印出来的网" in printed(item.code) and "演示主办" in printed(item.code)
    assert "The printed site" in printed(item.code, "en")
    here = set(
        type(item)
        .objects.filter(region_code__startswith="510131", current__isnull=False)
        .values_list("code", flat=True)
    )
    assert set(done) == here
    publishing.remove_pages(item.code)


def test_a_new_colour_prints_nothing_anew(wear: Wear) -> None:
    wear(footer=FOOTER)
    outbox.drain()
    wear(footer=FOOTER, colour="#1d6b45")
    assert not outbox.Row.objects.filter(name="catalogue.reprint_place").exists()


def test_a_province_is_printed_slice_by_slice(wear: Wear, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "SLICE", 7)
    counts: list[int] = []
    monkeypatch.setattr(publishing, "print_items", lambda keys: counts.append(len(keys)))
    wear(footer=FOOTER)
    outbox.drain()
    items = type(w.item(w.FOOD)).objects.filter(current__isnull=False, region_code__startswith="510131").count()
    assert sum(counts) == items and max(counts) == 7
