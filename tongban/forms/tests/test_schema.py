from __future__ import annotations

import copy
import time
from typing import Any

import pytest

from tongban.forms.api import load
from tongban.forms.tests.samples import FOOD_SHOP, OPTIONS, data_of, field, said
from tongban.kit.errors import BadInput


def faults(data: Any) -> dict[str, list[str]]:
    with pytest.raises(BadInput) as refusal:
        load(data)
    return refusal.value.errors


def sentence(*fields: dict[str, Any]) -> str:
    return next(iter(faults(data_of(*fields)).values()))[0]


def test_a_whole_form_loads_and_reads_back_the_same() -> None:
    form = load(FOOD_SHOP)
    assert load(form.model_dump(exclude_unset=True)) == form
    assert [page.key for page in form.pages] == ["applicant", "premises", "staff"]


def test_an_editor_is_told_where_what_was_found_and_what_was_wanted() -> None:
    broken = copy.deepcopy(FOOD_SHOP)
    del broken["title"]["en"]
    broken["pages"][0]["fields"][0] |= {"type": "txet", "hlep": "x"}
    assert faults(broken) == {
        "title.en": ["It is missing."],
        "pages[0].fields[0].type": [
            "Found txet, wanted one of: text, longtext, number, money, date, id_number, uscc, phone, email, bank_card, "
            "choice, choices, yesno, division, address, point, signature, upload, group."
        ],
        "pages[0].fields[0].hlep": ["It is not known here; take it out or correct the name."],
    }


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (field("Name", "text"), "an identifier"),
        (field("situation", "text"), "a meaning of its own"),
        (field("c", "choice"), "“options” with at least one option"),
        (field("c", "choice", options=[OPTIONS[0], OPTIONS[0]]), "owned more than once"),
        (field("n", "number", options=OPTIONS), "no “options” on a field of type number"),
        (field("d", "date", min="2026-02-30"), "Found 2026-02-30"),
        (field("n", "number", min=3, max=2), "wanted a least that is not above the most"),
        (field("m", "money", min=0.5), "a whole number"),
        (field("t", "text", pattern="[0-9]+"), "words that say what the pattern wants"),
        *[
            (field("t", "text", pattern=pattern, pattern_message=said("x", "x")), words)
            for pattern, words in (
                ("(", "a regular expression (missing )"),
                (r"(a)\1", "a regular expression (invalid escape sequence"),
                ("a(?=b)", "a regular expression (invalid perl operator"),
                (r"\bno", r"a pattern without \b in this place"),
                (r"(\w{40}){30}", "a regular expression (invalid repetition"),
                (r"\w{300}", "a shorter pattern"),
                ("a" * 1001, "a shorter pattern"),
            )
        ],
        (
            field("t", "longtext", pattern=".*a.{1000}b", pattern_message=said("x", "x"), max_length=20_000),
            "a shorter pattern",
        ),
        (field("t", "text", when="1 = 1"), "Write == to compare."),
        (field("t", "text", when="__import__('os')"), "an expression that can be read"),
        (field("g", "group"), "“fields” with at least one field"),
        (field("g", "group", fields=[field("h", "group", fields=[field("t", "text")])]), "one level only"),
        (field("g", "group", fields=[field("t", "text"), field("t", "text")]), "each short name once"),
        (
            field("g", "group", fields=[field("t", "text")], min_items=3, max_items=2),
            "Found 3 as the least and 2 as the most",
        ),
        ({"key": "t", "type": "text", "label": {"zh": "只有中文"}}, "It is missing."),
        (field("t", "text", required="yes"), "Found yes, wanted yes or no (true or false)"),
    ],
)
def test_what_cannot_work_is_refused_when_the_form_is_loaded(bad: dict[str, Any], words: str) -> None:
    assert words in sentence(bad)


def test_a_form_has_a_size_that_can_be_read() -> None:
    group = field("many", "group", item_label=said("人", "Person"), fields=[field(f"i{n}", "text") for n in range(10)])
    fits = data_of(group, *(field(f"f{n}", "text", when="len(many) > 0") for n in range(489)))
    assert load(fits)
    told = faults(data_of(group, *(field(f"f{n}", "text") for n in range(490))))
    assert "501" in str(told) and "500" in str(told)
    page = {"title": said("页", "Page")}
    pages = [page | {"key": f"p{n}", "fields": [field(f"f{n}", "text")]} for n in range(61)]
    assert "pages" in faults(fits | {"pages": pages})


def test_a_form_of_thirty_thousand_fields_is_refused_before_they_are_compared() -> None:
    begun = time.process_time()
    faults(data_of(*(field(f"f{n}", "text") for n in range(30_000))))
    assert time.process_time() - begun < 5


def test_keys_are_unique_across_pages_because_answers_name_no_page() -> None:
    twice = data_of(field("a", "text"))
    twice["pages"].append({**twice["pages"][0], "key": "two"})
    assert "a more than once" in faults(twice)["pages[1].fields[0].key"][0]


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("misspelt == 1", "Found misspelt, wanted x.when: fields above it, or situation.…"),
        ("later", "Found later"),
        ("shop == 'yes'", "Found 'yes', wanted x.when: true or false to compare with “shop”"),
        (
            "tenure == 'lent'",
            "Found 'lent', wanted x.when: one of 'owned', 'rented' to compare with “tenure”",
        ),
        ("tenure in ['owned', 'lent']", "Found 'lent'"),
        ("area > '50'", "Found '50', wanted x.when: a number"),
        ("several == 'owned'", "because its answer is a list"),
    ],
)
def test_a_condition_that_could_never_hold_is_found_at_loading(when: str, words: str) -> None:
    before = [
        field("shop", "yesno"),
        field("tenure", "choice", options=OPTIONS),
        field("several", "choices", options=OPTIONS),
        field("area", "number"),
    ]
    assert words in sentence(*before, field("x", "text", when=when), field("later", "yesno"))


def test_a_check_may_name_a_later_field_of_its_page_and_an_item_its_neighbours() -> None:
    check = [{"expr": "begin <= end", "message": {"zh": "开始不能晚于结束"}}]
    inner = field("age", "number", when="married", checks=[{"expr": "age < limit", "message": {"zh": "太大"}}])
    load(
        data_of(
            field("begin", "date", checks=check),
            field("end", "date"),
            field("limit", "number"),
            field("people", "group", fields=[field("married", "yesno"), inner]),
        )
    )


def test_something_that_is_no_form_at_all_is_refused_in_words() -> None:
    assert "form" in faults([1, 2])
    assert "form" in faults(None)
