"""A department draws its own process, a second person publishes it, a case follows it through another organ (W1, W2)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import walking as w
from tests.twice.on_the_rest import own_item
from tongban.audit.api import history
from tongban.cases import api as cases
from tongban.catalogue import api as catalogue
from tongban.kit.act import SYSTEM
from tongban.outbox import api as outbox
from tongban.promises.api import Promise
from tongban.workflow import api as workflow

pytestmark = pytest.mark.django_db
HOME = "/desk/processes/"
REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "bpmn"


@pytest.fixture(autouse=True)
def _in_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def as_(login: str) -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(w.user(login))
    return client


def begun(client: Client, **more: Any) -> workflow.Process:
    """Through the page, like the ordinary one."""
    given = {
        "name": "带讨论的程序",
        "code": "with_discussion",
        "organ": w.item(w.FOOD).org_code,
        "like": "ordinary",
    } | more
    answer = client.post(HOME + "new/", given)
    assert answer.status_code == 302, answer.content.decode()
    return workflow.Process.objects.get(code=given["code"])


def asks(key: str, name: str, **told: str) -> str:
    """A step of the drawing."""
    given = {"act": "do", "answer": "agree", "post": "examiner"} | told
    said = "".join(f' tongban:{name}="{value}"' for name, value in given.items())
    return f'<bpmn:userTask id="{key}" name="{name}"{said}/>'


def flow(source: str, target: str, condition: str = "") -> str:
    inner = f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>" if condition else ""
    return f'<bpmn:sequenceFlow id="f_{source}_{target}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>'


HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:tongban="https://tongban.org/bpmn"'
    ' targetNamespace="t"><bpmn:process id="p" isExecutable="true">'
)


def side_by_side(other: str) -> str:
    """Acceptance; then the own lawyers and another organ at once, each with its days; review; decision."""
    parts = [
        '<bpmn:startEvent id="start"/><bpmn:endEvent id="end"/>',
        '<bpmn:parallelGateway id="fork"/><bpmn:parallelGateway id="join"/>',
        asks("accept", "受理", act="accept"), asks("review", "审查", act="review"),
        asks("decide", "决定", act="decide", post="decision_maker"),
        asks("legal", "法制审核", limit="5", not_same_as="accept", shown="正在法制审核", shown_en="The law is examined"), asks("opinion", "征求意见", limit="3", org=other),
        *(flow(*pair) for pair in (
            ("start", "accept"), ("accept", "fork"), ("fork", "legal"), ("fork", "opinion"), ("legal", "join"),
            ("opinion", "join"), ("join", "review"), ("review", "decide"), ("decide", "end"),
        )),
    ]  # fmt: skip
    return HEAD + "".join(parts) + "</bpmn:process></bpmn:definitions>"


def draw(client: Client, process: workflow.Process, xml: str, **more: Any) -> Any:
    page = client.get(f"{HOME}{process.pk}/draw/")
    given = {"xml": xml, "name": process.name, "mark": page.context["mark"]} | more
    return client.post(f"{HOME}{process.pk}/draw/", given)


def test_it_is_drawn_tried_proposed_and_published_by_a_second_person() -> None:
    editor, publisher = as_("editor1"), as_("publisher1")
    process = begun(editor)
    page = editor.get(f"{HOME}{process.pk}/draw/")
    assert 'name="xml"' in page.content.decode() and "决定" in page.content.decode()
    assert "style-src 'self' 'unsafe-inline'" in page.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in editor.get(HOME).headers["Content-Security-Policy"]
    assert draw(editor, process, side_by_side("")).status_code == 302
    way: list[str] = []
    for move in ("accept:0", "legal:0", "opinion:1", "review:0", "decide:0"):
        tried = editor.get(f"{HOME}{process.pk}/try/", {"way": way})
        assert move in tried.content.decode()
        way.append(move)
    assert "The process is over" in editor.get(f"{HOME}{process.pk}/try/", {"way": way}).content.decode()
    assert workflow.Run.objects.count() == 0
    assert editor.post(f"{HOME}{process.pk}/propose/").status_code == 302
    assert editor.post(f"{HOME}{process.pk}/publish/", {"seen": "x"}).status_code == 403
    shown = publisher.get(f"{HOME}{process.pk}/")
    answer = publisher.post(f"{HOME}{process.pk}/publish/", {"seen": shown.context["mark"]})
    assert answer.status_code == 302
    process.refresh_from_db()
    version = workflow.ProcessVersion.objects.get(code=process.code)
    assert (process.number, process.drawing, version.number) == (1, "", 1)
    assert publisher.get(f"{HOME}{process.pk}/").status_code == 200
    assert (version.drawn_by, version.published_by) == (w.user("editor1"), w.user("publisher1"))
    assert [entry.act for entry in history(process)] == [
        "workflow.begin_process", "workflow.keep_drawing", "workflow.propose_process", "workflow.publish_drawn",
    ]  # fmt: skip


def test_what_cannot_be_run_is_refused_by_name_and_stays_on_the_page() -> None:
    editor = as_("editor1")
    process = begun(editor)
    kept = process.drawing
    for body, told in (
        (
            side_by_side("").replace(
                "<bpmn:parallelGateway", '<bpmn:scriptTask id="evil" name="跑脚本"/><bpmn:parallelGateway', 1
            ),
            "scriptTask",
        ),
        (side_by_side("").replace(flow("join", "review"), ""), "审查"),
        ("<html/>", "BPMN 2.0"),
        ("", "well-formed"),
    ):
        answer = draw(editor, process, body)
        assert answer.status_code == 422 and told in answer.content.decode(), told
        assert answer.context["xml"] == body
    process.refresh_from_db()
    assert process.drawing == kept


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ('id="decide" name="决定" tongban:act="decide"', 'id="decide" name="决定" tongban:act="do"', "no decision"),
        ('tongban:post="examiner" tongban:limit="5"', 'tongban:post="emperor" tongban:limit="5"', "emperor"),
        ('tongban:limit="3"', 'tongban:limit="三"', "三"),
        ('tongban:org=""', 'tongban:org="91510131NONE000000"', "91510131NONE000000"),
        ('name="法制审核"', 'name=""', "a task without a name"),
        ('sourceRef="start" targetRef="accept"', 'sourceRef="start" targetRef="review"', "审查"),
    ],
)
def test_what_no_case_could_follow_is_not_proposed(was: str, becomes: str, told: str) -> None:
    editor = as_("editor1")
    process = begun(editor)
    xml = side_by_side("")
    assert was in xml
    saved = draw(editor, process, xml.replace(was, becomes))
    answer = editor.post(f"{HOME}{process.pk}/propose/") if saved.status_code == 302 else saved
    assert answer.status_code == 422 and told in answer.content.decode()


def test_two_who_draw_at_once_do_not_lose_each_others_work() -> None:
    first, second = as_("editor1"), as_("editor2")
    process = begun(first)
    mark = second.get(f"{HOME}{process.pk}/draw/").context["mark"]
    assert draw(first, process, side_by_side("")).status_code == 302
    late = second.post(f"{HOME}{process.pk}/draw/", {"xml": side_by_side(""), "name": "我的", "mark": mark})
    assert late.status_code == 409 and "changed since you opened this page" in late.content.decode()
    assert late.context["name"] == "我的"


def test_a_code_is_taken_once_and_the_form_keeps_what_was_typed() -> None:
    editor = as_("editor1")
    begun(editor)
    given = {"name": "另一个", "code": "with_discussion", "organ": w.item(w.FOOD).org_code, "like": "ordinary"}
    again = editor.post(HOME + "new/", given)
    assert again.status_code == 422 and "另一个" in again.content.decode()
    for code in ("ordinary", "Große", "a__b", "1a", ""):
        assert editor.post(HOME + "new/", given | {"code": code}).status_code == 422, code
    assert editor.post(HOME + "new/", given | {"code": "mine", "organ": "91510131NONE000000"}).status_code == 422


@pytest.mark.parametrize("path", sorted(REAL.rglob("*.bpmn")), ids=lambda path: path.name)
def test_real_files_come_in_or_are_refused_with_a_reason(path: Path) -> None:
    file = SimpleUploadedFile(path.name, path.read_bytes())
    given = {
        "name": "导入的流程",
        "code": "imported",
        "organ": w.item(w.FOOD).org_code,
        "like": "ordinary",
        "file": file,
    }
    answer = as_("editor1").post(HOME + "new/", given)
    if answer.status_code == 302:
        assert as_("editor1").get(answer["Location"]).status_code == 200
        assert workflow.Process.objects.get(code="imported").drawing
    else:
        assert answer.status_code == 422 and answer.context["faults"]
        assert not workflow.Process.objects.filter(code="imported").exists()


def following(xml: str) -> cases.Case:
    """An accepted case of a guide whose process this is."""
    item = own_item()
    workflow.publish_process(code="following", xml=workflow.named(xml.encode(), "following", "并联"))
    row = {"org_code": item.org_code, "region_code": item.region_code, "number": 1}
    workflow.Process.objects.create(code="following", name="并联", **row)
    catalogue.draft(item=item, content=item.current.content | {"process": "following"}, by=SYSTEM)
    catalogue.submit_for_review(item=item, by=SYSTEM)
    catalogue.publish(item=item, by=SYSTEM)
    return cases.accept(case=w.submitted(item.name), by=w.user("examiner1"))


def test_two_organs_at_once_each_with_its_own_days_under_one_limit() -> None:
    other = w.item(w.FOOD).org_code
    case = following(side_by_side(other))
    steps = {step.key: step for step in case.steps.all()}
    assert set(case.ready) == {"do:legal", "do:opinion"} and set(steps) == {"legal", "opinion"}
    promises = {row.kind: row for row in Promise.objects.filter(subject_key=case.subject_key, state="running")}
    assert promises["step:opinion"].org_code == other != promises["step:legal"].org_code == case.org_code
    assert promises["step:opinion"].due_on < promises["step:legal"].due_on < promises["decision"].due_on
    # whoever accepted does not examine the law too; the review waits for both
    refused = as_("examiner1").get(f"/desk/cases/{case.pk}/steps/legal/")
    assert refused.status_code == 403 and "accept" in refused.content.decode()
    assert as_("examiner1").get(f"/desk/cases/{case.pk}/acts/review/").status_code == 409
    assert say("examiner2", case, "legal", "").status_code == 422
    assert say("examiner2", case, "legal", "yes").status_code == 302
    assert say("examiner2", case, "legal", "yes").status_code == 409
    assert "法制审核" in as_("examiner1").get(f"/desk/cases/{case.pk}/#record").content.decode()
    assert "cases.do_step" not in as_("examiner1").get(f"/desk/cases/{case.pk}/").content.decode()
    case.refresh_from_db()
    assert case.ready == ["do:opinion"]


def test_the_applicant_reads_what_the_drawing_tells_them_meanwhile() -> None:
    case = following(side_by_side(""))
    assert "The law is examined" in as_(case.user.login).get(f"/my/cases/{case.pk}/").content.decode()


def test_what_has_no_place_on_the_board_gets_one() -> None:
    process = begun(as_("editor1"))
    bare = side_by_side("")
    assert draw(as_("editor1"), process, bare).status_code == 302
    process.refresh_from_db()
    assert "法制审核" in workflow.draw_svg(process.drawing.encode())


def say(login: str, case: cases.Case, step: str, agreed: str, words: str = "依据充分。") -> Any:
    return as_(login).post(f"/desk/cases/{case.pk}/steps/{step}/", {"agreed": agreed, "words": words})


def test_the_other_organ_sees_the_case_it_is_asked_about_and_no_other() -> None:
    other = w.item(w.FOOD).org_code
    case, elsewhere = following(side_by_side(other)), w.submitted(w.ELDERLY, "citizen2")
    officer = hired(other)
    client = as_(officer)
    listed = client.get("/desk/steps/").content.decode()
    assert case.number in listed and "征求意见" in listed
    assert client.get(f"/desk/cases/{elsewhere.pk}/").status_code == 403
    page = client.get(f"/desk/cases/{case.pk}/")
    assert page.status_code == 200 and "征求意见" in page.content.decode()
    assert client.get(f"/desk/cases/{case.pk}/acts/review/").status_code == 403
    assert client.get(f"/desk/cases/{case.pk}/steps/legal/").status_code == 403
    no_reason = say(officer, case, "opinion", "no", "")
    assert no_reason.status_code == 422 and "Say why you do not agree" in no_reason.content.decode()
    assert say(officer, case, "opinion", "no", "消防通道不足。").status_code == 302
    assert client.get(f"/desk/cases/{case.pk}/").status_code == 200  # what they said stays theirs to see
    assert "消防通道不足" not in as_(case.user.login).get(f"/my/cases/{case.pk}/").content.decode()
    kept = Promise.objects.get(subject_key=case.subject_key, kind="step:opinion")
    assert kept.state == "kept"


def hired(org_code: str) -> str:
    from tongban.people import api as people

    posts = [{"role": "examiner", "org_code": org_code, "region_code": "510131000000"}]
    people.hire(login="consulted", name="演示·会签", password="Tongban-2026-demo", posts=posts)
    return "consulted"


def test_withdrawal_ends_the_steps_and_their_clocks() -> None:
    case = following(side_by_side(w.item(w.FOOD).org_code))
    cases.withdraw(case=case, by=case.user)
    assert not case.steps.filter(is_open=True).exists()
    assert not Promise.objects.filter(subject_key=case.subject_key, state="running").exists()
    assert say("examiner2", case, "legal", "yes").status_code == 409


def test_the_number_of_questions_does_not_grow_with_the_steps() -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, counts = as_("examiner2"), []
    for number in (1, 3):
        while cases.open_steps(w.user("examiner2")).count() < number * 2:
            made = following(side_by_side("")) if not counts else another()
            assert made.ready
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/desk/steps/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def another() -> cases.Case:
    item = catalogue.Item.objects.get(pk=cases.Case.objects.latest("id").version.item_id)
    return cases.accept(case=w.submitted(item.name), by=w.user("examiner1"))


def test_the_guide_names_only_a_process_that_is_published() -> None:
    item = own_item()
    catalogue.draft(item=item, content=item.current.content | {"process": "none_such"}, by=SYSTEM)
    with pytest.raises(Exception, match="check-up"):
        catalogue.submit_for_review(item=item, by=SYSTEM)


# running cases carried over


def drafted_next(process: workflow.Process, xml: str) -> workflow.Process:
    """The next version, drawn by one and published by another."""
    workflow.keep_drawing(
        process=process,
        name=process.name,
        xml=xml.encode(),
        mark=workflow.mark_of_drawing(process),
        by=w.user("editor1"),
    )
    process.refresh_from_db()
    workflow.propose_process(process=process, by=w.user("editor1"))
    process.refresh_from_db()
    seen = workflow.mark_of_drawing(process)
    workflow.publish_drawn(process=process, seen=seen, by=w.user("publisher1"))
    return workflow.Process.objects.get(pk=process.pk)


def carried(process: workflow.Process, **to: str) -> Any:
    page = as_("publisher1").get(f"{HOME}{process.pk}/move/1/")
    assert page.status_code == 200
    chosen = {f"to.{one.key}": one.to for one in page.context["rows"]} | {f"to.{key}": at for key, at in to.items()}
    answer = as_("publisher1").post(f"{HOME}{process.pk}/move/1/", chosen)
    outbox.drain()
    return answer


def test_running_cases_keep_their_drawing_until_they_are_carried_over() -> None:
    case = following(side_by_side(""))
    process = workflow.Process.objects.get(code="following")
    extended = side_by_side("").replace(
        flow("review", "decide"), asks("discuss", "集体讨论") + flow("review", "discuss") + flow("discuss", "decide")
    )
    process = drafted_next(process, extended)
    assert workflow.run_of(case).process.number == 1
    rows = {row.key: (row.count, row.to) for row in workflow.preview(*workflow.versions(process, 1))}
    assert rows == {"legal": (1, "legal"), "opinion": (1, "opinion")}
    assert carried(process).status_code == 302
    case = cases.Case.objects.get(pk=case.pk)
    assert workflow.run_of(case).process.number == 2 and set(case.ready) == {"do:legal", "do:opinion"}
    assert case.steps.filter(is_open=True).count() == 2 == case.steps.count()
    assert history(case).filter(act="workflow.move_run").count() == 1
    for step in ("legal", "opinion"):
        assert say("examiner2", case, step, "yes").status_code == 302
    case = cases.Case.objects.get(pk=case.pk)
    ticked = list(case.guide.review_points)
    cases.review(
        case=case, opinion="grant", reasons="一致。", by=w.user("examiner1"),
        left_open={f"point:{point.key}": "已核对。" for point in ticked} | {m.key: "已核对。" for m in case.guide.materials},
    )  # fmt: skip
    assert cases.Case.objects.get(pk=case.pk).ready == ["do:discuss"]  # as the new drawing wants


def test_what_is_not_there_any_more_needs_a_place_and_its_step_is_closed() -> None:
    case = following(side_by_side(""))
    process = workflow.Process.objects.get(code="following")
    renamed = side_by_side("").replace('"legal"', '"law"').replace("_legal", "_law").replace("legal_", "law_")
    process = drafted_next(process, renamed)
    refused = carried(process)
    assert refused.status_code == 422 and workflow.run_of(case).process.number == 1
    assert carried(process, legal="law").status_code == 302
    case = cases.Case.objects.get(pk=case.pk)
    assert set(case.ready) == {"do:law", "do:opinion"}
    assert {step.key for step in case.steps.filter(is_open=True)} == {"law", "opinion"}
    running = Promise.objects.filter(subject_key=case.subject_key, state="running").values_list("kind", flat=True)
    assert {"step:law", "step:opinion"} <= set(running) and "step:legal" not in running


def test_only_who_publishes_carries_cases_over() -> None:
    following(side_by_side(""))
    process = drafted_next(workflow.Process.objects.get(code="following"), side_by_side("").replace("审查", "复审"))
    assert as_("editor1").get(f"{HOME}{process.pk}/move/1/").status_code == 403
    assert as_("publisher1").get(f"{HOME}{process.pk}/move/2/").status_code == 409
    assert as_("publisher1").get(f"{HOME}{process.pk}/move/99/").status_code == 409
