"""Any node of the tree: its services in three kinds, its columns with their functions, towns and villages (R2, H5)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import walking as w
from tongban.catalogue.api import Item, nodes
from tongban.catalogue.lists.keeping import keep
from tongban.halls import api as halls
from tongban.kit.act import SYSTEM
from tongban.portal.columns import columns

pytestmark = pytest.mark.django_db
COUNTY, TOWN, VILLAGE = "510131000000", "510131104000", "510131104003"
FUNCTIONS = ("指南", "咨询", "预约", "办理", "查询", "缴费", "投诉", "评议")


@pytest.fixture
def listed() -> None:
    keep(list(Item.objects.values_list("pk", flat=True)))


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


# Services in three kinds


def test_the_services_of_a_place_are_its_own_those_from_above_and_those_of_any_window(
    client: Client, listed: None
) -> None:
    own = Item.objects.filter(region_code=COUNTY, current__isnull=False, standing="in_use").count()
    found = nodes.kinds_of(TOWN)
    assert found["own"].items == 1  # 农村宅基地审批 is the town's
    assert [(one.region_code, one.items) for one in found["inherited"].sources][0] == (COUNTY, own)
    assert 0 < found["anywhere"].items < found["inherited"].items
    page = text_of(client, f"/places/{TOWN}/")
    for words in ("本级事项", "上级事项", "全域通办", f"/places/{TOWN}/items/inherited/"):
        assert words in page
    assert nodes.kinds_of(COUNTY)["own"].items == own
    assert "本级事项" in text_of(client, "/")


def test_all_of_a_kind_are_gone_through_once_each(client: Client, listed: None) -> None:
    path, seen = f"/places/{TOWN}/items/inherited/", list[str]()
    while path:
        answer = client.get(path)
        seen += [item.code for item, _dept in answer.context["items"]]
        following = answer.context["next_url"]
        path = f"/places/{TOWN}/items/inherited/{following}" if following else ""
    assert seen == sorted(set(seen)) and len(seen) == nodes.kinds_of(TOWN)["inherited"].sources[0].items


def test_a_kind_that_is_empty_says_so(client: Client, listed: None) -> None:
    assert "目前没有" in text_of(client, f"/places/{VILLAGE}/items/own/")
    assert client.get(f"/places/{VILLAGE}/items/none-such/").status_code == 404
    assert client.get("/places/510999000000/items/own/").status_code == 404
    assert "上级事项" in text_of(client, f"/places/{TOWN}/items/inherited/?from=xyz")


def test_going_through_them_costs_the_same_however_many_there_are(
    client: Client, listed: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for kind in ("own", "inherited"):
        client.get(f"/places/{TOWN}/items/{kind}/")
        with django_assert_num_queries(3):
            client.get(f"/places/{TOWN}/items/{kind}/")


# Towns and villages


def test_a_town_says_what_is_done_here_what_is_done_for_you_and_what_needs_a_trip(client: Client, listed: None) -> None:
    page = text_of(client, f"/places/{TOWN}/")
    order = ["镇上", "西来镇便民服务中心", "不用跑", "请人代办", "要到县里办的", "蒲江县政务服务中心", "村和社区"]
    assert [page.index(words) for words in order] == sorted(page.index(words) for words in order)
    assert "您想办什么" not in page.split("<main")[1]  # not the home page over again
    assert "高龄津贴申领" in page and 'href="tel:12345"' in page


def test_a_village_has_its_station_its_agent_and_the_town(client: Client) -> None:
    station = halls.Hall.objects.filter(kind="station", region_code__startswith="510131104").first()
    assert station is not None
    page = text_of(client, f"/places/{station.region_code}/")
    assert station.name in page and "西来镇便民服务中心" in page and "村里" in page and station.phone in page
    without = text_of(client, "/places/510131104005/")
    assert "本村还没有登记服务站" in without and "西来镇便民服务中心" in without


@pytest.mark.parametrize("number", [1, 3])
def test_a_town_costs_the_same_with_one_place_and_three(
    client: Client,
    listed: None,
    number: int,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """Between two looks at whether the calendar changed, of which a slow machine may have one just now."""
    for one in range(number):
        values = {"name": f"演示 {one}", "kind": "agent", "serves_items": [w.item(w.ELDERLY).code]}
        halls.keep_hall(hall=halls.Hall(region_code=TOWN, kind="agent"), values=values, by=SYSTEM)
    monkeypatch.setattr("tongban.promises.holding.FRESH", float("inf"))
    client.get(f"/places/{TOWN}/")
    with django_assert_num_queries(10):
        client.get(f"/places/{TOWN}/")


def test_a_page_is_called_after_its_place_once(client: Client) -> None:
    page = client.get(f"/places/{TOWN}/")
    title = page.content.decode().partition("<title>")[2].partition("</title>")[0]
    assert title.split(" · ") == [page.context["region"].shown_name, "通办"]


# Columns


@pytest.mark.parametrize("place", [COUNTY, TOWN, VILLAGE, "510100000000"])
@pytest.mark.parametrize("slug", ["disclosure", "investment", "permits", "services", "rural"])
def test_every_column_has_its_eight_functions_and_none_is_dead(client: Client, place: str, slug: str) -> None:
    page = client.get(f"/places/{place}/columns/{slug}/")
    assert page.status_code == 200
    functions = page.context["functions"]
    assert tuple(one.name for one in functions) == FUNCTIONS
    visitor = Client()
    for one in functions:
        assert bool(one.url) != bool(one.elsewhere)
        if one.url and not one.url.startswith("#"):
            assert visitor.get(one.url).status_code in (200, 302), one.url
            assert place in one.url and slug in one.url
        if one.elsewhere:
            assert one.elsewhere in page.content.decode()


def test_what_belongs_to_a_column_is_data(client: Client, listed: None) -> None:
    page = client.get(f"/places/{COUNTY}/columns/permits/")
    assert {item.type_code for item, _dept in page.context["items"]} == set(columns()["permits"].types)
    near = client.get(f"/places/{COUNTY}/columns/rural/").context["items"]
    assert near and all(item.region_code == COUNTY for item, _dept in near)
    assert "/lists/fees/" in text_of(client, f"/places/{COUNTY}/columns/disclosure/")


def test_where_a_function_is_done_now_is_said_by_the_place(
    client: Client, settings: LazySettings, tmp_path: Path
) -> None:
    assert "便民热线 12345" in text_of(client, f"/places/{COUNTY}/columns/permits/")
    told = {
        "510131": {
            "pay": {"zh": "到县财政局一楼缴。", "en": "Pay at the finance bureau.", "url": "https://pay.invalid/"}
        }
    }
    file = tmp_path / "elsewhere.json"
    file.write_text(json.dumps(told))
    settings.ELSEWHERE = str(file)
    for place in (COUNTY, VILLAGE):
        page = text_of(client, f"/places/{place}/columns/permits/")
        assert "到县财政局一楼缴。" in page and 'href="https://pay.invalid/"' in page
    assert "财政局" not in text_of(client, "/places/510100000000/columns/permits/")


def test_a_column_that_is_none_is_not_found(client: Client) -> None:
    assert client.get(f"/places/{COUNTY}/columns/none-such/").status_code == 404
    assert client.get("/places/510999000000/columns/permits/").status_code == 404
