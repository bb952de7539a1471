"""What a drawing might try, and what a person sees who runs it."""

from __future__ import annotations

import sys
import time
from typing import Any

import pytest

from tongban.workflow import engine, library, operations
from tongban.workflow.bpmn import check
from tongban.workflow.expressions import compile_expression
from tongban.workflow.faults import BadDrawing, ProcessFault, Runaway
from tongban.workflow.spiff import Expressions, NoPrograms, Parser

from .drawings import drawn, shape


def nothing(data: Any, properties: Any) -> None:
    return None


@pytest.fixture(autouse=True)
def _one_operation() -> None:
    operations.register("workflow_tests.idle", nothing, "Idle")


def idle(id: str) -> str:
    return f'<serviceTask id="{id}" tongban:operation="workflow_tests.idle"/>'


CONDITIONS = [
    "__import__('os').system('id')",
    "().__class__.__mro__[1].__subclasses__()",
    "data.__class__ == 1",
    "'a' * 1000000000 == ''",
    "[0] * 1000000000 == []",
    "9**9**9**9 > 1",
    "(" * 5_000 + "1" + ")" * 5_000,
    "[" * 5_000 + "]" * 5_000,
    "9" * 10_000 + " > 1",
    "open('/etc/passwd')",
    "exec('import os')",
    "[x for x in range(10**9)]",
    "lambda: 0",
    "x := 1",
    "-" * 1_900 + "1 == 1",
]


@pytest.mark.parametrize("condition", CONDITIONS, ids=range(len(CONDITIONS)))
def test_a_hostile_condition_is_refused_before_it_is_drawn_into_the_engine(condition: str) -> None:
    xml = drawn(f"start -> xor\nxor -> a : {condition}\nxor -> b : *\na -> end\nb -> end")
    before = time.perf_counter()
    faults = [(fault.element, fault.id) for fault in check(xml) if fault.severity == "error"]
    if ("sequenceFlow", "f1") not in faults:
        with pytest.raises(ProcessFault):  # read, but cannot be worked out
            raise_of(xml)
    assert time.perf_counter() - before < 2


def raise_of(xml: bytes) -> None:
    try:
        engine.start(engine.prepare(xml), {"data": {}, "task": {}})
    except ProcessFault:
        raise
    except Exception as fault:
        raise ProcessFault(str(fault)) from fault


def test_a_condition_sees_the_data_of_the_case_and_nothing_of_the_engine() -> None:
    xml = drawn(
        "start -> xor\nxor -> a : task or workflow.spec or data or self or names\nxor -> b : *\na -> end\nb -> end"
    )
    assert [task.key for task in engine.start(engine.prepare(xml), {}).ready()] == ["b"]


def test_an_endless_loop_is_stopped_and_named() -> None:
    extra = idle("op1") + idle("op2")
    xml = drawn("start -> xor\nxor -> op1\nop1 -> op2\nop2 -> xor2\nxor2 -> end : stop\nxor2 -> xor : *", extra=extra)
    before = time.perf_counter()
    with pytest.raises(Runaway) as caught:
        engine.start(engine.prepare(xml), {})
    assert "500 steps" in str(caught.value)
    assert time.perf_counter() - before < 2


def test_a_ring_without_any_choice_is_stopped() -> None:
    xml = drawn("start -> op1\nop1 -> op2\nop2 -> op1", extra=idle("op1") + idle("op2") + shape("end"))
    assert ("endEvent", "end") in [(fault.element, fault.id) for fault in check(xml)]
    joined = drawn(
        "start -> and\nand -> op1\nand -> a\na -> end\nop1 -> op2\nop2 -> op1", extra=idle("op1") + idle("op2")
    )
    with pytest.raises(Runaway):
        engine.start(engine.prepare(joined), {})


def test_tokens_that_double_each_round_are_stopped() -> None:
    lines = [
        "start -> op",
        "op -> and",
        *[f"and -> a{n}" for n in range(9)],
        "and -> op",
        *[f"a{n} -> end" for n in range(9)],
    ]
    before = time.perf_counter()
    with pytest.raises(Runaway):
        engine.start(engine.prepare(drawn("\n".join(lines), extra=idle("op"))), {})
    assert time.perf_counter() - before < 3


def test_tokens_that_double_at_each_act_are_stopped() -> None:
    xml = drawn("start -> xor1\nxor1 -> a\na -> and\nand -> xor1\nand -> xor1\na2 -> end", extra=shape("a2"))
    assert check(xml) != []
    instance = engine.start(
        engine.prepare(drawn("start -> a\na -> and\nand -> xor\nand -> xor\nand -> b\nb -> end\nxor -> a")), {}
    )
    with pytest.raises(Runaway):
        again_and_again(instance, "a")


