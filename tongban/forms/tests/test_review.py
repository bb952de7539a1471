from __future__ import annotations

from typing import Any

import pytest

from tongban.forms.api import load, personal_fields, summary
from tongban.forms.tests.samples import FOOD_SHOP, ID_NUMBER, division_choices, field, form_of
from tongban.forms.tests.test_answers import ALL
from tongban.kit.fields import mask

FORM = load(FOOD_SHOP)


def shown(answers: dict[str, Any], language: str = "en", **more: Any) -> dict[str, str]:
    pages = summary(FORM, answers, {}, language, division_choices=division_choices, **more)
    return {row.key: row.shown for _page, rows in pages for row in rows}


def test_every_answer_is_said_in_words_in_the_order_of_the_form() -> None:
    assert shown(ALL | {"birthday": "1949-12-31"}) == {
        "name": "张三",
        "id_number": ID_NUMBER,
        "phone": "13812345678",
        "birthday": "31 December 1949",
        "home": "四川省成都市蒲江县",
        "tenure": "Owned",
        "area": "50 m²",
        "foods": "Packed food",
        "note": "Not given",
        "staff-0-name": "张三",
        "staff-0-id_number": ID_NUMBER,
        "staff-0-certified": "No",
    }


def test_labels_and_dates_follow_the_language() -> None:
    first = summary(FORM, ALL | {"birthday": "1949-12-31"}, {}, "zh-hans")[0][1]
    assert [row.label for row in first] == ["姓名", "身份证号", "联系电话", "出生日期", "住址所在地"]
    assert first[3].shown == "1949年12月31日"


def test_an_item_is_named_and_numbered() -> None:
    rows = summary(FORM, ALL, {}, "en")[2][1]
    assert [row.label for row in rows] == [
        "Person 1 · Name",
        "Person 1 · ID number",
        "Person 1 · Health certificate?",
    ]


def test_whoever_has_not_opened_the_case_sees_no_whole_number() -> None:
    hidden = shown(ALL | {"birthday": "1949-12-31"}, mask=True)
    assert hidden["name"] == "张*"
    assert hidden["id_number"] == hidden["staff-0-id_number"] == "110***********002X"
    assert hidden["phone"] == "138****5678"
    assert hidden["birthday"] == "1949-**-**"
    assert hidden["home"] == "四川省, 成都市, 蒲江县"
    assert shown(ALL | {"home": "510131100002"}, mask=True)["home"] == "四川省, 成都市, 蒲江县***"
    assert hidden["tenure"] == "Owned"
    assert shown({}, mask=True)["name"] == "Not given"


def test_what_is_not_asked_is_not_shown_even_if_an_answer_is_left_over() -> None:
    assert "rent" not in shown(ALL | {"rent": 5})
    assert "rent" in shown(ALL | {"rent": 5, "tenure": "rented"})


def test_an_official_still_sees_an_answer_that_would_not_be_accepted_today() -> None:
    form = form_of(field("visit", "date", min="today"), field("place", "division"))
    rows = summary(form, {"visit": "2020-01-01", "place": "519999000000"}, {}, "en", division_choices=division_choices)
    assert [row.shown for row in rows[0][1]] == ["1 January 2020", "四川省"]


def test_numbers_of_people_are_personal_whether_the_form_says_so_or_not() -> None:
    assert personal_fields(FORM) == {
        "name": "general",
        "id_number": "sensitive",
        "phone": "general",
        "birthday": "general",
        "home": "general",
        "staff.name": "general",
        "staff.id_number": "sensitive",
    }


def test_a_group_that_is_sensitive_makes_its_fields_so() -> None:
    inner = [field("name", "text"), field("phone", "phone"), field("school", "text", personal="general")]
    assert personal_fields(form_of(field("children", "group", personal="sensitive", fields=inner))) == {
        "children": "sensitive",
        "children.name": "sensitive",
        "children.phone": "sensitive",
        "children.school": "general",
    }


@pytest.mark.parametrize("key", ["name", "agent_name", "payee_name"])
def test_a_name_is_masked_in_one_way_wherever_it_was_typed(key: str) -> None:
    form = form_of(field(key, "text", "姓名", "Name", personal="general"))
    (_page, rows), *_others = summary(form, {key: "演示·安小民"}, {}, "zh-hans", mask=True)
    assert [row.shown for row in rows] == [mask("name", "演示·安小民")]
