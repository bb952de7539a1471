"""The catalogue at the desk: a draft, its check-up, and a second person who publishes it."""

from __future__ import annotations

import copy
import html
import json
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from lxml.html import fromstring as tree

from demo.people import REGION
from tests import walking as w
from tongban.audit.api import last
from tongban.catalogue import api as catalogue
from tongban.catalogue import editing
from tongban.catalogue.element_names import ONE_OF, TITLES, path_in_words
from tongban.catalogue.guide import Part
from tongban.forms.api import FormField
from tongban.people.api import hire
from tongban.regions.api import Organisation

pytestmark = pytest.mark.django_db


def as_(login: str) -> Client:
    client = Client()
    client.force_login(w.user(login))
    return client


@pytest.fixture()
def item() -> catalogue.Item:
    return w.item(w.ELDERLY)


def url(item: catalogue.Item, page: str = "") -> str:
    return f"/desk/catalogue/{item.pk}/{page}"


def sent(client: Client, item: catalogue.Item, **changed: str) -> dict[str, str]:
    """What a browser would send back of the form as it stands, with some fields changed."""
    answer = client.get(url(item, "edit/"))
    fields = {"mark": answer.context["mark"]}
    for block in answer.context["blocks"]:
        for part in [block, *block.rows]:
            fields |= {
                field.name: field.value or (field.choices[0][0] if field.choices else "") for field in part.fields
            }
            fields |= {
                name: "on"
                for field in part.fields
                if field.kind == "ticks"
                for name, _words, ticked in field.ticks
                if ticked
            }
        if block.count:
            fields[f"{block.key}.count"] = str(block.count)
    return fields | changed


def drafted(item: catalogue.Item, **changed: str) -> None:
    editor = as_("editor1")
    fields = sent(editor, item, **(changed or {"promise_days": "6"}))
    assert editor.post(url(item, "edit/"), fields).status_code == 302


def test_a_form_sent_back_unchanged_changes_nothing(item: catalogue.Item) -> None:
    drafted(item, note="只看看")
    assert item.current is not None
    version = catalogue.open_version(item)
    assert version is not None
    assert editing.differences(item.current.content, version.content) == []


def test_what_differs_is_listed_element_by_element(item: catalogue.Item) -> None:
    drafted(
        item,
        promise_days="6",
        **{"places.0.name.en": "The hall", "conditions.0.text.zh": "年满 80 周岁（改）"},
    )
    page = as_("publisher1").get(url(item))
    found = {one.path: one.new for one in page.context["differences"]}
    assert found == {
        "promise_days": "6 个工作日",
        "places[0].name.en": "The hall",
        "conditions[0].text.zh": "年满 80 周岁（改）",
    }


def test_a_row_is_added_by_typing_and_goes_by_emptying(item: catalogue.Item) -> None:
    assert item.current is not None
    count = len(item.current.content["questions"])
    new = {
        f"questions.{count}.q.zh": "能代办吗？",
        f"questions.{count}.a.zh": "能。",
        "questions.0.q.zh": "",
        "questions.0.q.en": "",
        "questions.0.a.zh": "",
        "questions.0.a.en": "",
    }
    drafted(item, **new)
    version = catalogue.open_version(item)
    assert version is not None
    assert [q["q"]["zh"] for q in version.content["questions"]][-1] == "能代办吗？"
    assert len(version.content["questions"]) == count


def test_a_material_is_added_by_its_name_and_goes_with_it(item: catalogue.Item) -> None:
    assert item.current is not None
    before = [material["key"] for material in item.current.content["materials"]]
    drafted(item, **{f"materials.{len(before)}.name.zh": "近期照片", f"materials.{len(before)}.copies": "2"})
    version = catalogue.open_version(item)
    assert version is not None
    made = version.content["materials"][-1]
    assert (made["name"], made["copies"], made["key"] not in before) == ({"zh": "近期照片"}, 2, True)
    drafted(item, **{f"materials.{len(before)}.name.zh": ""})
    version = catalogue.open_version(item)
    assert version is not None and [material["key"] for material in version.content["materials"]] == before