def again_and_again(instance: engine.Instance, key: str) -> None:
    for _ in range(2_000):
        instance.complete(next(task.id for task in instance.ready() if task.key == key))


def test_twenty_pairs_of_gateways_in_a_row_cost_no_more_than_twenty() -> None:
    lines = ["start -> and_s0"]
    for n in range(20):
        lines += [
            f"and_s{n} -> a{n}",
            f"and_s{n} -> b{n}",
            f"a{n} -> and_j{n}",
            f"b{n} -> and_j{n}",
            f"and_j{n} -> and_s{n + 1}" if n < 19 else f"and_j{n} -> end",
        ]
    before = time.perf_counter()
    instance = engine.start(engine.prepare(drawn("\n".join(lines))), {})
    while not instance.finished:
        instance.complete(instance.ready()[0].key)
    assert time.perf_counter() - before < 2


def test_the_engine_has_no_way_to_run_a_program() -> None:
    engine_of_all = Expressions(operations.call)
    assert isinstance(engine_of_all.environment, NoPrograms)
    for attempt in (
        lambda: engine_of_all.execute(None, "1"),
        lambda: engine_of_all.environment.execute("1", {}),
        lambda: engine_of_all.call_service(None),
        lambda: engine_of_all.environment.call_service({}),
    ):
        with pytest.raises(ProcessFault):
            attempt()
    with pytest.raises(Exception, match="begin with _"):
        engine_of_all.environment.evaluate("__import__", {})


def test_the_parser_of_the_engine_knows_only_the_allow_list() -> None:
    known = {tag.rpartition("}")[2] for tag in (*Parser.PARSER_CLASSES, *Parser.OVERRIDE_PARSER_CLASSES)}
    assert known == {
        "startEvent",
        "endEvent",
        "userTask",
        "manualTask",
        "serviceTask",
        "subProcess",
        "exclusiveGateway",
        "parallelGateway",
        "inclusiveGateway",
        "intermediateCatchEvent",
        "boundaryEvent",
    }


def test_an_operation_that_nobody_registered_is_refused_at_the_door_and_at_the_call() -> None:
    with pytest.raises(BadDrawing):
        engine.prepare(drawn("start -> op\nop -> end", extra='<serviceTask id="op" tongban:operation="os.system"/>'))
    with pytest.raises(Exception, match="does not exist"):
        operations.call("os.system", {}, {})


# -- the tripwire --------------------------------------------------------------------------------------------------------


class Tripwire:
    """Hears of every exec, eval and compile of the interpreter while it is armed. A hook cannot be taken away again."""

    def __init__(self) -> None:
        self.armed, self.heard = False, list[str]()
        sys.addaudithook(self.hear)

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.armed and event in ("exec", "compile"):
            self.heard.append(f"{event} {arguments!r}"[:200])

    def __enter__(self) -> list[str]:
        self.armed, self.heard = True, []
        return self.heard

    def __exit__(self, *unused: object) -> None:
        self.armed = False


TRIPWIRE = Tripwire()
ANSWERS: list[dict[str, Any]] = [
    {"review": {"opinion": opinion}, "check": {"agreed": True}, "legal": {"agreed": True}}
    for opinion in ("grant", "refuse")
]


def walked(xml: bytes, data: dict[str, Any]) -> int:
    """Prepared afresh, then walked to its end with a night in the database after each step."""
    engine._prepared.clear()
    definition = engine.prepare(xml)
    instance, steps = engine.start(definition, data), 0
    while not instance.finished:
        instance = engine.load(definition, instance.dump())
        if ready := instance.ready():
            instance.complete(ready[0].key, data)
        else:
            instance.catch(instance.waiting()[0])
        steps += 1
        assert steps < 50, "it goes round and round"
    return steps


def test_the_tripwire_hears_what_it_should() -> None:
    with TRIPWIRE as heard:
        compile("1", "<test>", "eval")
    assert len(heard) == 1


@pytest.mark.parametrize("code", library.codes())
@pytest.mark.parametrize("data", ANSWERS, ids=["grant", "refuse"])
def test_no_process_of_the_library_ever_reaches_eval_or_exec(code: str, data: dict[str, Any]) -> None:
    walked(library.read(code), data)  # what is imported late is imported now
    compile_expression.cache_clear()
    with TRIPWIRE as heard:
        steps = walked(library.read(code), data)
    assert (heard, steps > 0) == ([], True)


def test_gateways_operations_and_messages_never_reach_eval_or_exec() -> None:
    xml = drawn(
        "start -> or1\nor1 -> op : sum([1, 2]) == 3\nor1 -> a : *\nop -> or2\na -> or2\nor2 -> b\nb -> end",
        extra=idle("op"),
    )
    walked(xml, {})
    compile_expression.cache_clear()
    with TRIPWIRE as heard:
        walked(xml, {})
    assert heard == []
