from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from stdnum.cn import uscc

from tongban.catalogue.reading import Fault, Given, RawItem, read_items
from tongban.kit.errors import Refused


def registered(first17: str) -> str:
    return first17 + uscc.calc_check_digit(first17)


ORG = registered("11510131MB1234567")
PLAIN: dict[str, Any] = {
    "task_code": f"{ORG}4510123001001",
    "base_code": "510123001001",
    "name": "临时摊位设置许可",
    "aliases": ["摆摊"],
    "type": "行政许可",
    "type_code": "01",
    "dept": "测试县综合执法局",
    "dept_uscc": ORG,
    "area_code": "510131",
    "level": "县级",
    "visits": 1,
    "legal_days": 20,
    "legal_unit": "工作日",
    "promise_days": 5,
    "promise_unit": "工作日",
    "online": True,
    "conditions": "有固定的摊位。",
    "materials": ["申请书", "身份证"],
    "location": "大北街1号政务大厅3号窗口",
    "consult": "028-00000001",
    "complain": "028-00000002",
    "topics": ["准营准办"],
    "objects": ["自然人", "企业法人"],
}


def lines(folder: Path, *rows: dict[str, Any] | str) -> Path:
    path = folder / "items.jsonl"
    written = (row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text("\n".join(written) + "\n", "utf-8")
    return path


def read(path: Path, given: Given | None = None) -> tuple[list[RawItem], list[tuple[int, str, str]]]:
    every = [one for _row, one in read_items(path, given)]
    faults = [(one.row, one.column, str(one.severity)) for one in every if isinstance(one, Fault)]
    return [one for one in every if isinstance(one, RawItem)], faults


def test_an_editor_gets_every_field_of_a_good_row(tmp_path: Path) -> None:
    items, faults = read(lines(tmp_path, PLAIN))
    assert faults == []
    assert items == [
        RawItem(
            row=1,
            code=f"{ORG}4510123001001",
            code_kind="standard",
            base_code="510123001001",
            name="临时摊位设置许可",
            aliases=("摆摊",),
            type_name="行政许可",
            type_code="01",
            type_code_found="01",
            dept="测试县综合执法局",
            org_code=ORG,
            org_code9="MB1234567",
            region_code="510131000000",
            level=4,
            visits=1,
            legal_days=20,
            legal_unit="workday",
            promise_days=5,
            promise_unit="workday",
            online=True,
            conditions="有固定的摊位。",
            materials=("申请书", "身份证"),
            places=("大北街1号政务大厅3号窗口",),
            consult=("028-00000001",),
            complain=("028-00000002",),
            topics=("准营准办",),
            objects=("自然人", "企业法人"),
        )
    ]
    assert items[0].audience == ("person", "enterprise")


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"dept_uscc": registered("12510131G12345678")}, "org_code"),
        ({"dept_uscc": ORG[:-1] + ("1" if ORG[-1] != "1" else "2")}, "org_code"),
        ({"conditions": "申请人应当符合下列条件："}, "conditions"),
        ({"conditions": "依照《摊位管理办"}, "conditions"),
        ({"promise_days": 21}, "promise_days"),
        ({"promise_days": "尽快"}, "promise_days"),
        ({"promise_unit": "旬"}, "promise_unit"),
        ({"complain": "028-00000001"}, "complain"),
        ({"task_code": "XK-00123"}, "code"),
        ({"online": "也许"}, "online"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_an_editor_is_warned_of_a_doubt_and_still_gets_the_item(
    tmp_path: Path, change: dict[str, Any], column: str
) -> None:
    items, faults = read(lines(tmp_path, PLAIN | change))
    assert [item.name for item in items] == ["临时摊位设置许可"]
    assert (1, column, "warning") in faults
    assert {severity for _row, _column, severity in faults} == {"warning"}


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ('{"name": "摊位"', ""),
        ('["摊位"]', ""),
        (PLAIN | {"name": " "}, "name"),
        (PLAIN | {"name": "长" * 301}, "name"),
        (PLAIN | {"task_code": None, "dept_uscc": None, "dept": ""}, "code"),
        (PLAIN | {"task_code": "1.15101E+30"}, "code"),
        (PLAIN | {"area_code": "蒲江"}, "region_code"),
        (PLAIN | {"area_code": None}, "region_code"),
    ],
)
def test_a_bad_row_is_skipped_with_its_reason_and_the_next_is_read(
    tmp_path: Path, row: dict[str, Any] | str, column: str
) -> None:
    items, faults = read(lines(tmp_path, row, PLAIN))
    assert [(item.row, item.name) for item in items] == [(2, "临时摊位设置许可")]
    assert (1, column, "error") in faults


def test_the_second_row_with_one_code_is_refused_and_names_the_first(tmp_path: Path) -> None:
    found = [one for _row, one in read_items(lines(tmp_path, PLAIN, "", PLAIN))]
    assert isinstance(found[0], RawItem)
    assert [(one.row, one.column, one.severity) for one in found[1:] if isinstance(one, Fault)] == [
        (3, "code", "error")
    ]
    assert "1" in str(found[1])


