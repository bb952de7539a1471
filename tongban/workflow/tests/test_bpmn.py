from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from tongban.workflow import engine, operations
from tongban.workflow.bpmn import as_manual_tasks, as_utf8, check
from tongban.workflow.drawing_xml import MODEL
from tongban.workflow.faults import Fault

from .drawings import border, catch, drawing, drawn, flow, message, shape

ORDINARY = "start -> ask\nask -> end"


def errors(xml: bytes) -> list[tuple[str, str]]:
    """(element, id) of each error."""
    return [(fault.element, fault.id) for fault in check(xml) if fault.severity == "error"]


def only(xml: bytes) -> Fault:
    [fault] = [fault for fault in check(xml) if fault.severity == "error"]
    return fault


def test_a_plain_process_is_accepted() -> None:
    assert check(drawn(ORDINARY)) == []


def test_everything_on_the_list_is_accepted() -> None:
    lines = """
        start -> and1
        and1 -> a
        and1 -> sub
        a -> and2
        sub -> and2
        and2 -> or1
        or1 -> b : fee > 0
        or1 -> catch : *
        b -> or2
        catch -> or2
        late -> end2
        or2 -> xor
        xor -> end : area > 50
        xor -> op : *
        op -> end3
    """
    operations.register("workflow_tests.nothing", _nothing, "Nothing")
    inner = shape("start_s") + shape("s") + shape("end_s") + flow("s1", "start_s", "s") + flow("s2", "s", "end_s")
    extra = (
        f'<subProcess id="sub">{inner}</subProcess>{catch("catch")}{border("late", "a")}'
        '<serviceTask id="op" tongban:operation="workflow_tests.nothing"/>'
        '<endEvent id="end3"><terminateEventDefinition/></endEvent><manualTask id="b"/>'
        '<laneSet id="l"><lane id="l1" name="窗口"><flowNodeRef>a</flowNodeRef></lane></laneSet>'
        '<textAnnotation id="t"><text>说明</text></textAnnotation><association id="as" sourceRef="a" targetRef="t"/>'
    )
    assert errors(drawn(lines, extra=extra, before=message())) == []


def _nothing(data: object, properties: object) -> None:
    return None


REFUSED = [
    "<scriptTask id='ask'><script>import os</script></scriptTask>",
    "<task id='ask'/>",
    "<sendTask id='ask'/>",
    "<receiveTask id='ask'/>",
    "<businessRuleTask id='ask'/>",
    "<callActivity id='ask' calledElement='x'/>",
    "<transaction id='ask'/>",
    "<adHocSubProcess id='ask'/>",
    "<eventBasedGateway id='ask'/>",
    "<complexGateway id='ask'/>",
    "<intermediateThrowEvent id='ask'/>",
    "<choreographyTask id='ask'/>",
]


@pytest.mark.parametrize("element", REFUSED)
def test_an_element_off_the_list_is_refused_by_name_with_a_cure(element: str) -> None:
    xml = drawn(ORDINARY, extra=element)
    name = element[1:].split()[0]
    faults = [fault for fault in check(xml) if fault.severity == "error"]
    assert [(fault.element, fault.id) for fault in faults] == [(name, "ask")]
    assert all((faults[0].found, faults[0].wanted, faults[0].cure))


@pytest.mark.parametrize(
    "inside",
    [
        "timerEventDefinition",
        "signalEventDefinition",
        "escalationEventDefinition",
        "conditionalEventDefinition",
        "compensateEventDefinition",
        "errorEventDefinition",
        "linkEventDefinition",
        "terminateEventDefinition",
    ],
)
def test_an_event_that_waits_for_something_else_than_a_message_is_refused(inside: str) -> None:
    xml = drawn(ORDINARY, extra=f"<intermediateCatchEvent id='ask'><{inside}/></intermediateCatchEvent>")
    assert errors(xml) == [(inside, "ask")]


def test_a_timer_is_refused_because_promises_keep_the_time() -> None:
    xml = drawn(ORDINARY, extra="<intermediateCatchEvent id='ask'><timerEventDefinition/></intermediateCatchEvent>")
    assert "a promise keeps the time and wakes the process" in only(xml).cure


@pytest.mark.parametrize(
    "inside",
    [
        "multiInstanceLoopCharacteristics",
        "standardLoopCharacteristics",
        "ioSpecification",
        "potentialOwner",
        "property",
    ],
)
def test_a_marker_in_a_task_is_refused(inside: str) -> None:
    assert errors(drawn(ORDINARY, extra=f"<userTask id='ask'><{inside}/></userTask>")) == [(inside, "ask")]


