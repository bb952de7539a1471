"""What programs read of a guide: schema.org as JSON-LD, built once when the page is printed (H4)."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from tests import walking as w
from tongban.catalogue import opening, structured
from tongban.catalogue.models import Item, ItemVersion
from tongban.catalogue.partial import load_any
from tongban.catalogue.publishing import context_of, rendered

pytestmark = pytest.mark.django_db
SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)
NASTY = "</script><script>alert(1)</script>\u2028\u2029&<!--]]>\"'\\"


def read(page: str) -> dict[str, dict[str, Any]]:
    """The things on a page by their type; there is one element."""
    (text,) = SCRIPT.findall(page)
    assert not set("<>&\u2028\u2029") & set(text)
    found = json.loads(text)
    assert found["@context"] == "https://schema.org"
    return {one["@type"]: one for one in found["@graph"]}


def of(item: Item, language: str = "zh-hans") -> dict[str, dict[str, Any]]:
    return read(rendered(item, language).decode())


def test_a_guide_tells_what_a_service_is() -> None:
    service = of(w.item(w.FOOD))["GovernmentService"]
    assert service["name"] == w.item(w.FOOD).name and service["identifier"] == w.item(w.FOOD).code
    assert service["url"].endswith(f"/guides/{w.item(w.FOOD).code}/") and service["url"].startswith("http")
    assert service["provider"]["@type"] == "GovernmentOrganization" and service["provider"]["telephone"]
    assert service["provider"]["address"]["addressCountry"] == "CN"
    assert service["provider"]["address"]["addressLocality"] == "蒲江县"
    assert service["areaServed"]["name"] == "蒲江县"
    assert service["areaServed"]["containedInPlace"]["containedInPlace"]["identifier"] == "510000000000"
    assert service["audience"][0]["audienceType"] == "企业"
    assert service["serviceType"] == "行政许可"
    assert any("食品安全法" in basis for basis in service["termsOfService"])


def test_its_ways_have_addresses_telephones_and_times() -> None:
    channels = of(w.item(w.FOOD))["GovernmentService"]["availableChannel"]
    online, window, phone = channels[0], channels[1], channels[-1]
    assert "/my/applications/start/?item=" in online["serviceUrl"]
    assert re.fullmatch(r"P\d+D", online["processingTime"]) and "工作日" in online["description"]
    place = window["serviceLocation"]
    assert place["@type"] == "GovernmentOffice" and place["address"]["streetAddress"] and place["telephone"]
    hours = place["openingHoursSpecification"]
    assert [one["opens"] for one in hours] == ["09:00", "13:00", "09:00"] and len(hours[0]["dayOfWeek"]) == 5
    assert phone["servicePhone"]["telephone"]


def test_a_guide_without_fees_is_free_and_a_fee_has_its_price() -> None:
    assert of(w.item(w.FOOD))["GovernmentService"]["offers"][0]["price"] == "0"
    item = next(one for one in Item.objects.filter(current__isnull=False) if one.current.content.get("fees"))
    for fee, offer in zip(item.current.content["fees"], of(item)["GovernmentService"]["offers"], strict=True):
        wanted = f"{fee['amount_fen'] / 100:.2f}" if fee.get("amount_fen") is not None else None
        assert offer.get("price") == wanted and offer["description"] == fee["standard"]["zh"]


def test_the_english_page_speaks_english_and_keeps_the_chinese_name() -> None:
    item = w.item(w.FOOD)
    found = of(item, "en")
    assert found["GovernmentService"]["name"] == item.name_en and found["WebPage"]["inLanguage"] == "en"
    assert item.name in found["GovernmentService"]["alternateName"]
    assert found["WebPage"]["dateModified"] and found["WebPage"]["mainEntity"]["@id"].endswith("#service")


def test_crumbs_are_numbered_and_absolute() -> None:
    crumbs = of(w.item(w.FOOD))["BreadcrumbList"]["itemListElement"]
    assert [one["position"] for one in crumbs] == list(range(1, len(crumbs) + 1))
    assert all(one["item"].startswith("http") and one["name"] for one in crumbs)


def test_every_published_guide_has_what_is_required() -> None:
    for item in Item.objects.filter(current__isnull=False).select_related("current"):
        service = of(item)["GovernmentService"]
        assert {"name", "identifier", "url", "provider", "areaServed"} <= service.keys(), item.code


def test_no_text_ends_the_element() -> None:
    """Whatever an editor typed: it stays a text."""
    item = w.item(w.FOOD)
    content = item.current.content | {"name": {"zh": NASTY, "en": NASTY}, "aliases": [NASTY]}
    content["fees"] = [{"name": {"zh": NASTY, "en": NASTY}, "standard": {"zh": NASTY, "en": NASTY}}]
    item.name, item.aliases = NASTY, [NASTY]
    item.current = ItemVersion(item=item, number=9, content=content)
    service = read(str(context_of(item)["structured"]))["GovernmentService"]
    assert service["name"] == NASTY and service["offers"][0]["description"] == NASTY


def test_half_a_sign_breaks_no_page() -> None:
    assert json.loads(SCRIPT.findall(structured.as_script({"name": "\ud800a"}))[0])["@graph"][0]["name"] == "?a"


def test_a_partial_guide_says_nothing_that_is_not_known() -> None:
    item = w.item(w.FOOD)
    content = {
        "partial": True, "code": item.code, "name": {"zh": "某事", "en": "Something"},
        "region_code": item.region_code, "org_code": item.org_code,
    }  # fmt: skip
    load_any(content)
    item.current = ItemVersion(item=item, number=9, content=content)
    service = read(str(context_of(item)["structured"]))["GovernmentService"]
    assert not {"offers", "hoursAvailable", "termsOfService", "audience"} & service.keys()


def test_a_preview_is_no_service(client: Client) -> None:
    item = w.item(w.FOOD)
    assert not SCRIPT.search(client.get(f"/guides/{item.code}/print/").content.decode())


# Hours


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("工作日 9:00–12:00、13:00–17:00", [(5, 2)]),
        ("周一至周五 上午9:00-12:00，下午13:30-17:00", [(5, 2)]),
        ("星期一至星期六9：00至17：00", [(6, 1)]),
        ("每天 0:00–24:00", [(7, 1)]),
        ("周一至周五9:00-17:00（法定节假日除外）", [(5, 1)]),
        ("工作日 9:00–12:00、13:00–17:00；周六可预约 9:00–12:00", [(5, 2), (1, 1)]),
    ],
)
def test_hours_are_read(text: str, told: list[tuple[int, int]]) -> None:
    assert [(len(one.days), len(one.sessions)) for one in opening.read(text)] == told


@pytest.mark.parametrize(
    "text", ["", "全天候服务", "工作日 9:00–12:00；周六另行通知", "以窗口公告为准", "17:00-9:00", "9:00"]
)
def test_hours_that_are_not_sure_are_not_read(text: str) -> None:
    assert opening.read(text) == ()
