"""A list at the desk: uploaded, understood, checked without a trace, taken over once, by whoever may (C9)."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from demo.people import REGION
from tests import walking as w
from tongban.audit import api as audit
from tongban.catalogue import importing
from tongban.catalogue.api import Item, ItemVersion
from tongban.catalogue.exchange import effects
from tongban.catalogue.exchange.models import ImportFault, ImportRun, ImportSource
from tongban.outbox.api import Row as Effect
from tongban.outbox.api import drain
from tongban.people.api import hire

pytestmark = pytest.mark.django_db
IMPORTS = "/desk/catalogue/imports/"


def as_(login: str) -> Client:
    client = Client()
    client.force_login(w.user(login))
    return client


@pytest.fixture()
def organ() -> str:
    return str(w.item(w.ELDERLY).org_code)


def row(at: int, organ: str, **more: Any) -> dict[str, Any]:
    return {
        "名字": f"示例事项{at}",
        "实施编码": f"SL-{at:04d}",
        "行政区划": "510131",
        "实施主体编码": organ,
        "承诺办结时限": 3,
        "承诺办结时限单位": "工作日",
        **more,
    }


def workbook(*rows: dict[str, Any]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(list(rows[0]))
    for one in rows:
        sheet.append(list(one.values()))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def uploaded(client: Client, content: bytes, name: str = "清单.xlsx", source: str = "旧系统") -> ImportRun:
    answer = client.post(IMPORTS, {"file": SimpleUploadedFile(name, content), "source": source})
    assert answer.status_code == 302, answer.content.decode()
    return ImportRun.objects.get(pk=answer["Location"].rstrip("/").rpartition("/")[2])


def page(run: ImportRun, what: str = "") -> str:
    return f"{IMPORTS}{run.pk}/{what}"


def chosen(client: Client, run: ImportRun, **meanings: str) -> dict[str, str]:
    """What a browser would send of the columns, with some of them told."""
    columns = client.get(page(run)).context["columns"]
    return {one["name"]: meanings.get(one["heading"], one["chosen"]) for one in columns}


def checked(client: Client, run: ImportRun, **meanings: str) -> ImportRun:
    assert client.post(page(run, "check/"), chosen(client, run, **meanings)).status_code == 302
    drain()
    run.refresh_from_db()
    return run


def taken(client: Client, run: ImportRun) -> ImportRun:
    assert client.post(page(run, "take/")).status_code == 302
    drain()
    run.refresh_from_db()
    return run


def counts(run: ImportRun) -> tuple[str, int, int, int, int]:
    return run.state, run.read, run.created, run.updated, run.unchanged


def test_a_list_is_mapped_checked_and_taken_over(organ: str) -> None:
    editor = as_("editor1")
    run = uploaded(editor, workbook(row(1, organ), row(2, organ)))
    shown = editor.get(page(run)).content.decode()
    assert "名字" in shown and "示例事项1" in shown
    before = audit.Entry.objects.filter(act="catalogue.import").count(), Item.objects.count()
    run = checked(editor, run, 名字="name")
    assert counts(run) == ("checked", 2, 2, 0, 0)
    assert (audit.Entry.objects.filter(act="catalogue.import").count(), Item.objects.count()) == before
    assert "/take/" in editor.get(page(run)).content.decode()
    run = taken(editor, run)
    assert counts(run) == ("taken", 2, 2, 0, 0)
    version = ItemVersion.objects.get(item__code="SL-0001")
    assert (version.state, version.made_by, version.content["promise_days"]) == ("draft", w.user("editor1"), 3)


def test_what_a_column_means_is_remembered_and_again_changes_nothing(organ: str) -> None:
    editor = as_("editor1")
    content = workbook(row(1, organ), row(2, organ))
    taken(editor, checked(editor, uploaded(editor, content), 名字="name"))
    before = ItemVersion.objects.count(), list(Item.objects.values_list("audit_count", flat=True))
    run = uploaded(editor, content)
    assert {one["heading"]: one["chosen"] for one in editor.get(page(run)).context["columns"]}["名字"] == "name"
    assert counts(taken(editor, checked(editor, run))) == ("taken", 2, 0, 0, 2)
    assert (ItemVersion.objects.count(), list(Item.objects.values_list("audit_count", flat=True))) == before
    assert ImportSource.objects.get().mapping == {"名字": "name"}


def test_each_fault_is_told_by_sheet_row_and_column_and_comes_as_a_workbook(organ: str) -> None:
    editor = as_("editor1")
    rows = [row(1, organ), row(2, organ, 承诺办结时限="尽快"), row(3, organ, 名字=""), row(1, organ)]
    run = checked(editor, uploaded(editor, workbook(*rows)), 名字="name")
    assert (run.errors, run.created) == (2, 2)
    shown = editor.get(page(run) + "?severity=error").content.decode()
    assert "Sheet · 第 4 行" in shown and "Sheet · 第 5 行" in shown and "第 3 行" not in shown
    fault = ImportFault.objects.get(run=run, row=3, severity="warning", column="promise_days")
    assert (fault.sheet, fault.heading, fault.found) == ("Sheet", "承诺办结时限", "尽快")
    file = b"".join(editor.get(page(run, "faults/")).streaming_content)  # type: ignore[attr-defined]
    cells = list(openpyxl.load_workbook(io.BytesIO(file)).active.iter_rows(values_only=True))
    assert len(cells) == 1 + ImportFault.objects.filter(run=run).count()
    assert [one for one in cells if one[2] == 3 and one[5] == "尽快"]


def test_an_editor_imports_for_their_own_organ_only(organ: str) -> None:
    other = Item.objects.exclude(org_code=organ).exclude(current=None)[0]
    posts = [{"role": "catalogue_editor", "org_code": organ, "region_code": REGION}]
    hire(login="editor_of_one", name="演示·编目丙", password="Ein-langes-Wort-9", posts=posts)
    editor = as_("editor_of_one")
    rows = [row(1, organ), row(2, other.org_code), row(3, organ) | {"实施编码": other.code}]
    run = taken(editor, checked(editor, uploaded(editor, workbook(*rows)), 名字="name"))
    assert run.created == 1
    refused = set(ImportFault.objects.filter(run=run, severity="error").values_list("row", flat=True))
    assert {3, 4} <= refused
    other.refresh_from_db()
    assert other.name != "示例事项3" and not Item.objects.filter(code="SL-0002").exists()


def test_a_publisher_imports_within_the_region(organ: str) -> None:
    publisher = as_("publisher1")
    rows = [row(1, organ), row(2, organ) | {"行政区划": "510129"}]
    run = taken(publisher, checked(publisher, uploaded(publisher, workbook(*rows)), 名字="name"))
    assert (run.created, run.errors) == (1, 1)


def test_a_list_of_somewhere_else_says_whose_it_is_and_offers_no_taking_over(organ: str) -> None:
    publisher = as_("publisher1")
    run = checked(publisher, uploaded(publisher, workbook(row(1, organ) | {"行政区划": "510129"})), 名字="name")
    fault = ImportFault.objects.get(run=run, severity="error")
    assert fault.column == "org_code" and fault.found.endswith(" 510129000000") and "编辑" in fault.wanted
    shown = publisher.get(page(run)).content.decode()
    assert "/take/" not in shown and "没有一行可以导入" in shown


def test_a_source_without_a_name_is_called_like_the_file(organ: str) -> None:
    run = uploaded(as_("editor1"), workbook(row(1, organ)), "窗口清单.xlsx", source="")
    assert run.source.name == "窗口清单"


@pytest.mark.parametrize("login", ["examiner1", "citizen1"])
def test_nobody_else_comes_near(organ: str, login: str) -> None:
    run = uploaded(as_("editor1"), workbook(row(1, organ)))
    stranger = as_(login)
    for path in (IMPORTS, page(run), page(run, "faults/"), "/desk/catalogue/export/"):
        assert stranger.get(path).status_code == 403
    for path in (page(run, "check/"), page(run, "take/"), page(run, "discard/")):
        assert stranger.post(path).status_code == 403


def test_what_is_no_list_is_refused_with_what_was_found(organ: str) -> None:
    editor = as_("editor1")
    for name, content in (("清单.xlsx", b"%PDF-1.7 no"), ("清单.pdf", b"%PDF-1.7 no"), ("空.csv", b"")):
        answer = editor.post(IMPORTS, {"file": SimpleUploadedFile(name, content), "source": "旧系统"})
        assert answer.status_code == 422
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize(("content", "found"), [(b"hello\n", "纯文本"), (b" \n", "空文件")])
def test_text_called_a_workbook_is_told_so(organ: str, content: bytes, found: str) -> None:
    answer = as_("editor1").post(IMPORTS, {"file": SimpleUploadedFile("清单.xlsx", content), "source": "旧系统"})
    shown = answer.content.decode()
    assert answer.status_code == 422 and "清单.xlsx 不是表格文件" in shown, shown
    assert not ImportRun.objects.exists()


def test_a_list_without_a_name_says_so_and_stays_readable(organ: str) -> None:
    editor = as_("editor1")
    run = checked(editor, uploaded(editor, "甲,乙\n1,2\n".encode("gb18030"), "名单.csv"))
    assert run.state == "broken"
    shown = editor.get(page(run)).content.decode()
    assert "甲, 乙" in shown and "名单.csv" in shown and str(run.file_id) not in shown


def test_a_run_that_is_broken_off_goes_on_where_it_was(organ: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    editor = as_("editor1")
    run = checked(editor, uploaded(editor, workbook(*(row(at, organ) for at in range(7)))), 名字="name")
    editor.post(page(run, "take/"))
    effect = Effect.objects.get(name="catalogue.take_import")
    kept, seen = effects._keep, []

    def dies(which: ImportRun, report: importing.Report) -> None:
        kept(which, report)
        seen.append(report.position)
        if len(seen) == 2:
            raise SystemExit

    monkeypatch.setattr(effects, "_keep", dies)
    with pytest.raises(SystemExit):
        effects.take_import(effect.payload, str(effect.token))
    monkeypatch.setattr(effects, "_keep", kept)
    run.refresh_from_db()
    half = Item.objects.filter(code__startswith="SL-").count()
    assert run.state == "taking" and 0 < half < 7
    assert 'hx-trigger="every 2s"' in editor.get(page(run)).content.decode()
    effects.take_import(effect.payload, str(effect.token))
    run.refresh_from_db()
    assert counts(run) == ("taken", 7, 7, 0, 0)
    assert set(Item.objects.filter(code__startswith="SL-").values_list("audit_count", flat=True)) == {1}


def test_a_file_put_aside_is_never_taken(organ: str) -> None:
    editor = as_("editor1")
    run = checked(editor, uploaded(editor, workbook(row(1, organ))), 名字="name")
    assert editor.post(page(run, "discard/")).status_code == 302
    assert editor.post(page(run, "take/")).status_code == 409
    assert not Item.objects.filter(code="SL-0001").exists()


def test_no_page_asks_more_for_more_rows(organ: str) -> None:
    editor = as_("editor1")

    def asked(path: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert editor.get(path).status_code == 200
        return len(queries)

    first = checked(editor, uploaded(editor, workbook(row(1, organ, 承诺办结时限="尽快"))), 名字="name")
    one = asked(IMPORTS), asked(page(first))
    rows = [row(at, organ, 承诺办结时限="尽快") for at in range(3)]
    for _ in range(2):
        last = checked(editor, uploaded(editor, workbook(*rows)), 名字="name")
    assert (asked(IMPORTS), asked(page(last))) == one


def test_characters_that_no_database_keeps_harm_nothing(organ: str) -> None:
    editor = as_("editor1")
    content = json.dumps({"name": "示例\0事项", "坏\0列": "甲\0乙", "code": "SL-0\0", "promise_days": "尽\0快"})
    run = checked(editor, uploaded(editor, content.encode(), "list.jsonl"))
    assert run.state == "checked" and editor.get(page(run)).status_code == 200


def test_a_national_list_needs_no_mapping(organ: str) -> None:
    lines = [
        {
            "table": "up_task_public_basic",
            "row_guid": "g1",
            "cd_operation": "I",
            "task_code": "SL-0009",
            "task_version": "1",
            "task_name": "示例公共服务",
            "task_type": "20",
            "dept_code": organ,
        }
    ]
    content = "\n".join(json.dumps(one, ensure_ascii=False) for one in lines).encode()
    editor = as_("editor1")
    run = uploaded(editor, content, "up.jsonl")
    assert run.columns == []
    run = taken(editor, checked(editor, run))
    assert run.created == 1, list(ImportFault.objects.filter(run=run).values_list("found", "wanted"))


@pytest.mark.parametrize("format", ["xlsx", "csv", "jsonl", "tables"])
def test_an_export_holds_what_the_posts_reach_and_comes_back(format: str, tmp_path: Path) -> None:  # noqa: A002
    publisher = as_("publisher1")
    assert publisher.get("/desk/catalogue/export/").status_code == 200
    answer = publisher.post("/desk/catalogue/export/", {"format": format})
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    name = answer["Content-Disposition"]
    run = uploaded(publisher, content, "back" + name[name.rindex(".") :].rstrip('"'))
    run = checked(publisher, run)
    assert run.state == "checked" and run.unchanged and (run.created, run.updated, run.errors) == (0, 0, 0)


def test_an_export_of_nothing_says_so() -> None:
    answer = as_("publisher1").post("/desk/catalogue/export/", {"format": "csv", "region": "440101"})
    assert answer.status_code == 422
