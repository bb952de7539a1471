"""The page as the server renders it: complete without any script."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict
from django.template import Context, Template
from lxml import html

from tongban.forms.api import PageAnswers, load, read
from tongban.forms.tests.samples import FOOD_SHOP, OPTIONS, division_choices, field, form_of, said

FORM = load(FOOD_SHOP)
TEMPLATE = Template(
    "{% load form_pages %}"
    "{% render_form_page form page answers errors situation language earlier division_choices=places %}"
)


def render(form: Any, page: str, answers: Any = None, language: str = "en", **more: Any) -> html.HtmlElement:
    errors = more.pop("errors", answers.errors if isinstance(answers, PageAnswers) else {})
    context = {
        "form": form,
        "page": page,
        "answers": answers,
        "errors": errors,
        "situation": {},
        "language": language,
    }
    text = TEMPLATE.render(Context(context | {"places": [division_choices]} | more))
    return html.fromstring(f"<form>{text}</form>")


def posted(page: str, query: str) -> html.HtmlElement:
    return render(FORM, page, read(FORM, page, QueryDict(query), {}, division_choices=division_choices))


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


@pytest.mark.parametrize("page", ["applicant", "premises", "staff"])
def test_everything_one_can_fill_in_has_a_label_and_every_id_is_there_once(page: str) -> None:
    tree = posted(page, "staff-count=2&home=510131000000")
    ids = [element.get("id") for element in tree.xpath(".//*[@id]")]
    assert len(ids) == len(set(ids))
    labelled = {label.get("for") for label in tree.xpath(".//label")}
    fillable = {one.get("id") for one in tree.xpath(".//input[not(@type='hidden')] | .//select | .//textarea")}
    assert fillable == labelled
    for element in tree.xpath(".//*[@aria-describedby]"):
        assert set(element.get("aria-describedby").split()) <= set(ids)
    for fieldset in tree.xpath(".//fieldset"):
        assert fieldset[0].tag == "legend"


def test_an_error_stands_beside_its_field_and_on_top_with_a_link() -> None:
    tree = posted("applicant", "name=张三&id_number=110105194912310023")
    number = tree.get_element_by_id("f-id_number")
    assert number.get("value") == "110105194912310023", "what was typed is still there"
    assert (number.get("aria-invalid"), number.get("aria-describedby")) == ("true", "f-id_number-error")
    assert words(tree.get_element_by_id("f-id_number-error")) == (
        "Error: Character 18 of the ID number should be X; you typed 3. Please check the number."
    )
    summary = tree.get_element_by_id("form-errors")
    assert (summary.get("tabindex"), summary.get("autofocus")) == ("-1", "")
    assert [link.get("href") for link in summary.xpath(".//a")] == ["#f-id_number", "#f-phone", "#f-home-1"]
    assert words(summary.xpath(".//h2")[0]) == "There are 3 things to correct"
    for link in summary.xpath(".//a"):
        assert tree.get_element_by_id(link.get("href")[1:]).tag in ("input", "select", "textarea", "button")


def test_what_was_typed_cannot_become_part_of_the_page() -> None:
    evil = "</textarea><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    data = QueryDict(mutable=True)
    data.update({"tenure": evil, "rent": evil, "area": evil, "foods": evil, "note": evil, "kitchen": evil})
    tree = render(FORM, "premises", read(FORM, "premises", data, {}))
    assert not tree.xpath(".//script | .//img | .//*[@onerror]")
    assert tree.get_element_by_id("f-area").get("value") == evil
    assert tree.get_element_by_id("f-note").value.strip() == evil
    assert not tree.xpath(".//*[@style] | .//*[@onclick]"), "the policy of the site allows no inline style or script"


def test_enter_never_removes_an_item_because_the_first_button_goes_on() -> None:
    tree = posted("staff", "staff-count=2&add=none")
    buttons = [(one.get("name"), one.get("value")) for one in tree.xpath(".//button")]
    assert buttons == [("next", "1"), ("remove", "staff-0"), ("remove", "staff-1"), ("add", "staff")]


def test_the_only_necessary_item_has_no_button_to_remove_it_and_a_full_group_none_to_add() -> None:
    assert not posted("staff", "staff-count=1").xpath(".//*[@name='remove']")
    assert not posted("staff", "staff-count=3").xpath(".//*[@name='add']")


def test_the_cursor_goes_to_the_first_field_of_a_new_item() -> None:
    tree = posted("staff", "staff-count=1&add=staff")
    assert [one.get("id") for one in tree.xpath(".//*[@autofocus]")] == ["f-staff-1-name"]


def test_a_conditional_field_is_always_there_and_says_when_it_is_wanted() -> None:
    tree = posted("premises", "tenure=owned&refresh=1")
    assert words(tree.get_element_by_id("f-rent-when")) == "Answer this only if “Tenure” is “Rented”."
    assert words(tree.get_element_by_id("f-kitchen-when")) == "Answer this only if “Foods” includes “Cold food”."
    assert tree.get_element_by_id("w-rent").get("class") == "forms-off"
    assert posted("premises", "tenure=rented&refresh=1").get_element_by_id("w-rent").get("class") is None


def test_only_fields_that_decide_ask_the_server_and_only_empty_markers_are_exchanged() -> None:
    tree = posted("premises", "refresh=1")
    deciding = tree.xpath(".//*[@hx-post]")
    assert [one.xpath(".//*[@name]")[0].get("name") for one in deciding] == ["tenure", "foods"]
    assert {one.get("hx-select-oob") for one in deciding} == {"#w-rent,#w-kitchen"}
    assert all(len(tree.get_element_by_id(marker)) == 0 for marker in ("w-rent", "w-kitchen"))


def test_in_a_group_each_item_has_its_own_condition() -> None:
    tree = posted("staff", "staff-count=2&staff-0-certified=yes&staff-1-certified=no&refresh=1")
    assert tree.get_element_by_id("w-staff-0-until").get("class") is None
    assert tree.get_element_by_id("w-staff-1-until").get("class") == "forms-off"


@pytest.mark.parametrize(
    ("when", "sentence"),
    [
        ("shop", "Answer this only if “Shop” is “Yes”."),
        ("not shop", "Answer this only if “Shop” is “No”."),
        ("area > 50", "Answer this only if “Area” is more than “50 m²”."),
        ("paid <= 10000 and shop", "Answer this only if “Paid” is at most “¥100.00” and “Shop” is “Yes”."),
        ("tenure in ['owned', 'rented']", "Answer this only if “Tenure” is “Owned” or “Rented”."),
        ("tenure != 'owned' or shop", "Answer this only if “Tenure” is not “Owned” or “Shop” is “Yes”."),
        ("area * 2 > 50", "Answer this only if what you answered above calls for it."),
        ("situation.kind == null and shop", "Answer this only if “Shop” is “Yes”."),
    ],
)
def test_a_condition_is_said_in_words(when: str, sentence: str) -> None:
    form = form_of(
        field("shop", "yesno", "店", "Shop"),
        field("area", "number", "面积", "Area", unit=said("平方米", "m²")),
        field("paid", "money", "已付", "Paid"),
        field("tenure", "choice", "来源", "Tenure", options=OPTIONS),
        field("x", "text", when=when),
    )
    assert words(render(form, "one").get_element_by_id("f-x-when")) == sentence


def test_what_earlier_answers_rule_out_is_not_on_the_page() -> None:
    form = form_of(field("a", "text", when="situation.kind == 'new'"), field("b", "text"))
    assert [one.get("name") for one in render(form, "one").xpath(".//input")] == ["b"]
    assert len(render(form, "one", situation={"kind": "new"}).xpath(".//input")) == 2


def test_kept_answers_are_shown_as_a_person_would_type_them() -> None:
    tree = render(
        FORM,
        "premises",
        {"tenure": "rented", "rent": 123450, "area": 50.5, "foods": ["hot"], "kitchen": False},
    )
    assert tree.get_element_by_id("f-rent").get("value") == "1,234.50"
    assert tree.get_element_by_id("f-area").get("value") == "50.5"
    assert [one.get("value") for one in tree.xpath(".//*[@checked]")] == ["rented", "hot", "no"]


def test_places_are_chosen_level_by_level_without_scripts() -> None:
    tree = posted("applicant", "home=510000000000&home=&open=home")
    assert [one.get("id") for one in tree.xpath(".//select")] == ["f-home-1", "f-home-2"]
    assert [one.get("value") for one in tree.xpath(".//select//*[@selected]")] == ["510000000000"]
    assert tree.xpath(".//button[@name='open']")
    assert tree.xpath(".//select")[-1].get("autofocus") is not None
    village = posted("applicant", "home=510131100002&open=home")
    assert [one.get("value") for one in village.xpath(".//select//*[@selected]")][-1] == "510131100002"
    assert not village.xpath(".//button[@name='open']")


def test_without_somebody_who_knows_the_places_a_code_can_be_typed() -> None:
    tree = render(FORM, "applicant", {"home": "510131000000"}, places=None)
    assert tree.get_element_by_id("f-home").get("value") == "510131000000"


def test_long_lists_are_a_select_and_an_optional_choice_can_be_taken_back() -> None:
    many = [{"value": str(n), "label": said(str(n), str(n))} for n in range(12)]
    tree = render(form_of(field("x", "choice", options=many)), "one")
    assert len(tree.xpath(".//select//option")) == 13
    tree = render(form_of(field("x", "choice", options=OPTIONS, required=False)), "one")
    assert [words(label) for label in tree.xpath(".//label")] == ["Owned", "Rented", "No answer"]


def test_each_field_says_in_words_whether_it_is_required() -> None:
    assert words(render(FORM, "premises").xpath(".//label[@for='f-note']")[0]) == "Anything to add (optional)"
    assert words(render(FORM, "premises").xpath(".//label[@for='f-area']")[0]) == "Floor area (required)"


def test_the_page_speaks_the_language_asked_for_and_marks_what_it_has_only_in_chinese() -> None:
    english = render(FORM, "applicant", language="en")
    assert words(english.xpath(".//h1")[0]) == "About you"
    assert [one.get("lang") for one in english.xpath(".//p")] == ["zh-Hans"]
    chinese = render(FORM, "applicant", language="zh-hans")
    assert words(chinese.xpath(".//h1")[0]) == "您是谁"
    assert chinese.xpath(".//p")[0].get("lang") is None


def test_phones_get_the_right_keyboard_and_browsers_may_fill_in() -> None:
    tree = render(FORM, "applicant")
    assert tree.get_element_by_id("f-phone").get("inputmode") == "tel"
    assert tree.get_element_by_id("f-name").get("autocomplete") == "name"


def test_the_summary_says_in_which_entry_something_is_missing() -> None:
    tree = posted("staff", "staff-count=2&staff-0-certified=no&staff-1-name=李四&staff-1-certified=no")
    lines = [words(link) for link in tree.get_element_by_id("form-errors").xpath(".//a")]
    assert lines[:3] == [
        "Person 1: “Name” is empty. Please fill it in.",
        "Person 1: “ID number” is empty. Please fill it in.",
        "Person 2: “ID number” is empty. Please fill it in.",
    ]
