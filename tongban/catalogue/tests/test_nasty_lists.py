"""Files as offices really send them: each is read as a person would, or says what is wrong; none breaks anything."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tongban.catalogue.exchange import workbook as reader
from tongban.catalogue.importing import import_items
from tongban.catalogue.models import Item
from tongban.catalogue.reading import Fault, Given, RawItem, read_items
from tongban.kit.errors import Refused

ORG = "11510131DEM000014K"
HEADS = ["事项名称", "实施编码", "行政区划", "实施主体编码", "承诺办结时限", "承诺办结时限单位", "计划生效日期"]
CELLS: list[Any] = ["摊位设置", "XK-1", "510131", ORG, 5, "工作日", "2026-01-01"]


def book(path: Path, fill: Callable[[Worksheet], None]) -> Path:
    made = openpyxl.Workbook()
    sheet = made.active
    assert isinstance(sheet, Worksheet)
    fill(sheet)
    made.save(path)
    return path


def rows(*lines: list[Any]) -> Callable[[Worksheet], None]:
    def fill(sheet: Worksheet) -> None:
        for line in lines:
            sheet.append(line)

    return fill


def read(path: Path, **given: Any) -> tuple[list[RawItem], list[Fault]]:
    found = [one for _row, one in read_items(path, Given(**given), trusted=False)]
    return [one for one in found if isinstance(one, RawItem)], [one for one in found if isinstance(one, Fault)]


def test_titles_notes_and_merged_cells_above_the_heading_are_no_heading(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        rows(["某区政务服务事项清单（2026 年版）"], ["填报单位：", "某局"], HEADS, CELLS)(sheet)
        sheet.merge_cells("A1:G1")

    [item], _faults = read(book(tmp_path / "a.xlsx", fill))
    assert (item.name, item.promise_days, item.row) == ("摊位设置", 5, 4)


def test_two_heading_rows_with_groups_are_read_together(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["事项名称", "实施编码", "行政区划", "法定办结时限", None, "承诺办结时限", None])
        sheet.append([None, None, None, "时限", "单位", "时限", "单位"])
        sheet.append(["摊位设置", "XK-1", "510131", 20, "工作日", 5, "自然日"])
        for place in ("A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:G1"):
            sheet.merge_cells(place)

    [item], faults = read(book(tmp_path / "a.xlsx", fill))
    assert (item.legal_days, item.legal_unit, item.promise_days, item.promise_unit) == (20, "workday", 5, "day"), faults


def test_an_organ_written_once_over_merged_rows_counts_for_each(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        rows(HEADS, CELLS, [*CELLS[:1], "XK-2", *CELLS[2:]], [*CELLS[:1], "XK-3", *CELLS[2:]])(sheet)
        sheet.merge_cells("D2:D4")

    items, _faults = read(book(tmp_path / "a.xlsx", fill))
    assert [item.org_code for item in items] == [ORG] * 3


@pytest.mark.parametrize("code", [1.23e30, 114400000069397562440101007000])
def test_a_code_that_became_a_number_is_an_error_with_its_cure(tmp_path: Path, code: float) -> None:
    items, faults = read(book(tmp_path / "a.xlsx", rows(HEADS, [CELLS[0], code, *CELLS[2:]])))
    assert items == []
    assert [(one.row, one.column, one.heading) for one in faults if one.severity == "error"] == [
        (2, "code", "实施编码")
    ]


@pytest.mark.parametrize(
    "day", [dt.date(2026, 1, 1), dt.datetime(2026, 1, 1, 8), 46023, "20260101", "2026年1月1日", "２０２６-０１-０１"]
)
def test_a_day_is_a_day_however_it_is_kept(tmp_path: Path, day: Any) -> None:
    [item], _faults = read(book(tmp_path / "a.xlsx", rows(HEADS, [*CELLS[:6], day])))
    assert item.elements["effective_on"] == "2026-01-01"


def test_full_width_digits_trailing_blanks_and_joined_values_mean_what_they_say(tmp_path: Path) -> None:
    heads = [*HEADS, "办理形式", "网上办理深度", "服务对象", "是否收费"]
    cells = [
        " 摊位设置 ",
        "ＸＫ－１ ",
        "５１０１３１",
        f"{ORG} ",
        "５",
        "工作日　",
        "",
        "1^2^9",
        "Ⅲ",
        "自然人^企业法人",
        "否 ",
    ]
    [item], faults = read(book(tmp_path / "a.xlsx", rows(heads, cells)))
    assert (item.name, item.code, item.region_code, item.promise_days) == ("摊位设置", "XK-1", "510131000000", 5)
    assert item.elements["handle_forms"] == ["1", "2", "9"] and item.elements["has_fee"] is False
    assert item.elements["online_depth"] == ["1", "2", "3", "4"]
    assert item.elements["service_objects"] == ["1", "2"]
    assert {one.column for one in faults} == {"code"}


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("between", [",", "\t", ";"])
def test_a_csv_of_any_office_is_read(tmp_path: Path, encoding: str, between: str) -> None:
    path = tmp_path / "清单.csv"
    path.write_text("\r\n".join(between.join(map(str, line)) for line in (HEADS, CELLS)), encoding)
    [item], _faults = read(path)
    assert (item.name, item.promise_days) == ("摊位设置", 5)


def test_hidden_and_empty_sheets_are_passed_over_and_the_hidden_one_is_told(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    rows(HEADS, CELLS)(made.active)  # type: ignore[arg-type]
    made.create_sheet("空表")
    hidden = made.create_sheet("旧数据")
    rows(HEADS, [CELLS[0], "XK-9", *CELLS[2:]])(hidden)
    hidden.sheet_state = "hidden"
    made.save(tmp_path / "a.xlsx")
    items, faults = read(tmp_path / "a.xlsx")
    assert [item.code for item in items] == ["XK-1"]
    assert [one.sheet for one in faults if one.row == 0] == ["旧数据"]


def test_a_formula_that_was_never_worked_out_is_told_and_its_cell_is_empty(tmp_path: Path) -> None:
    [item], faults = read(book(tmp_path / "a.xlsx", rows(HEADS, [*CELLS[:4], "=1+1", *CELLS[5:]])))
    assert item.promise_days is None
    assert [(one.row, one.column) for one in faults if one.column == "promise_days"] == [(2, "promise_days")]


def test_every_visible_sheet_with_a_heading_is_read_with_its_name(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    rows(HEADS, CELLS)(made.active)  # type: ignore[arg-type]
    rows(HEADS, [CELLS[0], "XK-2", *CELLS[2:4], "尽快", *CELLS[5:]])(made.create_sheet("第二科"))
    rows(["说明"], ["请勿修改表头"])(made.create_sheet("填表说明"))
    made.save(tmp_path / "a.xlsx")
    items, faults = read(tmp_path / "a.xlsx")
    assert [item.code for item in items] == ["XK-1", "XK-2"]
    assert ("第二科", 2, "promise_days") in {(one.sheet, one.row, one.column) for one in faults}
    assert "填表说明" in {one.sheet for one in faults}


def test_a_million_empty_rows_cost_nothing(tmp_path: Path) -> None:
    made = book(tmp_path / "small.xlsx", rows(HEADS, CELLS))
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename.endswith("sheet1.xml"):
                empty = b"".join(b'<row r="%d" spans="1:7"></row>' % at for at in range(3, 1_000_000))
                content = content.replace(b"</sheetData>", empty + b"</sheetData>")
            target.writestr(entry, content)
    items, _faults = read(path)
    assert len(items) == 1


def test_a_cell_in_the_last_corner_takes_no_memory(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        rows(HEADS, CELLS)(sheet)
        sheet["XFD1048576"] = "x"

    items, _faults = read(book(tmp_path / "a.xlsx", fill))
    assert len(items) == 1


def bomb(path: Path, size: int) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(size >> 20):
                part.write(b" " * (1 << 20))
    return path


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST_UNPACKED", 16 << 20)
    with pytest.raises(Refused) as refused:
        read(bomb(tmp_path / "a.xlsx", 32 << 20))
    assert "16" in str(refused.value.wanted)


ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>"""


