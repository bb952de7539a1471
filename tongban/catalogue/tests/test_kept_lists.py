"""The public lists keep themselves (C7): whatever changes what is published changes them, their counts and their shares."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command
from django.test import Client
from django.utils.translation import override

from tests import walking as w
from tongban.audit.api import history
from tongban.catalogue import api as catalogue
from tongban.catalogue.adjusting import actions as adjusting
from tongban.catalogue.importing import import_items
from tongban.catalogue.lists import reading
from tongban.catalogue.lists.columns import COLUMNS
from tongban.catalogue.lists.definitions import definitions
from tongban.catalogue.lists.effects import lists_are_there, lists_of_the_day
from tongban.catalogue.lists.facts import facts_of, is_proof
from tongban.catalogue.lists.keeping import keep
from tongban.catalogue.lists.models import ItemUse, ListedItem, ListFigure, ListState
from tongban.catalogue.lists.rebuilding import begin_anew, is_current, rebuild
from tongban.catalogue.lists.using import count_uses
from tongban.catalogue.tests.test_importing import ROW, listed
from tongban.kit import clock
from tongban.kit.act import SYSTEM
from tongban.outbox.api import drain
from tongban.people.api import hire
from tongban.regions.api import ancestors_of

pytestmark = pytest.mark.django_db
HERE, CITY, PROVINCE, ELSEWHERE = "510131000000", "510100000000", "510000000000", "510129000000"
TRANSFER = "不动产转移登记"
BASIS = {"law": "蒲江县示例收费办法（演示）", "article": "第一条"}


@pytest.fixture(autouse=True)
def kept() -> None:
    """As after the first minutes of an installation: everything was read once."""
    drain()
    list(rebuild())


def slugs_of(item: catalogue.Item) -> set[str]:
    return set(ListedItem.objects.filter(item=item).values_list("slug", flat=True))


def count_of(slug: str, place: str = HERE, dept: str = "") -> tuple[int, int]:
    figure = reading.figures(place, dept)[slug]
    return figure.items, figure.of


def figures_are_right() -> bool:
    """Every count is the number of its rows, at every level."""
    wanted: dict[tuple[str, str, str], int] = {}
    for row in ListedItem.objects.all():
        for place, organ in [
            (row.at[:12], row.org_code),
            *((p, "") for p in (row.at[:12], *ancestors_of(row.at[:12]))),
        ]:
            wanted[place, organ, row.slug] = wanted.get((place, organ, row.slug), 0) + 1
    found = {(f.region_code, f.org_code, f.slug): f.items for f in ListFigure.objects.all() if f.items}
    return found == wanted


def published(item: catalogue.Item, **changed: Any) -> catalogue.Item:
    item.refresh_from_db()
    assert item.current is not None
    catalogue.draft(item=item, content=item.current.content | changed, by=SYSTEM)
    catalogue.submit_for_review(item=item, by=SYSTEM)
    catalogue.publish(item=item, by=SYSTEM)
    drain()
    return item


def page(slug: str, **given: str) -> str:
    answer = Client().get(f"/lists/{slug}/", given)
    assert answer.status_code == 200
    return answer.content.decode()


def as_(login: str) -> Client:
    client = Client()
    client.force_login(w.user(login))
    return client


# what decides


BY_HOSPITAL = {"key": "record", "name": {"zh": "新生儿出生医学记录"}, "source": "intermediary"}


@pytest.mark.parametrize(
    ("changed", "on", "off"),
    [
        ({"handle_area": "4"}, {"anywhere", "nearby"}, set()),
        ({"handle_area": "5"}, set(), {"anywhere", "nearby"}),
        ({"kind": "immediate"}, {"at-once"}, set()),
        ({"visits": 1}, {"once", "one-go"}, {"no-visit", "unseen"}),
        ({"visits": 2}, set(), {"once", "one-go", "no-visit"}),
        ({"visits": 0, "online_depth": [5]}, {"no-visit", "online", "fully-online"}, {"unseen"}),
        ({"visits": 0, "online_depth": [5], "handle_forms": ["4"]}, {"unseen"}, set()),
        ({"online_depth": [1, 2, 3]}, {"undated"}, {"online", "fully-online", "unseen"}),
        ({"online_depth": [1], "handle_forms": ["2"]}, {"online"}, {"fully-online", "undated"}),
        ({"terminals": True}, {"nearby"}, {"anywhere"}),
        ({"in_hall": False}, set(), {"hall"}),
        ({"intermediary_service": {"zh": "水资源论证"}}, {"intermediary"}, set()),
        ({"materials": [BY_HOSPITAL]}, set(), {"intermediary"}),
        ({"materials": [BY_HOSPITAL | {"name": {"zh": "检测报告"}}]}, {"intermediary"}, set()),
        ({"intermediary_service": {"zh": "无。"}}, set(), {"intermediary"}),
        ({"fees": [{"name": {"zh": "工本费"}, "standard": {"zh": "每本 10 元"}}]}, {"fees"}, set()),
        ({"fees": [{"name": {"zh": "无"}, "standard": {"zh": "不收费"}}]}, set(), {"fees"}),
        ({"has_fee": True}, {"fees"}, set()),
    ],
)
def test_elements_decide_which_lists_a_service_stands_on(changed: dict[str, Any], on: set[str], off: set[str]) -> None:
    """高龄津贴 from its bare minimum, changed by one element, published."""
    bare = {"places": [], "online_depth": [], "in_hall": None, "visits": 3, "kind": "promise", "materials": []}
    content = w.item(w.WATER).current.content  # type: ignore[union-attr]
    guide = catalogue.load({**content, **bare, **changed, "form": None, "review_points": []})
    facts = facts_of(guide, today=clock.today())
    held = {slug for slug, one in definitions().items() if one.holds(facts)}
    assert on <= held
    assert not off & held


def test_an_identity_card_is_no_proof_and_a_proof_is() -> None:
    assert [is_proof(name) for name in ("经营者身份证明", "无犯罪记录证明", "身份证明和亲属关系证明", "营业执照")] == [
        False, True, True, False,
    ]  # fmt: skip


def test_every_list_says_what_it_is_in_both_languages_with_its_source() -> None:
    for one in definitions().values():
        assert one.name.en and one.means.en and one.source.en and one.name.zh != one.name.en


# by themselves


def test_a_publication_changes_list_count_and_share_at_every_level() -> None:
    item = w.item(w.ELDERLY)
    assert "fees" not in slugs_of(item)
    before, of = count_of("fees")
    fee = {"name": {"zh": "示例费", "en": "Sample fee"}, "standard": {"zh": "每件 1 元", "en": "¥1"}, "basis": BASIS}
    published(item, fees=[fee])
    assert "fees" in slugs_of(item)
    for place in (HERE, CITY, PROVINCE):
        assert count_of("fees", place) == (before + 1, of)
    assert count_of("fees", dept=item.org_code)[0] == 1
    assert "示例费" in page("fees") and "每件 1 元" in page("fees")
    published(item, fees=[])
    assert count_of("fees") == (before, of) and "示例费" not in page("fees")
    assert figures_are_right()


@pytest.mark.parametrize(("kind", "comes_back"), [("suspend", True), ("cancel", False)])
def test_what_is_suspended_or_cancelled_leaves_every_list(kind: str, comes_back: bool) -> None:
    item = w.item(w.ELDERLY)
    all_of_them = count_of("all")[0]
    adjusted(item, kind)
    assert slugs_of(item) == set() and count_of("all")[0] == all_of_them - 1
    assert w.ELDERLY not in page("all")
    if comes_back:
        adjusted(item, "resume")
        assert count_of("all")[0] == all_of_them
    assert figures_are_right()


def adjusted(item: catalogue.Item, kind: str) -> None:
    adjusting.propose(item=item, kind=kind, reason="依据废止", successors=[], by=w.user("editor1"))
    adjusting.pass_adjustment(item=item, seen=read(item), by=w.user("establishment1"))
    adjusting.pass_adjustment(item=item, seen=read(item), by=w.user("legal1"))
    adjusting.publish_adjustment(item=item, seen=read(item), by=w.user("publisher1"))
    drain()


def read(item: catalogue.Item) -> str:
    return catalogue.digest_of(adjusting.open_adjustment(item))


def test_an_import_that_is_published_is_listed_in_its_own_place(tmp_path: Path) -> None:
    import_items(listed(tmp_path, ROW | {"online": "是", "materials": ["无犯罪记录证明"]}), publish=True)
    drain()
    item = catalogue.Item.objects.get(code=ROW["task_code"])
    assert {"all", "online", "fully-online", "no-visit", "proofs"} <= slugs_of(item)
    assert "无犯罪记录证明" in page("proofs", place="44") and "无犯罪记录证明" not in page("proofs")
    import_items(listed(tmp_path, ROW | {"online": "否", "visits": 3}), publish=True)
    drain()
    assert slugs_of(item) == {"all", "undated"}
    assert count_of("online", "440000000000") == (0, 1)
    assert figures_are_right()


def test_an_import_that_is_a_draft_stands_on_no_list(tmp_path: Path) -> None:
    import_items(listed(tmp_path, ROW))
    drain()
    assert slugs_of(catalogue.Item.objects.get(code=ROW["task_code"])) == set()


def test_keeping_again_changes_nothing() -> None:
    assert keep(catalogue.Item.objects.values_list("pk", flat=True)) == 0


def test_a_rebuilding_that_is_stopped_goes_on_and_heals_rows_and_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongban.catalogue.lists.rebuilding.SLICE", 4)
    ListFigure.objects.update(items=99)
    ListedItem.objects.filter(slug="proofs").delete()
    begin_anew()
    steps = rebuild()
    assert [next(steps), next(steps)] == [4, 4]
    steps.close()
    state = ListState.objects.get()
    assert state.last is not None and not is_current()
    out = io.StringIO()
    call_command("rebuild_lists", "--go-on", "--json", stdout=out)
    assert json.loads(out.getvalue())["items"] == catalogue.Item.objects.count() - 8
    assert is_current() and figures_are_right() and count_of("proofs")[0] > 0


def test_new_definitions_are_noticed_and_everything_is_read_again_by_itself() -> None:
    ListState.objects.update(edition="older")
    ListedItem.objects.all().delete()
    assert lists_are_there() and not lists_are_there()
    drain()
    assert is_current() and not lists_are_there() and figures_are_right()


def test_most_used_comes_from_real_applications() -> None:
    item = w.item(w.FOOD)
    assert "frequent" not in slugs_of(item)
    w.submitted(w.FOOD)
    w.submitted(w.FOOD)
    w.submitted(w.ELDERLY)
    assert count_uses() == 1
    assert "frequent" in slugs_of(item) and "frequent" not in slugs_of(w.item(w.ELDERLY))
    assert ItemUse.objects.get(code=item.code).times == 2
    assert "申请件数：</span>2" in page("frequent") and "12 个月收到的申请不少于 2 件" in page("frequent")
    with clock.turned_to(clock.now() + dt.timedelta(days=400)):
        assert count_uses() == 1 and "frequent" not in slugs_of(item)


# from which day


def offline() -> catalogue.Item:
    return w.item(TRANSFER)


def planned(days: int = 30, reason: str = "还差电子签名") -> Any:
    item = offline()
    day = clock.today() + dt.timedelta(days=days)
    return as_("editor1").post(f"/desk/catalogue/{item.pk}/online/", {"planned_on": day.isoformat(), "reason": reason})


def test_an_editor_sets_the_day_and_everybody_reads_it() -> None:
    assert planned().status_code == 302
    drain()
    assert "planned" in slugs_of(offline()) and "undated" not in slugs_of(offline())
    text = page("planned")
    assert TRANSFER in text and "还差电子签名" in text
    assert (clock.today() + dt.timedelta(days=30)).isoformat() in text
    assert "catalogue.plan_online" in [entry.act for entry in history(offline())]
    assert planned().status_code == 302  # the same again leaves no second entry
    assert [entry.act for entry in history(offline())].count(
        "catalogue.plan_online"
    ) == 2  # the demo's own is the first


def test_a_day_that_is_moved_says_what_was_said_first() -> None:
    first = offline().online_plan.planned_on
    planned(200)
    drain()
    text = page("planned")
    assert first.isoformat() in text and (clock.today() + dt.timedelta(days=200)).isoformat() in text


def test_who_is_late_is_told_from_the_next_day_on() -> None:
    planned(1)
    drain()
    assert "late" not in slugs_of(offline())
    with clock.turned_to(clock.now() + dt.timedelta(days=2)):
        assert lists_of_the_day() == 1 and lists_of_the_day() == 0
        assert TRANSFER in page("late") and "逾期" in page("planned")
        assert count_of("late")[0] == 1
        answer = as_("supervisor1").get("/desk/supervision/online/")
        row = next(row for row in answer.context["rows"] if row["late"])
        assert answer.status_code == 200 and row["all"] >= 1 and "1 个事项逾期未上线" in answer.content.decode()
        assert as_("supervisor1").get("/desk/supervision/").context["late_online"] == 1
        published(offline(), online_depth=[1, 2, 3, 4])  # now it is online
        assert slugs_of(offline()) & {"late", "planned", "undated"} == set()
        assert count_of("late")[0] == 0


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"planned_on": "", "reason": "x"}, "请写明从哪天起"),
        ({"planned_on": "morgen", "reason": "x"}, "日期请写成"),
        ({"planned_on": "2020-01-01", "reason": "x"}, "这一天已经过了"),
        ({"planned_on": "2099-01-01", "reason": "x"}, "五年以后"),
        ({"planned_on": "2027-06-01", "reason": "  "}, "还差什么"),
    ],
)
def test_what_is_no_day_is_told_beside_the_field(typed: dict[str, str], said: str) -> None:
    item = offline()
    answer = as_("editor1").post(f"/desk/catalogue/{item.pk}/online/", typed)
    assert answer.status_code == 422 and said in answer.content.decode()


def test_a_stranger_sets_no_day_and_nobody_does_for_what_is_online() -> None:
    data = {"planned_on": (clock.today() + dt.timedelta(days=3)).isoformat(), "reason": "x"}
    before = offline().online_plan.planned_on
    post = {"role": "catalogue_editor", "org_code": w.item(w.FOOD).org_code, "region_code": HERE}
    hire(login="editor-elsewhere", name="演示·外", password="Ein-langes-Wort-9", posts=[post])
    assert as_("editor-elsewhere").post(f"/desk/catalogue/{offline().pk}/online/", data).status_code == 403
    assert Client().post(f"/desk/catalogue/{offline().pk}/online/", data).status_code == 302
    offline().refresh_from_db()
    assert offline().online_plan.planned_on == before
    answer = as_("editor1").post(f"/desk/catalogue/{w.item(w.ELDERLY).pk}/online/", data)
    assert answer.status_code == 409 and "已经网上可办" in answer.content.decode()


def test_the_desk_page_of_an_item_names_its_lists() -> None:
    text = as_("editor1").get(f"/desk/catalogue/{w.item(w.ELDERLY).pk}/").content.decode()
    assert "/lists/online/" in text and "网上可办" in text and "确定日期" not in text


# pages


def test_the_page_of_all_lists_has_counts_and_shares() -> None:
    answer = Client().get("/lists/")
    text = answer.content.decode()
    number, of = count_of("proofs")
    assert f"<strong>{number}</strong>" in text and f"{100 * number / of:.1f}%" in text
    for one in definitions().values():
        assert f"/lists/{one.slug}/" in text
    assert 'href="/lists/' in Client().get("/").content.decode()


def test_the_pages_speak_english() -> None:
    client = Client(headers={"accept-language": "en"})
    assert "Proofs asked for" in client.get("/lists/").content.decode()
    text = client.get("/lists/fees/").content.decode()
    assert "¥10 each" in text and "Standard" in text and "services here" in text
    assert '<span lang="zh-Hans">还差人脸核身' in client.get("/lists/planned/").content.decode()


def test_a_list_is_narrowed_by_place_department_and_words() -> None:
    item = w.item(w.FOOD)
    assert w.FOOD in page("all", q="食品经营") and w.ELDERLY not in page("all", q="食品经营")
    assert w.FOOD in page("all", dept=item.org_code) and w.ELDERLY not in page("all", dept=item.org_code)
    assert w.FOOD in page("all", place="51") and w.FOOD not in page("all", place=ELSEWHERE)
    assert "清单里没有符合的事项" in page("all", q="没有这样的事")
    assert w.FOOD in page("all", dept="nobody")  # what is no department narrows nothing
    assert Client().get("/lists/none-such/").status_code == 404
    assert Client().get("/lists/all/?cursor=broken").status_code == 422
    assert page("all", q="%_'\"\\")
    for path in ("", "all/", "all/xlsx/", "all/print/"):
        for wrong in ("' OR 1=1", "999", "abc"):
            assert Client().get(f"/lists/{path}", {"place": wrong}).status_code == 404, (path, wrong)


def test_a_long_list_is_turned_page_by_page_and_none_is_lost() -> None:
    client, seen, url = Client(), [], "/api/lists/all?n=4"
    while url:
        answer = client.get(url).json()
        seen += [item["code"] for item in answer["items"]]
        url = f"/api/lists/all?n=4&cursor={answer['next']}" if answer["next"] else ""
    known = list(catalogue.Item.objects.order_by("region_code", "code").values_list("code", flat=True))
    assert seen == known


def test_what_is_printed_says_the_same() -> None:
    text = Client().get("/lists/fees/print/").content.decode()
    assert "工本费" in text and "每本 10 元" in text and "发改价格" in text


@pytest.mark.parametrize(
    "path", ["/lists/", "/lists/proofs/", "/lists/proofs/print/", "/api/lists", "/api/lists/proofs"]
)
def test_a_list_costs_the_same_with_one_service_and_with_three(path: str) -> None:
    """The frame asks for the place; then figures, rows, places, departments, whatever the number."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, costs = Client(), []
    codes = list(catalogue.Item.objects.filter(listed__slug="proofs").values_list("pk", flat=True))
    for number in (3, 1):
        ListedItem.objects.filter(item__in=codes[number:]).delete()
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(path).status_code == 200
        costs.append(len(asked))
    assert costs[0] == costs[1] <= 7


