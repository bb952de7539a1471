"""Effects run once, in order of their key, again when they fail, and wait for a person when they keep failing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests import walking as w
from tongban.kit import clock
from tongban.kit.act import SYSTEM, act
from tongban.outbox import api as outbox
from tongban.outbox import registry, running
from tongban.outbox.models import Row, Tick

pytestmark = pytest.mark.django_db


class Bench:
    """An effect that does as it is told and remembers."""

    def __init__(self) -> None:
        self.ran: list[str] = []
        self.tokens: list[str] = []
        self.fails = 0
        self.finish: Callable[[], None] | None = None

    def __call__(self, payload: dict[str, str], token: str) -> Callable[[], None] | None:
        if self.fails:
            self.fails -= 1
            raise OSError("the line is down")
        self.ran.append(payload["word"])
        self.tokens.append(token)
        return self.finish


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench()
    registry.effect("test.say", lane="test")(made)
    Row.objects.all().delete()
    yield made
    del registry._effects["test.say"]


def post(*words: str, key: str = "one", after: dt.datetime | None = None) -> None:
    with act(w.user("citizen1"), "test.post", by=SYSTEM) as this:
        for word in words:
            this.effect("test.say", key=key, after=after, word=word)


def rounds(number: int) -> None:
    for _ in range(number):
        outbox.run_due("test")


def later(seconds: float) -> object:
    return clock.turned_to(clock.now() + dt.timedelta(seconds=seconds))


def test_one_question_tells_which_lanes_have_work(bench: Bench, django_assert_num_queries: Any) -> None:
    post("now")
    post("tomorrow", key="two", after=clock.now() + dt.timedelta(days=1))
    with django_assert_num_queries(1):
        assert outbox.lanes_due(registry.lanes()) == {"test"}
    rounds(1)
    assert outbox.lanes_due(registry.lanes()) == set()
    assert bench.ran == ["now"]


def test_effects_of_one_key_run_in_their_order(bench: Bench) -> None:
    post("a", "b", "c")
    assert outbox.run_due("test") == 1  # the others wait for the one before
    rounds(2)
    assert bench.ran == ["a", "b", "c"]
    assert not Row.objects.exists()


def test_effects_of_different_keys_do_not_wait_for_one_another(bench: Bench) -> None:
    post("a", key="one")
    post("b", key="two")
    assert outbox.run_due("test") == 2


def test_what_failed_is_tried_again_later_and_holds_back_its_key_only(bench: Bench) -> None:
    bench.fails = 1
    post("a", "b", key="one")
    rounds(1)
    post("c", key="two")
    rounds(2)
    assert bench.ran == ["c"]
    row = Row.objects.get(payload__word="a")
    assert (row.attempts, row.last_error, row.leased_until) == (1, "OSError: the line is down", None)
    with later(60):  # type: ignore[attr-defined]
        rounds(3)
    assert bench.ran == ["c", "a", "b"]


def test_the_wait_doubles_up_to_an_hour(bench: Bench) -> None:
    bench.fails = 99
    post("a")
    for attempt in range(1, 8):
        with later(5000 * attempt):  # type: ignore[attr-defined]
            rounds(1)
            row = Row.objects.get()
            wait = (row.run_after - clock.now()).total_seconds()
            assert 0.69 * min(2**attempt, 3600) <= wait <= 1.31 * min(2**attempt, 3600)


def dead(bench: Bench) -> Row:
    bench.fails = running.TRIES
    post("a", "b")
    for attempt in range(1, running.TRIES + 1):
        with later(5000 * attempt):  # type: ignore[attr-defined]
            rounds(1)
    return Row.objects.get(payload__word="a")


def test_after_ten_tries_it_waits_for_a_person_and_holds_nobody_back(bench: Bench) -> None:
    row = dead(bench)
    assert row.dead
    assert row.attempts == running.TRIES
    assert "the line is down" in row.last_error
    with later(99_999):  # type: ignore[attr-defined]
        rounds(2)
    assert bench.ran == ["b"]


def test_a_dead_letter_can_be_sent_again(bench: Bench) -> None:
    row = dead(bench)
    outbox.replay(row)
    rounds(1)
    assert bench.ran[0] == "a"
    assert not Row.objects.filter(pk=row.pk).exists()


def test_a_leased_row_is_left_alone_until_its_lease_is_over_and_keeps_its_token(bench: Bench) -> None:
    post("a")
    row = running.claim("test")[0]
    assert outbox.run_due("test") == 0
    with later(61):  # type: ignore[attr-defined]
        assert outbox.run_due("test") == 1
    assert bench.tokens == [str(row.token)]


def test_a_long_effect_keeps_its_lease(bench: Bench) -> None:
    post("a")
    row = running.claim("test")[0]
    with later(50):  # type: ignore[attr-defined]
        outbox.keep_lease(row)
    with later(100):  # type: ignore[attr-defined]
        assert outbox.run_due("test") == 0


def test_whoever_comes_second_to_the_end_finishes_nothing(bench: Bench) -> None:
    """Two workers ran it, because a lease had run out: what belongs to the transaction happens once."""
    finished: list[int] = []
    bench.finish = lambda: finished.append(1)
    post("a")
    row = running.claim("test")[0]
    assert running.run(row)
    assert running.run(row)
    assert (bench.ran, finished) == (["a", "a"], [1])


def test_when_the_end_fails_the_row_is_still_there(bench: Bench) -> None:
    def finish() -> None:
        raise ZeroDivisionError

    bench.finish = finish
    post("a")
    rounds(1)
    assert Row.objects.get().attempts == 1


def test_what_is_for_later_is_done_later(bench: Bench) -> None:
    post("a", after=clock.now() + dt.timedelta(hours=1))
    rounds(1)
    assert bench.ran == []
    with later(3601):  # type: ignore[attr-defined]
        rounds(1)
    assert bench.ran == ["a"]


def test_an_effect_nobody_registered_is_refused_inside_the_act(bench: Bench) -> None:
    with pytest.raises(KeyError, match=r"no room registered the effect 'test\.unknown'"):
        with act(w.user("citizen1"), "test.post", by=SYSTEM) as this:
            this.effect("test.unknown")
    assert not Row.objects.exists()


@pytest.fixture
def ticking() -> Iterator[list[dt.datetime]]:
    ran: list[dt.datetime] = []
    registry.periodic("test.tick", every_seconds=60)(lambda: ran.append(clock.now()))
    yield ran
    del registry._periodic["test.tick"]


def test_periodic_work_runs_when_due_and_once_after_a_long_sleep(ticking: list[dt.datetime]) -> None:
    outbox.tick()
    for seconds in (1, 30, 62, 63, 259_200, 259_201):
        with later(seconds):  # type: ignore[attr-defined]
            outbox.tick()
    assert len(ticking) == 3


def test_periodic_work_that_fails_says_why_and_runs_again(ticking: list[dt.datetime]) -> None:
    def fail() -> None:
        raise OSError("no room left")

    registry.periodic("test.tick", every_seconds=60)(fail)
    outbox.tick()
    with later(1):  # type: ignore[attr-defined]
        outbox.tick()
    assert Tick.objects.get(name="test.tick").last_error == "OSError: no room left"
    registry.periodic("test.tick", every_seconds=60)(lambda: ticking.append(clock.now()))
    with later(62):  # type: ignore[attr-defined]
        outbox.tick()
    assert Tick.objects.get(name="test.tick").last_error == ""
    assert len(ticking) == 1
