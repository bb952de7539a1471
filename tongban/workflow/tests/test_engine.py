from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tongban.workflow import engine, operations
from tongban.workflow.engine import Instance
from tongban.workflow.faults import BadDrawing, ProcessFault

from .drawings import border, catch, drawn, flow, message, shape

ID = uuid.UUID("018f0000-0000-7000-8000-000000000000")


def begun(xml: bytes, **data: Any) -> Instance:
    return engine.start(engine.prepare(xml), data, id=ID)


def keys(instance: Instance) -> list[str]:
    return [task.key for task in instance.ready()]


def again(instance: Instance) -> Instance:
    """The same instance after a night in the database."""
    return engine.load(instance.definition, instance.dump())


def walk(instance: Instance, *steps: str, between: Callable[[Instance], Instance] = lambda same: same) -> list[str]:
    """What is ready after each step, e.g. ["a b", "b", ""]."""
    seen = []
    for step in steps:
        instance.complete(step)
        instance = between(instance)
        seen.append(" ".join(keys(instance)))
    return seen


def test_one_task_after_the_other() -> None:
    instance = begun(drawn("start -> a\na -> b\nb -> end"))
    assert keys(instance) == ["a"]
    assert walk(instance, "a", "b") == ["b", ""]
    assert (instance.finished, instance.status) == (True, "completed")


def test_a_task_shows_what_the_drawing_says_of_it() -> None:
    lanes = '<laneSet id="l"><lane id="l1" name="审批窗口"><flowNodeRef>a</flowNodeRef></lane></laneSet>'
    task = '<userTask id="a" name="审查" tongban:act="review" tongban:post="examiner"/>'
    [ready] = begun(drawn("start -> a\na -> end", extra=lanes + task)).ready()
    assert (ready.key, ready.name, ready.lane) == ("a", "审查", "审批窗口")
    assert ready.properties == {"act": "review", "post": "examiner"}
    assert uuid.UUID(ready.id).int >> 32 == ID.int >> 32


def test_a_choice_follows_its_conditions() -> None:
    xml = drawn("start -> a\na -> xor\nxor -> b : review.opinion == 'grant'\nxor -> c : *\nb -> end\nc -> end")
    for opinion, expected in (("grant", ["b"]), ("refuse", ["c"]), (None, ["c"])):
        instance = begun(xml)
        instance.complete("a", {"review": {"opinion": opinion}})
        assert keys(instance) == expected


def test_a_choice_with_no_way_on_is_a_fault_that_names_the_gateway() -> None:
    xml = drawn("start -> a\na -> xor\nxor -> b : x == 1\nxor -> c : x == 2\nb -> end\nc -> end")
    instance = begun(xml)
    with pytest.raises(ProcessFault) as caught:
        instance.complete("a", {"x": 3})
    assert caught.value.found == "xor"
    with pytest.raises(ProcessFault):
        instance.dump()


PARALLEL = "start -> and1\nand1 -> a\nand1 -> b\na -> and2\nb -> and2\nand2 -> c\nc -> end"


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
def test_both_branches_are_waited_for(order: tuple[str, str]) -> None:
    assert walk(begun(drawn(PARALLEL)), *order, "c") == [order[1], "c", ""]


def test_branches_see_one_set_of_data() -> None:
    instance = begun(drawn(PARALLEL), list=[1])
    instance.complete("a", {"list": [2, 2], "x": {"deep": 1}})
    instance.complete("b", {"x": {"other": 2}})
    assert instance.data == {"list": [2, 2], "x": {"other": 2}}


def test_a_loop_through_a_parallel_gateway_waits_for_both_branches_each_time() -> None:
    xml = drawn(
        "start -> xor1\nxor1 -> and1\nand1 -> a\nand1 -> b\na -> and2\nb -> and2\nand2 -> c\nc -> xor\n"
        "xor -> xor1 : again\nxor -> end : *"
    )
    instance = begun(xml)
    for _ in range(3):
        assert walk(instance, "b", between=again) == ["a"]
        instance = again(instance)
        assert walk(instance, "a") == ["c"]
        instance.complete("c", {"again": True})
        assert keys(instance) == ["a", "b"]


