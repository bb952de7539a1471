"""A television and its remote control (H4): every page is tiles and links, what a case needs is typed and never kept."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import walking as w
from tongban.catalogue.api import Item
from tongban.kit import clock
from tongban.outbox.api import drain
from tongban.portal.television import leaves, views

pytestmark = pytest.mark.django_db
HOME = "/tv/510131000000/"
STATIC = Path(settings.BASE_DIR) / "tongban" / "portal" / "static" / "portal"
PAGES = ["", "guides/", "life/age/", "organs/", "hotline/", "halls/", "lists/", "lists/all/", "progress/", "latest/"]


def links(page: str) -> set[str]:
    return set(re.findall(r'href="(/tv/[^"]*)"', page))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_leads_on_without_a_script(client: Client, path: str, language: str) -> None:
    drain()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.get(HOME + path)
    page = answer.content.decode()
    assert answer.status_code == 200 and page.count("<h1>") == 1
    assert not re.search(r"\sstyle=|\son[a-z]+=\"|<style", page)
    for link in links(page):
        assert client.get(link.replace("&amp;", "&")).status_code == 200, link


def test_home_has_six_doors_and_the_day_in_chinese(client: Client) -> None:
    with clock.turned_to(dt.datetime(2026, 11, 22, 15, 20)):
        page = client.get("/tv/").content.decode()
    assert page.count("<li>") == 6 and "2026年11月22日 星期日" in page and "15:20" in page
    assert all(name in page for name in ("办事指南", "便民热线", "服务大厅", "公开清单", "查进度", "最新发布"))


def test_any_place_has_its_television(client: Client) -> None:
    assert "四川省" in client.get("/tv/510000000000/").content.decode()
    assert client.get("/tv/5101/").headers["Location"] == "/tv/510100000000/"
    for place in ("none", "990000000000"):
        assert client.get(f"/tv/{place}/").status_code == 404
        assert client.get(f"/tv/{place}/guides/").status_code == 404


def test_a_list_has_eight_tiles_and_goes_on(client: Client) -> None:
    seen: set[str] = set()
    url = f"{HOME}organs/{w.item(w.ELDERLY).org_code}/"
    path, number = url, 0
    while path and number < 20:
        page = client.get(path).content.decode()
        tiles = set(re.findall(r'href="(/tv/\d+/guides/[^"]+)"', page))
        assert 0 < len(tiles) <= 8 and not tiles & seen
        seen |= tiles
        following = re.search(r'href="(\?cursor=[^"]+)" data-turn>下一页', page)
        path, number = (url + following[1] if following else ""), number + 1
    offered = Item.objects.filter(org_code=w.item(w.ELDERLY).org_code, current__isnull=False).count()
    assert len(seen) == offered


def test_the_numbers_of_departments_stand_below_the_hotline(client: Client) -> None:
    page = client.get(f"{HOME}hotline/").content.decode()
    assert "12345" in page and "028-" in page


def test_a_public_list_shows_its_share(client: Client) -> None:
    drain()
    page = client.get(f"{HOME}lists/").content.decode()
    assert re.search(r"<em>\d+%</em>", page)


def test_latest_names_a_guide_once(client: Client) -> None:
    tiles = re.findall(r'href="(/tv/\d+/guides/[^"]+)"', client.get(f"{HOME}latest/").content.decode())
    assert len(tiles) == 8 and len(set(tiles)) == 8
    more = re.findall(r'href="(/tv/\d+/guides/[^"]+)"', client.get(f"{HOME}latest/?n=3").content.decode())
    assert len(more) == 8 and not set(more) & set(tiles)
    assert client.get(f"{HOME}latest/?n=99").status_code == 200


@pytest.mark.parametrize("path", ["life/age/", "organs/", "latest/", "hotline/"])
def test_a_list_costs_the_same_however_long(
    client: Client, path: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(6):
        client.get(HOME + path)


# A guide


def test_a_guide_tells_its_parts_and_its_code(client: Client) -> None:
    url = f"{HOME}guides/{w.item(w.ELDERLY).code}/"
    page = client.get(url).content.decode()
    parts = re.findall(r'href="\?part=([a-z]+)"', page)
    assert parts == ["overview", "who", "need", "time", "cost", "where", "phone", "mobile"]
    assert "免费" in client.get(f"{url}?part=cost").content.decode()
    assert "12345" in client.get(f"{url}?part=phone").content.decode()
    code = client.get(f"{url}?part=mobile").content.decode()
    assert f"{settings.SITE_URL}/guides/{w.item(w.ELDERLY).code}/" in code and "<path" in code
    for wrong in ("?part=none", "?part=who&n=99", "?part=who&n=x", "?n=%00"):
        assert client.get(url + wrong).status_code == 200
    assert client.get(f"{HOME}guides/none/").status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_leaf_of_every_guide_fits(language: str) -> None:
    from django.utils import translation

    with translation.override(language):
        for item in Item.objects.filter(current__isnull=False).select_related("current"):
            _name, parts = leaves.parts_of(item)
            for part in parts:
                for leaf in part.leaves:
                    assert leaf and sum(line.height for line in leaf) <= leaves.LINES, (item.code, part.key)


def test_a_long_paragraph_is_cut_at_a_stop_and_nothing_is_lost() -> None:
    text = "".join(f"第{number}句话说的是办理的条件。" for number in range(80))
    cut = leaves.leaves_of([leaves.Line(text, "条件")])
    assert len(cut) > 2 and "".join(line.text for leaf in cut for line in leaf) == text
    assert all(line.text.endswith("。") for leaf in cut for line in leaf)
    whole = leaves.leaves_of([leaves.Line("x" * 5000)])
    assert "".join(line.text for leaf in whole for line in leaf) == "x" * 5000


def test_a_suspended_service_says_so_first(client: Client) -> None:
    item = w.item(w.ELDERLY)
    Item.objects.filter(pk=item.pk).update(standing="suspended", standing_note="系统升级")
    page = client.get(f"{HOME}guides/{item.code}/").content.decode()
    assert "系统升级" in page


# Halls


def test_a_hall_is_open_by_its_hours_and_the_calendar(client: Client) -> None:
    for moment, wanted in (
        (dt.datetime(2026, 11, 23, 10), 'tv-state">'),
        (dt.datetime(2026, 11, 23, 12, 30), 'tv-state tv-state--off">'),
        (dt.datetime(2026, 10, 1, 10), 'tv-state tv-state--off">'),
    ):
        with clock.turned_to(moment):
            first = client.get(f"{HOME}halls/").content.decode().split("<li>")[1]
        assert "蒲江县政务服务中心" in first and wanted in first


# A case


def test_a_case_is_found_by_number_and_code_and_nobody_is_named(client: Client) -> None:
    case = w.submitted(w.ELDERLY)
    answer = client.post(f"{HOME}progress/", {"number": case.number, "code": case.application.query_code})
    page = answer.content.decode()
    owner = w.user("citizen1")
    assert case.item_name in page and "data-wipe" in page and 'data-idle="60"' in page
    told = (owner.name, owner.id_number, owner.phone, case.number, case.application.query_code)
    assert not [word for word in told if word in page]
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_newest_steps_are_shown(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    case = w.accepted(w.FOOD)
    asked = {"number": case.number, "code": case.application.query_code}
    steps = re.findall(r"</b> ([^<]+)</li>", client.post(f"{HOME}progress/", asked).content.decode())
    assert len(steps) > 1
    monkeypatch.setattr(views, "STEPS", 1)
    assert re.findall(r"</b> ([^<]+)</li>", client.post(f"{HOME}progress/", asked).content.decode()) == steps[:1]
    assert "受理" in steps[0]


def test_what_was_typed_is_not_put_back(client: Client) -> None:
    case = w.submitted(w.ELDERLY)
    for data in ({"number": case.number, "code": "22222222"}, {"number": "123", "code": ""}, {}):
        answer = client.post(f"{HOME}progress/", data)
        page = answer.content.decode()
        assert answer.status_code == 422 and 'role="alert"' in page
        assert not [word for word in data.values() if word and f'value="{word}"' in page]
    assert case.number not in client.get(f"{HOME}progress/?number={case.number}").content.decode()


def test_tries_are_counted_with_those_of_the_site(client: Client) -> None:
    case = w.submitted(w.ELDERLY)
    for _number in range(10):
        client.post("/progress/", {"number": case.number, "code": "22222222"})
    answer = client.post(f"{HOME}progress/", {"number": case.number, "code": case.application.query_code})
    assert answer.status_code == 429 and case.item_name not in answer.content.decode()


# Old browsers


def test_the_script_is_of_2011_and_the_style_of_2015() -> None:
    script = re.sub(r"/\*.*?\*/|//[^\n]*|\"[^\"\n]*\"", "", (STATIC / "television.js").read_text(), flags=re.S)
    assert not re.findall(
        r"\b(?:let|const|class|async|await|import|export)\b|=>|`|\.\.\.|\?\.|\?\?|\bfor \(\w+ of\b", script
    )
    assert not re.findall(r"\.(?:includes|closest|matches|append|prepend|remove|forEach\.call\(NodeList)\(", script)
    style = (STATIC / "television.css").read_text()
    assert not re.findall(
        r"\bgap:|var\(|display: grid|clamp\(|min\(|max\(|inset:|:is\(|:where\(|aspect-ratio:\s*\d+\s*;", style
    )
    assert re.findall(r"html \{ font-size: ([\d.]+)px; font-size: ([\d.]+)vw", style) == [("28.8", "1.5")]
    large = style.split("@media")[0]
    sizes = [float(size) for size in re.findall(r"font-size: ([\d.]+)rem", large)]
    assert min(sizes) * 28.8 >= 28
