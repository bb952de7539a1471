"""What is exported and comes back changes nothing, in every format (C9)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import walking as w
from tongban.audit import api as audit
from tongban.catalogue.exchange.exporting import chosen, export_items
from tongban.catalogue.importing import import_items
from tongban.catalogue.models import Item, ItemVersion
from tongban.catalogue.tests.test_importing import ROW, listed, some
from tongban.outbox.api import Row as Effect

pytestmark = pytest.mark.django_db
WAYS = [
    ("xlsx", "xlsx"),
    ("csv", "csv"),
    ("jsonl", "jsonl"),
    ("tables", "xlsx"),
    ("tables", "zip"),
    ("tables", "jsonl"),
]


def exported(folder: Path, format: str, kind: str, **which: Any) -> Path:  # noqa: A002
    path = folder / f"out-{format}.{kind}"
    with path.open("w+b") as target:
        export_items(chosen(**which), target, format=format, kind=kind)
    return path


def everything() -> tuple[Any, ...]:
    return (
        audit.Entry.objects.count(),
        Effect.objects.count(),
        list(ItemVersion.objects.order_by("pk").values_list("pk", "content", "state")),
    )


@pytest.fixture
def with_lists(tmp_path: Path) -> Iterator[None]:
    """Beside the guides of the demo, items of lists: published, draft, with every kind of value."""
    import_items(listed(tmp_path, *some(3)), publish=True)
    public = ROW | {"task_code": "XK-2", "type": "公共服务"}  # what the code book calls 公共服务事项
    import_items(
        listed(tmp_path, public, ROW, ROW | {"task_code": "XK-1", "consult": "电话：028-1", "name": "=1+1 =号开头"})
    )
    yield


@pytest.mark.parametrize(("format", "kind"), WAYS)
def test_what_comes_back_changes_nothing(tmp_path: Path, with_lists: None, format: str, kind: str) -> None:  # noqa: A002
    before, count = everything(), Item.objects.count()
    report = import_items(exported(tmp_path, format, kind))
    assert (report.created, report.updated, report.unchanged) == (0, 0, count)
    assert [str(fault) for fault in report.faults if fault.severity == "error"] == []
    assert [fault for fault in report.faults if "people" in fault.wanted or "工作人员" in fault.cure] == []
    assert everything() == before


@pytest.mark.parametrize("kind", ["xlsx", "zip", "jsonl"])
def test_our_own_tables_come_back_without_a_warning(tmp_path: Path, with_lists: None, kind: str) -> None:
    report = import_items(exported(tmp_path, "tables", kind))
    assert report.unchanged == Item.objects.count()
    assert [str(fault) for fault in report.faults if fault.column != "code"] == []  # five codes are of no standard


def test_a_blank_of_another_systems_tables_is_told_each_time(tmp_path: Path, with_lists: None) -> None:
    lines = [json.loads(line) for line in exported(tmp_path, "tables", "jsonl").read_text("utf-8").splitlines()]
    theirs = [
        line | {"task_code": "XK-9", "row_guid": "their-own"} for line in lines if line.get("task_code") == "XK-1"
    ]
    assert theirs
    path = tmp_path / "theirs.jsonl"
    blank = {"power_source": ""}
    path.write_text("\n".join(json.dumps(one | blank) for one in theirs), "utf-8")
    for _time in range(2):
        assert "power_source" in {fault.column for fault in import_items(path).faults}


def test_the_export_counts_what_the_exchange_wants_and_nobody_filled_in(tmp_path: Path, with_lists: None) -> None:
    out = StringIO()
    call_command("export_items", str(tmp_path / "o.zip"), format="tables", stdout=out)
    count = Item.objects.count()
    assert f"特别程序 {count}" in out.getvalue() and "是否网办" in out.getvalue()
    out = StringIO()
    call_command("export_items", str(tmp_path / "o.zip"), format="tables", json=True, stdout=out)
    assert json.loads(out.getvalue())["empty"]["权力来源"] == count


def test_the_desk_says_so_beside_the_file(client: Client) -> None:
    client.force_login(w.user("editor1"))
    answer = client.post("/desk/catalogue/export/", {"format": "tables"})
    assert answer.status_code == 200 and answer.has_header("Content-Disposition")
    assert "权力来源" in client.get("/desk/catalogue/export/").content.decode()


def test_a_workbook_keeps_codes_as_text_and_opens_ready_to_work(tmp_path: Path, with_lists: None) -> None:
    book = openpyxl.load_workbook(exported(tmp_path, "xlsx", "xlsx"))
    assert book.sheetnames == ["事项", "材料", "收费项目", "常见问题", "办理环节"]
    sheet = book["事项"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    code = sheet.cell(2, heads["实施编码"])
    assert (code.data_type, code.number_format, len(str(code.value))) == ("s", "@", 31)
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == (
        "A2",
        f"A1:{sheet.cell(1, sheet.max_column).coordinate[:-1]}{sheet.max_row}",
    )
    assert sheet.column_dimensions["A"].width > 30
    names = [cell.value for cell in sheet["E"]] + [cell.value for cell in sheet["F"]]
    assert "=1+1 =号开头" in names
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_a_csv_has_its_mark_and_calculates_nothing(tmp_path: Path, with_lists: None) -> None:
    content = exported(tmp_path, "csv", "csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert "'=1+1 =号开头" in content.decode() and ",=1+1" not in content.decode()


def test_the_tables_carry_the_envelope_and_the_codes_of_the_exchange(tmp_path: Path, with_lists: None) -> None:
    lines = [json.loads(line) for line in exported(tmp_path, "tables", "jsonl").read_text("utf-8").splitlines()]
    assert {"up_task_general_basic", "up_task_general_extend", "up_task_general_material"} <= {
        line["table"] for line in lines
    }
    basic = next(
        line for line in lines if line["table"] == "up_task_general_basic" and line["task_code"] == ROW["task_code"]
    )
    assert len(basic["cd_batch"]) == 13 and basic["cd_operation"] == "I" and basic["row_guid"]
    assert (basic["anticipate_type"], basic["promise_day"], basic["server_type"]) == ("1", 7, "1^2")
    guids = [line["row_guid"] for line in lines]
    assert len(guids) == len(set(guids))


def test_an_export_reads_a_few_queries_however_many_items(tmp_path: Path, with_lists: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        exported(tmp_path, "jsonl", "jsonl")
    assert len(queries) <= 3
