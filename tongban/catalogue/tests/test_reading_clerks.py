"""Cells as clerks write them: understood where they can mean one thing only, told with what to write where not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from demo.people import REGION
from tests import walking as w
from tongban.catalogue.api import Item, ItemVersion
from tongban.catalogue.exchange.exporting import export_items
from tongban.catalogue.exchange.models import ImportFault
from tongban.catalogue.exchange.values import converted
from tongban.catalogue.reading import Fault, RawItem, read_items
from tongban.catalogue.tests.test_imports_desk import as_, checked, page, row, taken, uploaded, workbook
from tongban.people.api import hire
from tongban.regions.api import Organisation

ROW: dict[str, Any] = {
    "事项名称": "摊位设置",
    "实施编码": "XK-1",
    "行政区划": "510131",
    "实施主体编码": "11510131DEM000014K",
}


def read(folder: Path, **cells: Any) -> tuple[RawItem, list[Fault]]:
    book = openpyxl.Workbook()
    whole = ROW | cells
    book.active.append(list(whole))
    book.active.append(list(whole.values()))
    book.save(folder / "a.xlsx")
    found = [one for _row, one in read_items(folder / "a.xlsx", trusted=False)]
    [item] = [one for one in found if isinstance(one, RawItem)]
    return item, [one for one in found if isinstance(one, Fault) and one.column in {*cells, *FIELDS.values()}]


FIELDS = {
    "承诺办结时限": "promise_days",
    "承诺办结时限单位": "promise_unit",
    "到现场次数": "visits",
    "是否收费": "has_fee",
    "申请材料": "materials",
}


@pytest.mark.parametrize(
    ("cell", "unit", "days", "means"),
    [
        ("3个月", "", 3, "month"),
        ("二十", "工作日", 20, "workday"),
        ("２０个工作日", None, 20, "workday"),
        ("自受理之日起二十个工作日内", None, 20, "workday"),
        ("30日", None, 30, "day"),
        ("15天", "", 15, "day"),
        ("15日", "工作日", 15, "workday"),
        ("24小时", "小时", 24, "hour"),
        ("1年", None, 1, "year"),
        (7.0, "自然日", 7, "day"),
    ],
)
def test_a_limit_is_understood_with_its_unit(tmp_path: Path, cell: Any, unit: Any, days: int, means: str) -> None:
    item, faults = read(tmp_path, 承诺办结时限=cell, 承诺办结时限单位=unit)
    assert (item.promise_days, item.promise_unit, faults) == (days, means, [])


@pytest.mark.parametrize("cell", ["即办", "当场", "即时", "当场办结"])
def test_at_once_is_no_day_and_tells_the_kind(tmp_path: Path, cell: str) -> None:
    item, faults = read(tmp_path, 承诺办结时限=cell)
    assert (item.promise_days, item.elements["kind"], faults) == (0, "immediate", [])
    item, _faults = read(tmp_path, 承诺办结时限=cell, 办件类型="承诺件")
    assert item.elements["kind"] == "promise"


def test_a_unit_beside_the_number_counts_and_the_other_is_told(tmp_path: Path) -> None:
    item, [fault] = read(tmp_path, 承诺办结时限="3个月", 承诺办结时限单位="工作日")
    assert (item.promise_days, item.promise_unit) == (3, "month")
    assert (fault.column, fault.found) == ("promise_unit", "工作日") and "个月" in fault.wanted


@pytest.mark.parametrize("cell", ["尽快", "5-10个工作日", "二〇", "一百二", "20个工作日（不含公示）"])
def test_a_limit_that_may_mean_anything_says_what_to_write(tmp_path: Path, cell: str) -> None:
    item, [fault] = read(tmp_path, 承诺办结时限=cell)
    assert item.promise_days is None and "20个工作日" in fault.cure and "即办" in fault.cure


@pytest.mark.parametrize(
    ("cell", "visits"),
    [("最多跑一次", 1), ("零跑动", 0), ("1次", 1), ("１", 1), ("两次", 2), ("最多跑2次", 2), ("一次都不跑", 0), (0, 0)],
)
def test_visits_are_counted(tmp_path: Path, cell: Any, visits: int) -> None:
    item, faults = read(tmp_path, 到现场次数=cell)
    assert (item.visits, faults) == (visits, [])


def test_visits_that_nobody_can_count_say_what_to_write(tmp_path: Path) -> None:
    item, [fault] = read(tmp_path, 到现场次数="视情况")
    assert item.visits is None and "最多跑一次" in fault.cure


@pytest.mark.parametrize(
    ("cell", "has_fee"), [("收费", True), ("有", True), ("免费", False), ("不收费", False), ("无", False)]
)
def test_a_fee_is_there_or_not(tmp_path: Path, cell: str, has_fee: bool) -> None:
    item, faults = read(tmp_path, 是否收费=cell)
    assert (item.elements["has_fee"], faults) == (has_fee, [])


def test_a_fee_that_is_neither_says_what_to_write(tmp_path: Path) -> None:
    item, [fault] = read(tmp_path, 是否收费="按规定")
    assert "has_fee" not in item.elements and "否" in fault.cure


@pytest.mark.parametrize(
    ("cell", "materials", "is_told"),
    [
        ("身份证复印件、户口簿、近期照片2张", ("身份证复印件", "户口簿", "近期照片2张"), True),
        ("法人证书;其他材料", ("法人证书", "其他材料"), False),
        ("申请书；身份证、户口簿\n照片（红底、白底）", ("申请书", "身份证", "户口簿", "照片（红底、白底）"), True),
        ("营业执照（正本；副本）", ("营业执照（正本；副本）",), False),
        ("营业执照正、副本", ("营业执照正、副本",), False),
        ("身份证、户口簿或居住证", ("身份证、户口簿或居住证",), False),
        ("结婚、离婚证", ("结婚、离婚证",), False),
        ("身份证原件、复印件", ("身份证原件、复印件",), False),
        ("1、身份证；2、户口簿", ("1、身份证", "2、户口簿"), False),
        ("土地、房屋（含附属设施、车库证明", ("土地、房屋（含附属设施、车库证明",), False),
        ("申请书^身份证、户口簿；照片", ("申请书", "身份证、户口簿；照片"), False),
    ],
)
def test_several_materials_in_a_cell(tmp_path: Path, cell: str, materials: tuple[str, ...], is_told: bool) -> None:
    item, faults = read(tmp_path, 申请材料=cell)
    assert item.materials == materials
    assert [fault.column for fault in faults] == ["materials"] * is_told
    assert all("户口簿" in fault.cure for fault in faults)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (28885503, "28885503"),
        (28885503.0, "28885503"),
        ("28885503.0", "28885503"),
        ("０２８-8855-9999", "028-8855-9999"),
        ("（０２８）８８５５９９９９", "(028)88559999"),
        ("窗口电话：０２８－８８５５９９９９，３号窗口", "窗口电话：028-88559999，3号窗口"),
    ],
)
def test_a_telephone_is_text_that_can_be_dialled(tmp_path: Path, cell: Any, number: str) -> None:
    item, _faults = read(tmp_path, 咨询方式=cell, 监督投诉方式=cell)
    assert item.consult == item.complain == (number,)


@pytest.fixture()
def organ() -> Organisation:
    return Organisation.objects.get(pk=w.item(w.ELDERLY).org_code)


def named(at: int, organ: Organisation, dept: str) -> dict[str, Any]:
    return row(at, "") | {"实施主体": dept, "行政区划": organ.region_id}


@pytest.mark.django_db
def test_an_organ_named_nearly_as_registered_is_asked_for(organ: Organisation) -> None:
    posts = [{"role": "catalogue_editor", "org_code": organ.pk, "region_code": REGION}]
    hire(login="editor_of_one", name="演示·编目丙", password="Ein-langes-Wort-9", posts=posts)
    editor = as_("editor_of_one")
    short = organ.name[2:]
    rows = [named(1, organ, organ.name), named(2, organ, short), named(3, organ, "远洋渔业总公司")]
    run = taken(editor, checked(editor, uploaded(editor, workbook(*rows)), 名字="name"))
    assert Item.objects.get(name="示例事项1").org_code == organ.pk and run.created == 1
    cures = dict(ImportFault.objects.filter(run=run, severity="error").values_list("row", "cure"))
    question = f"没有登记名为“{short}”的机构，是不是“{organ.name}”？"
    assert cures[3] == question and "机构" not in cures[4]
    assert question in editor.get(page(run)).content.decode()


@pytest.mark.django_db
def test_what_clerks_write_arrives_in_the_draft(organ: Organisation) -> None:
    editor = as_("editor1")
    cells = {"承诺办结时限": "当场", "承诺办结时限单位": "", "到现场次数": "最多跑一次", "申请材料": "身份证、户口簿"}
    run = taken(editor, checked(editor, uploaded(editor, workbook(row(1, organ.pk) | cells)), 名字="name"))
    assert run.created == 1
    content = ItemVersion.objects.get(item__code="SL-0001").content
    assert (content["promise_days"], content["kind"], content["visits"]) == (0, "immediate", 1)
    assert [one["name"]["zh"] for one in content["materials"]] == ["身份证", "户口簿"]


@pytest.mark.django_db
def test_a_material_of_several_papers_comes_back_whole(organ: Organisation, tmp_path: Path) -> None:
    editor = as_("editor1")
    taken(
        editor, checked(editor, uploaded(editor, workbook(row(1, organ.pk, 申请材料="身份证；户口簿^"))), 名字="name")
    )
    with (tmp_path / "a.csv").open("wb") as file:
        export_items(Item.objects.filter(code="SL-0001"), file, format="csv")
    [item] = [one for _row, one in read_items(tmp_path / "a.csv") if isinstance(one, RawItem)]
    assert item.materials == ("身份证；户口簿",)


def test_copies_are_counted_with_their_word() -> None:
    faults: list[Fault] = []
    cells = {"originals": "１份", "copies": "两份", "pages": "若干"}
    assert converted(1, "materials", cells, {}, faults) == {"originals": 1, "copies": 2}
    assert [(one.column, one.severity) for one in faults] == [("pages", "warning")]
