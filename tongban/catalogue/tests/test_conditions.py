"""Conditions that can never be worked out: told before publication, and never to an applicant."""

from __future__ import annotations

import copy
import json
import logging
from typing import Any

import pytest

from tests import walking as w
from tongban.catalogue import api as catalogue
from tongban.catalogue.checks import check
from tongban.catalogue.guide import load
from tongban.catalogue.tests.test_lists import as_, url
from tongban.intake import api as intake

pytestmark = pytest.mark.django_db
NEVER = ['"a"*1000000', '1 > "x"', "len([1]*99)"]


@pytest.fixture()
def item() -> catalogue.Item:
    return w.item(w.ELDERLY)


def with_condition(item: catalogue.Item, part: str, text: str) -> dict[str, Any]:
    assert item.current is not None
    content: dict[str, Any] = copy.deepcopy(item.current.content)
    first = content["form"]["pages"][0]["fields"][0]
    if part == "checks":
        first["checks"] = [{"expr": text, "message": {"zh": "请更正", "en": "Correct it"}}]
    elif part == "prefill_when":
        first |= {"prefill": "person.name", "prefill_when": text}
    elif part == "page":
        content["form"]["pages"][-1]["when"] = text
    elif part == "field":
        first["when"] = text
    elif part == "outcomes":
        row = {"when": text, "refuse": {"zh": "不予受理", "en": "Refused"}}
        content.setdefault("situation", {}).setdefault("outcomes", []).insert(0, row)
    else:
        content[part][0]["when"] = text
    return content


def broken(item: catalogue.Item, part: str, text: str) -> None:
    """As it may stand in what was published before anybody tried it."""
    content = with_condition(item, part, text)
    catalogue.ItemVersion.objects.filter(pk=item.current_id).update(content=content, digest="")


@pytest.mark.parametrize("text", NEVER)
def test_it_is_told_with_its_place_and_keeps_the_guide_from_review(item: catalogue.Item, text: str) -> None:
    editor = as_("editor1")
    mark = editor.get(url(item, "json/")).context["mark"]
    given = {"mark": mark, "content": json.dumps(with_condition(item, "field", text))}
    assert editor.post(url(item, "json/"), given).status_code == 302
    [finding] = [one for _words, one in editor.get(url(item)).context["findings"] if one.path.endswith(".when")]
    assert (finding.severity, finding.path, finding.found) == ("error", "form.pages[0].fields[0].when", text)
    refused = editor.post(url(item, "submit/"))
    assert refused.status_code == 422 and "无论怎样回答都能算出结果的条件" in refused.content.decode()
    assert editor.get(url(item, "form/")).status_code == 200


@pytest.mark.parametrize("part", ["field", "page", "checks", "prefill_when", "outcomes", "materials", "steps"])
def test_every_kind_of_condition_is_tried(item: catalogue.Item, part: str) -> None:
    found = [one for one in check(load(with_condition(item, part, "len([1]*99) > 0"))) if one.found.startswith("len(")]
    assert len(found) == 1 and found[0].severity == "error"


def test_what_fails_for_some_answers_alone_is_found_and_what_never_fails_is_not(item: catalogue.Item) -> None:
    content = with_condition(item, "field", "true")
    page = content["form"]["pages"][0]
    content["form"]["pages"] = [page]
    words = {"zh": "面积", "en": "Area"}
    page["fields"] = [
        {"key": "area", "type": "number", "label": words, "max": 500},
        {"key": "use", "type": "choice", "label": words, "options": [{"value": v, "label": words} for v in "abc"]},
        {"key": "rows", "type": "group", "label": words, "max_items": 3, "fields": [
            {"key": "price", "type": "money", "label": words, "required": False}]},
        {"key": "late", "type": "text", "label": words, "when": "use == 'c' and area + 1 > 'x'"},
        {"key": "fine", "type": "text", "label": words, "when": "sum(rows.price) > 100 or area * 2 > 5 or use in ['a']"},
    ]  # fmt: skip
    paths = [one.path for one in check(load(content)) if one.path.endswith(".when")]
    assert paths == ["form.pages[0].fields[3].when"]


@pytest.mark.parametrize("text", NEVER)
@pytest.mark.parametrize("part", ["field", "page", "checks", "prefill_when", "outcomes", "materials"])
def test_no_applicant_reads_of_it(item: catalogue.Item, part: str, text: str, caplog: pytest.LogCaptureFixture) -> None:
    broken(item, part, text)
    citizen = as_("citizen1")
    with caplog.at_level(logging.ERROR):
        begun = citizen.post("/my/applications/start/", {"item": item.code}, follow=True)
        assert begun.status_code == 200
        draft = intake.Application.objects.filter(version__item=item).latest("made_at")
        assert citizen.get(f"/my/applications/{draft.pk}/", follow=True).status_code == 200
        assert citizen.get(f"/guides/{item.code}/").status_code == 200


def test_it_is_logged_with_the_guide_and_with_nothing_that_was_answered(
    item: catalogue.Item, caplog: pytest.LogCaptureFixture
) -> None:
    broken(item, "materials", '"a"*1000000')
    item.refresh_from_db()
    assert item.current is not None
    with caplog.at_level(logging.ERROR):
        needed = item.current.guide.materials_for({"situation": {}, "name": "演示某"})
    assert needed[0].key == item.current.content["materials"][0]["key"]
    [record] = [one for one in caplog.records if one.name == "tongban.workflow"]
    assert (record.__dict__["owner"], record.__dict__["condition"]) == (item.code, '"a"*1000000')
    assert "演示某" not in str(record.__dict__)


@pytest.mark.parametrize(("part", "asked"), [("fees", 0), ("steps", 1)])
def test_a_fee_that_nobody_can_work_out_is_not_charged(item: catalogue.Item, part: str, asked: int) -> None:
    assert item.current is not None
    fee = {"name": {"zh": "工本费"}, "standard": {"zh": "每证十元"}, "amount_fen": 1000, "when": "len([1]*99)"}
    step = {"name": {"zh": "公示"}, "who": {"zh": "村"}, "days": 1, "when": "len([1]*99)"}
    guide = load(item.current.content | {part: [fee if part == "fees" else step]})
    found = guide.fees_for({}) if part == "fees" else guide.steps_for({})
    assert len(found) == asked