def test_nobody_is_shown_a_button_that_is_not_theirs(item: catalogue.Item) -> None:
    for login, shown in (("editor1", True), ("publisher1", True), ("legal1", False), ("keeper1", False)):
        page = as_(login).get("/desk/catalogue/?state=").content.decode()
        assert ("/desk/catalogue/export/" in page) is shown, login
        assert ('href="/desk/catalogue/check-up/"' in page) is shown, login


def test_steps_and_fees_are_rows_and_a_fee_is_typed_in_yuan(item: catalogue.Item) -> None:
    assert item.current is not None
    count = len(item.current.content["steps"])
    fee = {"fees.0.name.zh": "工本费", "fees.0.standard.zh": "每证一次", "fees.0.amount_fen": "12.5"}
    step = {"name.zh": "公示", "who.zh": "村（社区）", "days": "7"}
    basis = {"fees.0.basis.law": "中华人民共和国行政许可法", "fees.0.basis.article": "第五十八条"}
    drafted(item, **fee, **basis, **{f"steps.{count}.{key}": text for key, text in step.items()})
    version = catalogue.open_version(item)
    assert version is not None
    [kept] = version.content["fees"]
    assert (kept["amount_fen"], kept["basis"]["article"]) == (1250, "第五十八条")
    assert version.content["steps"][count]["days"] == 7
    again = {f.name: f.value for b in editing.blocks(version.content, {}) for row in b.rows for f in row.fields}
    assert again["fees.0.amount_fen"] == "12.50"
    editor = as_("editor1")
    wrong = editor.post(url(item, "edit/"), sent(editor, item, **{"fees.0.amount_fen": "约十元"}))
    shown = {f.name: f for b in wrong.context["blocks"] for row in b.rows for f in row.fields}
    assert wrong.status_code == 422 and shown["fees.0.amount_fen"].value == "约十元"
    assert shown["fees.0.amount_fen"].errors == ["请只填金额数字，例如 10 或 10.5。"]


@pytest.mark.parametrize("typed", ["10元", "10.00 元"])
def test_a_sum_may_be_followed_by_its_unit(item: catalogue.Item, typed: str) -> None:
    drafted(item, **{"fees.0.name.zh": "工本费", "fees.0.standard.zh": "每证一次", "fees.0.amount_fen": typed})
    version = catalogue.open_version(item)
    assert version is not None and version.content["fees"][0]["amount_fen"] == 1000


def test_who_applies_and_how_surely_is_chosen(item: catalogue.Item) -> None:
    """A1, A4, Q2: the level, what no agent may do, who is specially protected; words, no codes, in the differences."""
    drafted(
        item, **{"identity_level": "4", "only_in_person.take": "on", "protects.ill": "on", "protects.disabled": "on"}
    )
    version = catalogue.open_version(item)
    assert version is not None
    kept = version.content
    assert (kept["identity_level"], kept["only_in_person"]) == (4, ["take"])
    assert {"ill", "disabled"} <= set(kept["protects"])
    page = as_("publisher1").get(url(item))
    said = {one.path: one.new for one in page.context["differences"]}
    assert said["only_in_person"] == "领取结果" and said["identity_level"].startswith("4 · ")
    shown = as_("editor1").get(url(item, "edit/")).content.decode()
    assert 'name="only_in_person.take" checked' in shown and 'value="4" selected' in shown
    editor = as_("editor1")
    fields = sent(editor, item, identity_level="")
    del fields["only_in_person.take"]
    assert editor.post(url(item, "edit/"), fields).status_code == 302
    version = catalogue.open_version(item)
    assert version is not None and not {"only_in_person", "identity_level"} & set(version.content)
    wrong = editor.post(url(item, "edit/"), sent(editor, item, identity_level="9"))
    assert wrong.status_code == 422


