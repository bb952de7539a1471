"""A process drawn by an organ and the steps that it asks of people, tried twice at once."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from tests import walking as w
from tests.twice.on_the_rest import EDITORS, PUBLISHERS, own_item
from tests.twice.scenario import BOTH, ONE_WINS, Act, Call, Facts, Scenario, case_of, keys
from tongban.cases import api as cases
from tongban.catalogue import api as catalogue
from tongban.kit.act import SYSTEM
from tongban.workflow import api as workflow

DISCUSSED = """<bpmn:userTask id="discuss" name="集体讨论" tongban:act="do" tongban:answer="agree" tongban:post="examiner" tongban:limit="3">
<bpmn:incoming>flow_accept_review</bpmn:incoming><bpmn:outgoing>flow_discuss</bpmn:outgoing></bpmn:userTask>
<bpmn:sequenceFlow id="flow_discuss" sourceRef="discuss" targetRef="review"/>"""


def with_a_discussion() -> bytes:
    """The ordinary process with a step between acceptance and review."""
    text = workflow.library.read("ordinary").decode()
    text = text.replace('sourceRef="accept" targetRef="review"', 'sourceRef="accept" targetRef="discuss"')
    text = text.replace(
        "<bpmn:incoming>flow_accept_review</bpmn:incoming>", "<bpmn:incoming>flow_discuss</bpmn:incoming>"
    )
    return text.replace("<bpmn:sequenceFlow", DISCUSSED + "<bpmn:sequenceFlow", 1).encode()


def begun(code: str = "") -> workflow.Process:
    item = w.item(w.FOOD)
    return workflow.begin_process(
        code=code or f"twice_{uuid.uuid4().hex[:8]}", name="演示流程", org_code=item.org_code,
        region_code=item.region_code, xml=with_a_discussion(), by=w.user("editor1"),
    )  # fmt: skip


def proposed() -> workflow.Process:
    return workflow.propose_process(process=begun(), by=w.user("editor1"))


def process_of(facts: Facts) -> workflow.Process:
    return workflow.Process.objects.get(pk=facts["process"])


def on(action: Any, who: tuple[str, str], **given: Any) -> tuple[Call, Call]:
    def call(facts: Facts, number: int) -> Act:
        process, by = process_of(facts), w.user(who[number])
        words = {name: value(facts, number) if callable(value) else value for name, value in given.items()}
        return lambda: action(process=process, by=by, **words)

    return partial(call, number=0), partial(call, number=1)


def new_code() -> Facts:
    return {"code": f"twice_{uuid.uuid4().hex[:8]}"}


def begins(facts: Facts, number: int) -> Act:
    by = w.user(EDITORS[number])
    item = w.item(w.FOOD)
    return lambda: workflow.begin_process(
        code=facts["code"], name=f"演示流程{number}", org_code=item.org_code, region_code=item.region_code,
        xml=with_a_discussion(), by=by,
    )  # fmt: skip


def one_of_the_code(facts: Facts) -> None:
    assert workflow.Process.objects.filter(code=facts["code"]).count() == 1


def of(make: Any) -> Any:
    return lambda: (lambda process: keys(process=process) | {"mark": workflow.mark_of_drawing(process)})(make())


def one_version(facts: Facts) -> None:
    row = process_of(facts)
    assert (row.number, row.drawing, row.proposed) == (1, "", False)


def waiting() -> Facts:
    """An accepted case of a guide that names a process with a step."""
    item, code = own_item(), new_code()["code"]
    workflow.publish_process(code=code, xml=workflow.named(with_a_discussion(), code, "演示流程"))
    row = {"org_code": item.org_code, "region_code": item.region_code, "number": 1}
    workflow.Process.objects.create(code=code, name="演示流程", **row)
    content = item.current.content | {"process": code}
    catalogue.draft(item=item, content=content, by=SYSTEM)
    catalogue.submit_for_review(item=item, by=SYSTEM)
    catalogue.publish(item=item, by=SYSTEM)
    case = cases.accept(case=w.submitted(item.name), by=w.user("examiner1"))
    return keys(case=case)


def steps_done(facts: Facts, number: int) -> Act:
    case, by = case_of(facts), w.user(f"examiner{number + 1}")
    return lambda: cases.do_step(case=case, key="discuss", agreed=not number, words=f"意见{number}", by=by)


def one_answer(facts: Facts) -> None:
    case = case_of(facts)
    step = case.steps.get()
    assert not step.is_open and step.words and case.ready == ["review"]


def superseded() -> Facts:
    """A case that follows the first version of a process, of which there is a second."""
    facts = waiting()
    run = workflow.run_of(case_of(facts))
    code = run.process.code
    later = workflow.publish_process(
        code=code, xml=workflow.named(workflow.library.read("ordinary"), code, "演示流程二")
    )
    process = workflow.Process.objects.get(code=code)
    process.number = later.number
    process.save(update_fields=["number"])
    return facts | keys(process=process, run=run) | {"to": later.digest}


def ordered(facts: Facts, number: int) -> Act:
    process, by = process_of(facts), w.user(PUBLISHERS[number])
    return lambda: workflow.order_move(process=process, number=1, landing={"discuss": "review"}, by=by)


def moves(facts: Facts, number: int) -> Act:
    run, to = workflow.Run.objects.get(pk=facts["run"]), workflow.ProcessVersion.objects.get(pk=facts["to"])
    return lambda: workflow.move_run(run=run, to=to, landing={"discuss": "review"})


def carried_over(facts: Facts) -> None:
    case = case_of(facts)
    assert case.ready == ["review"] and not case.steps.filter(is_open=True).exists()


def pair(make: Any) -> tuple[Call, Call]:
    return partial(make, number=0), partial(make, number=1)


SCENARIOS: dict[str, Scenario] = {
    "workflow.begin_process": Scenario(
        new_code, pair(begins), ONE_WINS, {"workflow.begin_process": 1}, told="cannot be begun", after=one_of_the_code
    ),
    "workflow.keep_drawing": Scenario(
        of(begun),
        on(
            workflow.keep_drawing, EDITORS, mark=lambda facts, number: facts["mark"], xml=with_a_discussion(),
            name=lambda facts, number: f"演示流程{number}",
        ),
        ONE_WINS, {"workflow.keep_drawing": 1}, told="changed since you opened this page",
    ),
    "workflow.propose_process": Scenario(
        of(begun), on(workflow.propose_process, EDITORS), ONE_WINS,
        {"workflow.propose_process": 1}, told="no draft",
    ),
    "workflow.send_back_process": Scenario(
        of(proposed), on(workflow.send_back_process, PUBLISHERS, reason="改"), ONE_WINS,
        {"workflow.send_back_process": 1}, told="waits",
    ),
    "workflow.publish_drawn": Scenario(
        of(proposed), on(workflow.publish_drawn, PUBLISHERS, seen=lambda facts, number: facts["mark"]), ONE_WINS,
        {"workflow.publish_drawn": 1}, told="waits",
        after=one_version,
    ),
    "workflow.drop_drawing": Scenario(
        of(begun), on(workflow.drop_drawing, EDITORS), BOTH,
        {"workflow.drop_drawing": 1},
    ),
    "workflow.order_move": Scenario(superseded, pair(ordered), BOTH, {"workflow.order_move": 2}),
    "workflow.move_run": Scenario(superseded, pair(moves), BOTH, {"workflow.move_run": 1}, after=carried_over),
    "cases.do_step": Scenario(
        waiting, pair(steps_done), ONE_WINS, None, told="was done by", after=one_answer
    ),
}  # fmt: skip
