"""Check digits by published examples, keys, the clock, states, questions."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.kit import checkdigits, clock, ids
from tongban.kit.questions import Question, answers
from tongban.kit.states import Move, StateTable, WrongState


def test_the_example_of_gb_11643() -> None:
    assert checkdigits.id_ok("11010519491231002X")
    assert not checkdigits.id_ok("110105194912310021")


@pytest.mark.parametrize("number", ["", "11010519491331002X", "１1010519491231002X", "11010519491231002", "A" * 18])
def test_what_is_no_id_number_is_refused(number: str) -> None:
    assert not checkdigits.id_ok(number)


@given(st.integers(0, 16), st.sampled_from("0123456789"))
def test_a_single_wrong_digit_of_an_id_number_is_always_noticed(place: int, digit: str) -> None:
    right = "11010519491231002X"
    wrong = right[:place] + digit + right[place + 1 :]
    assert checkdigits.id_check(wrong[:17]) != "X" or wrong == right


@given(st.text(alphabet=checkdigits.LETTERS_36, min_size=1, max_size=50), st.data())
def test_mod_37_36_notices_every_single_error(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from(checkdigits.LETTERS_36))
    wrong = text[:place] + letter + text[place + 1 :]
    assert (checkdigits.mod37_36(wrong) == checkdigits.mod37_36(text)) == (wrong == text)


def test_keys_lie_in_the_order_of_their_birth() -> None:
    made = [ids.new() for _ in range(500)]
    assert made == sorted(made)
    assert len(set(made)) == 500


def test_query_codes_can_be_read_out_on_the_telephone() -> None:
    codes = {ids.query_code() for _ in range(500)}
    assert len(codes) == 500
    assert not set("".join(codes)) & set("01OIL")


def test_a_turned_clock_is_turned_for_its_own_thread_only() -> None:
    seen: list[int] = []
    with clock.turned_to(dt.datetime(2020, 2, 29, 9)):
        assert clock.today() == dt.date(2020, 2, 29)
        thread = threading.Thread(target=lambda: seen.append(clock.now().year))
        thread.start()
        thread.join()
    assert seen[0] > 2020
    assert clock.now().year > 2020


def test_midnight_is_that_of_shanghai() -> None:
    with clock.turned_to(dt.datetime(2026, 3, 1, 16, 30, tzinfo=dt.UTC)):
        assert clock.today() == dt.date(2026, 3, 2)


TABLE = StateTable(
    "lamp",
    [Move("press", ("off",), "on"), Move("press", ("on",), "off"), Move("break", ("on", "off"), "broken", "§1")],
    first="off",
    words={"off": "Off", "on": "On", "broken": "Broken"},
)


def test_a_state_says_where_an_act_leads_and_what_it_found_instead() -> None:
    assert (TABLE.target("press", "off"), TABLE.target("press", "on")) == ("on", "off")
    with pytest.raises(WrongState) as refusal:
        TABLE.target("press", "broken")
    assert (refusal.value.found, refusal.value.wanted) == ("Broken", "Off, On")


def test_the_picture_holds_every_way() -> None:
    assert TABLE.drawn().splitlines()[1:] == [
        "    [*] --> off",
        "    off --> on: press",
        "    on --> off: press",
        "    on --> broken: break (§1)",
        "    off --> broken: break (§1)",
    ]


def test_a_question_nobody_answers_has_its_stated_answer() -> None:
    asked: Question[int] = Question("test.asked", default=7)
    assert asked(about="anything") == 7

    @answers(asked)
    def know(*, about: str) -> int:
        return len(about)

    assert asked(about="four") == 4
