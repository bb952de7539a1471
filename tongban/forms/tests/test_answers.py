from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import QueryDict

from tongban.forms.api import PageAnswers, kept, load, pages, prefilled, read, validate_all
from tongban.forms.tests.samples import FOOD_SHOP, ID_NUMBER, field, form_of, said
from tongban.kit.errors import BadInput, Refused

FORM = load(FOOD_SHOP)
PREMISES = {"tenure": "owned", "area": 50, "foods": ["packed"]}
STAFF = {"staff": [{"name": "张三", "id_number": ID_NUMBER, "certified": False}]}
APPLICANT = {"name": "张三", "id_number": ID_NUMBER, "phone": "13812345678", "home": "510131000000"}
ALL = APPLICANT | PREMISES | STAFF


def post(page: str, query: str, **more: Any) -> PageAnswers:
    return read(FORM, page, QueryDict(query), {}, **more)


def test_a_hidden_field_is_not_required_and_its_answer_does_not_count() -> None:
    answers = post("premises", "tenure=owned&rent=abc&area=50&foods=packed")
    assert answers.errors == {}
    assert answers.values["rent"] is None
    assert answers.typed["rent"] == "abc", "if the person changes their mind it is still there"


def test_a_field_that_became_necessary_is_required() -> None:
    assert post("premises", "tenure=rented&area=50&foods=packed").errors == {
        "rent": ["“Monthly rent” is empty. Please fill it in."]
    }


def test_a_wrong_answer_decides_nothing() -> None:
    assert set(post("premises", "tenure=lent&area=50&foods=packed").errors) == {"tenure"}


def test_a_condition_may_look_at_an_earlier_page() -> None:
    form = load(
        {
            **FOOD_SHOP,
            "pages": [
                FOOD_SHOP["pages"][1],
                {
                    "key": "two",
                    "title": said("二", "Two"),
                    "when": "tenure == 'rented'",
                    "fields": [field("owner", "text")],
                },
            ],
        }
    )
    empty = QueryDict("owner=")
    assert read(form, "two", empty, {}, answers={"tenure": "rented"}).errors != {}
    assert read(form, "two", empty, {}, answers={"tenure": "owned"}).errors == {}
    assert [page.key for page in pages(form, {"tenure": "owned"}, {})] == ["premises"]


def test_a_condition_may_look_at_the_situation() -> None:
    form = form_of(field("rent", "money", when="situation.premises == 'rented'"))
    assert read(form, "one", {}, {"premises": "owned"}).errors == {}
    assert read(form, "one", {}, {"premises": "rented"}).errors != {}
    assert read(form, "one", {}, {}).errors == {}


def test_checks_compare_fields_and_wait_until_both_are_there() -> None:
    check = [{"expr": "begin <= end", "message": said("开始日期不能晚于结束日期", "It begins after it ends.")}]
    form = form_of(field("begin", "date", checks=check), field("end", "date", required=False))
    assert read(form, "one", {"begin": "2026-03-02", "end": "2026-03-01"}, {}).errors == {
        "begin": ["It begins after it ends."]
    }
    assert read(form, "one", {"begin": "2026-03-02"}, {}).errors == {}
    assert set(read(form, "one", {"begin": "2026-03-02", "end": "x"}, {}).errors) == {"end"}


def test_money_is_compared_in_fen() -> None:
    check = [{"expr": "paid <= 10000", "message": said("不超过一百元", "At most ¥100.")}]
    form = form_of(field("paid", "money", checks=check))
    assert read(form, "one", {"paid": "100"}, {}).errors == {}
    assert read(form, "one", {"paid": "100.01"}, {}).errors == {"paid": ["At most ¥100."]}


def test_an_item_is_added_without_any_script_and_nobody_is_scolded_for_it() -> None:
    answers = post("staff", "staff-count=1&staff-0-name=张三&add=staff")
    assert answers.stay and answers.errors == {}
    assert [item["name"] for item in answers.typed["staff"]] == ["张三", ""]
    assert answers.focus == "staff-1-name"


def test_the_middle_item_is_removed_and_the_others_keep_their_answers() -> None:
    query = "staff-count=3&staff-0-name=甲&staff-1-name=乙&staff-2-name=丙&remove=staff-1"
    answers = post("staff", query)
    assert [item["name"] for item in answers.typed["staff"]] == ["甲", "丙"]
    assert answers.stay and answers.focus == "staff"


def test_the_last_necessary_item_is_emptied_rather_than_removed() -> None:
    answers = post("staff", "staff-count=1&staff-0-name=甲&remove=staff-0")
    assert [item["name"] for item in answers.typed["staff"]] == [""]


def test_no_more_items_than_allowed_can_be_added() -> None:
    assert len(post("staff", "staff-count=3&add=staff").typed["staff"]) == 3


@pytest.mark.parametrize("count", ["", "-1", "abc", "999999999999", "٣"])
def test_a_count_that_somebody_invented_does_no_harm(count: str) -> None:
    data = QueryDict(mutable=True)
    data["staff-count"] = count
    assert 1 <= len(read(FORM, "staff", data, {}).typed["staff"]) <= 50