def test_an_empty_text_is_asked_for(item: catalogue.Item) -> None:
    editor = as_("editor1")
    page = editor.get(url(item, "json/"))
    content = json.loads(page.context["text"]) | {"name": {"zh": "", "en": "Allowance"}}
    answer = editor.post(url(item, "json/"), {"mark": page.context["mark"], "content": json.dumps(content)})
    said = html.unescape(answer.content.decode())
    assert answer.status_code == 422 and "请填写。" in said and "现在是 ，" not in said


def test_the_value_of_an_option_is_no_telephone_number() -> None:
    with translation.override("zh-hans"):
        assert path_in_words("situation.questions[0].options[1].value").endswith("选项值")
        assert path_in_words("form.pages[0].fields[2].key").endswith("字段代码")
        assert path_in_words("consult[0].value").endswith("号码或地址")


def test_what_cannot_be_used_stands_beside_its_field_and_stays_typed(item: catalogue.Item) -> None:
    editor = as_("editor1")
    answer = editor.post(
        url(item, "edit/"), sent(editor, item, legal_days="二十", **{"name.zh": ""}, aliases="老人钱\n高龄补贴")
    )
    assert answer.status_code == 422
    shown = {field.name: field for block in answer.context["blocks"] for field in block.fields}
    assert shown["legal_days"].value == "二十" and shown["legal_days"].errors
    assert shown["aliases"].value == "老人钱\n高龄补贴"
    assert catalogue.open_version(item) is None


def test_who_saved_meanwhile_is_not_overwritten(item: catalogue.Item) -> None:
    editor = as_("editor1")
    old = sent(editor, item)
    drafted(item, promise_days="7")
    answer = editor.post(url(item, "edit/"), old | {"promise_days": "5"})
    assert answer.status_code == 422
    said = {one.path: (one.old, one.new) for one in answer.context["clash"]}
    assert said == {"promise_days": ("7 个工作日", "5 个工作日")}
    assert "再次保存将替换的内容" in answer.content.decode() and w.user("editor1").name in answer.content.decode()
    version = catalogue.open_version(item)
    assert version is not None and version.content["promise_days"] == 7


def test_everything_else_is_edited_as_json_with_errors_by_path(item: catalogue.Item) -> None:
    editor = as_("editor1")
    page = editor.get(url(item, "json/"))
    content = json.loads(page.context["text"])
    broken = copy.deepcopy(content)
    del broken["materials"][0]["name"]["zh"]
    answer = editor.post(url(item, "json/"), {"mark": page.context["mark"], "content": json.dumps(broken)})
    assert answer.status_code == 422
    assert any("materials[0].name.zh" in line["label"] for line in answer.context["errors"])
    assert answer.context["text"] == json.dumps(broken)
    content["visits"] = 1
    content["visits_reason"] = {"zh": "需要本人到场。"}
    saved = editor.post(url(item, "json/"), {"mark": page.context["mark"], "content": json.dumps(content)})
    assert saved.status_code == 302


@pytest.mark.parametrize("text", ["{", "[]", ""])
def test_what_is_no_json_stays_typed(item: catalogue.Item, text: str) -> None:
    editor = as_("editor1")
    mark = editor.get(url(item, "json/")).context["mark"]
    answer = editor.post(url(item, "json/"), {"mark": mark, "content": text})
    assert answer.status_code == 422 and answer.context["text"] == text


def test_a_draft_never_moves_to_another_organ(item: catalogue.Item) -> None:
    other = catalogue.Item.objects.exclude(org_code=item.org_code).select_related("current").first()
    assert other is not None and other.current is not None
    editor = as_("editor1")
    mark = editor.get(url(item, "json/")).context["mark"]
    answer = editor.post(url(item, "json/"), {"mark": mark, "content": json.dumps(other.current.content)})
    assert answer.status_code == 422
    assert catalogue.open_version(item) is None


