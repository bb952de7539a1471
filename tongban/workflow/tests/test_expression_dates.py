"""Days and ages in conditions: what a person of that birthday meets, and what cannot be made of them."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.kit.checkdigits import id_check
from tongban.workflow import engine
from tongban.workflow.expressions import ExpressionFault, compile_expression, on_day

from .drawings import drawn

DAY = dt.date(2026, 3, 12)


def number_of(birthday: dt.date) -> str:
    first17 = f"510131{birthday:%Y%m%d}001"
    return first17 + id_check(first17)


def worth(text: str, names: dict[str, Any] | None = None, day: dt.date = DAY) -> Any:
    return compile_expression(text).evaluate(on_day(names or {}, day))


ELDER = {"elder_id": number_of(dt.date(1946, 3, 12)), "born": "1946-03-13", "until": dt.date(2026, 6, 10), "empty": ""}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("today()", "2026-03-12"),
        ("date('2026-03-01')", "2026-03-01"),
        ("birthday(elder_id)", "1946-03-12"),
        ("age(elder_id, today())", 80),
        ("age(born, today())", 79),
        ("age(elder_id, '2026-03-11')", 79),
        ("years_between(born, today())", 79),
        ("years_between(today(), born)", -79),
        ("days_between(today(), until)", 90),
        ("days_between(until, today())", -90),
        ("until >= today() and until < date('2026-07-01')", True),
        ("birthday(elder_id) == date('1946-03-12')", True),
        ("max(today(), until)", "2026-06-10"),
        ("age(elder_id, today()) >= 80 and days_between(today(), until) <= 90", True),
        ("age(today(), '2026-03-11')", None),
    ],
)
def test_an_author_gets_the_days_and_years_that_a_calendar_gives(text: str, value: Any) -> None:
    assert worth(text, ELDER) == value


@pytest.mark.parametrize(
    ("on", "years"),
    [("2025-02-28", 24), ("2025-03-01", 25), ("2028-02-28", 27), ("2028-02-29", 28), ("2100-02-28", 99)],
)
def test_a_person_of_29_february_turns_on_1_march_in_common_years(on: str, years: int) -> None:
    assert worth(f"age('2000-02-29', '{on}')") == years


HALF = [
    None,
    "",
    "2026",
    "2026-3-1",
    "20260301",
    "2026-02-30",
    "２０２６-03-01",
    "2026-W10-4",
    "0000-01-01",
    "x" * 9_000,
]


@pytest.mark.parametrize("typed", HALF)
@pytest.mark.parametrize(
    "call",
    ["date(x)", "birthday(x)", "age(x, today())", "age(today(), x)", "years_between(x, x)", "days_between(x, x)"],
)
def test_a_half_filled_form_gets_null_and_goes_on(call: str, typed: Any) -> None:
    assert worth(call, {"x": typed}) is None
    assert worth(f"{call} >= 80 or {call} < 80", {"x": typed}) is False


def test_an_id_number_with_a_slip_has_no_birthday() -> None:
    right = number_of(dt.date(1946, 3, 12))
    wrong = [right[:17] + ("0" if right[17] != "0" else "1"), right[:15], right + "0", "510131194613120010", "１" * 18]
    assert [worth("birthday(x)", {"x": number}) for number in wrong] == [None] * 5


def test_a_filed_answer_means_the_same_for_ever() -> None:
    """The day comes with the answers; nothing asks a clock."""
    condition = compile_expression("age(elder_id, today()) >= 80")
    assert [condition.holds(on_day(ELDER, dt.date(2026, 3, 11))), condition.holds(on_day(ELDER, DAY))] == [False, True]
    assert not condition.holds(on_day({**ELDER, "today()": "2099-01-01"}, dt.date(2026, 3, 11)))


def test_today_without_a_day_is_a_fault_and_no_guess() -> None:
    for names in ({}, {"today()": None}, {"today()": "tomorrow"}, {"today()": ["2026-03-12"]}):
        with pytest.raises(ExpressionFault, match="no day"):
            compile_expression("today() > '2020-01-01'").evaluate(names)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("today(1)", "today()"),
        ("age(x)", "age(birthday_or_id_number, today())"),
        ("age(x, today(), 1)", "age(birthday_or_id_number, today())"),
        ("date()", "date('2026-03-01')"),
        ("date('2026-13-01')", "“2026-13-01”"),
        ("date('1/3/2026')", "a day such as"),
        ("date(20260301)", "a day such as"),
        ("date(true)", "a day such as"),
        ("date([])", "never a day"),
        ("age(age(x, today()), today())", "never a day"),
        ("days_between(today(), today() and today())", "never a day"),
        ("birthday('51013119460312001')", "an ID number of 18 characters"),
        ("now()", "one of the functions"),
        ("datetime('2026-03-01')", "one of the functions"),
        ("today.year()", "an operator or the end"),
    ],
)
def test_what_can_never_be_a_day_is_refused_when_it_is_read(text: str, words: str) -> None:
    with pytest.raises(ExpressionFault) as caught:
        compile_expression(text)
    assert words in f"{caught.value.message} {caught.value.cure}"


@pytest.mark.parametrize("value", [1, 2.5, True, ["2026-03-01"], {"a": 1}, object(), 10**40])
def test_a_value_of_another_kind_is_a_fault_in_words(value: Any) -> None:
    with pytest.raises(ExpressionFault):
        worth("age(x, today())", {"x": value})


def test_fields_called_like_a_function_keep_their_name() -> None:
    names = {"age": 3, "date": "2026-01-01", "today": "x", "birthday": "1990-01-01"}
    assert worth("age > 2 and date < today() and today == 'x' and age(birthday, today()) == 36", names)


def test_what_an_expression_reads_and_asks_for_is_known_beforehand() -> None:
    expression = compile_expression("age(person.id, today()) >= 80")
    assert (expression.names(), expression.asks_for_the_day()) == ({"person.id"}, True)
    assert not compile_expression("today == 'x' and age(a, b) > 1").asks_for_the_day()


def test_calls_are_counted_like_every_other_step() -> None:
    nested = "min(" * 45 + "today()" + ")" * 45
    assert worth(nested) == "2026-03-12"
    with pytest.raises(ExpressionFault):
        compile_expression("date(" * 60 + "x" + ")" * 60)
    before = time.perf_counter()
    worth(" + ".join(["age(x, today())"] * 100), {"x": "9" * 1_000_000})
    assert time.perf_counter() - before < 1


@settings(max_examples=200, deadline=None)
@given(st.dates(), st.dates())
def test_years_and_days_agree_with_the_calendar(a: dt.date, b: dt.date) -> None:
    names = {"a": a, "b": b}
    assert worth("days_between(a, b)", names) == (b - a).days
    years = worth("years_between(a, b)", names)
    assert years == -worth("years_between(b, a)", names)
    assert worth("age(a, b)", names) == (years if a <= b else None)
    first, last = min(a, b), max(a, b)
    assert (first.year + abs(years), first.month, first.day) <= (last.year, last.month, last.day)
    assert (last.year, last.month, last.day) < (first.year + abs(years) + 1, first.month, first.day)


PIECES = st.sampled_from(
    "x y.z today() date( birthday( age( years_between( days_between( ) , '2026-03-01' '' 1 null < >= + [ ] in".split()
)
VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.dates() | st.datetimes()


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=10).map(" ".join), VALUES, VALUES)
def test_any_mixture_is_worked_out_or_refused_in_words(text: str, x: Any, z: Any) -> None:
    try:
        worth(text, {"x": x, "y": {"z": z}})
    except ExpressionFault as fault:
        assert all((fault.found, fault.wanted, fault.cure))


# -- in a process -------------------------------------------------------------------------------------------------------

SEASON = "start -> xor\nxor -> a : today() < '2026-07-01'\nxor -> b : *\na -> end\nb -> end"


def test_a_process_goes_by_the_day_of_the_act() -> None:
    definition = engine.prepare(drawn(SEASON))
    ways = [engine.start(definition, {}, day=dt.date(2026, month, 1)).ready()[0].key for month in (6, 7)]
    assert ways == ["a", "b"]


def test_a_day_cannot_be_smuggled_into_the_data_of_a_process() -> None:
    with pytest.raises(Exception, match="cannot be given"):
        engine.start(engine.prepare(drawn(SEASON)), {"today()": "2020-01-01"})


def test_a_process_that_has_no_day_stops_with_a_fault() -> None:
    with pytest.raises(Exception, match="no day"):
        engine.start(engine.prepare(drawn(SEASON)), {})
