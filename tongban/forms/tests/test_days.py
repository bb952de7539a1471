"""Ages and days in a form: said in words where they do not fit, and the same for ever once submitted."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tongban.forms.api import kept, pages, read, summary, validate_all
from tongban.kit import clock
from tongban.kit.checkdigits import id_check
from tongban.kit.errors import BadInput

from .samples import data_of, field, form_of, said


def number(birthday: str) -> str:
    first17 = f"510131{birthday}001"
    return first17 + id_check(first17)


OLD_ENOUGH = {"expr": "age(id, today()) >= 80", "message": said("还没满 80 周岁。", "Not yet 80.")}


def elder(**more: Any) -> Any:
    return form_of(
        field("id", "id_number", checks=[OLD_ENOUGH]),
        field("centenary", "yesno", when="age(id, today()) >= 100"),
        **more,
    )


@pytest.fixture(autouse=True)
def _spring() -> Any:
    with clock.turned_to(dt.datetime(2026, 3, 12, 9, 0)):
        yield


def test_somebody_too_young_is_told_and_keeps_what_was_typed() -> None:
    given = read(elder(), "one", {"id": number("19660312")}, {})
    assert given.errors == {"id": ["Not yet 80."]}
    assert given.typed["id"] == number("19660312")


def test_somebody_old_enough_goes_on_and_the_birthday_itself_counts() -> None:
    assert read(elder(), "one", {"id": number("19440312")}, {}).errors == {}
    assert read(elder(), "one", {"id": number("19460312")}, {}).errors == {}
    assert read(elder(), "one", {"id": number("19460313")}, {}).errors == {"id": ["Not yet 80."]}


@pytest.mark.parametrize("typed", ["", "5101", "51013119460230001X", "五一零"])
def test_a_half_typed_number_gets_its_own_sentence_and_no_age(typed: str) -> None:
    [sentence] = read(elder(), "one", {"id": typed}, {}).errors["id"]
    assert sentence != "Not yet 80."


def test_what_was_submitted_is_shown_as_it_was_asked_then() -> None:
    """A child's page stays in the file when the child has grown up."""
    form = form_of(
        field("id", "id_number"), field("guardian", "text", when="age(id, today()) < 18"), when="today() < '2026-07-01'"
    )
    answers = {"id": number("20100101"), "guardian": "某某"}
    day = clock.today()
    with clock.turned_to(dt.datetime(2036, 3, 12, 9, 0)):
        assert kept(form, answers, {}, day=day) == answers
        assert [page.key for page in pages(form, answers, {}, day=day)] == ["one"]
        [(_page, rows)] = summary(form, answers, {}, "en", day=day)
        assert [row.key for row in rows] == ["id", "guardian"]
        assert validate_all(form, answers, {}, day=day) == {}
        assert pages(form, answers, {}) == []


@pytest.mark.parametrize(
    ("expr", "words"),
    [
        ("age(phone, today()) >= 80", "id_number"),
        ("birthday(day) < today()", "id_number"),
        ("age(id, id) > 1", "date"),
        ("days_between(today(), id) > 1", "date"),
        ("age(id, situation.day) > 1", "date"),
        ("age(people.id, today()) > 1", "date"),
        ("age(id, today()) >= '80'", "days or numbers"),
        ("day >= age(id, today())", "days or numbers"),
        ("today() > 20260101", "days or numbers"),
        ("birthday(id) == '12 March'", "days or numbers"),
        ("day > '2026-3-1'", "2026-03-01"),
        ("age(id, today(), 1) > 1", "age(birthday_or_id_number, today())"),
    ],
)
def test_an_age_of_something_else_is_found_when_the_form_is_loaded(expr: str, words: str) -> None:
    people = field("people", "group", fields=[field("id", "id_number")])
    check = {"expr": expr, "message": said("不行", "No")}
    fields = [field("phone", "phone"), field("day", "date"), people, field("id", "id_number", checks=[check])]
    with pytest.raises(BadInput) as refusal:
        form_of(*fields)
    assert words in str(refusal.value.errors)


def test_ages_and_days_that_fit_load() -> None:
    check = {
        "expr": "age(id, day) >= 18 and day >= birthday(id) and day <= today() and day > '2000-01-01' and day != null",
        "message": said("不行", "No"),
    }
    assert data_of(field("id", "id_number"), field("day", "date", checks=[check]))
    form_of(field("id", "id_number"), field("day", "date", checks=[check]))