@pytest.mark.parametrize("wrong", [ENTITIES, b"<worksheet><sheetData><row", b"", b"\x00\xff\x00"])
def test_a_broken_or_wicked_sheet_is_refused_in_words(tmp_path: Path, wrong: bytes) -> None:
    made = book(tmp_path / "small.xlsx", rows(HEADS, CELLS))
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(path, "w") as target:
        for entry in source.infolist():
            target.writestr(entry, wrong if entry.filename.endswith("sheet1.xml") else source.read(entry))
    with pytest.raises(Refused):
        read(path)


@pytest.mark.parametrize("at", [10, 300, 2000])
def test_a_file_that_is_cut_off_is_refused(tmp_path: Path, at: int) -> None:
    path = book(tmp_path / "a.xlsx", rows(HEADS, CELLS))
    path.write_bytes(path.read_bytes()[:-at])
    with pytest.raises(Refused):
        read(path)


def test_a_csv_with_a_quotation_mark_never_closed_is_told_by_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(",".join(HEADS) + '\n"' + "长" * 5_000_000, "utf-8")
    items, faults = read(path)
    assert items == [] and any(one.severity == "error" for one in faults)


def test_a_cell_too_many_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{','.join(HEADS)}\n{','.join(map(str, CELLS))},多出来的\n", "utf-8")
    items, faults = read(path)
    assert len(items) == 1 and "多出来的" in [one.found for one in faults]