def test_a_long_history_leaves_a_short_state() -> None:
    xml = drawn("start -> xor1\nxor1 -> a\na -> b\nb -> xor\nxor -> xor1 : again\nxor -> end : *")
    instance = begun(xml)
    walk(instance, "a")
    first = len(instance.dump())
    for _ in range(400):
        instance.complete("b", {"again": True})
        instance.complete("a")
    assert len(instance.dump()) < first + 30


INCLUSIVE = (
    "start -> or1\nor1 -> a : fee > 0\nor1 -> b : visit\nor1 -> c : *\na -> or2\nb -> or2\nc -> or2\nor2 -> d\nd -> end"
)


@pytest.mark.parametrize(
    ("data", "steps", "seen"),
    [
        ({"fee": 1, "visit": True}, ("a", "b", "d"), ["b", "d", ""]),
        ({"fee": 1, "visit": False}, ("a", "d"), ["d", ""]),
        ({}, ("c", "d"), ["d", ""]),
    ],
)
def test_an_inclusive_gateway_waits_only_for_what_was_begun(
    data: dict[str, Any], steps: tuple[str, ...], seen: list[str]
) -> None:
    assert walk(begun(drawn(INCLUSIVE), **data), *steps) == seen
    assert walk(begun(drawn(INCLUSIVE), **data), *steps, between=again) == seen


def sub(id: str, inner: str) -> str:
    return f'<subProcess id="{id}" name="{id}">{inner}</subProcess>'


TWO_INSIDE = (
    shape("start_s")
    + shape("and_s")
    + shape("x")
    + shape("y")
    + shape("end_x")
    + shape("end_y")
    + flow("s1", "start_s", "and_s")
    + flow("s2", "and_s", "x")
    + flow("s3", "and_s", "y")
    + flow("s4", "x", "end_x")
    + flow("s5", "y", "end_y")
)


def test_a_sub_process_ends_when_all_inside_has_ended() -> None:
    xml = drawn("start -> s\ns -> b\nb -> end", extra=sub("s", TWO_INSIDE))
    assert keys(begun(xml)) == ["x", "y"]
    assert walk(begun(xml), "y", "x", "b") == ["x", "b", ""]
    assert walk(begun(xml), "y", "x", "b", between=again) == ["x", "b", ""]


def test_a_terminating_end_inside_ends_only_the_sub_process() -> None:
    inner = TWO_INSIDE.replace('name="end_x" tongban:act="review">', 'name="end_x"><terminateEventDefinition/>')
    xml = drawn("start -> s\ns -> b\nb -> end", extra=sub("s", inner))
    assert walk(begun(xml), "x", "b", between=again) == ["b", ""]


def test_a_terminating_end_ends_everything() -> None:
    extra = '<endEvent id="end2"><terminateEventDefinition/></endEvent>'
    instance = begun(drawn("start -> and1\nand1 -> a\nand1 -> b\na -> end\nb -> end2", extra=extra))
    assert (walk(instance, "b"), instance.status) == ([""], "completed")


def test_a_message_wakes_the_process() -> None:
    xml = drawn("start -> a\na -> wait\nwait -> b\nb -> end", extra=catch("wait"), before=message())
    instance = begun(xml)
    assert instance.waiting() == []
    instance.complete("a")
    instance = again(instance)
    assert (keys(instance), instance.waiting()) == ([], ["reply"])
    assert instance.catch("reply", {"answer": 1}) == 1
    assert (keys(instance), instance.waiting(), instance.data["answer"]) == (["b"], [], 1)


def test_a_message_nobody_waits_for_is_refused() -> None:
    instance = begun(drawn("start -> a\na -> end"))
    with pytest.raises(ProcessFault) as caught:
        instance.catch("reply")
    assert (caught.value.found, keys(instance)) == ("reply", ["a"])


LATE = "start -> a\na -> b\nb -> end\nlate -> c\nc -> end2"