@pytest.mark.parametrize("button", ["remove=staff-9", "remove=other-0", "remove=staff", "add=other", "remove=staff-²"])
def test_a_button_for_what_is_not_there_only_shows_the_page_again(button: str) -> None:
    answers = post("staff", f"staff-count=1&staff-0-name=甲&{button}")
    assert answers.stay and answers.typed["staff"][0]["name"] == "甲"


def test_errors_in_items_are_named_by_their_place() -> None:
    answers = post("staff", "staff-count=2&staff-0-name=甲&staff-1-name=&staff-1-certified=yes")
    assert set(answers.errors) == {
        "staff-0-id_number",
        "staff-0-certified",
        "staff-1-name",
        "staff-1-id_number",
        "staff-1-until",
        "head",
    }


def test_an_extra_item_left_wholly_empty_is_no_fault() -> None:
    item = f"staff-0-name=甲&staff-0-id_number={ID_NUMBER}&staff-0-certified=no"
    answers = post("staff", f"staff-count=2&{item}&staff-1-name= ")
    assert answers.errors == {} and len(answers.values["staff"]) == 1


def test_too_many_items_are_refused_in_words() -> None:
    many = {"staff": STAFF["staff"] * 4, "head": "甲"}
    assert read(FORM, "staff", many, {}).errors == {
        "staff": ["“Staff”: found 4, at most 3 are allowed. Please remove some."]
    }


def test_a_draft_goes_through_json_and_comes_back_the_same() -> None:
    answers = post("staff", "staff-count=1&staff-0-name=甲&staff-0-id_number=12")
    back = PageAnswers(**json.loads(json.dumps(answers.draft())))
    assert (back.values, back.typed) == (answers.values, answers.typed)


def test_json_is_read_by_the_same_rules_and_an_int_of_money_is_fen() -> None:
    answers = read(
        FORM,
        "premises",
        {"tenure": "rented", "rent": 123450, "area": 50.5, "foods": ["cold"], "kitchen": True},
        {},
    )
    assert answers.errors == {}
    assert answers.values == {
        "tenure": "rented", "rent": 123450, "area": 50.5, "foods": ["cold"], "kitchen": True, "note": None,
    }  # fmt: skip
    assert read(FORM, "premises", {"tenure": "rented", "rent": "1,234.50"}, {}).values["rent"] == 123450


def test_json_of_another_shape_is_refused_in_words() -> None:
    answers = read(FORM, "premises", PREMISES | {"area": True, "rent": 12.5, "foods": {"a": 1}, "colour": "red"}, {})
    assert answers.errors["colour"][0].startswith("There is no field “colour” here; the fields are tenure, rent,")
    assert answers.errors["area"] == ["The type is wrong: found bool, wanted a number, or text."]
    assert answers.errors["rent"] == ["The type is wrong: found float, wanted whole fen, or text in yuan."]
    assert answers.errors["foods"] == ["The type is wrong: found dict, wanted a list of text."]
    assert "staff" in read(FORM, "staff", {"staff": "three"}, {}).errors
    assert "staff" in read(FORM, "staff", {"staff": [1]}, {}).errors
    assert "staff-0-age" in read(FORM, "staff", {"staff": [{"age": 3}]}, {}).errors


def test_before_submission_all_pages_are_looked_at_together() -> None:
    assert validate_all(FORM, ALL, {}) == {}
    broken = ALL | {"phone": "12", "tenure": "rented"}
    assert {page: set(errors) for page, errors in validate_all(FORM, broken, {}).items()} == {
        "applicant": {"phone"},
        "premises": {"rent"},
    }
    assert set(validate_all(FORM, {}, {})) == {"applicant", "premises", "staff"}


def test_answers_to_what_is_not_asked_any_more_are_dropped() -> None:
    stale = ALL | {"rent": 5, "kitchen": True, "unknown": 1, "birthday": None}
    stale["staff"] = [{**STAFF["staff"][0], "until": "2026-01-01", "odd": 1}]
    assert kept(FORM, stale, {}) == ALL


def test_what_hangs_on_a_hidden_answer_is_hidden_too() -> None:
    form = form_of(
        field("a", "yesno"),
        field("b", "yesno", when="a"),
        field("c", "text", when="b"),
        field("d", "text", when="not b"),
    )
    assert kept(form, {"a": False, "b": True, "c": "x", "d": "y"}, {}) == {"a": False, "d": "y"}


def test_what_is_known_already_is_filled_in() -> None:
    assert prefilled(FORM, {"person.name": "张三", "person.id_number": "", "person.email": "x"}) == {"name": "张三"}


def test_a_page_that_does_not_exist_and_files_are_refused() -> None:
    with pytest.raises(Refused, match="has no page nowhere"):
        post("nowhere", "")
    with pytest.raises(BadInput, match="takes no files"):
        read(FORM, "premises", {}, {}, {"a": b""})


def test_a_page_whose_questions_are_all_ruled_out_is_passed_over() -> None:
    form = form_of(field("rent", "money", when="situation.premises == 'rented'"))
    assert pages(form, {}, {"premises": "owned"}) == []
    assert [page.key for page in pages(form, {}, {"premises": "rented"})] == ["one"]