def test_the_badges_of_a_guide_lead_to_their_lists() -> None:
    text = Client().get(f"/guides/{w.item(w.UNEMPLOYMENT).code}/").content.decode()
    assert "/lists/fully-online/?place=" in text and "/lists/at-once/?place=" in text


# the sheet


def sheet(slug: str, **given: str) -> Any:
    answer = Client().get(f"/lists/{slug}/xlsx/", given)
    assert answer.status_code == 200 and "attachment" in answer["Content-Disposition"]
    return openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active  # type: ignore[attr-defined]


def test_the_sheet_holds_what_the_page_holds_with_codes_as_text() -> None:
    found = sheet("fees")
    rows = list(found.iter_rows(min_row=5, values_only=True))
    heads = [cell.value for cell in found[4]]
    assert heads == ["事项编码", "事项", "部门", "地区", "收费项目", "收费标准", "依据", "办事指南"]
    assert {"驾驶证工本费", "不动产登记费（住宅）", "不动产登记费（非住宅）"} <= {row[4] for row in rows}
    assert all(cell.data_type in "sn" and cell.number_format == "@" for cell in found["A"][4:])
    assert found.freeze_panes == "C5" and found.column_dimensions["B"].width == 44
    assert rows[0][0] == "11510131DEM000081H4000109031003"