def test_a_message_interrupts_the_task_it_sits_on() -> None:
    xml = drawn(LATE, extra=border("late", "a"), before=message())
    instance = begun(xml)
    assert (keys(instance), instance.waiting()) == (["a"], ["reply"])
    instance = again(instance)
    instance.catch("reply")
    assert (keys(instance), instance.waiting()) == (["c"], [])
    assert walk(again(instance), "c") == [""]


def test_a_task_done_in_time_no_longer_waits_for_the_message() -> None:
    instance = begun(drawn(LATE, extra=border("late", "a"), before=message()))
    instance.complete("a")
    assert (keys(instance), instance.waiting()) == (["b"], [])
    assert walk(again(instance), "b") == [""]


@pytest.mark.parametrize("order", [("a", "b", "c"), ("c", "a", "b"), ("a", "c", "b")])
def test_a_message_that_does_not_interrupt_begins_a_second_path(order: tuple[str, ...]) -> None:
    xml = drawn(LATE, extra=border("late", "a", interrupting=False), before=message())
    instance = begun(xml)
    instance.catch("reply")
    assert sorted(keys(instance)) == ["a", "c"]
    for step in order:
        assert not instance.finished
        instance = again(instance)
        instance.complete(step)
    assert instance.finished


def test_a_message_interrupts_a_whole_sub_process() -> None:
    xml = drawn(
        LATE.replace("start -> a\na -> b", "start -> s\ns -> b"),
        extra=sub("s", TWO_INSIDE) + border("late", "s"),
        before=message(),
    )
    instance = begun(xml)
    instance.complete("x")
    instance = again(instance)
    instance.catch("reply")
    assert keys(instance) == ["c"]
    assert walk(again(instance), "c") == [""]


def test_a_boundary_in_a_loop_waits_afresh_each_time() -> None:
    xml = drawn(
        "start -> xor1\nxor1 -> a\na -> xor\nxor -> xor1 : again\nxor -> end : *\nlate -> c\nc -> xor1",
        extra=border("late", "a"),
        before=message(),
    )
    instance = begun(xml)
    for _ in range(3):
        instance.catch("reply")
        assert keys(instance) == ["c"]
        instance = again(instance)
        assert walk(instance, "c") == ["a"]
        instance.complete("a", {"again": True})
        assert (keys(instance), instance.waiting()) == (["a"], ["reply"])
        size = len(instance.dump())
    assert size < 400


def send(data: Any, properties: Any) -> None:
    return None


def test_a_service_task_calls_its_operation_and_takes_its_answer() -> None:
    seen = []

    def call(name: str, data: Any, properties: Any) -> dict[str, Any]:
        seen.append((name, dict(data), dict(properties)))
        return {"sent": True}

    operations.register("workflow_tests.send", send, "Send")
    extra = '<serviceTask id="op" tongban:operation="workflow_tests.send" tongban:note="x"/>'
    definition = engine.prepare(drawn("start -> op\nop -> a\na -> end", extra=extra))
    instance = engine.start(definition, {"who": 1}, call=call)
    assert seen == [("workflow_tests.send", {"who": 1}, {"operation": "workflow_tests.send", "note": "x"})]
    assert (keys(instance), instance.data) == (["a"], {"who": 1, "sent": True})


def test_an_operation_that_fails_fails_the_act() -> None:
    def call(name: str, data: Any, properties: Any) -> None:
        raise OSError("the other side is down")

    operations.register("workflow_tests.send", send, "Send")
    extra = '<serviceTask id="op" tongban:operation="workflow_tests.send"/>'
    with pytest.raises(OSError, match="the other side is down"):
        engine.start(engine.prepare(drawn("start -> op\nop -> a\na -> end", extra=extra)), {}, call=call)


def test_a_task_open_twice_is_named_by_its_id() -> None:
    instance = begun(drawn("start -> and\nand -> xor\nand -> xor\nxor -> a\na -> end"))
    first, second = instance.ready()
    with pytest.raises(ProcessFault):
        instance.complete("a")
    instance.complete(second.id)
    assert [task.id for task in instance.ready()] == [first.id]


