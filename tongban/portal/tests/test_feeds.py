"""Feeds of what changed, the map of the site, robots.txt, data about a place (H4)."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import walking as w
from tongban.catalogue import api as catalogue
from tongban.catalogue.adjusting import actions as adjusting
from tongban.kit.act import SYSTEM
from tongban.outbox.api import drain
from tongban.portal.feeds import sitemap
from tongban.portal.feeds.effects import keep_sitemap

pytestmark = pytest.mark.django_db
HOME = "510131000000"
ATOM, MAP = "{http://www.w3.org/2005/Atom}", "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def entries(client: Client, path: str = f"/feeds/{HOME}.atom", **more: Any) -> list[dict[str, str]]:
    answer = client.get(path, **more)
    assert answer.status_code == 200, answer.content
    found = ElementTree.fromstring(answer.content)
    keys = ("title", "id", "updated", "summary")
    return [{key: one.findtext(f"{ATOM}{key}") or "" for key in keys} for one in found.iter(f"{ATOM}entry")]


def adjusted(item: catalogue.Item, kind: str, reason: str = "依据废止") -> None:
    adjusting.propose(item=item, kind=kind, reason=reason, successors=[], by=w.user("editor1"))
    for login, step in (("establishment1", "pass"), ("legal1", "pass"), ("publisher1", "publish")):
        seen = catalogue.digest_of(adjusting.open_adjustment(item))
        getattr(adjusting, f"{step}_adjustment")(item=item, seen=seen, by=w.user(login))
    drain()


def published_again(item: catalogue.Item, **changes: Any) -> None:
    item.refresh_from_db()
    assert item.current is not None
    catalogue.draft(item=item, content=item.current.content | changes, by=SYSTEM)
    catalogue.submit_for_review(item=item, by=SYSTEM)
    catalogue.publish(item=item, by=SYSTEM)
    drain()


# What changed


def test_a_new_guide_is_news_and_its_name_stays(client: Client) -> None:
    found = entries(client)
    assert 0 < len(found) <= 50 and all(one["title"].startswith("【新发布】") for one in found)
    assert all(re.fullmatch(r"tag:[a-z.]+,\d{4}-\d\d-\d\d:guide/[^/]+/v\d+", one["id"]) for one in found)
    assert [one["updated"] for one in found] == sorted((one["updated"] for one in found), reverse=True)
    assert found == entries(client)


def test_what_happens_to_a_service_stands_first(client: Client) -> None:
    item = w.item(w.ELDERLY)
    published_again(item, local_topics=["便民"])
    assert entries(client)[0]["title"] == f"【已修改】{item.name}"
    adjusted(item, "suspend", "系统升级")
    first = entries(client)[0]
    assert first["title"] == f"【暂停办理】{item.name}" and "系统升级" in first["summary"]
    adjusted(item, "resume")
    assert entries(client)[0]["title"] == f"【恢复办理】{item.name}"
    adjusted(item, "cancel")
    titles = [one["title"] for one in entries(client)[:4]]
    assert titles == [f"【{what}】{item.name}" for what in ("取消", "恢复办理", "暂停办理", "已修改")]
    assert len({one["id"] for one in entries(client)}) == len(entries(client))


def test_a_department_and_a_list_have_their_own(client: Client) -> None:
    item = w.item(w.ELDERLY)
    published_again(item, local_topics=["便民"])
    assert item.name in entries(client, f"/feeds/organs/{item.org_code}.atom")[0]["title"]
    other = w.item(w.FOOD).org_code
    assert item.name not in str(entries(client, f"/feeds/organs/{other}.atom"))
    listed = entries(client, f"/feeds/{HOME}/lists/all.atom")
    assert item.name in listed[0]["title"]


def test_a_list_tells_who_left_it(client: Client) -> None:
    drain()
    item = w.item(w.ELDERLY)
    path = f"/feeds/{HOME}/lists/all.atom"
    adjusted(item, "suspend")
    assert entries(client, path)[0]["title"] == f"【暂停办理】{item.name}"


def test_nothing_names_a_person(client: Client) -> None:
    item = w.item(w.ELDERLY)
    adjusted(item, "suspend")
    text = client.get(f"/feeds/{HOME}.atom").content.decode() + client.get(f"/feeds/{HOME}.rss").content.decode()
    assert not [login for login in ("editor1", "publisher1", "legal1") if w.user(login).name in text]


def test_a_place_inside_reads_what_serves_it(client: Client) -> None:
    item = w.item(w.ELDERLY)
    published_again(item, local_topics=["便民"])
    assert item.name in entries(client, "/feeds/510131001.atom")[0]["title"]


def test_rss_holds_the_same(client: Client) -> None:
    channel = ElementTree.fromstring(client.get(f"/feeds/{HOME}.rss").content).find("channel")
    assert channel is not None
    guids = [one.findtext("guid") for one in channel.iter("item")]
    assert guids == [one["id"] for one in entries(client)]
    guid = channel.find("item/guid")
    assert guid is not None and guid.get("isPermaLink") == "false"


def test_english_is_another_address(client: Client) -> None:
    published_again(w.item(w.ELDERLY), local_topics=["便民"])
    english = client.get(f"/feeds/{HOME}.atom?lang=en", headers={"accept-language": "zh-CN"})
    assert "Changed: Old-age allowance" in english.content.decode() and english.headers["Content-Language"] == "en"
    chinese = client.get(f"/feeds/{HOME}.atom", headers={"accept-language": "en"})
    assert "【已修改】" in chinese.content.decode()
    assert english.headers["ETag"] != chinese.headers["ETag"]


@pytest.mark.parametrize("path", [f"/feeds/{HOME}.atom", f"/feeds/{HOME}.rss", f"/feeds/{HOME}/lists/all.rss"])
def test_who_has_it_is_told_so_after_two_queries(client: Client, path: str, django_assert_max_num_queries: Any) -> None:
    answer = client.get(path)
    etag, modified = answer.headers["ETag"], answer.headers["Last-Modified"]
    with django_assert_max_num_queries(3):
        assert client.get(path, headers={"if-none-match": etag}).status_code == 304
    assert client.get(path, headers={"if-modified-since": modified}).status_code == 304
    published_again(w.item(w.ELDERLY), local_topics=["便民"])
    assert client.get(path, headers={"if-none-match": etag}).status_code == 200


def test_a_feed_costs_five_queries_with_one_change_and_three(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(3):
        published_again(w.item(w.ELDERLY), local_topics=[f"便民{number}"])
        with django_assert_num_queries(5):
            client.get(f"/feeds/{HOME}.atom")


@pytest.mark.parametrize("path", ["/feeds/abc.atom", "/feeds/990000000000.rss", "/feeds/organs/x.atom", f"/feeds/{HOME}/lists/none.atom"])  # fmt: skip
def test_what_is_not_there_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_sign_that_xml_cannot_hold_breaks_nothing(client: Client) -> None:
    item = w.item(w.ELDERLY)
    catalogue.Item.objects.filter(pk=item.pk).update(name="A\x0b]]>&<b>\ufffe")
    assert any("]]>&<b>" in one["title"] for one in entries(client))


def test_pages_name_their_feed(client: Client, indexed: None) -> None:
    item = w.item(w.ELDERLY)
    for page, feed in (
        ("/", f"/feeds/{HOME}"),
        ("/places/510131001000/", "/feeds/510131001000"),
        (f"/organs/{item.org_code}/", f"/feeds/organs/{item.org_code}"),
        ("/lists/all/", f"/feeds/{HOME}/lists/all"),
        ("/subscribe/", f"/feeds/{HOME}"),
    ):
        text = client.get(page).content.decode()
        found = re.search(r'rel="alternate" type="application/atom\+xml"[^>]*href="([^"]+)"', text)
        assert found and found[1] == f"{feed}.atom" and client.get(found[1]).status_code == 200


def test_the_page_of_feeds_tells_what_they_are_for(client: Client) -> None:
    drain()
    text = client.get("/subscribe/").content.decode()
    for path in set(re.findall(r'href="(/feeds/[^"]+)"', text)):
        assert client.get(path).status_code == 200, path
    assert "/feeds/organs/" in text and "订阅" in text


# The home of a place, for programs


def data_of(client: Client, path: str) -> dict[str, Any]:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', client.get(path).content.decode(), re.S)
    assert len(found) == 1
    return {one["@type"]: one for one in json.loads(found[0])["@graph"]}


def test_home_tells_how_to_search_and_where_the_hall_is(client: Client) -> None:
    found = data_of(client, "/")
    target = found["WebSite"]["potentialAction"]["target"]["urlTemplate"]
    assert target == f"{settings.SITE_URL}/search/?q={{search_term_string}}"
    office = found["GovernmentOffice"]
    assert office["address"]["streetAddress"] and office["telephone"] and office["openingHoursSpecification"]
    assert [one["name"] for one in found["BreadcrumbList"]["itemListElement"]][-1] == "蒲江县"


def test_a_place_inside_is_no_site_of_its_own(client: Client) -> None:
    found = data_of(client, "/places/510131001000/")
    assert "WebSite" not in found and found["WebPage"]["about"]["containedInPlace"]["name"] == "蒲江县"


# The map of the site


@pytest.fixture
def mapped(settings: Any, tmp_path: Path) -> Iterator[Path]:
    drain()
    settings.PUBLISHED_DIR = tmp_path
    yield tmp_path


def locations(content: bytes) -> list[str]:
    return [one.text or "" for one in ElementTree.fromstring(content).iter(f"{MAP}loc")]


def test_the_map_names_every_published_guide_and_every_page_answers(
    client: Client, mapped: Path, indexed: None
) -> None:
    index = b"".join(client.get("/sitemap.xml").streaming_content)  # type: ignore[attr-defined]
    paths = [one.removeprefix(settings.SITE_URL) for one in locations(index)]
    assert {"/sitemap/pages.xml.gz", "/sitemap/guides-1.xml.gz", "/sitemap/places-1.xml.gz"} <= set(paths)
    urls = []
    for path in paths:
        answer = client.get(path)
        assert answer.headers["Content-Type"] == "application/gzip"
        urls += locations(gzip.decompress(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    assert len(urls) == len(set(urls))
    codes = catalogue.Item.objects.filter(catalogue.LISTED).values_list("code", flat=True)
    assert {f"{settings.SITE_URL}/guides/{code}/" for code in codes} == {one for one in urls if "/guides/" in one}
    for url in [one for one in urls if "/guides/" not in one]:
        assert client.get(url.removeprefix(settings.SITE_URL)).status_code == 200, url


def test_a_guide_has_the_day_of_its_publication(mapped: Path) -> None:
    sitemap.make()
    item = w.item(w.FOOD)
    assert item.current is not None and item.current.published_at is not None
    text = gzip.decompress(sitemap.file_of("guides-1").read_bytes()).decode()
    day = item.current.published_at.astimezone(sitemap.clock.ZONE).date()
    assert f"/guides/{item.code}/</loc><lastmod>{day.isoformat()}</lastmod>" in text


def test_the_worker_makes_it_anew_after_a_change_only(mapped: Path) -> None:
    assert keep_sitemap() > 0 and keep_sitemap() == 0
    adjusted(w.item(w.ELDERLY), "cancel")
    assert keep_sitemap() > 0
    assert w.item(w.ELDERLY).code not in gzip.decompress(sitemap.file_of("guides-1").read_bytes()).decode()


def test_parts_are_small_and_old_ones_go(mapped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MOST", 20)
    total = sitemap.make()
    parts = sorted(sitemap.folder().glob("guides-*.xml.gz"))
    assert len(parts) > 2
    sizes = [len(locations(gzip.decompress(part.read_bytes()))) for part in sitemap.folder().glob("*.xml.gz")]
    assert max(sizes) == 20 and sum(sizes) == total
    monkeypatch.setattr(sitemap, "MOST", 50_000)
    monkeypatch.setattr(sitemap, "MOST_BYTES", 3000)
    sitemap.make()
    assert all(len(gzip.decompress(part.read_bytes())) <= 3100 for part in sitemap.folder().glob("*.xml.gz"))
    monkeypatch.setattr(sitemap, "MOST_BYTES", 50_000_000)
    assert sitemap.make() == total
    assert [part.name for part in sitemap.folder().glob("guides-*.xml.gz")] == ["guides-1.xml.gz"]


def test_it_is_read_in_slices_and_a_slice_is_one_query(
    mapped: Path, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(7):  # the newest change; places, organs, guides: one slice each, and the end
        sitemap.make()
    guides = catalogue.Item.objects.filter(catalogue.LISTED).count()
    monkeypatch.setattr(sitemap, "SLICE", 10)
    places, organs = (len(list(one())) for one in (lambda: sitemap.lists.places_with_services(10), sitemap._organs))
    slices = sum(-(-number // 10) + 1 for number in (places, organs, guides))
    with django_assert_num_queries(1 + slices):
        sitemap.make()


def test_a_part_that_no_index_names_is_not_found(client: Client, mapped: Path) -> None:
    sitemap.make()
    assert client.get("/sitemap/guides-99.xml.gz").status_code == 404
    assert client.get("/sitemap/..%2Fedition.xml.gz").status_code == 404


def test_who_has_the_map_is_told_so(client: Client, mapped: Path) -> None:
    first = client.get("/sitemap.xml")
    again = client.get("/sitemap.xml", headers={"if-modified-since": first.headers["Last-Modified"]})
    assert again.status_code == 304


def test_robots_are_kept_from_what_is_personal_and_led_to_the_map(client: Client) -> None:
    lines = client.get("/robots.txt").content.decode().split("\n")
    assert {"Disallow: /desk/", "Disallow: /my/", "Disallow: /api/", "Disallow: /search/"} <= set(lines)
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in lines
    assert not [line for line in lines if line.startswith("Disallow: /guides") or line == "Disallow: /"]