def test_a_second_person_publishes(item: catalogue.Item) -> None:
    drafted(item)
    assert as_("editor1").post(url(item, "submit/")).status_code == 302
    assert as_("editor1").post(url(item, "publish/")).status_code == 403
    reader = as_("publisher1")
    assert reader.post(url(item, "publish/"), on_the_page(reader, item)).status_code == 302
    assert w.item(w.ELDERLY).current.content["promise_days"] == 6


def on_the_page(client: Client, item: catalogue.Item) -> dict[str, str]:
    """The hidden field of the button “Publish”, as a browser sends it, and the tick at the warnings."""
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', client.get(url(item)).content.decode())
    assert found
    return {"seen": found[1], "although": "1"}


def test_a_warning_is_published_only_by_who_says_so(item: catalogue.Item) -> None:
    drafted(item)  # the steps take longer than the six days
    as_("editor1").post(url(item, "submit/"))
    reader = as_("publisher1")
    given = on_the_page(reader, item)
    answer = reader.post(url(item, "publish/"), given | {"although": ""})
    shown = answer.content.decode()
    assert answer.status_code == 422 and 'href="#although"' in shown and "没有发布" in shown
    assert w.item(w.ELDERLY).current.content["promise_days"] == 10
    assert reader.post(url(item, "publish/"), given).status_code == 302
    entry = last(w.item(w.ELDERLY), "catalogue.publish")
    assert entry is not None and entry.notes["although"] == ["steps"]


def test_a_guide_without_warnings_asks_for_no_tick(item: catalogue.Item) -> None:
    drafted(item, note="照旧")
    as_("editor1").post(url(item, "submit/"))
    reader = as_("publisher1")
    assert 'id="although"' not in reader.get(url(item)).content.decode()
    assert reader.post(url(item, "publish/"), on_the_page(reader, item) | {"although": ""}).status_code == 302


@pytest.mark.parametrize(
    ("said", "words"),
    [("请与张三联系，身份证11010519491231002X。", "不含个人号码"), ("秘密★10年\n内部办法", "密级标志")],
)
def test_a_guide_with_somebodys_number_or_a_secret_is_not_published(
    said: str, words: str, item: catalogue.Item
) -> None:
    """保密审查 (Q8)"""
    drafted(item, **{"conditions.0.text.zh": said})
    answer = as_("editor1").post(url(item, "submit/"))
    assert answer.status_code == 422 and words in answer.content.decode()
    item.refresh_from_db()
    assert said not in json.dumps(item.current.content, ensure_ascii=False)  # type: ignore[union-attr]


def test_what_is_published_is_what_the_second_person_read(item: catalogue.Item) -> None:
    """Between reading and publishing a colleague sent it back, and the writer changed it and submitted it again."""
    drafted(item)
    as_("editor1").post(url(item, "submit/"))
    reader = as_("publisher1")
    read = on_the_page(reader, item)
    as_("publisher2").post(url(item, "send-back/"), {"reason": "时限有误"})
    drafted(item, promise_days="3")
    as_("editor1").post(url(item, "submit/"))
    answer = reader.post(url(item, "publish/"), read)
    said = answer.content.decode()
    assert answer.status_code == 409
    assert "不是您看过的那一版" in said and w.user("editor1").name in said
    assert w.item(w.ELDERLY).current.content["promise_days"] != 3
    version = catalogue.open_version(item)
    assert version is not None and version.state == "review"
    again = re.search(r'name="seen" value="([0-9a-f]{64})"', said)  # the page shows the new version with its own mark
    assert again and again[1] != read["seen"]
    assert reader.post(url(item, "publish/"), {"seen": again[1], "although": "1"}).status_code == 302
    assert w.item(w.ELDERLY).current.content["promise_days"] == 3


