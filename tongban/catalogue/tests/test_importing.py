"""A list of another system is taken over whole, once, and never over what people wrote."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests import walking as w
from tongban.audit import api as audit
from tongban.catalogue import api as catalogue
from tongban.catalogue.guide import load
from tongban.catalogue.importing import Report, import_items
from tongban.catalogue.indexing import the_index
from tongban.kit.act import SYSTEM
from tongban.kit.errors import BadInput, Refused
from tongban.outbox.api import Row as Effect
from tongban.outbox.api import drain
from tongban.regions.api import Division, Organisation

pytestmark = pytest.mark.django_db

ROW: dict[str, Any] = {
    "task_code": "11440000006939756B2440101007000",
    "base_code": "440101007000",
    "name": "临时价格干预范围事项提价申报",
    "type": "行政许可",
    "dept": "广东省发展和改革委员会",
    "dept_uscc": "11440000006939756B",
    "area_code": "440000",
    "visits": 0,
    "legal_days": 30,
    "legal_unit": "工作日",
    "promise_days": 7,
    "promise_unit": "工作日",
    "conditions": "符合提价申报条件的经营者。",
    "materials": ["提价申报申请报告"],
    "location": "办理地点：广州市越秀区示例路305号",
    "consult": "020-00000001",
    "complain": "020-00000002",
    "objects": ["自然人", "企业法人"],
    "topics": ["教育科研", "其他"],
    "url": "https://example.invalid/apply",
}


def listed(folder: Path, *rows: dict[str, Any]) -> Path:
    path = folder / "items.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def some(count: int) -> list[dict[str, Any]]:
    return [ROW | {"task_code": f"{at:031d}", "name": f"示例事项之{at}"} for at in range(count)]


def figures(report: Report) -> tuple[int, int, int, int]:
    return report.read, report.created, report.updated, report.unchanged


def test_a_row_becomes_an_item_with_a_draft_of_what_is_known(tmp_path: Path) -> None:
    report = import_items(listed(tmp_path, ROW))
    assert figures(report) == (1, 1, 0, 0)
    item = catalogue.Item.objects.get(code=ROW["task_code"])
    version = catalogue.open_version(item)
    assert version is not None and version.is_partial and version.state == "draft"
    guide = version.guide
    assert isinstance(guide, catalogue.PartialGuide)
    assert (guide.promise_days, guide.legal_days, guide.visits) == (7, 30, 0)
    assert [m.name.zh for m in guide.materials] == ["提价申报申请报告"]
    assert guide.place_lines == ["广州市越秀区示例路305号"]
    assert guide.topics == ["person.040", "person.300", "enterprise.340"]
    assert item.region_code == "440000000000" and not item.is_published
    assert Division.objects.get(pk="440000000000").name == "广东省"
    assert Organisation.objects.get(pk=ROW["dept_uscc"]).name == ROW["dept"]


def test_an_organ_nobody_knew_is_told_with_row_and_cure(tmp_path: Path) -> None:
    report = import_items(listed(tmp_path, ROW))
    fault = next(fault for fault in report.faults if fault.column == "dept")
    assert (fault.row, fault.severity, fault.found) == (1, "warning", ROW["dept"])
    assert fault.wanted and ROW["dept_uscc"] in fault.cure


def test_an_organ_without_a_code_gets_one_of_ours_that_stays(tmp_path: Path) -> None:
    row = {key: value for key, value in ROW.items() if key not in ("dept_uscc", "task_code")} | {"area_code": "440100"}
    import_items(listed(tmp_path, row | {"task_code": "X-440100-1"}))
    import_items(listed(tmp_path, row | {"task_code": "X-440100-2", "name": "另一项"}))
    organs = set(catalogue.Item.objects.filter(code__startswith="X-4401").values_list("org_code", flat=True))
    assert len(organs) == 1
    code = organs.pop()
    assert code.startswith("LOCAL") and len(code) == 18


def test_a_place_nobody_lists_is_its_code_until_somebody_names_it(tmp_path: Path) -> None:
    report = import_items(listed(tmp_path, ROW | {"area_code": "449999"}))
    assert Division.objects.get(pk="449999000000").name == "449999000000"
    assert any(fault.column == "region_code" and fault.severity == "warning" for fault in report.faults)


def test_again_changes_nothing_and_leaves_no_entry(tmp_path: Path) -> None:
    path = listed(tmp_path, *some(5))
    import_items(path)
    before = audit.Entry.objects.count(), Effect.objects.count()
    assert figures(import_items(path)) == (5, 0, 0, 5)
    assert (audit.Entry.objects.count(), Effect.objects.count()) == before


def test_a_changed_row_changes_the_draft_once(tmp_path: Path) -> None:
    import_items(listed(tmp_path, ROW))
    changed = listed(tmp_path, ROW | {"promise_days": 5})
    assert figures(import_items(changed)) == (1, 0, 1, 0)
    item = catalogue.Item.objects.get(code=ROW["task_code"])
    assert [version.number for version in item.versions.all()] == [1]
    assert item.versions.get().guide.promise_days == 5


def test_a_run_that_stops_goes_on_where_it_stopped(tmp_path: Path) -> None:
    path = listed(tmp_path, *some(230))

    def stop(report: Report) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_items(path, say=stop)
    done = catalogue.Item.objects.filter(source="import").count()
    assert 0 < done < 230
    assert figures(import_items(path)) == (230, 230 - done, 0, done)


def test_every_item_has_its_entry_and_the_record_holds(tmp_path: Path) -> None:
    import_items(listed(tmp_path, *some(3)))
    import_items(listed(tmp_path, *[row | {"visits": 1} for row in some(3)]))
    for item in catalogue.Item.objects.filter(source="import"):
        assert [entry.act for entry in audit.history(item)] == ["catalogue.import", "catalogue.import"]
    while audit.sequence():
        pass
    assert audit.verify().breaks == []


def test_a_guide_that_people_wrote_is_never_written_over(tmp_path: Path) -> None:
    item = w.item(w.ELDERLY)
    before = item.current
    row = ROW | {"task_code": item.code, "name": "别的名字"}
    report = import_items(listed(tmp_path, row), publish=True)
    item.refresh_from_db()
    assert figures(report) == (1, 0, 0, 1)
    assert item.current == before and item.name == w.ELDERLY
    assert any(fault.found.startswith(w.ELDERLY) and "--publish" in fault.cure for fault in report.faults)


def test_what_differs_from_what_people_wrote_becomes_a_draft(tmp_path: Path) -> None:
    """As a department edits its export in a spreadsheet and brings it back: nothing is published, nothing is lost."""
    item = w.item(w.ELDERLY)
    before = item.current
    row = {"task_code": item.code, "name": item.name, "dept": item.org_name, "dept_uscc": item.org_code, "area_code": item.region_code, "consult": "028-88556677"}  # fmt: skip
    report = import_items(listed(tmp_path, row))
    assert figures(report)[2] == 1, report.faults
    assert [fault.severity for fault in report.faults] == ["warning"]
    item.refresh_from_db()
    draft = item.versions.get(state="draft")
    assert item.current == before and before is not None
    changed = {key for key in draft.content if draft.content[key] != before.content.get(key)}
    assert "028-88556677" in str(draft.content) and changed == {"consult"}, changed
    assert figures(import_items(listed(tmp_path, row)))[3] == 1, "once"
    load(draft.content)
    again = import_items(listed(tmp_path, row | {"consult": "028-88556688"}))
    assert figures(again)[2] == 1 and item.versions.filter(state="draft").count() == 1
    item.versions.filter(state="draft").update(writers=["somebody"])
    kept = import_items(listed(tmp_path, row | {"consult": "028-88556699"}))
    assert figures(kept)[3] == 1 and "028-88556699" not in str(item.versions.get(state="draft").content)


@pytest.mark.parametrize("dry", [True, False])
def test_a_wrong_code_beside_an_unchanged_guide_brings_no_organ(tmp_path: Path, dry: bool) -> None:
    item = w.item(w.ELDERLY)
    row = {"task_code": item.code, "name": item.name, "area_code": item.region_code, "dept_uscc": "11510131DEM00003094"}
    before = set(Organisation.objects.values_list("pk", flat=True))
    report = import_items(listed(tmp_path, row), dry=dry)
    assert (report.created, report.updated, report.unchanged) == (0, 0, 1)
    assert set(Organisation.objects.values_list("pk", flat=True)) == before
    said = " ".join(str(fault) for fault in report.faults)
    assert "11510131DEM00003094" in said and "LOCAL" not in said


@pytest.mark.parametrize("dry", [True, False])
def test_an_organ_whose_code_is_right_is_not_taken_for_another(tmp_path: Path, dry: bool) -> None:
    import_items(listed(tmp_path, ROW))
    other = ROW | {
        "task_code": "11440000MB2C00010Q2440101007000",
        "dept": "广东省发展和改革委员会一",
        "dept_uscc": "11440000MB2C00010Q",
    }
    faults = [one for one in import_items(listed(tmp_path, other), dry=dry).faults if one.column == "dept"]
    assert len(faults) == 1 and "是不是" not in faults[0].cure


def test_an_organ_of_a_wrong_code_is_told_by_what_the_file_has(tmp_path: Path) -> None:
    row = {key: value for key, value in ROW.items() if key != "dept"} | {"dept_uscc": "11510131DEM00003094"}
    fault = next(one for one in import_items(listed(tmp_path, row)).faults if one.column == "dept")
    assert fault.found == "11510131DEM00003094"


def test_published_at_once_it_is_shown_with_what_there_is(tmp_path: Path, client: Any) -> None:
    import_items(listed(tmp_path, ROW), publish=True)
    item = catalogue.Item.objects.get(code=ROW["task_code"])
    assert item.is_published and catalogue.open_version(item) is None
    page = client.get(f"/guides/{item.code}/").content.decode()
    assert "提价申报申请报告" in page and "30 个工作日" in page and "https://example.invalid/apply" in page
    assert 'id="fees"' not in page and 'id="basis"' not in page
    assert "/my/applications/start/" not in page


def test_nobody_applies_here_for_what_is_only_known_from_a_list(tmp_path: Path) -> None:
    from tongban.intake import api as intake

    import_items(listed(tmp_path, ROW), publish=True)
    item = catalogue.Item.objects.select_related("current").get(code=ROW["task_code"])
    with pytest.raises(Refused):
        intake.start(item=item, user=w.user("citizen1"), by=w.user("citizen1"))


def test_a_new_row_of_a_published_item_waits_as_a_draft(tmp_path: Path) -> None:
    import_items(listed(tmp_path, ROW), publish=True)
    import_items(listed(tmp_path, ROW | {"name": "改了名字"}))
    item = catalogue.Item.objects.get(code=ROW["task_code"])
    assert item.name == ROW["name"]
    assert [(v.number, v.state) for v in item.versions.order_by("number")] == [(1, "published"), (2, "draft")]
    import_items(listed(tmp_path, ROW | {"name": "改了名字"}), publish=True)
    item.refresh_from_db()
    assert item.name == "改了名字"
    states = [(v.number, v.state) for v in item.versions.order_by("number")]
    assert states == [(1, "superseded"), (2, "published")]


def test_what_a_list_left_incomplete_is_handed_on_with_its_holes_at_the_desk_too(tmp_path: Path) -> None:
    import_items(listed(tmp_path, ROW))
    item = catalogue.Item.objects.get(code=ROW["task_code"])
    catalogue.submit_for_review(item=item, by=SYSTEM)
    catalogue.publish(item=item, by=SYSTEM)
    item.refresh_from_db()
    assert item.is_published and item.current is not None and item.current.is_partial


def test_what_a_list_says_wrongly_is_put_right_before_it_is_handed_on(tmp_path: Path) -> None:
    import_items(listed(tmp_path, ROW | {"law_limit": "20", "promise_limit": "30"}))
    item = catalogue.Item.objects.get(code=ROW["task_code"])
    version = catalogue.open_version(item)
    assert version is not None
    content = version.content | {"legal_days": 20, "promise_days": 30}
    catalogue.draft(item=item, content=content, by=SYSTEM)
    with pytest.raises(BadInput, match="."):
        catalogue.submit_for_review(item=item, by=SYSTEM)


def test_what_was_begun_at_the_desk_is_whole(tmp_path: Path) -> None:
    import_items(listed(tmp_path, ROW))
    item = catalogue.Item.objects.get(code=ROW["task_code"])
    catalogue.Item.objects.filter(pk=item.pk).update(source="desk")
    item.refresh_from_db()
    with pytest.raises(BadInput):
        catalogue.submit_for_review(item=item, by=SYSTEM)


def test_faults_stand_by_row_and_the_others_are_read(tmp_path: Path) -> None:
    nameless = {key: value for key, value in ROW.items() if key != "name"} | {"task_code": "Y-1"}
    path = listed(tmp_path, nameless, ROW)
    with path.open("a") as file:
        file.write("{broken\n")
    report = import_items(path)
    assert figures(report) == (3, 1, 0, 0)
    errors = [(fault.row, fault.column) for fault in report.faults if fault.severity == "error"]
    assert errors == [(1, "name"), (3, "")]


def told(*arguments: str) -> Any:
    out = io.StringIO()
    call_command(*arguments, "--json", stdout=out, stderr=io.StringIO())
    return json.loads(out.getvalue())


def test_the_command_counts_and_what_it_read_is_found_at_once(tmp_path: Path, indexed: None) -> None:
    done = told("import_items", str(listed(tmp_path, *some(3))))
    assert {key: done[key] for key in ("read", "created", "updated", "unchanged", "errors")} == {
        "read": 3, "created": 3, "updated": 0, "unchanged": 0, "errors": 0,
    }  # fmt: skip
    found = told("search", "示例事项之2", "-n", "2")
    assert found[0]["name"] == "示例事项之2" and found[0]["region"] == "440000000000" and not found[0]["published"]
    assert found[0]["sure"]
    assert not any(one["sure"] for one in told("search", "换灯泡事项"))
    the_index().rebuild([])  # the rows leave with the test, so must what was found


def test_a_file_that_is_none_is_refused_with_what_was_wanted(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"\.jsonl"):
        call_command("import_items", str(tmp_path / "items.doc"))


def test_the_command_speaks_one_language(tmp_path: Path) -> None:
    """Of the installation, down to the words of a refusal; JSON keeps its keys."""
    faulty = [
        {key: cell for key, cell in row.items() if key != "conditions"} | {"task_code": f"X{at}", "visits": "看情况"}
        for at, row in enumerate(some(30))
    ]
    out, said = io.StringIO(), io.StringIO()
    call_command("import_items", str(listed(tmp_path, *faulty)), stdout=out, stderr=said)
    whole = out.getvalue() + said.getvalue()
    assert whole.startswith("共读入 30 行") and "提醒：第 1 行" in whole and "另有" in whole
    for row in faulty:
        whole = whole.replace(row["task_code"], "")
    assert not set(re.findall("[a-z]{2,}", whole)) - {"json", "jsonl", "task", "code", "visits"}, whole
    with pytest.raises(CommandError) as refused:
        call_command("import_items", str(tmp_path / "items.doc"))
    assert "Found" not in str(refused.value) and "现状：" in str(refused.value)
    out = io.StringIO()
    call_command("export_items", str(tmp_path / "out.csv"), stdout=out)
    assert re.match(r"共 \d+ 个事项", out.getvalue())


@pytest.mark.parametrize(("content", "found"), [(b"", "空文件"), (b"hello\n", "纯文本")])
def test_a_file_called_a_workbook_that_is_none(tmp_path: Path, content: bytes, found: str) -> None:
    path = tmp_path / "清单.xlsx"
    path.write_bytes(content)
    with pytest.raises(CommandError) as refused:
        call_command("import_items", str(path), "--dry-run")
    assert "不是表格文件" in str(refused.value) and found in str(refused.value) and "表头" not in str(refused.value)


def test_headings_that_offices_use_are_known_and_a_name_too_long_is_foretold(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    heads = "事项名称,实施编码,行政区划,实施机构,到场次数"
    path.write_text(f"{heads}\n{'长' * 301},XK-1,510131,示例局,1\n{'长' * 300},XK-2,510131,示例局,2\n", "utf-8")
    foretold = told("import_items", str(path), "--dry-run")
    assert [fault["row"] for fault in foretold["faults"] if fault["column"] == "name"] == [2]
    assert not [fault for fault in foretold["faults"] if fault["found"] in ("实施机构", "到场次数")]
    done = told("import_items", str(path))
    assert (done["created"], done["errors"]) == (1, 1)
    item = catalogue.Item.objects.get(code="XK-2")
    version = catalogue.open_version(item)
    assert version is not None and version.guide.visits == 2 and item.org_name == "示例局"


@pytest.mark.load
def test_a_province_of_real_items_in_a_minute(shared: Path, indexed: None) -> None:
    path = shared / "items" / "guangdong_2021.jsonl"
    done = told("import_items", str(path))
    assert (done["read"], done["created"], done["errors"]) == (1351, 1351, 0)
    assert done["seconds"] < 60
    again = told("import_items", str(path))
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 1351)
    drain()
    the_index().rebuild([])


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": "临时\x9b价格"}, "U+009B"),
        ({"materials": ["提价\x85申请报告"]}, "U+0085"),
        ({"conditions": "长" * 20_001}, "20001"),
        ({"aliases": "；".join(f"别名{number}" for number in range(101))}, "101"),
    ],
)
def test_a_row_that_holds_too_much_is_a_fault_and_the_others_are_read(
    tmp_path: Path, changed: dict[str, Any], said: str
) -> None:
    other = ROW | {"task_code": "1" * 31, "name": "示例事项"}
    report = import_items(listed(tmp_path, ROW | changed, other))
    assert report.created == 1 and not catalogue.Item.objects.filter(code=ROW["task_code"]).exists()
    [fault] = [one for one in report.faults if one.severity == "error"]
    assert fault.row == 1 and said in str(fault)


def test_the_command_remembers_what_columns_mean_and_foretells(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("叫什么,编码,服务对象\n示例事项,XK-77,5\n", "utf-8")
    told = tmp_path / "map.json"
    columns = {"叫什么": "name", "编码": "code"}
    told.write_text(json.dumps({"columns": columns, "editions": {"service_object": "GBT39046"}}), "utf-8")
    words = ("import_items", str(path), "--source", "旧系统", "--region", "510131", "--dept", "示例局", "--json")
    out = io.StringIO()
    call_command(*words, "--map", str(told), "--dry-run", stdout=out)
    assert json.loads(out.getvalue())["created"] == 1
    assert not catalogue.Item.objects.filter(code="XK-77").exists()
    call_command(*words, "--map", str(told), stdout=io.StringIO())
    assert catalogue.Item.objects.get(code="XK-77").versions.get().content["service_objects"] == ["6"]
    out = io.StringIO()
    call_command(*words, stdout=out)
    assert json.loads(out.getvalue())["unchanged"] == 1


def test_the_command_says_which_edition_it_does_not_know(tmp_path: Path) -> None:
    told = tmp_path / "map.json"
    told.write_text(json.dumps({"editions": {"service_object": "GB-1"}}), "utf-8")
    with pytest.raises(CommandError, match="GBT39046"):
        call_command("import_items", str(listed(tmp_path, ROW)), "--map", str(told))
