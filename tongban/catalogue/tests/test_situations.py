"""C4: the decision table of a guide, tried with examples, exchanged as DMN, and what follows from it for one person."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import walking as w
from tongban.catalogue import api as catalogue
from tongban.catalogue.situations import dmn, table
from tongban.catalogue.situations.clauses import Columns, clauses_of, same, when_of
from tongban.catalogue.situations.soundness import gaps
from tongban.kit.errors import BadInput

pytestmark = pytest.mark.django_db
WATER = w.WATER


def as_(login: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(w.user(login))
    return client


@pytest.fixture()
def item() -> catalogue.Item:
    return w.item(w.ELDERLY)


def content_of(item: catalogue.Item) -> dict[str, Any]:
    assert item.current is not None
    return copy.deepcopy(item.current.content)


def drafted(item: catalogue.Item) -> dict[str, Any]:
    version = catalogue.open_version(item)
    assert version is not None
    return dict(version.content)


def url(item: catalogue.Item, page: str = "situation/") -> str:
    return f"/desk/catalogue/{item.pk}/{page}"


def sent(client: Client, item: catalogue.Item, **changed: Any) -> dict[str, Any]:
    """What a browser sends back of the table as it stands."""
    answer = client.get(url(item))
    found: dict[str, Any] = {"mark": answer.context["mark"], "rows": str(len(answer.context["lines"]))}
    for line in answer.context["lines"]:
        found |= {f"{line.prefix}{name}": getattr(line.row, name) for name in table.LINES}
        for cell in [*line.cells, *line.parts]:
            found[cell.name] = [box.value for box in cell.boxes if box.ticked]
    return found | changed


def new_row(fields: dict[str, Any], **row: Any) -> dict[str, Any]:
    number = int(fields["rows"])
    return fields | {"rows": str(number + 1)} | {f"r{number}.{name}": value for name, value in row.items()}


# The table and the conditions


@pytest.mark.parametrize("name", [w.ELDERLY, w.DISABILITY, w.FOOD, WATER])
def test_a_guide_read_as_a_table_and_written_back_is_the_same_guide(name: str) -> None:
    content = content_of(w.item(name))
    columns = table.columns_of(catalogue.load(content))
    rows = table.rows_of(content, columns)
    assert table.applied(content, rows, columns) == (content, True)


def test_a_table_sent_back_unchanged_changes_nothing(item: catalogue.Item) -> None:
    editor = as_("editor1")
    assert editor.post(url(item), sent(editor, item)).status_code == 302
    assert drafted(item) == content_of(item)


@pytest.mark.parametrize(
    ("when", "rows", "again"),
    [
        ("situation.use == 'farm'", 1, "situation.use == 'farm'"),
        ("situation.use != 'farm' and situation.use != 'hydro' and not situation.agent", 1, None),
        ("situation.use == 'farm' or situation.agent", 2, "situation.use == 'farm' or situation.agent"),
        ("situation.use in ['farm'] and (situation.size == 'small' or situation.project)", 2, None),
        ("situation.agent and age(birthday, today()) >= 80", 1, None),
        ("situation.project == null", 1, "situation.project == null"),
        ("situation.use == 'farm' and situation.use == 'hydro'", 1, None),
    ],
)
def test_a_condition_is_rows_and_the_rows_are_the_condition(when: str, rows: int, again: str | None) -> None:
    columns = Columns(catalogue.load(content_of(w.item(WATER))).situation.questions)
    clauses = clauses_of(when, columns)
    assert len(clauses) == rows
    written = when_of(clauses, columns)
    assert written is not None
    assert same(written, clauses, columns)
    assert again in (None, written)


def test_a_row_gives_some_applicants_another_limit_step_and_fee(item: catalogue.Item) -> None:
    editor = as_("editor1")
    content = content_of(item)
    content["fees"] = [
        {
            "name": {"zh": "工本费", "en": "Card fee"},
            "standard": {"zh": "每张 10 元", "en": "¥10"},
            "amount_fen": 1000,
            "basis": {"law": "演示法", "article": "第一条"},
        }
    ]
    catalogue.draft(item=item, content=content, by=w.user("editor1"))
    question = content["situation"]["questions"][0]
    option = f"v:{question['options'][0]['value']}" if question["type"] == "choice" else "yes"
    fields = sent(editor, item)
    fields["r0.fees"] = []
    fields["r0.steps"] = [place for place in fields["r0.steps"] if place != "1"]
    fields = new_row(fields, **{f"q.{question['key']}": [option], "promise_days": "3", "fees": ["0"], "steps": ["1"]})
    assert editor.post(url(item), fields).status_code == 302
    made = drafted(item)
    guide = catalogue.load(made)
    answers = {
        "situation": {question["key"]: question["options"][0]["value"] if question["type"] == "choice" else True}
    }
    others = {
        "situation": {question["key"]: question["options"][1]["value"] if question["type"] == "choice" else False}
    }
    assert made["limits"][0]["promise_days"] == 3
    assert (guide.limit_for(answers).promise_days, guide.limit_for(others).promise_days) == (3, guide.promise_days)
    assert ([fee.name.zh for fee in guide.fees_for(answers)], guide.fees_for(others)) == (["工本费"], [])
    assert len(guide.steps_for(answers)) == len(guide.steps_for(others)) + 1


def test_buttons_work_without_a_script_and_save_nothing(item: catalogue.Item) -> None:
    editor = as_("editor1")
    fields = sent(editor, item)
    count = int(fields["rows"])
    page = editor.post(url(item), fields | {"add": "1"})
    assert len(page.context["lines"]) == count + 1
    assert "not saved yet" in page.content.decode()
    page = editor.post(url(item), fields | {"remove": "1"})
    assert len(page.context["lines"]) == count - 1
    page = editor.post(url(item), fields | {"move": "1-down"})
    assert page.context["lines"][2].row.zh == fields["r1.zh"]
    assert catalogue.open_version(item) is None


def test_everybodys_row_is_neither_moved_nor_taken_out(item: catalogue.Item) -> None:
    editor = as_("editor1")
    fields = sent(editor, item)
    for button in ({"remove": "0"}, {"move": "0-down"}, {"move": "1-up"}):
        page = editor.post(url(item), fields | button)
        assert page.context["lines"][0].row.ticked["materials"] == fields["r0.materials"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"other": "situation.x = 1"}, "Write == to compare"),
        ({"say": "refuse"}, "Nothing is written in Chinese"),
        ({"zh": "话"}, "Choose whether it refuses or only tells"),
        ({"promise_days": "bald"}, "Found “bald”"),
        ({"say": "note", "zh": "话", "law": "某法"}, "Law and article go together"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_row_and_stays(item: catalogue.Item, row: dict[str, str], said: str) -> None:
    editor = as_("editor1")
    fields = new_row(sent(editor, item), **row)
    page = editor.post(url(item), fields)
    assert page.status_code == 422
    line = page.context["lines"][-1]
    assert any(said in text for text in line.row.errors.values())
    assert all(getattr(line.row, name) == text for name, text in row.items())
    assert catalogue.open_version(item) is None


def test_what_is_ticked_nowhere_is_refused_by_name(item: catalogue.Item) -> None:
    editor = as_("editor1")
    fields = sent(editor, item)
    name = content_of(item)["materials"][0]["name"]["zh"]
    for key in [key for key in fields if key.endswith(".materials")]:
        fields[key] = [one for one in fields[key] if one != content_of(item)["materials"][0]["key"]]
    page = editor.post(url(item), fields)
    assert page.status_code == 422
    assert name in page.content.decode()


def test_a_change_in_between_is_noticed(item: catalogue.Item) -> None:
    editor = as_("editor1")
    fields = sent(editor, item)
    catalogue.draft(item=item, content=content_of(item), by=w.user("editor1"))
    assert editor.post(url(item), fields).status_code == 422


def test_only_an_editor_of_the_organ_comes_here(item: catalogue.Item) -> None:
    for login in ("publisher1", "examiner1", "citizen1"):
        for page in ("situation/", "questions/", "form/", "situation/dmn/"):
            assert as_(login).get(url(item, page)).status_code in (302, 403, 404)


def test_a_draft_in_review_is_not_changed(item: catalogue.Item) -> None:
    catalogue.draft(item=item, content=content_of(item), by=w.user("editor1"))
    catalogue.submit_for_review(item=item, by=w.user("editor1"))
    assert as_("editor1").get(url(item)).status_code == 409


def test_the_page_costs_the_same_however_many_rows_there_are(
    item: catalogue.Item, django_assert_max_num_queries: Any
) -> None:
    editor = as_("editor1")
    fields = sent(editor, item)
    for number in range(100):
        fields = new_row(fields, say="note", zh=f"第{number}条")
    assert editor.post(url(item), fields).status_code == 302
    with django_assert_max_num_queries(12):
        assert editor.get(url(item)).status_code == 200


# The table as a whole


def guide_with(name: str = WATER, **changed: Any) -> Any:
    return catalogue.load(content_of(w.item(name)) | changed)


def told(guide: Any) -> list[tuple[str, str]]:
    return [(gap.kind, gap.path) for gap in gaps(guide)]


def test_the_demos_tables_are_sound() -> None:
    for name in (w.ELDERLY, w.DISABILITY, w.FOOD, WATER):
        assert gaps(guide_with(name)) == []


def test_a_row_that_nobody_reaches_is_told() -> None:
    content = content_of(w.item(WATER))
    content["materials"][2]["when"] = "situation.use == 'household' and situation.size == 'small'"
    assert told(catalogue.load(content)) == [("unreachable", "materials[2]")]
    content["materials"][2]["when"] = "situation.use == 'household'"
    assert told(catalogue.load(content)) == [("unreachable", "materials[2]")]


def test_two_limits_for_the_same_person_are_told() -> None:
    rows = [
        {"when": "situation.project", "promise_days": 20},
        {"when": "situation.source == 'ground'", "promise_days": 15},
    ]
    [gap] = [gap for gap in gaps(guide_with(limits=rows)) if gap.kind == "overlapping"]
    assert gap.path == "limits[1]"
    rows[1]["when"] = "situation.source == 'ground' and situation.project == false"
    assert "overlapping" not in [kind for kind, _path in told(guide_with(limits=rows))]


def test_who_has_no_row_is_named_by_the_answers() -> None:
    fee = {"standard": {"zh": "按规定", "en": "as set"}, "basis": {"law": "演示法", "article": "第一条"}}
    fees = [
        {"name": {"zh": "甲", "en": "A"}, **fee, "when": "situation.source == 'surface'"},
        {"name": {"zh": "乙", "en": "B"}, **fee, "when": "situation.source == 'ground' and situation.size == 'small'"},
    ]
    found = [gap.found for gap in gaps(guide_with(fees=fees)) if gap.kind == "missing"]
    assert len(found) == 2
    assert any("两种都有" in said or "Both" in said for said in found)
    fees.append({"name": {"zh": "丙", "en": "C"}, **fee, "when": None})
    assert [gap for gap in gaps(guide_with(fees=fees)) if gap.kind == "missing"] == []


def test_gaps_are_warnings_of_the_check_up() -> None:
    content = content_of(w.item(WATER))
    content["materials"][2]["when"] = "situation.use == 'household'"
    assert ("warning", "materials[2]") in [(f.severity, f.path) for f in catalogue.check(catalogue.load(content))]


@pytest.mark.parametrize(
    ("row", "path"),
    [
        ({"promise_days": 46}, "limits[0].promise_days"),
        ({"legal_days": 30}, "limits[0].basis"),
        ({"promise_days": 0}, "limits[0].promise_days"),
    ],
)
def test_a_limit_of_some_keeps_within_the_law(row: dict[str, int], path: str) -> None:
    guide = guide_with(limits=[{"when": "situation.project", **row}])
    assert path in [f.path for f in catalogue.check(guide) if f.severity == "error"]


# Examples


def answers_for(item: catalogue.Item) -> dict[str, str]:
    """The first way through the questions that is not refused, as the page sends it."""
    from demo.filling import situation_for

    assert item.current is not None
    found = situation_for(item.current.guide)
    return {f"t.{key}": {True: "yes", False: "no"}.get(value, value) for key, value in found.items()}


def test_answers_are_tried_with_the_table_as_it_is_typed(item: catalogue.Item) -> None:
    editor = as_("editor1")
    fields = new_row(sent(editor, item), promise_days="4", other="true")
    page = editor.post(url(item), fields | answers_for(item) | {"try": "1"})
    assert page.context["trial"].following.limit.promise_days == 4
    assert catalogue.open_version(item) is None


def test_an_example_is_kept_green_and_turns_red_with_the_table(item: catalogue.Item) -> None:
    editor = as_("editor1")
    fields = sent(editor, item) | answers_for(item) | {"keep": "1", "example": "普通老人"}
    assert editor.post(url(item), fields).status_code == 302
    page = editor.get(url(item))
    assert [run.holds for run in page.context["runs"]] == [True]
    content = drafted(item)
    content["promise_days"] -= 1
    content["steps"] = [{**step, "days": 0} for step in content["steps"]]
    catalogue.draft(item=item, content=content, by=w.user("editor1"))
    page = editor.get(url(item))
    assert [run.holds for run in page.context["runs"]] == [False]
    answer = editor.post(url(item, "submit/"))
    assert answer.status_code == 422
    assert "普通老人" in answer.content.decode()


def test_whoever_reviews_reads_the_rows_in_words_and_sees_the_examples(item: catalogue.Item) -> None:
    page = as_("publisher1").get(url(w.item(WATER), ""))
    assert [run.holds for run in page.context["runs"]] == [True, True]
    text = page.content.decode()
    assert "What follows from the answers" in text
    assert any(kind == "Working days" and "15" in said for line in page.context["table"] for kind, said in line.what)


def test_an_example_may_expect_what_the_table_does_not_say_yet(item: catalogue.Item) -> None:
    editor = as_("editor1")
    own = {"e.own": "1", "e.materials": [], "e.steps": [], "e.legal_days": "30", "e.promise_days": "2"}
    fields = sent(editor, item) | answers_for(item) | {"keep": "1", "example": "要改"} | own
    assert editor.post(url(item), fields).status_code == 302
    [run] = editor.get(url(item)).context["runs"]
    assert not run.holds
    assert any("wanted 2" in fault for fault in run.faults)
    fields = sent(editor, item) | {"drop": "0"}
    assert editor.post(url(item), fields).status_code == 302
    assert "examples" not in drafted(item)["situation"]


def test_an_example_needs_a_name_and_every_answer(item: catalogue.Item) -> None:
    editor = as_("editor1")
    assert editor.post(url(item), sent(editor, item) | answers_for(item) | {"keep": "1"}).status_code == 422
    assert editor.post(url(item), sent(editor, item) | {"keep": "1", "example": "空"}).status_code == 422
    assert catalogue.open_version(item) is None


def test_an_example_of_a_changed_question_is_red(item: catalogue.Item) -> None:
    content = content_of(w.item(WATER))
    content["situation"]["questions"][2]["options"][0]["value"] = "tiny"
    findings = catalogue.check(catalogue.load(content))
    assert "situation.examples[0]" in [f.path for f in findings if f.severity == "error"]


# DMN


def test_a_table_saved_as_dmn_comes_back_the_same(item: catalogue.Item) -> None:
    editor = as_("editor1")
    answer = editor.get(url(item, "situation/dmn/"))
    assert answer.headers["Content-Type"].startswith("application/xml")
    content = content_of(item)
    columns = table.columns_of(catalogue.load(content))
    rows = dmn.imported(answer.content, content, columns)
    assert table.applied(content, rows, columns) == (content, True)


def test_a_file_is_shown_before_it_is_saved(item: catalogue.Item) -> None:
    editor = as_("editor1")
    xml = editor.get(url(item, "situation/dmn/")).content
    page = editor.post(url(item), {"import": "1", "file": SimpleUploadedFile("t.dmn", xml)})
    assert page.status_code == 200
    assert page.context["unsaved"]
    assert catalogue.open_version(item) is None


def test_a_file_that_was_shown_is_saved_at_the_first_press(item: catalogue.Item) -> None:
    editor = as_("editor1")
    before = editor.get(url(item))
    assert before.content.decode().count(before.context["mark"]) == 2  # the form of the file carries it too
    xml = editor.get(url(item, "situation/dmn/")).content
    given = {"import": "1", "mark": before.context["mark"], "file": SimpleUploadedFile("t.dmn", xml)}
    assert editor.post(url(item), given).context["mark"] == before.context["mark"]


def test_the_table_says_what_would_stop_it(item: catalogue.Item) -> None:
    content = content_of(item)
    content["situation"]["outcomes"] = [{"when": "situation.nosuch == 'x'", "note": {"zh": "说明", "en": "Note"}}]
    catalogue.draft(item=item, content=content, by=w.user("editor1"))
    page = as_("editor1").get(url(item)).content.decode()
    assert "situation.nosuch" in page and "Every row is reached" not in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda xml: b"nonsense", "well-formed"),
        (lambda xml: b"<!DOCTYPE x [<!ENTITY y 'z'>]>" + xml.split(b"?>", 1)[1], "DTD"),
        (lambda xml: xml.replace(b"DMN/20191111/MODEL", b"BPMN/MODEL"), "one decision table"),
        (lambda xml: xml.replace(b"situation.applicant", b"situation.nobody"), "nobody"),
        (lambda xml: xml.replace(b'"self"</text>', b'__import__("os")</text>'), "rule"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_with_the_place(item: catalogue.Item, change: Any, said: str) -> None:
    editor = as_("editor1")
    xml = change(editor.get(url(item, "situation/dmn/")).content.replace(b'"family"</text>', b'"self"</text>'))
    page = editor.post(url(item), {"import": "1", "file": SimpleUploadedFile("t.dmn", xml)})
    assert page.status_code == 422
    assert said in page.content.decode()


def test_negation_in_a_file_is_read() -> None:
    content = content_of(w.item(WATER))
    columns = table.columns_of(catalogue.load(content))
    xml = dmn.exported(content, table.rows_of(content, columns), columns).replace(
        b'<text>"large"</text>', b'<text>not("large")</text>', 1
    )
    rows = dmn.imported(xml, content, columns)
    assert any(row.cells.get("size") == ["none", "v:small", "v:unknown"] for row in rows)
    with pytest.raises(BadInput):
        dmn.imported(xml.replace(b'not("large")', b'not("huge")'), content, columns)


@pytest.mark.parametrize("text", ["\\ud800 x", "\\u0000"])
def test_a_file_with_what_is_no_text_is_refused_with_the_place(item: catalogue.Item, text: str) -> None:
    editor = as_("editor1")
    xml = editor.get(url(item, "situation/dmn/")).content.decode()
    entry = re.compile(r'(<outputEntry id="rule_1_out_zh">\s*)<text.*?(\s*</outputEntry>)', re.DOTALL)
    changed, count = entry.subn(lambda found: f'{found[1]}<text>"{text}"</text>{found[2]}', xml)
    assert count == 1
    page = editor.post(url(item), {"import": "1", "file": SimpleUploadedFile("t.dmn", changed.encode())})
    assert page.status_code == 422 and "control characters" in page.content.decode()


@pytest.mark.parametrize(("times", "rows"), [(50, 1), (150, None)])
def test_a_rule_copied_many_times_is_one_and_too_many_are_refused(
    item: catalogue.Item, times: int, rows: int | None
) -> None:
    editor = as_("editor1")
    xml = editor.get(url(item, "situation/dmn/")).content.decode()
    rules = re.findall(r"<rule .*?</rule>", xml, re.DOTALL)
    many = xml.replace(rules[-1], rules[-1] * times)
    page = editor.post(url(item), {"import": "1", "file": SimpleUploadedFile("t.dmn", many.encode())})
    if rows is None:
        assert page.status_code == 422 and "at most 100" in page.content.decode()
    else:
        assert len(page.context["lines"]) == len(rules)