# The tables of the national exchange


def up(folder: Path, *lines: dict[str, Any]) -> Path:
    path = folder / "up.jsonl"
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), "utf-8")
    return path


BASIC = {
    "table": "dn_task_general_basic", "row_guid": "g1", "cd_operation": "I", "task_code": f"{ORG}4510131001000",
    "catalog_code": "510131001000", "task_name": "示例许可", "task_type": "01", "task_version": 1, "dept_code": ORG,
    "power_source": "1", "project_type": "2", "server_type": "1^2", "anticipate_day": 20, "anticipate_type": "1",
    "promise_day": 5, "promise_type": "1", "plan_effective_date": "20260101000000", "is_fee": "1",
}  # fmt: skip
MATERIAL = {"table": "dn_task_general_material", "task_code": BASIC["task_code"], "task_version": 2, "is_need": "3",
            "material_type": "1", "source_type": "20"}  # fmt: skip


def test_the_latest_version_counts_with_what_belongs_to_it(tmp_path: Path) -> None:
    latest = BASIC | {"task_version": 2, "row_guid": "g2", "task_name": "示例许可（新）"}
    extend = {"table": "dn_task_general_extend", "task_guid": "g2", "task_code": "", "is_entry_center": "1",
              "result_type": "1", "online_handle_depth": "1^5", "user_topic_type": "010"}  # fmt: skip
    old = MATERIAL | {"task_version": 1, "material_name": "旧材料", "order_num": 1}
    new = [MATERIAL | {"material_name": f"材料{at}", "order_num": at} for at in (2, 1)]
    [item], faults = read(up(tmp_path, BASIC, latest, extend, old, *new))
    assert (item.name, item.row) == ("示例许可（新）", 2)
    assert [row["name"]["zh"] for row in item.parts["materials"]] == ["材料1", "材料2"]
    assert item.parts["materials"][0] | {"order": 1} == {
        "code": BASIC["task_code"], "order": 1, "name": {"zh": "材料1"}, "necessity": "deferrable", "kind": "original",
        "source": "government",
    }  # fmt: skip
    told = item.elements
    assert (told["kind"], told["in_hall"], told["result_types"], told["effective_on"]) == (
        "promise",
        True,
        ["10"],
        "2026-01-01",
    )
    assert ("source_version", 1) in {(one.column, one.row) for one in faults}


def test_an_operation_d_proposes_and_deletes_nothing(tmp_path: Path) -> None:
    items, faults = read(up(tmp_path, BASIC | {"cd_operation": "D"}))
    assert items == []
    assert [(one.severity, one.column, one.row) for one in faults if one.severity == "cancel"] == [
        ("cancel", "operation", 1)
    ]


def test_a_row_without_its_item_is_an_error(tmp_path: Path) -> None:
    lost = MATERIAL | {"task_code": "no-such", "material_name": "材料"}
    items, faults = read(up(tmp_path, BASIC, lost))
    assert len(items) == 1
    assert [one.row for one in faults if one.severity == "error"] == [2]


def test_organs_and_directory_fill_in_what_an_item_leaves_out(tmp_path: Path) -> None:
    organ = {"table": "up_zone_organization", "credit_code": ORG, "org_name": "示例局", "org_short_name": "示例"}
    entry = {
        "table": "up_task_directory",
        "catalog_code": BASIC["catalog_code"],
        "by_law": "某法第一条",
        "task_type": "01",
    }
    [item], _faults = read(up(tmp_path, BASIC, organ, entry))
    assert (item.dept, item.elements["basis_text"], item.region_code) == (
        "示例局",
        {"zh": "某法第一条"},
        "510131000000",
    )


def test_a_zip_of_tables_is_read_like_its_workbook(tmp_path: Path) -> None:
    path = tmp_path / "up.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for line in (BASIC, MATERIAL | {"material_name": "材料", "task_version": 1}):
            plain = {key: value for key, value in line.items() if key != "table"}
            text = io.StringIO()
            text.write(",".join(plain) + "\n" + ",".join(map(str, plain.values())) + "\n")
            archive.writestr(f"数据/{line['table']}.csv", text.getvalue().encode("gb18030"))
    [item], _faults = read(path)
    assert (item.name, len(item.parts["materials"])) == ("示例许可", 1)


@pytest.mark.django_db
def test_a_file_tells_only_what_it_has_columns_for(tmp_path: Path) -> None:
    import_items(book(tmp_path / "a.xlsx", rows([*HEADS, "申请材料", "是否收费"], [*CELLS, "甲^乙", "是"])))
    short = book(tmp_path / "b.xlsx", rows(["事项名称", "实施编码", "行政区划", "承诺办结时限"], [*CELLS[:3], 3]))
    report = import_items(short)
    assert report.updated == 1
    content = Item.objects.get(code="XK-1").versions.get().content
    assert (content["promise_days"], content["has_fee"], len(content["materials"])) == (3, True, 2)


