"""A clock is never early, never ends on a holiday, is never shortened by a pause, counts as fingers do."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.kit.errors import Refused
from tongban.promises.calendar import Calendar, Day
from tongban.promises.clocks import (
    ClockEvent,
    ClockSpec,
    EventKind,
    LampPolicy,
    check_may_add,
    compute,
    renewal,
)

D = dt.date
REAL = Calendar.seeded()
DAY = dt.timedelta(days=1)
START = D(2026, 3, 3)  # a Tuesday


def spec(limit: int = 20, start: dt.date | None = START, **more: object) -> ClockSpec:
    return ClockSpec("C2", start, limit, **more)  # type: ignore[arg-type]


def pause(day: dt.date, reason: str = "testing") -> ClockEvent:
    return ClockEvent(EventKind.PAUSE, day, reason=reason)


def resume(day: dt.date, reason: str = "testing") -> ClockEvent:
    return ClockEvent(EventKind.RESUME, day, reason=reason)


def extend(day: dt.date, days: int = 10) -> ClockEvent:
    return ClockEvent(EventKind.EXTEND, day, days=days)


def end(day: dt.date) -> ClockEvent:
    return ClockEvent(EventKind.END, day)


# --- golden examples, counted by hand on the calendar of 2026 -------------------------------------


def test_twenty_working_days_from_the_third_of_march() -> None:
    # March: 4, 5, 6 | 9–13 | 16–20 | 23–27 | 30, 31
    reading = compute(spec(), [], REAL)
    assert reading.due_on == D(2026, 3, 31)
    assert (reading.state, reading.used, reading.remaining) == ("running", 0, 20)


def test_an_expert_review_and_qingming_move_the_day() -> None:
    # 4, 5, 6 March used; paused from the 6th to Saturday the 14th; then 16–20, 23–27, 30–3 April (15),
    # 4–6 April Qingming, 7, 8 April (17)
    reading = compute(spec(), [pause(D(2026, 3, 6)), resume(D(2026, 3, 14))], REAL)
    assert reading.due_on == D(2026, 4, 8)
    assert (reading.used, reading.remaining) == (3, 17)


def test_a_pause_from_one_working_day_to_another_uses_the_first_and_not_the_last() -> None:
    # used 4, 5, 6; not counted 9, 10, 11; counted from the 12th: 12, 13, 16–20, 23–27, 30–3 April = 17
    reading = compute(spec(), [pause(D(2026, 3, 6)), resume(D(2026, 3, 11))], REAL)
    assert reading.due_on == D(2026, 4, 3)


def test_a_pause_and_resumption_on_one_day_use_that_day_once() -> None:
    day = D(2026, 3, 6)
    reading = compute(spec(), [pause(day), resume(day)], REAL)
    assert reading.due_on == compute(spec(), [], REAL).due_on
    assert reading.used == 3


def test_a_pause_over_national_day_2025() -> None:
    # accepted Mon 22 September; 23–26, 28 (worked Sunday), 29 = 6; paused 29 September – 9 October; 10, 11
    # (worked Saturday), 13, 14 = 10
    reading = compute(spec(10, D(2025, 9, 22)), [pause(D(2025, 9, 29)), resume(D(2025, 10, 9))], REAL)
    assert reading.used == 6
    assert reading.due_on == D(2025, 10, 14)


def test_an_extension_over_the_spring_festival_2026() -> None:
    # 5 days from 11 February: 12, 13, 14, 24, 25; 10 more: 26, 27, 28, 2–6 March, 9, 10
    reading = compute(spec(5, D(2026, 2, 11)), [extend(D(2026, 2, 25))], REAL)
    assert reading.due_on == D(2026, 3, 10)


def test_at_once_means_on_the_same_working_day() -> None:
    assert compute(spec(0), [], REAL).due_on == START
    assert compute(spec(0, D(2026, 2, 15)), [], REAL).due_on == D(2026, 2, 24)


def test_natural_days_that_end_on_a_day_off_end_on_the_next_working_day() -> None:
    # 3 days from Thursday 2 April: Sunday 5 April is Qingming, so Tuesday 7 April
    assert compute(spec(3, D(2026, 4, 2), unit="day"), [], REAL).due_on == D(2026, 4, 7)
    assert compute(spec(15, D(2026, 3, 3), unit="day"), [], REAL).due_on == D(2026, 3, 18)


# --- what a clock never does ----------------------------------------------------------------------

flips = st.dictionaries(st.dates(D(2026, 1, 1), D(2027, 12, 31)), st.booleans().map(Day), max_size=60)
calendars = st.one_of(st.just(REAL), flips.map(lambda days: Calendar(days, frozenset({2026, 2027}))))
starts = st.dates(D(2026, 1, 1), D(2026, 9, 30))
limits = st.integers(0, 45)
intervals = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 40)), max_size=4)


def pauses_from(start: dt.date, lengths: Sequence[tuple[int, int]]) -> list[ClockEvent]:
    """Pauses that may touch, nest and overlap, each with a reason of its own; as dates and as moments."""
    events = []
    for number, (offset, length) in enumerate(lengths):
        first = start + offset * DAY
        hours = dt.datetime.combine(first, dt.time(9 + number)), dt.datetime.combine(first, dt.time(14))
        began: dt.date | dt.datetime = hours[0] if number % 2 else first
        ended: dt.date | dt.datetime = hours[1] + length * DAY if number % 2 else first + length * DAY
        events.append(ClockEvent(EventKind.PAUSE, began, reason=f"procedure {number}"))
        events.append(ClockEvent(EventKind.RESUME, ended, reason=f"procedure {number}"))
    return events


def fingers(limit: int, start: dt.date, events: Sequence[ClockEvent], calendar: Calendar) -> dt.date:
    """Day by day: a working day is used if the clock was running when the day began."""
    day, used, depth, total = start, 0, 0, limit
    while True:
        used += day > start and depth == 0 and calendar.is_workday(day)
        for event in events:
            if event.day == day:
                depth += {"pause": 1, "resume": -1}.get(event.kind, 0)
                total += event.days
        if used >= total and depth == 0 and calendar.is_workday(day):
            return day
        day += DAY


@settings(max_examples=200)
@given(
    calendars,
    starts,
    limits,
    intervals,
    st.one_of(st.none(), st.tuples(st.integers(0, 90), st.integers(1, 15))),
)
def test_a_clock_counts_as_fingers_do(
    calendar: Calendar,
    start: dt.date,
    limit: int,
    lengths: list[tuple[int, int]],
    more: tuple[int, int] | None,
) -> None:
    events = pauses_from(start, lengths)
    if more:
        events.append(extend(start + more[0] * DAY, more[1]))
    assert compute(spec(limit, start), events, calendar).due_on == fingers(limit, start, events, calendar)


@settings(max_examples=200)
@given(calendars, starts, limits, intervals)
def test_a_clock_is_never_early_and_never_ends_on_a_holiday(
    calendar: Calendar, start: dt.date, limit: int, lengths: list[tuple[int, int]]
) -> None:
    due = compute(spec(limit, start), pauses_from(start, lengths), calendar).due_on
    assert due is not None
    assert calendar.is_workday(due)
    assert calendar.workdays_between(start, due) >= limit


@settings(max_examples=200)
@given(calendars, starts, limits, intervals, st.sampled_from(["workday", "day"]))
def test_pausing_never_shortens(
    calendar: Calendar, start: dt.date, limit: int, lengths: list[tuple[int, int]], unit: str
) -> None:
    dues = []
    for number in range(len(lengths) + 1):
        events = pauses_from(start, lengths[:number])
        due = compute(spec(limit, start, unit=unit), events, calendar).due_on
        assert due is not None
        dues.append(due)
    assert dues == sorted(dues)


@given(starts, limits, intervals, st.randoms(use_true_random=False))
def test_the_order_in_which_events_arrive_does_not_matter(
    start: dt.date, limit: int, lengths: list[tuple[int, int]], shuffler: random.Random
) -> None:
    events = [*pauses_from(start, lengths), extend(start + 3 * DAY), end(start + 120 * DAY)]
    reading = compute(spec(limit, start), events, REAL)
    shuffler.shuffle(events)
    assert compute(spec(limit, start), events, REAL) == reading


@given(starts, st.integers(1, 45), st.integers(0, 40))
def test_a_longer_limit_is_never_due_sooner(start: dt.date, limit: int, more: int) -> None:
    sooner, later = compute(spec(limit, start), [], REAL), compute(spec(limit + more, start), [], REAL)
    assert sooner.due_on is not None
    assert later.due_on is not None
    assert sooner.due_on <= later.due_on


@given(starts, st.integers(0, 45), intervals)
def test_a_lamp_goes_from_green_to_yellow_to_red_and_never_back(
    start: dt.date, limit: int, lengths: list[tuple[int, int]]
) -> None:
    reading = compute(spec(limit, start), pauses_from(start, lengths), REAL)
    due = reading.due_on
    assert due is not None
    lamps = [reading.lamp(start + number * DAY) for number in range((due - start).days + 3)]
    assert lamps == sorted(lamps, key=["green", "yellow", "red"].index)
    assert reading.lamp(due) == "yellow"
    assert reading.lamp(due + DAY) == "red"


# --- pauses ---------------------------------------------------------------------------------------


def test_while_paused_there_is_no_due_date_but_what_it_would_be() -> None:
    reading = compute(spec(), [pause(D(2026, 3, 6))], REAL)
    assert (reading.state, reading.due_on, reading.remaining) == ("paused", None, 17)
    assert reading.lamp(D(2026, 6, 1)) == "paused"
    assert reading.due_if_resumed(D(2026, 3, 14)) == D(2026, 4, 8)


def test_overlapping_procedures_stop_the_clock_until_the_last_has_ended() -> None:
    both = [
        pause(D(2026, 3, 6), "testing"),
        pause(D(2026, 3, 9), "hearing"),
        resume(D(2026, 3, 11), "testing"),
        resume(D(2026, 3, 14), "hearing"),
    ]
    alone = [pause(D(2026, 3, 6)), resume(D(2026, 3, 14))]
    assert compute(spec(), both, REAL).due_on == compute(spec(), alone, REAL).due_on
    assert compute(spec(), both[:3], REAL).state == "paused"


def test_a_pause_on_the_last_day_is_in_time_and_leaves_the_day_of_resuming() -> None:
    reading = compute(spec(3), [pause(D(2026, 3, 6)), resume(D(2026, 3, 14))], REAL)
    assert reading.late == ()
    assert reading.due_on == D(2026, 3, 16)  # the 14th is a Saturday


def test_a_pause_after_the_limit_heals_nothing() -> None:
    late = pause(D(2026, 4, 1))
    reading = compute(spec(), [late, extend(D(2026, 4, 2))], REAL)
    assert reading.due_on == D(2026, 3, 31)
    assert reading.lamp(D(2026, 4, 3)) == "red"
    assert reading.late == (late, extend(D(2026, 4, 2)))
    with pytest.raises(Refused, match="run out"):
        check_may_add(spec(), [], late, REAL)


def test_what_is_not_paused_cannot_be_resumed() -> None:
    with pytest.raises(Refused, match="nothing to resume"):
        compute(spec(), [resume(D(2026, 3, 6))], REAL)


def test_the_day_is_the_day_in_shanghai() -> None:
    late_on_the_fifth_in_utc = dt.datetime(2026, 3, 5, 17, tzinfo=ZoneInfo("UTC"))
    assert ClockEvent(EventKind.PAUSE, late_on_the_fifth_in_utc).day == D(2026, 3, 6)


# --- extension, restart, end ----------------------------------------------------------------------


def test_a_limit_is_extended_once() -> None:
    assert compute(spec(), [extend(D(2026, 3, 20))], REAL).due_on == D(2026, 4, 15)
    with pytest.raises(Refused, match="once"):
        compute(spec(), [extend(D(2026, 3, 20)), extend(D(2026, 3, 23), 1)], REAL)


@pytest.mark.parametrize(("most", "days"), [(10, 11), (0, 1), (None, 0), (10, -1)])
def test_an_extension_longer_than_the_law_allows_is_refused(most: int | None, days: int) -> None:
    with pytest.raises(Refused, match="allow"):
        compute(spec(extension_days=most), [extend(D(2026, 3, 20), days)], REAL)


def test_an_extension_during_a_pause_lengthens_what_remains() -> None:
    reading = compute(spec(), [pause(D(2026, 3, 6)), extend(D(2026, 3, 9))], REAL)
    assert reading.remaining == 27


def test_a_clock_that_begins_anew_forgets_what_it_used() -> None:
    anew = ClockEvent(EventKind.RESTART, D(2026, 3, 16))
    reading = compute(spec(5), [pause(D(2026, 3, 6)), anew], REAL)
    assert (reading.start, reading.due_on, reading.state) == (D(2026, 3, 16), D(2026, 3, 23), "running")


def test_a_clock_that_ran_out_cannot_begin_anew() -> None:
    anew = ClockEvent(EventKind.RESTART, D(2026, 3, 16))
    reading = compute(spec(5), [anew], REAL)
    assert reading.due_on == D(2026, 3, 10)
    assert reading.late == (anew,)


def test_an_answer_on_the_last_day_keeps_the_promise_and_one_the_day_after_breaks_it() -> None:
    kept, broken = compute(spec(), [end(D(2026, 3, 31))], REAL), compute(spec(), [end(D(2026, 4, 1))], REAL)
    assert (kept.state, kept.used, kept.lamp(D(2026, 5, 1))) == ("kept", 20, "none")
    assert (broken.state, broken.used, broken.lamp(D(2026, 5, 1))) == ("broken", 21, "red")
    assert broken.due_on == D(2026, 3, 31)


def test_who_withdraws_is_owed_nothing_even_late() -> None:
    reading = compute(spec(), [ClockEvent(EventKind.VOID, D(2026, 5, 8))], REAL)
    assert (reading.state, reading.lamp(D(2026, 5, 9))) == ("void", "none")


def test_nothing_happens_after_the_end_or_before_the_start() -> None:
    with pytest.raises(Refused, match="ended"):
        compute(spec(), [end(D(2026, 3, 10)), pause(D(2026, 3, 11))], REAL)
    with pytest.raises(Refused, match="before"):
        compute(spec(), [pause(D(2026, 3, 2))], REAL)


def test_the_start_may_be_told_by_an_event_but_only_once() -> None:
    begun = ClockEvent(EventKind.START, START)
    assert compute(spec(start=None), [begun], REAL).due_on == D(2026, 3, 31)
    assert compute(spec(), [begun], REAL).due_on == D(2026, 3, 31)
    with pytest.raises(Refused, match="two different"):
        compute(spec(), [ClockEvent(EventKind.START, D(2026, 3, 4))], REAL)
    with pytest.raises(Refused, match="no start"):
        compute(spec(start=None), [], REAL)


# --- silence, lamps, provisional years ------------------------------------------------------------


def test_five_days_of_silence_mean_accepted_the_day_after_and_not_before() -> None:
    check = spec(5, on_silence="deemed_accepted")
    reading = compute(check, [], REAL)
    assert reading.due_on == D(2026, 3, 10)
    assert reading.silence(D(2026, 3, 10)) is None
    assert reading.silence(D(2026, 3, 11)) == "deemed_accepted"
    assert compute(check, [end(D(2026, 3, 10))], REAL).silence(D(2026, 3, 20)) is None
    assert compute(check, [end(D(2026, 3, 11))], REAL).silence(D(2026, 3, 20)) == "deemed_accepted"


def test_a_broken_promise_of_one_day_is_not_yet_the_silence_of_the_law() -> None:
    reading = compute(spec(1, legal_limit=5, on_silence="deemed_accepted"), [], REAL)
    assert reading.lamp(D(2026, 3, 5)) == "red"
    assert reading.legal_due_on == D(2026, 3, 10)
    assert reading.silence(D(2026, 3, 10)) is None
    assert reading.silence(D(2026, 3, 11)) == "deemed_accepted"


def test_the_promised_and_the_legal_limit_are_counted_side_by_side() -> None:
    # Paused after the promise of 3 days ran out: too late for the promise, in time for the law.
    reading = compute(spec(3, legal_limit=20), [pause(D(2026, 3, 9)), resume(D(2026, 3, 14))], REAL)
    assert reading.due_on == D(2026, 3, 6)
    assert reading.legal_due_on == D(2026, 4, 7)


@pytest.mark.parametrize(
    ("limit", "yellow"),
    [(20, D(2026, 3, 26)), (5, D(2026, 3, 9)), (3, D(2026, 3, 5)), (2, D(2026, 3, 5)), (1, D(2026, 3, 4))],
)
def test_yellow_comes_with_two_days_or_a_fifth_left_and_never_at_the_start(limit: int, yellow: dt.date) -> None:
    reading = compute(spec(limit), [], REAL)
    assert reading.yellow_on == yellow
    assert reading.lamp(yellow - DAY) == "green"
    assert reading.lamp(yellow) == "yellow"


def test_the_installation_sets_when_it_turns_yellow() -> None:
    reading = compute(spec(), [], REAL, LampPolicy(yellow_days=1, yellow_percent=50))
    assert reading.yellow_on == D(2026, 3, 18)


def test_a_limit_that_crosses_into_an_unpublished_year_says_so_and_draws_nothing_from_silence() -> None:
    reading = compute(spec(5, D(2026, 12, 28), on_silence="deemed_accepted"), [], REAL)
    assert reading.provisional_years == (2027,)
    assert reading.provisional
    assert reading.silence(D(2027, 3, 1)) is None
    assert not compute(spec(3, D(2026, 12, 28)), [], REAL).provisional


def test_days_used_and_left_are_told_for_any_day() -> None:
    reading = compute(spec(), [], REAL)
    assert (reading.used_on(START), reading.left_on(START)) == (0, 20)
    assert (reading.used_on(D(2026, 3, 31)), reading.left_on(D(2026, 3, 31))) == (20, 0)
    assert reading.left_on(D(2026, 4, 2)) == -2


def test_a_renewal_is_asked_for_thirty_days_before_and_answered_before_the_end() -> None:
    # Sunday 4 October 2026 is National Day; the last working day before it is Wednesday 30 September.
    found = renewal(D(2026, 10, 4), 30, REAL)
    assert (found.apply_by, found.decide_by, found.renewed_on) == (
        D(2026, 9, 4),
        D(2026, 9, 30),
        D(2026, 10, 5),
    )
