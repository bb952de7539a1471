"""Files that were made to do harm: each is refused in words, or costs no more than any other of its size."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import walking as w
from tongban.catalogue import api as catalogue
from tongban.catalogue import importing
from tongban.catalogue.api import Item, ItemVersion
from tongban.catalogue.basic.inheriting import basic_of
from tongban.catalogue.exchange import books, effects
from tongban.catalogue.exchange import workbook as reader
from tongban.catalogue.exchange.models import ImportFault, ImportRun
from tongban.catalogue.reading import Fault, read_items
from tongban.catalogue.reviewing import digest_of
from tongban.kit import clock
from tongban.kit.errors import BadInput, Refused
from tongban.outbox.api import Row as Effect
from tongban.outbox.api import drain

pytestmark = pytest.mark.django_db
IMPORTS = "/desk/catalogue/imports/"
SHEET = '<worksheet><sheetData><row r="1">{}</row></sheetData></worksheet>'
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"


def as_(login: str) -> Client:
    client = Client()
    client.force_login(w.user(login))
    return client


@pytest.fixture()
def organ() -> str:
    return str(w.item(w.ELDERLY).org_code)


def xlsx(sheet: str, strings: str = "") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", '<workbook><sheets><sheet name="a" r:id="1"/></sheets></workbook>')
        target = f'<Relationship Id="1" Type="{RELATION}" Target="sheet1.xml"/>'
        archive.writestr("xl/_rels/workbook.xml.rels", f"<Relationships>{target}</Relationships>")
        archive.writestr("xl/sheet1.xml", sheet)
        if strings:
            archive.writestr("xl/sharedStrings.xml", f"<sst>{strings}</sst>")
    return file.getvalue()


def sent(client: Client, content: bytes, name: str) -> Any:
    return client.post(IMPORTS, {"file": SimpleUploadedFile(name, content), "source": "旧系统"})


def begun(client: Client, content: bytes, name: str = "list.jsonl") -> ImportRun:
    answer = sent(client, content, name)
    assert answer.status_code == 302, answer.content.decode()
    return ImportRun.objects.get(pk=answer["Location"].rstrip("/").rpartition("/")[2])


def checked(client: Client, run: ImportRun) -> ImportRun:
    assert client.post(f"{IMPORTS}{run.pk}/check/").status_code == 302
    drain()
    run.refresh_from_db()
    return run


def lines(*rows: Any) -> bytes:
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()


def nested(depth: int) -> Any:
    return json.loads("[" * depth + "]" * depth)


def plain(at: int, organ: str, **more: Any) -> dict[str, Any]:
    return {"name": f"示例事项{at}", "code": f"SL-{at:04d}", "area_code": "510131", "org_code": organ, **more}


def guide(**changed: Any) -> dict[str, Any]:
    version = w.item(w.ELDERLY).current
    assert version is not None
    return {"guide": {**version.content, **changed}}


# Workbooks


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        (SHEET.format(f'<c r="{"A" * 300_000}1"><v>1</v></c>'), "AAAAAAAAAAAA…"),
        (SHEET.format(f'<c r="A1" x="{"A" * 2_000_000}"><v>1</v></c>'), "512 KB"),
        (SHEET.format(f"<!--{'A' * 2_000_000}-->"), "512 KB"),
        (SHEET.replace('r="1"', 'r="99999999999"').format("<c><v>1</v></c>"), "99999999999"),
    ],
)
def test_a_workbook_made_to_be_read_for_ever_is_refused_in_words(organ: str, sheet: str, said: str) -> None:
    answer = sent(as_("editor1"), xlsx(sheet), "清单.xlsx")
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_a_tag_is_given_up_at_its_bound_however_long_it_goes_on(tmp_path: Path) -> None:
    read: list[int] = []

    def endless() -> Iterator[bytes]:
        yield b'<a b="'
        for at in range(1000):
            read.append(at)
            yield b"A" * reader.CHUNK

    with pytest.raises(ValueError, match="512 KB"):
        list(reader.fed(reader.safe_parser(), endless()))
    assert len(read) <= reader.LONGEST_TOKEN // reader.CHUNK + 1


@pytest.mark.parametrize("where", ["shared", "inline"])
def test_of_a_cell_no_more_is_kept_than_a_cell_may_hold(tmp_path: Path, where: str) -> None:
    long = "甲" * 3_000_000
    cell = '<c t="s"><v>0</v></c>' if where == "shared" else f'<c t="inlineStr"><is><t>{long}</t></is></c>'
    path = tmp_path / "a.xlsx"
    path.write_bytes(xlsx(SHEET.format(cell), f"<si><t>{long}</t></si>"))
    book = reader.Workbook(path)
    [(_row, [value])] = book.sheets[0].rows()
    assert len(value) == reader.LONGEST_CELL and len(book.strings[0]) == reader.LONGEST_CELL
    book.close()


def test_a_first_look_unpacks_no_more_than_its_bound(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    cells = '<c t="inlineStr"><is><t>事项名称</t></is></c>'
    path.write_bytes(xlsx(SHEET.format(cells) + " " * 20_000_000, f"<si><t>甲</t></si>{' ' * 20_000_000}"))
    book = reader.Workbook(path, most=2**20)
    assert [value for _row, [value] in book.sheets[0].rows()] == ["事项名称"]
    assert book.left > -3 * reader.CHUNK
    book.close()


# Wide files


@pytest.mark.parametrize("kind", ["csv", "jsonl", "json", "zip"])
def test_a_list_of_too_many_columns_is_refused_at_once(organ: str, kind: str) -> None:
    heads = ["事项名称", *(f"列{at}" for at in range(1500))]
    rows = dict.fromkeys(heads, "1")
    table = f"{','.join(heads)}\n{','.join('1' for _ in heads)}\n"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", table)
    content = {"csv": table.encode(), "jsonl": lines(rows), "json": lines([rows]), "zip": packed.getvalue()}[kind]
    answer = sent(as_("editor1"), content, f"清单.{kind}")
    assert answer.status_code == 422
    assert "1501" in answer.content.decode() and "300" in answer.content.decode()


def test_columns_that_differ_from_row_to_row_are_counted_together(organ: str) -> None:
    rows = [{"name": "甲", **{f"列{at}-{number}": 1 for number in range(100)}} for at in range(5)]
    assert sent(as_("editor1"), lines(*rows), "清单.jsonl").status_code == 422


def test_commas_behind_the_last_column_are_no_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"事项名称,实施编码{',' * 16_000}\n摊位设置,XK-1{',' * 16_000}\n", "utf-8")
    found = [one for _row, one in read_items(path, trusted=False)]
    assert not [one for one in found if isinstance(one, Fault) and "300" in one.wanted]


def test_a_row_drawn_out_by_quotation_marks_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(books, "LONGEST_LINE", 1000)
    path = tmp_path / "a.csv"
    path.write_text("事项名称,实施编码\n" + '"甲\n",' * 1000, "utf-8")
    with pytest.raises(Refused):
        list(read_items(path, trusted=False))


# Deep files


def test_a_guide_nested_too_deep_is_refused_by_its_element(organ: str) -> None:
    item, editor = w.item(w.ELDERLY), as_("editor1")
    page = f"/desk/catalogue/{item.pk}/json/"
    mark = editor.get(page).context["mark"]
    for depth in (60, 900):
        content = json.dumps({**guide()["guide"], "notes": nested(depth)}, ensure_ascii=False)
        answer = editor.post(page, {"content": content, "mark": mark})
        assert answer.status_code == 422 and "40" in answer.content.decode()


@pytest.mark.parametrize("depth", [60, 300, 600])
@pytest.mark.parametrize("inside", ["guide", "row"])
def test_a_row_nested_too_deep_is_a_fault_of_that_row(organ: str, depth: int, inside: str) -> None:
    deep = guide(notes=nested(depth)) if inside == "guide" else plain(2, organ, 备注=nested(depth))
    run = checked(as_("editor1"), begun(as_("editor1"), lines(plain(1, organ), deep)))
    assert (run.state, run.created) == ("checked", 1)
    assert "40" in ImportFault.objects.get(run=run, row=2, severity="error").wanted


# Runs that fail or are killed


def test_a_run_that_fails_for_good_ends_broken_and_says_so(organ: str, monkeypatch: pytest.MonkeyPatch) -> None:
    editor = as_("editor1")
    run = begun(editor, lines(plain(1, organ)))
    monkeypatch.setattr(effects, "import_items", lambda *_a, **_k: [][0])
    editor.post(f"{IMPORTS}{run.pk}/check/")
    effect = Effect.objects.filter(name="catalogue.check_import")
    for _try in range(10):
        effect.update(run_after=clock.now())
        drain()
        run.refresh_from_db()
        if run.state != "checking":
            break
    assert run.state == "broken" and "IndexError" in run.told and not effect.exists()
    assert run.told in editor.get(f"{IMPORTS}{run.pk}/").content.decode()


def test_the_counts_are_true_when_a_run_is_killed_within_a_batch(organ: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "SLICE", 0.0)  # each item a slice
    editor = as_("editor1")
    run = checked(editor, begun(editor, lines(*(plain(at, organ) for at in range(6)))))
    editor.post(f"{IMPORTS}{run.pk}/take/")
    effect = Effect.objects.get(name="catalogue.take_import")
    note = effects._note

    def dies(which: ImportRun, report: importing.Report) -> None:
        if report.ahead == limit:
            raise SystemExit
        note(which, report)

    monkeypatch.setattr(effects, "_note", dies)
    for limit in (3, 5):  # noqa: B007 - read by `dies`
        with pytest.raises(SystemExit):
            effects.take_import(effect.payload, str(effect.token))
    monkeypatch.setattr(effects, "_note", note)
    effects.take_import(effect.payload, str(effect.token))
    run.refresh_from_db()
    assert (run.state, run.read, run.created, run.updated, run.unchanged, run.ahead) == ("taken", 6, 6, 0, 0, 0)
    assert set(Item.objects.filter(code__startswith="SL-").values_list("audit_count", flat=True)) == {1}


# What an import may not slip past


def test_whoever_imported_a_guide_never_publishes_it(organ: str) -> None:
    item, publisher = w.item(w.ELDERLY), w.user("publisher1")
    version = ItemVersion(item=item, number=99, content={}, made_by=publisher, importers=[str(publisher.pk)])
    version.written({"a": 1}, "", w.user("editor1"))
    assert version.made_by == w.user("editor1") and version.had_a_hand_in_it(publisher)


def test_a_guide_that_is_not_as_the_basic_list_says_is_a_fault_of_its_row(organ: str) -> None:
    item = w.item(w.ELDERLY)
    basic = basic_of(item.base_code, item.region_code)
    assert basic is not None
    level = next(one for one in "123456" if one not in basic.levels and one != item.code[18])
    row = guide(code=item.code[:18] + level + item.code[19:], name={"zh": "另一个名称"})
    row["guide"].pop("handle_code", None)
    run = checked(as_("editor1"), begun(as_("editor1"), lines(row)))
    assert (run.state, run.created, run.updated) == ("checked", 0, 0)
    told = dict(ImportFault.objects.filter(run=run, severity="error").values_list("column", "wanted"))
    assert set(told) == {"name", "level"} and basic.name.zh in told["name"]


def test_a_draft_that_is_not_as_the_basic_list_says_is_neither_submitted_nor_published() -> None:
    item = w.item(w.ELDERLY)
    content = guide()["guide"]
    version = catalogue.draft(item=item, content=content, by=w.user("editor1"))
    changed = {**content, "name": {"zh": "另一个名称"}}
    ItemVersion.objects.filter(pk=version.pk).update(content=changed)
    with pytest.raises(BadInput, match="基本目录|basic list"):
        catalogue.submit_for_review(item=item, by=w.user("editor1"))
    ItemVersion.objects.filter(pk=version.pk).update(state="review")
    version.refresh_from_db()
    with pytest.raises(BadInput, match="基本目录|basic list"):
        catalogue.publish(item=item, seen=digest_of(version), by=w.user("publisher1"))