@pytest.mark.parametrize("attribute", ["isForCompensation='true'", "startQuantity='2'", "completionQuantity='3'"])
def test_a_marking_attribute_is_refused(attribute: str) -> None:
    assert errors(drawn(ORDINARY, extra=f"<userTask id='ask' {attribute}/>")) == [("userTask", "ask")]


@pytest.mark.parametrize(
    ("lines", "where"),
    [
        ("start -> a\na -> end\nb -> end", ("userTask", "b")),
        ("start -> a", ("process", "p")),
        ("a -> end", ("process", "p")),
        ("start -> xor\nxor -> a : x > 1\nxor -> b\na -> end\nb -> end", ("sequenceFlow", "f2")),
        ("start -> xor\nxor -> a : x >\nxor -> b : *\na -> end\nb -> end", ("sequenceFlow", "f1")),
        ("start -> a\na -> b : x > 1\nb -> end", ("userTask", "a")),
        ("start -> a\na -> b\na -> end\nb -> end", ("userTask", "a")),
        ("start -> and\nand -> a : x\nand -> b\na -> end\nb -> end", ("parallelGateway", "and")),
        ("start -> a\na -> xor\nxor -> xor2 : x\nxor -> end : *\nxor2 -> xor", ("exclusiveGateway", "xor")),
        ("start -> and\nand -> a\na -> xor\nxor -> and : x\nxor -> end : *", ("parallelGateway", "and")),
        ("start -> a\na -> end\nend -> a", ("endEvent", "end")),
        ("start -> a\na -> end\na -> start", ("startEvent", "start")),
    ],
)
def test_a_drawing_that_cannot_be_walked_is_refused_where_it_breaks(lines: str, where: tuple[str, str]) -> None:
    assert where in errors(drawn(lines))


def test_a_gateway_that_leads_nowhere_is_refused() -> None:
    assert ("exclusiveGateway", "xor") in errors(drawn("start -> xor", extra=shape("end")))


def test_a_condition_says_what_is_wrong_with_it() -> None:
    fault = only(drawn("start -> xor\nxor -> a : ${approved}\nxor -> b : *\na -> end\nb -> end"))
    assert (fault.element, "${approved}" in fault.found, "bare name" in fault.cure) == ("sequenceFlow", True, True)


def test_a_foreign_condition_language_is_refused() -> None:
    extra = (
        '<sequenceFlow id="x" sourceRef="xor" targetRef="a"><conditionExpression language="javascript">a'
        "</conditionExpression></sequenceFlow>"
    )
    lines = "start -> xor\nxor -> b : *\na -> end\nb -> end"
    assert ("sequenceFlow", "x") in errors(drawn(lines, extra=extra))


def test_a_message_needs_a_name_and_an_event_needs_a_message() -> None:
    nameless = drawn("start -> ask\nask -> end", extra=catch("ask"), before='<message id="m_reply"/>')
    assert ("message", "m_reply") in errors(nameless)
    without = drawn("start -> ask\nask -> end", extra=catch("ask"))
    assert errors(without) == [("messageEventDefinition", "ask")]


def test_a_border_event_sits_on_something_that_waits() -> None:
    lines = "start -> xor\nxor -> end\nlate -> end2"
    assert ("boundaryEvent", "late") in errors(drawn(lines, extra=border("late", "xor"), before=message()))


def test_ids_are_there_once_and_usable() -> None:
    twice = drawing(
        shape("start") + shape("a") + shape("a") + shape("end") + flow("f1", "start", "a") + flow("f2", "a", "end")
    )
    assert ("userTask", "a") in errors(twice)
    assert errors(drawn(ORDINARY, extra="<userTask id='../x'/>")) != []
    assert errors(drawn(ORDINARY, extra="<userTask/>")) != []


def test_a_service_task_names_a_registered_operation() -> None:
    vendor = '<serviceTask id="ask" camunda:class="com.evil.Run"/>'
    assert "manual task" in only(drawn(ORDINARY, extra=vendor)).cure
    unknown = '<serviceTask id="ask" tongban:operation="os.system"/>'
    assert only(drawn(ORDINARY, extra=unknown)).found == "os.system"
    inside = (
        '<serviceTask id="ask"><extensionElements><tongban:operation>workflow_tests.nothing</tongban:operation>'
        "</extensionElements></serviceTask>"
    )
    operations.register("workflow_tests.nothing", _nothing, "Nothing")
    assert errors(drawn(ORDINARY, extra=inside)) == []