@pytest.mark.parametrize("seen", [{}, {"seen": ""}, {"seen": "0" * 64}, {"seen": "版" * 64}, {"seen": "\ud800"}])
def test_who_has_read_nothing_publishes_nothing(item: catalogue.Item, seen: dict[str, str]) -> None:
    drafted(item)
    as_("editor1").post(url(item, "submit/"))
    seen = {key: value.encode("utf-8", "replace").decode() for key, value in seen.items()}
    assert as_("publisher1").post(url(item, "publish/"), seen).status_code == 409
    with pytest.raises(catalogue.ChangedMeanwhile):
        catalogue.publish(item=item, by=w.user("publisher1"))


def test_a_changed_note_alone_is_a_change_too(item: catalogue.Item) -> None:
    drafted(item, promise_days="6", note="照新办法")
    first = catalogue.digest_of(catalogue.open_version(item))
    drafted(item, promise_days="6", note="另有原因")
    assert catalogue.digest_of(catalogue.open_version(item)) != first
    assert catalogue.digest_of(None) == ""


def test_the_editor_reads_that_a_second_person_has_it_now(item: catalogue.Item) -> None:
    drafted(item)
    page = as_("editor1").post(url(item, "submit/"), follow=True)
    shown = page.content.decode()
    assert "正由第二个人审读" in shown
    assert "系统管理员" not in shown
    assert shown.count('aria-disabled="true"') == 2  # change, publish
    assert shown.count('aria-describedby="why-not"') == 2


def test_whoever_wrote_it_reads_why_publishing_is_greyed(item: catalogue.Item) -> None:
    posts = [
        {"role": role, "org_code": item.org_code, "region_code": REGION}
        for role in ("catalogue_editor", "catalogue_publisher")
    ]
    both = hire(login="both", name="演示·兼任", password="Tongban-2026-demo", posts=posts)
    client = Client()
    client.force_login(both)
    client.post(url(item, "edit/"), sent(client, item, promise_days="6"))
    client.post(url(item, "submit/"))
    page = client.get(url(item))
    assert page.context["why_not"] and page.context["why_not"] in page.content.decode()
    assert client.post(url(item, "publish/")).status_code == 403


def test_sent_back_it_can_be_changed_again_and_in_review_it_cannot(item: catalogue.Item) -> None:
    drafted(item)
    as_("editor1").post(url(item, "submit/"))
    assert as_("editor1").get(url(item, "edit/")).status_code == 409
    assert as_("publisher1").post(url(item, "send-back/"), {"reason": ""}).status_code == 422
    assert as_("publisher1").post(url(item, "send-back/"), {"reason": "时限有误"}).status_code == 302
    assert as_("editor1").get(url(item, "edit/")).status_code == 200


@pytest.mark.parametrize("number", ["hello", "028-0000-0000"])
def test_a_number_that_nobody_can_dial_is_told_at_once(item: catalogue.Item, number: str) -> None:
    drafted(item, **{"places.0.phone": number})
    page = as_("editor1").get(url(item)).content.decode()
    assert "格式正确的电话" in page and number in page


@pytest.mark.parametrize("number", ["12345", "13800138000", "028-88550513、12345", "028-8855 0513转2"])
def test_a_number_that_can_be_dialled_is_no_finding(item: catalogue.Item, number: str) -> None:
    drafted(item, **{"places.0.phone": number})
    assert "格式正确的电话" not in as_("editor1").get(url(item)).content.decode()


def test_errors_of_the_check_up_keep_it_from_review(item: catalogue.Item) -> None:
    assert item.current is not None
    content = copy.deepcopy(item.current.content) | {"complain": []}
    catalogue.draft(item=item, content=content, by=w.user("editor1"))
    answer = as_("editor1").post(url(item, "submit/"))
    assert answer.status_code == 422 and answer.context["errors"]
    version = catalogue.open_version(item)
    assert version is not None and version.state == "draft"