def test_a_closed_task_cannot_be_done_again() -> None:
    instance = begun(drawn("start -> a\na -> b\nb -> end"))
    instance.complete("a")
    with pytest.raises(ProcessFault) as caught:
        instance.complete("a")
    assert (caught.value.wanted, keys(instance)) == ("b", ["b"])


def test_a_withdrawn_case_waits_for_nobody() -> None:
    instance = begun(drawn(LATE, extra=border("late", "a"), before=message()))
    instance.cancel()
    for one in (instance, again(instance)):
        assert (one.ready(), one.waiting(), one.finished, one.status) == ([], [], True, "cancelled")
        with pytest.raises(ProcessFault):
            one.complete("a")


def test_the_state_belongs_to_its_drawing() -> None:
    instance, other = begun(drawn("start -> a\na -> end")), engine.prepare(drawn("start -> b\nb -> end"))
    with pytest.raises(ProcessFault):
        engine.load(other, instance.dump())
    for damaged in (b"", b"{}", b"[]", b'{"v":9}', instance.dump().replace(b'"#a"', b'"#z"')):
        with pytest.raises(ProcessFault):
            engine.load(instance.definition, damaged)


def test_data_are_plain_and_copied() -> None:
    mine = {"inner": [1]}
    instance = begun(drawn("start -> a\na -> end"), mine=mine)
    mine["inner"].append(2)
    assert instance.data == {"mine": {"inner": [1]}}
    for bad in ({"x": object()}, {"__class__": 1}, {"a b": 1}, {"x": "y" * 70_000}, {1: 2}):
        with pytest.raises(ProcessFault):
            again(instance).complete("a", bad)  # type: ignore[arg-type]


def test_data_stay_bounded_over_many_acts() -> None:
    instance = begun(drawn("start -> xor\nxor -> a\na -> xor1\nxor1 -> xor : again\nxor1 -> end : *"), again=True)
    instance.complete("a", {"x": "y" * 40_000})
    with pytest.raises(ProcessFault):
        instance.complete("a", {"z": "y" * 40_000})


def test_the_same_steps_give_the_same_bytes() -> None:
    def run() -> bytes:
        instance = begun(drawn(PARALLEL))
        instance.complete("b", {"x": 1})
        return instance.dump()

    assert run() == run()


def test_a_small_process_keeps_less_than_two_kilobytes() -> None:
    instance = begun(drawn(PARALLEL), case="018f0000-0000-7000-8000-000000000000", kind="new")
    assert len(instance.dump()) < 400


def test_a_drawing_is_prepared_once() -> None:
    xml = drawn("start -> a\na -> end")
    first = engine.prepare(xml)
    assert engine.prepare(xml) is first
    assert engine.cached(first.digest) is first
    assert engine.cached("0" * 64) is None


def test_a_bad_drawing_is_refused_with_all_its_faults() -> None:
    with pytest.raises(BadDrawing) as caught:
        engine.prepare(drawn("start -> a\na -> b", extra="<scriptTask id='x'/><callActivity id='y'/>"))
    assert {"scriptTask", "callActivity", "userTask"} <= {fault.element for fault in caught.value.faults}


def test_a_long_process_of_the_largest_size_can_be_run() -> None:
    lines = "\n".join(f"a{n} -> a{n + 1}" for n in range(196))
    instance = begun(drawn(f"start -> a0\n{lines}\na196 -> end"))
    for n in range(197):
        instance.complete(f"a{n}")
    assert instance.finished


def test_many_threads_share_one_drawing() -> None:
    definition = engine.prepare(drawn(INCLUSIVE))

    def one(n: int) -> list[str]:
        instance = engine.start(definition, {"fee": n % 2, "visit": n % 3 == 0})
        steps = []
        while not instance.finished:
            instance = again(instance)
            steps.append(instance.ready()[0].key)
            instance.complete(steps[-1])
        return steps

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(one, range(200)))
    assert together == [one(n) for n in range(200)]