def test_a_foreign_process_can_be_imported_with_manual_tasks() -> None:
    xml = drawn(
        "start -> ask\nask -> b\nb -> end",
        extra='<serviceTask id="ask" name="通知" camunda:class="com.evil.Run"/>'
        "<scriptTask id='b'><incoming>f1</incoming><script>1</script></scriptTask>",
    )
    better, warnings = as_manual_tasks(xml)
    assert errors(better) == []
    assert [(fault.severity, fault.element, fault.id) for fault in warnings] == [
        ("warning", "serviceTask", "ask"),
        ("warning", "scriptTask", "b"),
    ]
    assert [word in better for word in (b"evil", b"script")] == [False, False]
    assert etree.fromstring(better).findtext(f".//{{{MODEL}}}manualTask[@id='b']/{{{MODEL}}}incoming") == "f1"


def test_settings_of_other_tools_are_kept_and_mentioned() -> None:
    [fault] = check(drawn(ORDINARY, extra='<userTask id="ask" tongban:act="x" camunda:assignee="demo"/>'))
    assert (fault.severity, fault.found) == ("warning", "camunda:assignee")


def test_a_misspelt_property_is_mentioned() -> None:
    [fault] = check(drawn(ORDINARY, extra='<userTask id="ask" tongban:act="x" tongban:pots="head"/>'))
    assert (fault.severity, fault.found) == ("warning", "tongban:pots")


def test_exactly_one_process_is_executable() -> None:
    closed = drawn(ORDINARY).replace(b'isExecutable="true"', b'isExecutable="false"')
    assert errors(closed) == [("process", "p")]
    unsaid = drawn(ORDINARY).replace(b' isExecutable="true"', b"")
    assert errors(unsaid) == []
    two = drawn(ORDINARY, before='<process id="q" isExecutable="true"/>')
    assert errors(two) == [("process", "p")]


def test_a_task_that_hangs_in_the_air_is_named() -> None:
    assert ("userTask", "c") in errors(drawn(ORDINARY, extra=shape("c")))


# -- hostile files -----------------------------------------------------------------------------------------------------

LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{("&" + a + ";") * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
).encode()


@pytest.mark.parametrize(
    "xml",
    [
        LAUGHS + drawn(ORDINARY).replace("试验".encode(), b"&i;"),
        b'<!DOCTYPE d SYSTEM "file:///etc/passwd">' + drawn(ORDINARY),
        b'<?xml version="1.0" encoding="UTF-16"?>' + drawn(ORDINARY),
        b'<?xml version="1.0" encoding="UTF-7"?>' + drawn(ORDINARY),
        ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "b">]>' + drawn(ORDINARY).decode()).encode(
            "utf-16"
        ),
        b"",
        b"not xml",
        b"\xff\xfe\x00",
        b"<definitions/>",
        b"<" * 1000,
        drawn(ORDINARY) + b" " * 1_000_000,
        b'<definitions xmlns="' + MODEL.encode() + b'">' + b"<process>" * 400,
        drawing("<subProcess id='a'>" * 200 + "</subProcess>" * 200),
    ],
)
def test_a_hostile_file_is_refused_and_nothing_is_expanded(xml: bytes) -> None:
    assert errors(xml) != []


def test_a_program_hidden_in_an_extension_is_never_seen() -> None:
    hidden = (
        "<userTask id='ask'><extensionElements><scriptTask id='evil'><script>x</script></scriptTask>"
        "</extensionElements></userTask>"
    )
    assert ("sequenceFlow", "f9") in errors(drawn(ORDINARY, extra=hidden + flow("f9", "ask", "evil")))


def test_too_many_shapes_are_refused_quickly() -> None:
    lines = "\n".join(f"a{n} -> a{n + 1}" for n in range(300))
    assert ("process", "p") in errors(drawn(f"start -> a0\n{lines}\na300 -> end"))


def test_a_file_in_a_chinese_encoding_is_read() -> None:
    text = '<?xml version="1.0" encoding="GB18030"?>' + drawn(ORDINARY, extra=shape("ask")).decode()
    xml = text.encode("gb18030")
    assert errors(xml) == []
    assert "试验".encode() in as_utf8(xml)


# -- real files --------------------------------------------------------------------------------------------------------


def test_every_real_drawing_is_accepted_or_refused_by_name(shared: Path) -> None:
    files = [path for path in sorted((shared / "bpmn").rglob("*")) if path.is_file()]
    answers = [[fault for fault in check(path.read_bytes()) if fault.severity == "error"] for path in files]
    assert len(files) > 100
    assert all(fault.element and fault.found and fault.cure for faults in answers for fault in faults)
    assert sum(not faults for faults in answers) >= 10
    assert any(fault.element == "scriptTask" for faults in answers for fault in faults)


def test_every_accepted_real_drawing_can_be_begun(shared: Path) -> None:
    for path in sorted((shared / "bpmn").rglob("*.bpmn")):
        xml = path.read_bytes()
        if not any(fault.severity == "error" for fault in check(xml)):
            assert engine.load(engine.prepare(xml), engine.start(engine.prepare(xml), {}).dump()) is not None