def test_filters_of_the_list(item: catalogue.Item) -> None:
    editor = as_("editor1")
    drafted(item)

    def shown(query: str) -> list[str]:
        return [row.name for row, *_rest in editor.get(f"/desk/catalogue/?{query}").context["rows"]]

    assert shown("state=draft") == [w.ELDERLY]
    assert shown("q=高龄") == [w.ELDERLY]
    assert shown(f"q={item.name_en[:12].upper()}") == [w.ELDERLY]
    assert shown(f"q={item.code[-10:]}") == [w.ELDERLY]
    assert shown("state=unpublished") == []
    assert len(shown("")) > 5


def test_where_nothing_waits_the_way_to_all_guides_is_open(item: catalogue.Item) -> None:
    publisher = as_("publisher1")
    shown = publisher.get("/desk/catalogue/").content.decode()
    assert "没有等您办理的指南" in shown and 'href="/desk/catalogue/?state="' in shown
    assert w.ELDERLY in publisher.get("/desk/catalogue/?state=").content.decode()


def test_an_editor_of_another_organ_is_refused(item: catalogue.Item) -> None:
    organ = Organisation.objects.exclude(code=item.org_code).first()
    assert organ is not None
    posts = [{"role": "catalogue_editor", "org_code": organ.code, "region_code": REGION}]
    client = Client()
    client.force_login(hire(login="other_editor", name="演示·别局", password="Tongban-2026-demo", posts=posts))
    for page in ("", "edit/", "json/"):
        assert client.get(url(item, page)).status_code == 403
    assert client.post(url(item, "submit/")).status_code == 403


@pytest.mark.parametrize("login", ["citizen1", "examiner1", "supervisor1", "admin1"])
def test_only_editors_and_publishers_enter(login: str, item: catalogue.Item) -> None:
    for page in ("/desk/catalogue/", url(item), url(item, "edit/")):
        assert as_(login).get(page).status_code == 403


def test_the_list_costs_the_same_for_few_and_many(django_assert_num_queries: Any, item: catalogue.Item) -> None:
    editor = as_("editor1")
    editor.get("/desk/catalogue/")
    with django_assert_num_queries(6):
        editor.get("/desk/catalogue/?q=高龄")
    with django_assert_num_queries(6):
        editor.get("/desk/catalogue/")


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 20_000, '{"name": "\\ud800"}', '{"\\udfff": 1}'])
def test_json_that_nobody_can_keep_is_refused_beside_what_was_typed(item: catalogue.Item, text: str) -> None:
    editor = as_("editor1")
    mark = editor.get(url(item, "json/")).context["mark"]
    answer = editor.post(url(item, "json/"), {"mark": mark, "content": text})
    assert answer.status_code == 422 and answer.context["text"] == text


@pytest.mark.parametrize("count", ["²", "٣", "9" * 5000, "-1", "1e9"])
def test_a_number_of_rows_that_is_none_breaks_nothing_and_loses_nothing(item: catalogue.Item, count: str) -> None:
    drafted(item, **{"conditions.count": count})
    assert item.current is not None
    version = catalogue.open_version(item)
    assert version is not None and version.content["conditions"] == item.current.content["conditions"]


@pytest.mark.parametrize("step", ["²", "٣", "9" * 5000])
def test_a_path_with_an_odd_number_is_still_told_in_words(step: str) -> None:
    assert path_in_words(f"materials[{step}].name").endswith(str(TITLES["name"]))


LARGE: list[tuple[str, Any, str]] = [
    ("name", {"zh": "长" * 301}, "name.zh"),
    ("aliases", ["高龄"] * 101, "aliases"),
    ("aliases", ["龄" * 61], "aliases[0]"),
    ("notes", {"zh": "长" * 20_001}, "notes.zh"),
    ("questions", [{"q": {"zh": "问"}, "a": {"zh": "答"}}] * 501, "questions"),
    ("notes", {"zh": "有\0零"}, "notes.zh"),
    ("steps", [{"name": {"zh": "受\x1b理"}}], "steps[0].name.zh"),
    ("form", {"code": "x", "title": {"zh": "\x07"}}, "form.title.zh"),
]