@pytest.mark.django_db
def test_an_older_version_never_comes_over_a_later_one(tmp_path: Path) -> None:
    import_items(up(tmp_path, BASIC | {"task_version": 3}))
    report = import_items(up(tmp_path, BASIC | {"task_version": 2, "task_name": "旧名"}))
    assert (report.updated, report.unchanged) == (0, 1)
    assert "source_version" in {fault.column for fault in report.faults}
    assert import_items(up(tmp_path, BASIC | {"task_version": 4, "task_name": "新名"})).updated == 1
    assert Item.objects.get(code=BASIC["task_code"]).name == "新名"


@pytest.mark.django_db
def test_a_dry_run_leaves_no_trace_and_foretells(tmp_path: Path) -> None:
    from tongban.audit import api as audit
    from tongban.regions.api import Division, Organisation

    path = book(tmp_path / "a.xlsx", rows(HEADS, CELLS, [CELLS[0], "XK-2", "510199", "", *CELLS[4:]]))

    def counts() -> tuple[int, ...]:
        return tuple(kind.objects.count() for kind in (Item, Division, Organisation, audit.Entry))

    before = counts()
    foretold = import_items(path, dry=True)
    assert counts() == before
    done = import_items(path)
    assert (foretold.created, foretold.counts) == (done.created, done.counts)


REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "items"


@pytest.mark.skipif(not REAL.is_dir(), reason="the real lists are not here")
@pytest.mark.django_db
@pytest.mark.parametrize("turned", [False, True])
def test_the_real_lists_are_taken_over_in_either_order_and_once(turned: bool) -> None:
    lists: list[tuple[str, Given | None, int]] = [
        ("guangdong_2021", None, 1351),
        ("guangan_qu_511602", None, 763),
        ("luoyang_huzheng", Given("410300000000", "", "洛阳市公安局"), 29),
    ]
    for name, given, count in reversed(lists) if turned else lists:
        report = import_items(REAL / f"{name}.jsonl", given=given)
        assert (report.created, report.count("error")) == (count, 0), name
    for name, given, count in lists:
        assert import_items(REAL / f"{name}.jsonl", given=given).unchanged == count, name


def test_of_two_columns_for_one_field_it_is_told_which_counts(tmp_path: Path) -> None:
    [item], faults = read(book(tmp_path / "a.xlsx", rows([*HEADS, "名称"], [*CELLS, "另一个名字"])))
    assert item.name == "摊位设置"
    [told] = [one for one in faults if one.heading == "名称"]
    assert (told.row, told.severity) == (1, "warning") and "事项名称" in told.cure


def test_a_table_of_text_with_the_name_of_a_workbook_is_read_and_a_web_page_is_not(tmp_path: Path) -> None:
    named = tmp_path / "清单.xlsx"
    named.write_text(",".join(HEADS) + "\n" + ",".join(map(str, CELLS)), "utf-8")
    [item], _faults = read(named)
    assert (item.name, item.code) == ("摊位设置", "XK-1")
    named.write_text("<html><table><tr><td>事项名称</td></tr></table></html>", "utf-8")
    with pytest.raises(Refused) as refused:
        read(named)
    assert "网页" in str(refused.value.found)


@pytest.mark.django_db
def test_one_bureau_under_several_codes_stays_one_or_is_told(tmp_path: Path) -> None:
    """A code with a wrong check digit beside a registered name is a slip; a right one is another organ, and is told."""
    mine, other, slip = "11510131DEM0001501", "11510131DEM0001602", "115101310000000000"
    lines = [["摊位设置", f"XK-{at}", "510131", code, "某局"] for at, code in enumerate((mine, slip, other, ""), 1)]
    file = book(tmp_path / "a.xlsx", rows([*HEADS[:4], "实施主体"], *lines))
    report = import_items(file)
    codes = dict(Item.objects.filter(code__startswith="XK-").values_list("code", "org_code"))
    assert codes == {"XK-1": mine, "XK-2": mine, "XK-3": other, "XK-4": mine}
    told = {one.row: one for one in report.faults if one.column == "org_code" and mine in one.wanted + one.cure}
    assert {row: one.found for row, one in told.items()} == {3: slip, 4: other}
    again = import_items(file)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 4)


def test_lines_that_are_no_objects_are_told_at_the_desk_and_by_the_command(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('[]\n"x"\nnull\n{"name":"x\n', "utf-8")
    _items, faults = read(file)
    assert [str(one).startswith(f"第 {row} 行：") for row, one in enumerate(faults, 1)] == [True] * 4
    assert [one.where for one in faults] == [""] * 4
