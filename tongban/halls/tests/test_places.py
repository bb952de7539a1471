"""Where one is served (R3, H5): hours as they really are, a page for each place, kept at the desk and by table."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import walking as w
from tongban.catalogue.api import item_by_code, publishing
from tongban.halls import api as halls
from tongban.halls.effects import call_off_where_closed, print_guides
from tongban.halls.hours import sessions_on
from tongban.halls.models import Booking, Hall
from tongban.halls.opening import day_of, read_spans, standing
from tongban.halls.states import State
from tongban.halls.telling import told
from tongban.kit import clock
from tongban.kit.act import SYSTEM
from tongban.kit.errors import BadInput, NotAllowed
from tongban.promises.api import calendar_in_force

pytestmark = pytest.mark.django_db
HALL = "蒲江县政务服务中心"
TOWN = "510131104000"
OFFICE = {str(day): [["09:00", "12:00"], ["13:00", "17:00"]] for day in range(1, 6)}


def as_(login: str) -> Client:
    client = Client()
    client.force_login(w.user(login))
    return client


def hall(**values: Any) -> Hall:
    return Hall(name="演示", region_code=TOWN, **({"weekly": OFFICE} | values))


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=clock.ZONE)


def said(place: Hall, when: str) -> str:
    moment = at(when)
    return told(standing(place, moment, calendar_in_force()), moment.date())


# Hours


@pytest.mark.parametrize(
    ("when", "wanted"),
    [
        ("2026-11-23T09:00", "正在开放，到 12:00"),
        ("2026-11-23T12:00", "现在不开放，今天 13:00 开门"),
        ("2026-11-23T17:00", "现在不开放，明天 09:00 开门"),
        ("2026-11-20T17:30", "现在不开放，11月23日（星期一） 09:00 开门"),
        ("2026-10-01T10:00", "现在不开放，10月8日（星期四） 09:00 开门"),  # seven days of holiday
        ("2026-10-10T10:00", "正在开放，到 12:00"),  # a Saturday worked instead
    ],
)
def test_whether_it_is_open_is_told_in_words(when: str, wanted: str) -> None:
    assert said(hall(), when) == wanted


def test_a_day_that_differs_goes_before_the_week() -> None:
    place = hall(exceptions={"2026-11-23": {"spans": [], "reason": "系统升级"}})
    assert said(place, "2026-11-23T10:00") == "现在不开放，明天 09:00 开门"
    assert day_of(place, dt.date(2026, 11, 23), calendar_in_force()).reason == "系统升级"


def test_a_terminal_is_open_day_and_night_on_holidays_too() -> None:
    whole = {str(day): [["00:00", "24:00"]] for day in range(1, 8)}
    assert said(hall(weekly=whole, open_on_holidays=True), "2026-10-01T03:00") == "全天开放"


def test_what_nobody_told_is_not_made_up() -> None:
    assert said(hall(weekly={}), "2026-11-23T10:00") == "开放时间不详，去之前请先打电话"
    assert said(hall(closed_on=dt.date(2026, 11, 1)), "2026-11-23T10:00") == "这里已经停办"


@pytest.mark.parametrize("text", ["9:00-12:00，13:00—17:00", "9：00～12：00；13:00至17:00", "09:00–12:00 13:00–17:00"])
def test_hours_are_read_as_people_write_them(text: str) -> None:
    assert read_spans(text) == [["09:00", "12:00"], ["13:00", "17:00"]]
    assert read_spans("24小时") == [["00:00", "24:00"]] and read_spans("休息") == []


@pytest.mark.parametrize("text", ["9-12", "12:00–9:00", "9:00–12:00 11:00–17:00", "25:00–26:00", "x"])
def test_hours_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(BadInput):
        read_spans(text)


# Public pages


def test_the_list_of_a_place_has_every_kind_and_leads_to_each(client: Client) -> None:
    page = client.get("/halls/").content.decode()
    for name in (HALL, "蒲江县政务服务中心不动产登记分厅", "西来镇便民服务中心", "鹤山街道 24 小时自助服务点"):
        assert name in page
    only = client.get("/halls/?kind=terminal").content.decode()
    assert "自助服务点" in only and "西来镇便民服务中心" not in only
    town = client.get(f"/halls/?place={TOWN}").content.decode()
    assert "西来镇便民服务中心" in town and "也为这里的人服务" in town and "成佳镇便民服务中心" not in town


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(
    client: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for one in range(number):
        halls.keep_hall(hall=Hall(region_code=TOWN), values={"name": f"演示站 {one}", "weekly": OFFICE}, by=SYSTEM)
    client.get(f"/halls/?place={TOWN}")
    with django_assert_num_queries(3):
        client.get(f"/halls/?place={TOWN}")


def test_a_page_tells_hours_windows_services_and_where_to_book(client: Client) -> None:
    place = Hall.objects.get(name=HALL)
    page = client.get(f"/halls/{place.pk}/").content.decode()
    assert "09:00–12:00 13:00–17:00" in page and "今天" in page and "综合受理" in page and "特殊日期" in page
    assert f"/my/bookings/new/?item={item_by_code(place.serves_items[0]).code}&amp;hall={place.pk}" in page
    assert "geo:30.196790,103.506120" in page and "data-map" not in page  # no source: a link, no map
    special = Hall.objects.get(kind="special")
    assert "分设理由" in client.get(f"/halls/{special.pk}/").content.decode()


def test_pages_are_english_too(client: Client) -> None:
    client.cookies["django_language"] = "en"
    place = Hall.objects.get(name=HALL)
    assert "Opening hours this week" in client.get(f"/halls/{place.pk}/").content.decode()


def test_only_the_host_of_the_map_is_let_in(client: Client, settings: LazySettings) -> None:
    settings.MAP_TILES = ["https://tiles.example.invalid/{z}/{x}/{y}?tk={key}"]
    settings.MAP_KEY, settings.MAP_ATTRIBUTION = "k1", "演示底图"
    place = Hall.objects.get(name=HALL)
    assert "data-map" not in client.get(f"/halls/{place.pk}/").content.decode()  # never without its review number
    settings.MAP_APPROVAL = "GS（2026）0 号"
    answer = client.get(f"/halls/{place.pk}/")
    assert "GS（2026）0 号" in answer.content.decode() and "tk=k1" in answer.content.decode()
    assert "img-src 'self' https://tiles.example.invalid data:" in answer.headers["Content-Security-Policy"]
    assert "tiles.example" not in client.get("/").headers["Content-Security-Policy"]
    assert "geolocation=(self)" in client.get("/halls/").headers["Permissions-Policy"]
    assert "geolocation=()" in client.get("/").headers["Permissions-Policy"]


def test_a_guide_leads_to_the_page_of_the_place_that_it_names() -> None:
    item = w.item(w.FOOD)
    place = Hall.objects.get(name=HALL)
    print_guides({"region_code": place.region_code, "names": [HALL]}, "")
    printed = (publishing.folder_of(item.code, "zh-hans") / "index.html").read_text()
    assert f'href="/halls/{place.pk}/"' in printed


# At the desk


def typed(**more: str) -> dict[str, str]:
    return {"region": "西来镇", "kind": "station", "name": "演示村便民服务站", "day1": "9:00-12:00"} | more


def test_a_director_makes_changes_and_gives_up_a_place() -> None:
    desk = as_("hall1")
    assert HALL in desk.get("/desk/halls/places/").content.decode()
    made = desk.post("/desk/halls/places/new/", typed())
    place = Hall.objects.get(name="演示村便民服务站")
    assert made.headers["Location"] == f"/desk/halls/places/{place.pk}/" and place.weekly == {"1": [["09:00", "12:00"]]}
    here = made.headers["Location"]
    desk.post(here, typed(phone="028-1", windows="1 号：社保\n2 号"))
    place.refresh_from_db()
    assert place.phone == "028-1" and place.windows == [
        {"name": "1 号", "serves": "社保"},
        {"name": "2 号", "serves": ""},
    ]
    desk.post(f"{here}close/", {"on": "2026-12-31", "why": "并入镇中心"})
    assert (
        "12月31日" in desk.get(here).content.decode()
        and "并入镇中心" in Client().get(f"/halls/{place.pk}/").content.decode()
    )
    desk.post(f"{here}close/", {"lift": "1"})
    place.refresh_from_db()
    assert place.closed_on is None


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"region": "成都市"}, "没有这个名称或者代码"),
        ({"name": ""}, "请填写"),
        ({"kind": "special"}, "专业分厅要写明"),
        ({"day2": "9-5"}, "请写成 9:00–12:00"),
        ({"longitude": "103.5"}, "经度和纬度要么都写"),
        ({"longitude": "10", "latitude": "30"}, "请写 73 到 136 之间"),
        ({"serves_items": "NONE-1"}, "没有编码为 NONE-1"),
        ({"name": "西来镇便民服务中心"}, "已经有同名的站点"),
    ],
)
def test_what_is_wrong_is_told_beside_what_was_typed(wrong: dict[str, str], words: str) -> None:
    answer = as_("hall1").post("/desk/halls/places/new/", typed(**wrong))
    assert answer.status_code == 422 and words in answer.content.decode()


def test_whoever_comes_second_is_told_that_it_changed() -> None:
    desk, place = as_("hall1"), Hall.objects.get(name=HALL)
    page = desk.get(f"/desk/halls/places/{place.pk}/")
    halls.keep_hall(hall=place, values={"phone": "028-2"}, by=w.user("hall2"))
    answer = desk.post(f"/desk/halls/places/{place.pk}/", typed(name=HALL, seen=page.context["seen"], phone="028-3"))
    assert answer.status_code == 409 and "别人改了" in answer.content.decode()


def test_whoever_booked_for_a_day_that_is_closed_now_is_told() -> None:
    place, person = Hall.objects.get(name=HALL), w.user("citizen1")
    day = next(one for one in halls.bookable_days(place) if one > clock.today() and one.weekday() < 5)
    booking = halls.book(hall=place, item=w.item(w.ELDERLY), day=day, start=dt.time(9), by=person)
    answer = as_("hall1").post(
        f"/desk/halls/places/{place.pk}/day/", {"day": day.isoformat(), "spans": "", "reason": "停电"}
    )
    assert answer.status_code == 302
    place.refresh_from_db()
    assert sessions_on(place, day, calendar_in_force()) == [] and day not in halls.bookable_days(place)
    call_off_where_closed({"hall": str(place.pk), "days": [day.isoformat()], "closed_on": ""}, "")
    assert Booking.objects.get(pk=booking.pk).state == State.CANCELLED
    assert "停电" in Client().get(f"/halls/{place.pk}/").content.decode()


def test_a_day_needs_a_reason_and_must_be_ahead() -> None:
    place = Hall.objects.get(name=HALL)
    answer = as_("hall1").post(f"/desk/halls/places/{place.pk}/day/", {"day": "2020-01-01"})
    assert answer.status_code == 422 and "这一天已经过了" in answer.content.decode()


@pytest.mark.parametrize("login", ["clerk1", "examiner1"])
def test_nobody_else_keeps_places(login: str) -> None:
    assert as_(login).get("/desk/halls/places/").status_code == 403
    with pytest.raises(NotAllowed):
        halls.keep_hall(hall=Hall.objects.get(name=HALL), values={"phone": "1"}, by=w.user(login))


# By table


def table(
    *rows: list[Any], heads: tuple[str, ...] = ("行政区划", "类别", "名称", "周一", "经度", "纬度")
) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(heads)
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return SimpleUploadedFile("places.xlsx", file.getvalue())


def upload(file: SimpleUploadedFile) -> Any:
    return as_("hall1").post("/desk/halls/places/table/", {"file": file})


def test_a_hundred_stations_are_checked_taken_over_and_the_second_time_change_nothing() -> None:
    rows = [[TOWN, "便民服务站", f"演示 {one} 村便民服务站", "9:00-12:00", 103.47, 30.29] for one in range(100)]
    read = upload(table(*rows))
    assert (read.context["read"].new, read.context["read"].faults) == (100, [])
    assert not Hall.objects.filter(name__startswith="演示 ").exists()  # only checked
    desk = as_("hall1")
    done = desk.post("/desk/halls/places/table/", {"checked": read.context["checked"]})
    assert done.status_code == 302 and Hall.objects.filter(name__startswith="演示 ").count() == 100
    again = upload(table(*rows))
    assert (again.context["read"].same, again.context["checked"]) == (100, "")


def test_faults_are_named_by_row_and_column() -> None:
    read = upload(
        table(
            [TOWN, "便民服务站", "甲站", "9:00-12:00"],
            ["火星", "便民服务站", "乙站", ""],
            [TOWN, "小卖部", "丙站", ""],
            [TOWN, "便民服务站", "丁站", "九点"],
            [TOWN, "便民服务站", "甲站", ""],
            [TOWN, "便民服务站", "戊站", "", 103.5, ""],
            ["510000", "政务服务中心", "省厅", ""],
        )
    ).context["read"]
    found = sorted((fault.row, fault.column) for fault in read.faults)
    assert found == [(3, "行政区划"), (4, "类别"), (5, "周一"), (6, "名称"), (7, "纬度"), (8, "行政区划")]


def test_a_table_with_other_headings_and_what_is_no_table_are_refused() -> None:
    assert "表头" in upload(table(["x"], heads=("名字",))).content.decode()
    assert upload(SimpleUploadedFile("x.xlsx", b"nothing")).status_code == 422


def test_what_is_downloaded_goes_in_again_and_changes_nothing() -> None:
    answer = as_("hall1").get("/desk/halls/places/export/")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    read = upload(SimpleUploadedFile("again.xlsx", content)).context["read"]
    assert (read.new, read.changed, read.faults, read.same) == (0, 0, [], Hall.objects.count())


@pytest.mark.parametrize("number", [1, 30])
def test_checking_a_table_costs_the_same_for_one_row_and_thirty(
    number: int, django_assert_max_num_queries: Any
) -> None:
    rows = [["西来镇", "便民服务站", f"演示 {one}", "9:00-12:00"] for one in range(number)]
    file, desk = table(*rows), as_("hall1")
    desk.get("/desk/halls/places/table/")
    with django_assert_max_num_queries(9):
        desk.post("/desk/halls/places/table/", {"file": file})
