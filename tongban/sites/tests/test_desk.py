"""A keeper sets the face of a county, looks at it, puts it into force, and puts an earlier one back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import walking as w
from tongban.audit.api import history
from tongban.people import api as people
from tongban.regions.api import Division
from tongban.sites.models import Appearance, Site
from tongban.sites.tests.conftest import CITY, DESK, HERE, NEIGHBOUR, PROVINCE, TOWNSHIP, Wear, png, typed, upload

pytestmark = pytest.mark.django_db


def words(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_keeper_sees_the_sites_that_the_posts_reach(keeper: Client) -> None:
    page = words(keeper.get("/desk/sites/"))
    assert f'href="{DESK}"' in page and CITY not in page


def test_what_is_saved_holds_only_once_it_is_put_into_force(keeper: Client, client: Client) -> None:
    answer = keeper.post(DESK, typed(name_zh="蒲江政务服务网", colour="#1d6b45"), follow=True)
    assert answer.redirect_chain == [(f"{DESK}1/", 302)]
    assert "蒲江政务服务网" not in words(Client().get("/"))
    keeper.post(f"{DESK}1/put-in-force/", {"seen": "0"})
    assert "蒲江政务服务网" in words(Client().get("/"))
    assert "--tb-blue: #1d6b45" in words(Client().get(f"/site/{HERE}/face.css"))
    site = Site.objects.get()
    assert [entry.act for entry in history(site)] == ["sites.draft", "sites.put_in_force"]


def test_the_page_is_seen_before_it_holds(keeper: Client) -> None:
    keeper.post(DESK, typed(name_zh="试穿网", colour="#6b419e", emblem=upload(png())))
    assert words(keeper.get(f"{DESK}1/")).count(f'src="{DESK}1/home/"') == 2
    home = keeper.get(f"{DESK}1/home/")
    assert (
        "试穿网" in words(home) and f'href="{DESK}1/face.css"' in words(home) and f'src="{DESK}1/emblem"' in words(home)
    )
    assert home.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "--tb-blue: #6b419e" in words(keeper.get(f"{DESK}1/face.css"))
    assert keeper.get(f"{DESK}1/emblem").headers["Content-Type"] == "image/png"
    assert "试穿网" not in words(keeper.get("/"))


def test_an_earlier_version_is_put_back(keeper: Client, wear: Wear) -> None:
    wear(name={"zh": "旧网", "en": ""})
    wear(name={"zh": "新网", "en": ""})
    page = words(keeper.get(DESK))
    assert f'href="{DESK}1/"' in page and f'href="{DESK}2/"' in page
    keeper.post(f"{DESK}1/put-in-force/", {"seen": "2"})
    assert "旧网" in words(Client().get("/"))
    assert Appearance.objects.count() == 2


def test_the_second_of_two_keepers_is_told_and_loses_nothing(keeper: Client) -> None:
    other = Client()
    other.force_login(w.user("sites2"))
    other.post(DESK, typed(name_zh="先来网", phone="12345"))
    answer = keeper.post(DESK, typed(name_zh="后到网", emblem=upload(png())))
    page = words(answer)
    assert answer.status_code == 409 and "演示·网站乙" in page and "后到网" in page
    emblem = answer.context["form"]["kept_emblem"].value()
    assert emblem and keeper.get(f"{DESK}emblems/{emblem}").status_code == 200
    assert Appearance.objects.count() == 1
    again = {**typed(name_zh="后到网"), "base": "1", "kept_emblem": emblem}
    assert keeper.post(DESK, again).status_code == 302
    latest = Appearance.objects.get(number=2)
    assert latest.content["name"]["zh"] == "后到网" and latest.emblem_id == emblem


def test_nobody_puts_into_force_over_a_version_that_was_not_seen(keeper: Client, wear: Wear) -> None:
    keeper.post(DESK, typed(name_zh="一"))
    wear(name={"zh": "二", "en": ""})
    answer = keeper.post(f"{DESK}1/put-in-force/", {"seen": "0"}, follow=True)
    assert "第 2 版已经启用" in words(answer)
    assert Site.objects.get().current_number == 2


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"colour": "own", "own_colour": "#ffcc00"}, "own_colour", "1.51"),
        ({"colour": "own"}, "own_colour", "请填写颜色值"),
        ({"name_en": "Only English"}, "name_zh", "中文名称"),
        ({"name_zh": "很" * 31}, "name_zh", "31"),
        ({"icp": "没有"}, "icp", "没有"),
        ({"phone": "abc"}, "phone", "abc"),
        ({"emblem": upload(b"<svg><script/></svg>", "a.png")}, "emblem", "SVG"),
    ],
)
def test_what_cannot_be_set_is_told_beside_its_field(
    keeper: Client, given: dict[str, Any], field: str, sentence: str
) -> None:
    answer = keeper.post(DESK, typed(**{"phone": "028-88221234", "sponsor_zh": "某县人民政府"} | given))
    assert answer.status_code == 422 and Appearance.objects.count() == 0
    assert any(sentence in text for text in answer.context["form"].errors[field])
    assert 'value="某县人民政府"' in words(answer)


def test_the_life_situations_stand_in_the_chosen_order(keeper: Client) -> None:
    chosen = typed() | {"place-shop": "0"}
    for slug in ("school", "work", "home"):
        del chosen[f"show-{slug}"]
    keeper.post(DESK, chosen)
    keeper.post(f"{DESK}1/put-in-force/", {"seen": "0"})
    page = words(Client().get("/"))
    assert "/life/school/" not in page
    assert page.index("/life/shop/") < page.index("/life/birth/") < page.index("/life/age/")


@pytest.mark.parametrize("code", [TOWNSHIP, "510131001001"])
def test_a_township_has_no_face_of_its_own(keeper: Client, code: str) -> None:
    answer = keeper.get(f"/desk/sites/{code}/")
    assert answer.status_code == 409 and "使用所在县" in words(answer)


@pytest.mark.parametrize("code", [CITY, PROVINCE])
@pytest.mark.parametrize("page", ["", "1/", "1/home/", "1/emblem", "1/face.css", "emblems/x"])
def test_no_keeper_reaches_another_place(keeper: Client, code: str, page: str) -> None:
    assert keeper.get(f"/desk/sites/{code}/{page}").status_code == 403
    assert keeper.post(f"/desk/sites/{code}/", typed(name_zh="别县")).status_code == 403


def test_others_have_no_such_desk(client: Client) -> None:
    client.force_login(w.user("admin1"))
    assert client.get("/desk/sites/").status_code == 403
    assert client.post(DESK, typed()).status_code == 403


@pytest.mark.parametrize("code", ["990000000000", "abc", "510999000000"])
def test_what_is_no_place_is_not_found(keeper: Client, code: str) -> None:
    assert keeper.get(f"/desk/sites/{code}/").status_code == 404


def test_the_page_costs_the_same_with_one_version_and_with_three(
    keeper: Client, wear: Wear, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    wear(phone="12315")
    keeper.get(DESK)
    with django_assert_num_queries(7):
        keeper.get(DESK)
    wear(line={"zh": "二", "en": ""})
    wear(line={"zh": "三", "en": ""})
    keeper.get(DESK)
    with django_assert_num_queries(7):
        keeper.get(DESK)


def test_the_list_costs_the_same_for_one_place_and_for_three(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    posts = [{"role": "site_keeper", "org_code": w.item(w.FOOD).org_code, "region_code": CITY}]
    client.force_login(people.hire(login="city", name="演示·市", password="Ein-langes-Wort-9", posts=posts))
    client.get("/desk/sites/")
    with django_assert_num_queries(5):
        client.get("/desk/sites/")
    for code in (NEIGHBOUR, "510132000000"):
        Division.objects.create(code=code, name=f"县{code}", level=3, parent_id=CITY)
    with django_assert_num_queries(5):
        assert "510132000000" in words(client.get("/desk/sites/"))