@pytest.mark.parametrize(("part", "value", "path"), LARGE)
def test_a_guide_has_bounds_and_no_control_characters(item: catalogue.Item, part: str, value: Any, path: str) -> None:
    editor = as_("editor1")
    page = editor.get(url(item, "json/"))
    content = json.loads(page.context["text"]) | {part: value}
    given = {"content": json.dumps(content), "mark": page.context["mark"]}  # control characters come escaped
    answer = editor.post(url(item, "json/"), given)
    assert answer.status_code == 422
    assert [f"（{path}）" in line["label"] for line in answer.context["errors"]] == [True]
    assert catalogue.open_version(item) is None


def test_new_lines_and_tabs_are_no_control_characters(item: catalogue.Item) -> None:
    drafted(item, **{"conditions.0.text.zh": "年满 80 周岁\n\t户籍在本县"})


def rows_of_changes(item: catalogue.Item, lang: str = "zh-hans") -> dict[str, tuple[str, str]]:
    """The table “What changes” as the second person reads it."""
    page = as_("publisher1").get(url(item), headers={"accept-language": lang}).content.decode()
    rows = re.findall(r'<tr><th scope="row">(.*?)</th><td>(.*?)</td><td>(.*?)</td></tr>', page)
    return {html.unescape(where): (struck(old), new) for where, old, new in rows}


def struck(cell: str) -> str:
    """What was there before, which is struck through; a dash, which is not, where nothing was."""
    found = re.fullmatch(r'<span class="tb-was">(.+)</span>', cell)
    assert found or cell == "–", cell
    return found[1] if found else cell


def test_the_second_person_reads_yuan_and_working_days(item: catalogue.Item) -> None:
    fee = {
        "name.zh": "工本费",
        "standard.zh": "每证一次",
        "amount_fen": "12.5",
        "basis.law": "法",
        "basis.article": "条",
    }
    drafted(
        item,
        promise_days="6",
        **{"materials.2.necessity": "required", "steps.0.days": "0"},
        **{f"fees.0.{key}": text for key, text in fee.items()},
    )
    rows = rows_of_changes(item)
    assert rows["第 1 项收费 › 金额"] == ("–", "12.50 元")
    assert rows["承诺工作日"] == ("10 个工作日", "6 个工作日")
    assert rows["第 1 个环节 › 工作日"] == ("4 个工作日", "当场办结")
    assert rows["材料 › 老人近照 › 必要性"] == ("非必要", "必要")


def test_sums_in_a_form_are_yuan_too(item: catalogue.Item) -> None:
    money = {"key": "rent", "type": "money", "label": {"zh": "租金", "en": "Rent"}, "max": 150000}
    [one] = editing.differences({"fields": [money]}, {"fields": [money | {"max": 99999}]})
    assert (one.old, one.new) == ("1500.00 元", "999.99 元")
    number = {"key": "area", "type": "number", "max": 3, "required": True}
    found = editing.differences({"fields": [number]}, {"fields": [number | {"max": 4, "required": False}]})
    assert [(one.old, one.new) for one in found] == [("3", "4"), ("是", "否")]


def test_codes_are_read_as_words() -> None:
    old = {"kind": "immediate", "regime": "licensing", "handled_by": "ours", "audience": ["person"]}
    new = {"kind": "promise", "regime": "assistance", "handled_by": "national", "audience": ["person", "enterprise"]}
    with translation.override("zh-hans"):
        found = {one.where: (one.old, one.new) for one in editing.differences(old, new)}
    assert found == {
        "办件类型": ("即办件", "承诺件"),
        "时限规则": ("行政许可", "社会救助"),
        "办理系统": ("本系统", "国家系统"),
        "对象": ("个人", "个人\n企业"),
    }


def test_a_finding_names_the_rules_in_words(item: catalogue.Item) -> None:
    assert item.current is not None
    content = copy.deepcopy(item.current.content) | {"regime": "external"}
    catalogue.draft(item=item, content=content, by=w.user("editor1"))
    page = as_("editor1").get(url(item)).content.decode()
    assert "时限规则 在别的系统决定，办理系统 本系统" in page and "由其他系统办理时才是“在别的系统决定”" in page