def test_no_cell_of_the_sheet_is_a_formula() -> None:
    fee = {"name": {"zh": '=HYPERLINK("http://x","x")'}, "standard": {"zh": "@SUM(1)"}, "basis": BASIS}
    published(w.item(w.ELDERLY), fees=[fee])
    cells = [cell for row in sheet("fees").iter_rows(min_row=5) for cell in row]
    assert {cell.data_type for cell in cells if cell.value} == {"s"}
    assert '=HYPERLINK("http://x","x")' in [cell.value for cell in cells]


def test_a_sheet_has_an_end_and_says_so(settings: Any) -> None:
    settings.SHEET_ROWS = 2
    values = [row[0] for row in sheet("all").iter_rows(min_row=5, values_only=True)]
    assert len(values) == 3 and "前 2 个事项" in values[2]


def test_downloads_of_one_address_are_counted(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongban.catalogue.views.kept_lists.SHEETS", 1)
    assert Client().get("/lists/fees/xlsx/").status_code == 200
    assert Client().get("/lists/fees/xlsx/").status_code == 429


# programs


def test_programs_read_lists_with_their_details() -> None:
    lists = {one["list"]: one for one in Client().get("/api/lists").json()}
    assert lists.keys() == definitions().keys() and lists["all"]["rate"] == 100.0
    answer = Client().get("/api/lists/fees", {"q": "驾驶证"}).json()
    assert answer["items"][0]["details"][0] == {
        "fee": "驾驶证工本费",
        "standard": "每本 10 元",
        "basis": "《国家发展改革委、财政部关于驾驶证工本费的规定（发改价格〔2004〕2831号）》全文",
    }
    one = Client().get("/api/lists", {"dept": w.item(w.FOOD).org_code}).json()
    assert one[0]["items"] < lists["all"]["items"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("slug", [one.slug for one in definitions().values()])
def test_every_list_answers_as_page_sheet_and_for_programs(slug: str, language: str) -> None:
    """Codes of guides are texts of digits, which SQLite would give as numbers."""
    anybody = Client(headers={"accept-language": language})
    for address in (f"/lists/{slug}/", f"/lists/{slug}/xlsx/", f"/api/lists/{slug}"):
        assert anybody.get(address).status_code == 200, address


def test_a_code_of_a_list_is_read_as_its_words() -> None:
    area = Client().get("/api/lists/anywhere").json()["items"][0]["details"][0]["area"]
    assert area and not str(area).isdigit()


def test_programs_read_a_list_by_department_and_by_place() -> None:
    parts = {one["code"]: one for one in Client().get("/api/lists/fees/parts").json()}
    assert parts["11510131DEM000081H"]["items"] >= 1
    assert sum(one["items"] for one in parts.values()) == count_of("fees")[0]
    assert [one["code"] for one in Client().get("/api/lists/fees/parts?place=5101").json()] == [HERE]


@pytest.mark.parametrize(
    ("path", "given", "status"),
    [
        ("/api/lists/none-such", {}, 404),
        ("/api/lists/fees", {"n": 1000}, 422),
        ("/api/lists/fees", {"cursor": "broken"}, 422),
        ("/api/lists/fees", {"dept": "x'"}, 422),
        ("/api/lists", {"place": "99"}, 422),
    ],
)
def test_a_wrong_question_is_told_how_it_should_be(path: str, given: dict[str, Any], status: int) -> None:
    answer = Client().get(path, given)
    assert answer.status_code == status and answer.json()["message"]


def test_a_fee_without_an_amount_is_told_so() -> None:
    with override("zh-hans"):
        assert list(COLUMNS["fees"].rows({"has_fee": True})) == [("收费", "收费标准未提供", "")]