def test_an_unknown_column_is_told_once(tmp_path: Path) -> None:
    rows = [PLAIN | {"colour": "red", "task_code": f"{ORG}451012300100{at}"} for at in range(3)]
    assert read(lines(tmp_path, *rows))[1] == [(1, "colour", "warning")]


def test_a_fault_is_a_sentence_with_found_wanted_and_cure(tmp_path: Path) -> None:
    (_row, fault), _item = read_items(lines(tmp_path, PLAIN | {"promise_days": 30}))
    assert isinstance(fault, Fault)
    assert (fault.found, fault.row, fault.column) == ("30", 1, "promise_days")
    assert "30" in str(fault) and "20" in str(fault)


def test_an_older_code_tells_place_and_organ_and_its_item_is_kept(tmp_path: Path) -> None:
    old = {
        "name": "公章刻制备案",
        "item_code": f"511Z07001006-510131000000-000-{ORG}-1-00",
        "task_type": "20",
    }
    items, faults = read(lines(tmp_path, old))
    assert faults == []
    assert (items[0].code_kind, items[0].base_code) == ("local", "511Z07001006")
    assert (items[0].region_code, items[0].org_code, items[0].level) == ("510131000000", ORG, 4)


def test_a_list_without_codes_is_refused_until_one_says_whose_it_is(tmp_path: Path) -> None:
    path = lines(tmp_path, {"name": "收养迁移", "materials": ["收养登记证"], "process": "当场办理"})
    assert read(path)[0] == []
    given = Given("510131000000", ORG, "测试县公安局")
    first, faults = read(path, given)
    assert first[0].code.startswith("LOCAL-510131000000-")
    assert first[0].code_kind == "derived"
    assert faults == [(1, "code", "warning")]
    assert read(path, given)[0] == first
    assert read(path, Given("510129000000", ORG))[0][0].code != first[0].code


HEADS = [
    "事项名称",
    "实施编码",
    "行政区划代码",
    "实施主体",
    "统一社会信用代码",
    "承诺办结时限（工作日）",
    "承诺时限",
    "承诺时限单位",
]
CELLS = ["临时摊位设置许可", f"{ORG}4510123001001", "510131", "测试县综合执法局", ORG, "", 5, "工作日"]
MORE = {
    "申请材料": "申请书^身份证",
    "服务对象": "自然人、企业法人",
    "是否网办": "是",
    "到现场次数": 1.0,
    "别名": "摆摊；地摊",
}


def good(item: RawItem) -> bool:
    assert (item.promise_days, item.promise_unit, item.visits, item.online) == (5, "workday", 1, True)
    assert (item.materials, item.objects) == (("申请书", "身份证"), ("自然人", "企业法人"))
    assert (item.aliases, item.region_code) == (("摆摊", "地摊"), "510131000000")
    return True


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_an_office_table_with_chinese_headings_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "items.csv"
    table = [[*HEADS, *MORE], [str(cell) for cell in [*CELLS, *MORE.values()]]]
    path.write_text("\n".join(",".join(row) for row in table), encoding)
    items, faults = read(path)
    assert good(items[0])
    assert items[0].row == 2
    assert [column for _row, column, _severity in faults] == ["承诺办结时限（工作日）"]


def test_a_spreadsheet_is_read_with_its_own_row_numbers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in ([*HEADS, *MORE], [], [*CELLS, *MORE.values()]):
        sheet.append(row)
    book.save(tmp_path / "items.xlsx")
    items, _faults = read(tmp_path / "items.xlsx")
    assert good(items[0])
    assert items[0].row == 3


def test_a_table_without_a_heading_for_the_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "items.csv"
    path.write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(Refused) as refused:
        list(read_items(path))
    assert refused.value.found == "a, b"


@pytest.mark.parametrize("name", ["items.pdf", "absent.csv"])
def test_a_file_that_is_no_list_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "items.pdf").write_bytes(b"%PDF")
    with pytest.raises(Refused):
        list(read_items(tmp_path / name))


def test_a_spreadsheet_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "items.xlsx").write_bytes(b"not a spreadsheet")
    with pytest.raises(Refused):
        list(read_items(tmp_path / "items.xlsx"))


REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "items"


@pytest.mark.skipif(not REAL.is_dir(), reason="the real lists are not here")
def test_the_real_list_of_a_province_is_read_whole_within_two_seconds() -> None:
    start = time.process_time()
    items, faults = read(REAL / "guangdong_2021.jsonl")
    assert time.process_time() - start < 2
    assert len(items) == len({item.code for item in items}) == 1351
    assert {severity for _row, _column, severity in faults} == {"warning"}
    assert [row for row, column, _severity in faults if column == "org_code"] == [999, 1163, 1206]