@pytest.mark.parametrize(
    ("lang", "words", "said"),
    [
        ("zh-hans", "第 6 个环节 › 工作日", "现在是 约三天，应为整数。"),
        ("en", "Step 6 › Working days", "Found 约三天, wanted a whole number."),
    ],
)
def test_a_fault_is_told_in_the_editor_s_words(item: catalogue.Item, lang: str, words: str, said: str) -> None:
    editor = as_("editor1")
    assert item.current is not None
    steps = [item.current.content["steps"][0]] * 6
    page = editor.get(url(item, "json/"))
    content = json.loads(page.context["text"]) | {"steps": [*steps[:5], steps[5] | {"days": "约三天"}]}
    given = {"mark": page.context["mark"], "content": json.dumps(content)}
    answer = html.unescape(editor.post(url(item, "json/"), given, headers={"accept-language": lang}).content.decode())
    assert words in answer and said in answer and "steps[5].days" in answer
    fields = sent(editor, item, **{"steps.0.days": "约三天"})
    plain = html.unescape(editor.post(url(item, "edit/"), fields, headers={"accept-language": lang}).content.decode())
    assert words.replace("6", "1") in plain and said in plain
    assert "steps[" not in plain and 'href="#f-steps-0-days"' in plain


def test_every_element_of_a_guide_has_a_name_for_whoever_writes_it() -> None:
    elements = {name for part in Part.__subclasses__() for name in part.model_fields}
    assert not (elements | set(FormField.model_fields)) - TITLES.keys() - ONE_OF.keys()


def test_a_day_that_is_past_is_said_on_top_with_a_link_to_its_field(item: catalogue.Item) -> None:
    drafted(item)
    catalogue.submit_for_review(item=item, by=w.user("editor1"))
    reader = as_("publisher1")
    page = reader.post(url(item, "publish/"), on_the_page(reader, item) | {"effective_on": "2020-01-01"})
    assert page.status_code == 422
    text = page.content.decode()
    summary = text[text.index('class="tb-errors"') : text.index('class="tb-two"')]
    assert re.findall(r'<a href="#([^"]+)">[^<]*日期已过', summary) == ["id_effective_on"]
    assert text.count('id="id_effective_on"') == 1


def test_an_editor_lets_a_draft_go_and_begins_with_what_is_published(item: catalogue.Item) -> None:
    editor, before = as_("editor1"), item.current
    assert before is not None
    catalogue.draft(item=item, content=before.content | {"office_hours": {"zh": "周三停办"}}, by=w.user("editor1"))
    page = tree(editor.get(f"/desk/catalogue/{item.pk}/").content.decode())
    form = page.xpath(f'//form[@action="/desk/catalogue/{item.pk}/drop/"]')[0]
    seen = form.xpath('.//input[@name="seen"]/@value')[0]
    catalogue.draft(item=item, content=before.content | {"office_hours": {"zh": "周四停办"}}, by=w.user("editor1"))
    late = editor.post(f"/desk/catalogue/{item.pk}/drop/", {"seen": seen})
    assert late.status_code == 409 and catalogue.open_version(item) is not None  # not what was read
    now = catalogue.digest_of(catalogue.open_version(item))
    assert as_("publisher1").post(f"/desk/catalogue/{item.pk}/drop/", {"seen": now}).status_code == 403
    told = editor.post(f"/desk/catalogue/{item.pk}/drop/", {"seen": now}, follow=True).content.decode()
    assert "草稿已放弃" in told and "已放弃" in told and catalogue.open_version(item) is None
    item.refresh_from_db()
    assert item.current == before and "周四停办" not in editor.get(f"/desk/catalogue/{item.pk}/json/").content.decode()
    assert editor.post(f"/desk/catalogue/{item.pk}/drop/", {"seen": now}).status_code == 409
