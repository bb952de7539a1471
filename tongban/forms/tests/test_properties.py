"""Whatever a person types: it never breaks the page, and a value read is the value written and read again."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.forms.api import load, read, summary, validate_all
from tongban.forms.kinds import KINDS
from tongban.forms.kinds.figures import yuan
from tongban.forms.schema import FormField
from tongban.forms.tests.samples import FOOD_SHOP, OPTIONS, division_choices, field
from tongban.kit import checkdigits

FORM = load(FOOD_SHOP)
few = settings(max_examples=60, deadline=None)


def one(kind: str, **more: Any) -> FormField:
    return FormField.model_validate(field("x", kind, **more))


def round_trip(this: FormField, value: Any) -> Any:
    kind = KINDS[this.type]
    assert kind.show(this, value, division_choices)
    return kind.read(this, kind.write(this, value), division_choices)


@few
@given(st.integers(-(10**12), 10**12))
def test_money_keeps_every_fen(fen: int) -> None:
    assert round_trip(one("money"), fen) == fen
    assert round(float(yuan(fen).replace("¥", "").replace(",", "")) * 100) == fen


@few
@given(st.decimals(-(10**9), 10**9, places=4))
def test_a_number_stays_the_number_that_was_typed(number: Any) -> None:
    value = KINDS["number"].read(one("number"), str(number), None)
    assert round_trip(one("number"), value) == value
    assert f"{value:.4f}" == f"{number:.4f}".replace("-0.0000", "0.0000")


@few
@given(st.dates(dt.date(1000, 1, 1)))
def test_a_date_is_the_same_however_it_is_written(day: dt.date) -> None:
    ways = [
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%Y%m%d}",
    ]
    assert {KINDS["date"].read(one("date"), way.zfill(8), None) for way in ways} == {day.isoformat()}
    assert round_trip(one("date"), day.isoformat()) == day.isoformat()


@few
@given(
    st.dates(dt.date(1900, 1, 1), dt.date(2025, 12, 31)),
    st.integers(0, 999),
    st.integers(0, 16),
    st.integers(1, 9),
)
def test_one_changed_digit_of_an_id_number_is_always_noticed(day: dt.date, order: int, place: int, by: int) -> None:
    first = f"510131{day:%Y%m%d}{order:03d}"
    number = first + checkdigits.id_check(first)
    assert round_trip(one("id_number"), number) == number
    changed = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    assert read_errors("id_number", changed)


def read_errors(kind: str, text: str) -> bool:
    form = load({**FOOD_SHOP, "pages": [{**FOOD_SHOP["pages"][0], "fields": [field("x", kind)]}]})
    return bool(read(form, "applicant", {"x": text}, {}).errors)


anything = st.text(max_size=30) | st.text("0123456789.,-+年月日/ X¥元", max_size=20)


@few
@given(st.sampled_from(sorted(KINDS)), anything)
def test_nothing_typed_breaks_the_page_and_what_is_accepted_can_be_shown_and_read_again(kind: str, text: str) -> None:
    options = {"options": OPTIONS} if kind in ("choice", "choices") else {}
    options |= {"material": "photo"} if kind == "upload" else {}
    form = load({**FOOD_SHOP, "pages": [{**FOOD_SHOP["pages"][0], "fields": [field("x", kind, **options)]}]})
    answers = read(form, "applicant", {"x": text}, {})
    json.dumps(answers.draft())
    assert bool(answers.errors) == (answers.values["x"] is None)
    if not answers.errors:
        assert validate_all(form, answers.values, {}) == {}
        assert read(form, "applicant", answers.values, {}).values == answers.values
        assert summary(form, answers.values, {}, "en")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "tenure", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)
KEYS = [one.key for page in FORM.pages for one in page.fields]


@few
@given(st.dictionaries(st.sampled_from(KEYS), json_values, max_size=6))
def test_any_json_is_answered_with_sentences_never_with_a_crash(data: dict[str, Any]) -> None:
    for page in FORM.pages:
        answers = read(FORM, page.key, data, {})
        assert all(isinstance(one, str) for sentences in answers.errors.values() for one in sentences)
    validate_all(FORM, data, {})
