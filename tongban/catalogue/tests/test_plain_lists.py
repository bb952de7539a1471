"""A basic list and shared materials come in as sheets: tried first, row by row, twice is once (C1, C3, C9)."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from tests import walking as w
from tongban.catalogue.basic.models import BasicItem, BasicVersion
from tongban.catalogue.exchange.models import ImportRun
from tongban.catalogue.exchange.plain.kinds import KINDS
from tongban.catalogue.exchange.plain.taking import import_list
from tongban.catalogue.importing import Report
from tongban.catalogue.materials.models import SharedMaterial
from tongban.kit.act import SYSTEM
from tongban.kit.errors import Refused
from tongban.outbox.api import drain

pytestmark = pytest.mark.django_db
HEADS = ["基本编码", "基本目录名称", "权力类型", "行使层级", "主管部门", "设定依据", "备用"]
LAW = "《中华人民共和国渔业法》第二十三条：国家对捕捞业实行捕捞许可证制度。"
ROWS = [
    ["510120901001", "渔业捕捞许可", "行政许可", "省级、市级、县级", "农业农村厅", LAW, "x"],
    ["510120901002", "水产苗种生产许可", "01", "2^3^4", "农业农村厅", "《水产苗种管理办法》", ""],
    ["510120901", "编码不全", "行政许可", "县级", "", LAW, ""],
    ["510120901004", "层级不明", "行政许可", "外星级", "", LAW, ""],
]
DESK = "/desk/catalogue/imports/"


def as_(login: str) -> Client:
    client = Client()
    client.force_login(w.user(login))
    return client


def sheet(rows: list[list[Any]], heads: list[str] = HEADS, title: str = "目录") -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = title
    book.active.append(["四川省基本目录（演示）"])
    book.active.append(heads)
    for row in rows:
        book.active.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def file(tmp_path: Path, rows: list[list[Any]], **more: Any) -> Path:
    path = tmp_path / "list.xlsx"
    path.write_bytes(sheet(rows, **more))
    return path


def taken(path: Path, kind: str = "basic", **more: Any) -> Report:
    report = import_list(KINDS[kind], path, **more)
    drain()
    return report


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.created, report.updated, report.unchanged, report.count("error")


def test_each_row_is_whole_or_told_with_its_place(tmp_path: Path) -> None:
    report = taken(file(tmp_path, ROWS))
    assert counts(report) == (2, 0, 0, 2)
    item = BasicItem.objects.get(code="510120901001")
    version = item.versions.get()
    assert (version.state, item.current, item.region_code) == ("draft", None, "510000000000")
    assert version.content["levels"] == ["2", "3", "4"] and version.content["guided_by"] == "农业农村厅"
    assert version.content["bases"] == [{"law": "中华人民共和国渔业法", "article": "第二十三条"}]
    fault = next(one for one in report.faults if one.severity == "error" and one.row == 5)
    assert (fault.sheet, fault.heading, fault.code) == ("目录", "基本编码", "510120901") and fault.wanted and fault.cure
    assert any(one.heading == "行使层级" and "外星级" in one.found for one in report.faults)
    assert any(one.heading == "备用" for one in report.faults)


def test_twice_changes_nothing_and_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    path = file(tmp_path, ROWS)
    before = BasicVersion.objects.count()
    assert counts(taken(path, dry=True)) == (2, 0, 0, 2)
    assert BasicVersion.objects.count() == before
    taken(path)
    assert counts(taken(path)) == (0, 0, 2, 2)
    assert counts(taken(path, publish=True)) == (0, 2, 0, 2)
    assert BasicItem.objects.get(code="510120901001").current is not None
    assert counts(taken(path, publish=True)) == (0, 0, 2, 2)
    changed = [[*ROWS[0][:1], "渔业捕捞许可（海洋）", *ROWS[0][2:]]]
    assert counts(taken(file(tmp_path, changed), publish=True)) == (0, 1, 0, 0)
    assert BasicItem.objects.get(code="510120901001").name == "渔业捕捞许可（海洋）"


def test_a_run_that_was_broken_off_goes_on(tmp_path: Path) -> None:
    path = file(tmp_path, ROWS[:2])
    report = taken(path, report=Report(position=2, read=1, created=1))  # a column that nobody knows, and one row
    assert (report.read, counts(report)) == (2, (2, 0, 0, 0))
    assert not BasicItem.objects.filter(code="510120901001").exists()
    assert BasicItem.objects.filter(code="510120901002").exists()


def test_the_national_table_is_read_and_its_latest_version_counts(tmp_path: Path) -> None:
    heads = [
        "row_guid",
        "cd_operation",
        "cd_time",
        "cd_batch",
        "catalog_code",
        "task_name",
        "task_type",
        "by_law",
        "use_level",
        "task_state",
        "task_version",
    ]
    row = ["g1", "I", "2026-01-01", "1", "510120902001", "旧名", "01", LAW, "2", "1", "1"]
    rows = [
        row,
        [*row[:5], "新名", *row[6:10], "2"],
        ["g3", "D", "2026-01-01", "1", "510120902002", "撤的", "01", LAW, "2", "1", "1"],
    ]
    report = taken(file(tmp_path, rows, heads=heads, title="up_task_directory"))
    assert counts(report) == (1, 0, 0, 0) and report.count("cancel") == 1
    assert BasicItem.objects.get(code="510120902001").name == "新名"
    assert not BasicItem.objects.filter(code="510120902002").exists()
    lines = tmp_path / "up_task_directory.jsonl"
    lines.write_text(
        "\n".join(json.dumps(dict(zip(heads, one, strict=True)) | {"table": "dn_task_directory"}) for one in rows)
    )
    assert counts(taken(lines)) == (0, 0, 1, 0)


def test_csv_as_offices_save_it_and_a_file_that_is_no_list(tmp_path: Path) -> None:
    made = io.StringIO()
    csv.writer(made).writerows([HEADS, ROWS[0]])
    path = tmp_path / "list.csv"
    path.write_bytes(made.getvalue().encode("gb18030"))
    assert counts(taken(path)) == (1, 0, 0, 0)
    path.write_text("甲,乙\n1,2\n")
    with pytest.raises(Refused, match="表头"):
        taken(path)


def test_what_people_work_on_stays_theirs(tmp_path: Path) -> None:
    path = file(tmp_path, ROWS[:1])
    taken(path)
    item = BasicItem.objects.get(code="510120901001")
    keeper = w.user("keeper1")
    from tongban.catalogue.basic.actions import draft_basic

    draft_basic(item=item, content=item.versions.get().content | {"name": {"zh": "人改的"}}, by=keeper)
    report = taken(path, publish=True)
    assert counts(report) == (0, 0, 1, 0) and report.count("warning")
    assert item.versions.get().content["name"]["zh"] == "人改的"
    other = file(tmp_path, [[*ROWS[1]]])
    assert counts(taken(other, by=w.user("editor1"))) == (0, 0, 0, 1)  # keeps no list


def test_the_command_publishes_and_tells(tmp_path: Path) -> None:
    out = io.StringIO()
    call_command("import_list", "basic", str(file(tmp_path, ROWS)), publish=True, json=True, stdout=out)
    told = json.loads(out.getvalue())
    assert (told["created"], told["errors"]) == (2, 2)
    assert BasicItem.objects.get(code="510120901002").current is not None


def uploaded(client: Client, content: bytes, kind: str = "basic") -> int:
    upload = SimpleUploadedFile("list.xlsx", content)
    return client.post(DESK, {"file": upload, "source": "省目录", "kind": kind}).status_code


def test_a_keeper_takes_it_over_at_the_desk_in_drafts() -> None:
    keeper = as_("keeper1")
    assert uploaded(keeper, sheet(ROWS)) == 302
    run = ImportRun.objects.latest("made_at")
    page = keeper.get(f"{DESK}{run.pk}/")
    assert [column["chosen"] for column in page.context["columns"]][:3] == ["code", "name", "type_code"]
    assert keeper.post(f"{DESK}{run.pk}/check/", {}).status_code == 302
    drain()
    run.refresh_from_db()
    assert (run.state, run.created, run.errors) == ("checked", 2, 2)
    assert not BasicItem.objects.filter(code="510120901001").exists()
    assert "基本编码" in keeper.get(f"{DESK}{run.pk}/").content.decode()
    assert keeper.post(f"{DESK}{run.pk}/take/").status_code == 302
    drain()
    run.refresh_from_db()
    assert (run.state, run.created) == ("taken", 2)
    version = BasicItem.objects.get(code="510120901001").versions.get()
    assert version.state == "draft" and version.made_by == w.user("keeper1")
    assert as_("editor1").get(f"{DESK}{run.pk}/").status_code == 403
    assert uploaded(as_("editor1"), sheet(ROWS)) == 422
    assert str(run.pk) not in as_("publisher1").get(DESK).content.decode()


def test_what_a_column_means_is_said_once_and_remembered() -> None:
    keeper, heads = as_("keeper1"), ["基本编码", "什么事", *HEADS[2:]]
    assert uploaded(keeper, sheet(ROWS[:1], heads)) == 302
    run = ImportRun.objects.latest("made_at")
    keeper.post(f"{DESK}{run.pk}/check/", {})
    drain()
    run.refresh_from_db()
    assert run.state == "broken" and "什么事" in run.told and "表头" in run.told
    at = next(number for number, one in enumerate(run.columns) if one["heading"] == "什么事")
    keeper.post(f"{DESK}{run.pk}/check/", {f"column.{at}": "name"})
    drain()
    run.refresh_from_db()
    assert (run.state, run.created) == ("checked", 1)
    assert uploaded(keeper, sheet(ROWS[:1], heads)) == 302
    again = keeper.get(f"{DESK}{ImportRun.objects.latest('made_at').pk}/").context["columns"]
    assert again[at]["chosen"] == "name"


def test_what_is_exported_changes_nothing_when_it_comes_back(tmp_path: Path) -> None:
    for kind, where in (("materials", "materials"), ("basic", "basic")):
        answer = as_("editor1").get(f"/desk/catalogue/{where}/export/")
        path = tmp_path / f"{kind}.xlsx"
        path.write_bytes(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
        report = taken(path, kind, publish=True)
        assert counts(report)[:2] == (0, 0) and counts(report)[3] == 0, report.faults[:3]
        assert report.unchanged > 5


def test_materials_come_as_a_sheet_with_and_without_keys(tmp_path: Path) -> None:
    heads = ["材料名称", "也叫", "材料来源", "材料类型", "材料形式", "电子证照", "受理标准"]
    rows = [
        ["毕业证书", "学历证书；毕业证", "政府部门核发", "复印件", "电子", "", "姓名一致"],
        ["", "", "", "", "", "", "没有名称"],
    ]
    report = taken(file(tmp_path, rows, heads=heads), "materials", publish=True)
    assert counts(report)[:1] == (1,) and counts(report)[3] == 1
    made = SharedMaterial.objects.get(name="毕业证书")
    assert made.current is not None and made.key == "bi_ye_zheng_shu"
    assert made.current.content["aliases"] == ["学历证书", "毕业证"] and made.current.content["source"] == "government"
    assert counts(taken(file(tmp_path, rows, heads=heads), "materials", publish=True))[:3] == (0, 0, 1)
    assert SYSTEM is not None
