"""Every act of the desk through its own small page: the rule first, then the form, then what happened."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import walking as w
from tongban.audit.api import last
from tongban.cases import api as cases
from tongban.documents.api import papers_of
from tongban.halls.api import halls_for
from tongban.kit import clock
from tongban.kit.fields import mask

pytestmark = pytest.mark.django_db
STATE = cases.State
WHY = "系统已经比对，无需另看。"
GIVEN = "高龄津贴每月 50 元，自下月起按月发放"


def as_(login: str) -> Client:
    client = Client()
    client.force_login(w.user(login))
    return client


def page(case: cases.Case, act: str) -> str:
    return reverse("desk_cases:act", args=[case.pk, act])


def do(login: str, case: cases.Case, act: str, **typed: Any) -> Any:
    """The page opens, and the act is done."""
    client = as_(login)
    assert client.get(page(case, act)).status_code == 200
    return client.post(page(case, act), typed)


def done(answer: Any, case: cases.Case) -> cases.Case:
    assert answer.status_code == 302, answer.context["form"].errors
    assert answer["Location"] == reverse("desk_cases:case", args=[case.pk])
    return cases.Case.objects.get(pk=case.pk)


def state(case: cases.Case) -> str:
    return str(cases.Case.objects.values_list("state", flat=True).get(pk=case.pk))


def test_accepting() -> None:
    case = w.submitted()
    assert done(do("examiner1", case, "accept"), case).state == STATE.IN_REVIEW


def test_accepting_shows_what_may_follow() -> None:
    case = w.submitted(w.FOOD, "agent1")
    answer = as_("examiner1").get(page(case, "accept"))
    assert answer.context["tolerated"]


def test_after_an_act_the_next_case_is_offered() -> None:
    case, following = w.submitted(), w.submitted(by="citizen2")
    examiner = as_("examiner1")
    answer = examiner.post(page(case, "accept"), follow=True)
    said = " ".join(str(m) for m in answer.context["messages"])
    offered = re.search(r'href="([^"]+)"', said)
    assert offered is not None
    assert reverse("desk_cases:case", args=[following.pk]) == examiner.get(offered[1]).headers["Location"]


def test_whoever_comes_second_is_told_who_was_first() -> None:
    case = w.submitted()
    do("examiner1", case, "accept")
    for answer in (as_("examiner2").get(page(case, "accept")), as_("examiner2").post(page(case, "accept"))):
        assert answer.status_code == 409
        assert w.user("examiner1").name in answer.content.decode()


def test_deciding_at_once_writes_both_papers() -> None:
    case = w.submitted(w.UNEMPLOYMENT)
    done(do("clerk1", case, "decide_at_once", why_all=WHY), case)
    assert [paper.kind for paper in papers_of(case)] == ["acceptance", "grant"]


def test_a_correction_is_previewed_before_it_is_sent() -> None:
    case = w.submitted()
    key = case.guide.materials[0].key
    typed = {f"ask_{key}": "on", f"problem_{key}": "照片模糊", f"demand_{key}": "重新拍照", "days": "10"}
    shown = as_("examiner1").post(page(case, "ask_correction"), typed | {"preview": "1"})
    assert shown.status_code == 200 and shown.context["preview"][0]["demand"] == "重新拍照"
    assert state(case) == STATE.SUBMITTED
    asked = done(as_("examiner1").post(page(case, "ask_correction"), typed), case)
    assert [item["key"] for item in asked.correction["items"]] == [key]


def test_failed_ticks_are_in_the_correction_already() -> None:
    case = w.submitted()
    key = case.guide.materials[0].key
    cases.tick(case=case, key=key, passed=False, remark="看不清", by=w.user("examiner1"))
    form = as_("examiner1").get(page(case, "ask_correction")).context["form"]
    assert form[f"ask_{key}"].value() is True and form[f"problem_{key}"].value() == "看不清"


def test_an_incomplete_correction_keeps_what_was_typed() -> None:
    case = w.submitted()
    key = case.guide.materials[0].key
    answer = as_("examiner1").post(
        page(case, "ask_correction"), {f"ask_{key}": "on", f"problem_{key}": "照片模糊得很", "days": "10"}
    )
    assert answer.status_code == 422
    assert "照片模糊得很" in answer.content.decode()
    assert answer.context["form"].errors[f"problem_{key}"]
    assert state(case) == STATE.SUBMITTED


def test_nothing_ticked_is_no_correction() -> None:
    case = w.submitted()
    answer = as_("examiner1").post(page(case, "ask_correction"), {"days": "10"})
    assert answer.status_code == 422 and answer.context["form"].non_field_errors()


def test_what_is_written_without_a_tick_is_not_dropped_in_silence() -> None:
    case = w.submitted()
    key = case.guide.materials[0].key
    answer = as_("examiner1").post(page(case, "ask_correction"), {f"demand_{key}": "重新拍照", "days": "10"})
    assert answer.status_code == 422 and answer.context["form"].errors[f"demand_{key}"]


def test_not_our_power_names_the_competent_organ() -> None:
    case = w.submitted(w.WATER, "agent1")
    answer = as_("examiner1").post(page(case, "refuse_acceptance"), {"reason": "取水口不在本县", "competent": ""})
    assert answer.status_code == 422 and "取水口不在本县" in answer.content.decode()
    typed = {"reason": "取水口不在本县", "competent": "成都市水务局"}
    assert done(do("examiner1", case, "refuse_acceptance", **typed), case).state == STATE.NOT_ACCEPTED


def test_no_permit_needed() -> None:
    case = w.submitted(w.WATER, "agent1")
    assert done(do("examiner1", case, "not_required", reason="家庭生活少量取水"), case).state == STATE.NOT_REQUIRED


def test_the_clock_stops_only_for_what_article_45_names() -> None:
    case = w.accepted(w.WATER, "agent1")
    typed = {"kind": "expert_review", "ground": "论证报告需评审", "days": "15", "by_whom": "专家组"}
    foreign = as_("examiner1").post(page(case, "suspend"), typed | {"kind": "site_visit"})
    assert foreign.status_code == 422 and foreign.context["form"].errors["kind"]
    assert "论证报告需评审" in foreign.content.decode()
    assert done(do("examiner1", case, "suspend", **typed), case).state == STATE.SUSPENDED
    assert done(do("examiner1", case, "resume", result="通过"), case).state == STATE.IN_REVIEW


def test_an_extension_is_asked_for_and_approved_by_another_person() -> None:
    case = w.accepted(w.WATER, "agent1")
    too_long = as_("examiner1").post(page(case, "ask_extension"), {"days": "30", "reason": "情况复杂"})
    assert too_long.status_code == 422 and too_long.context["form"].errors["days"]
    done(do("examiner1", case, "ask_extension", days="5", reason="情况复杂"), case)
    assert "情况复杂" in as_("head1").get(page(case, "extend")).content.decode()
    assert done(do("head1", case, "extend"), case).extension["granted"]["days"] == 5


def test_an_extension_is_declined() -> None:
    case = w.accepted(w.WATER, "agent1")
    done(do("examiner1", case, "ask_extension", days="5", reason="情况复杂"), case)
    assert done(do("head1", case, "decline_extension"), case).extension == {}


def visit() -> dict[str, Any]:
    tomorrow = clock.now() + dt.timedelta(days=1)
    both = [str(w.user(login).pk) for login in ("inspector1", "inspector2")]
    return {"inspectors": both, "at": f"{tomorrow:%Y-%m-%dT10:00}", "place": "演示路 1 号", "scope": "布局"}


def test_two_inspectors_are_named_and_each_writes_a_report() -> None:
    case = w.accepted(w.FOOD, "agent1")
    alone = as_("head1").post(page(case, "name_inspectors"), visit() | {"inspectors": visit()["inspectors"][:1]})
    assert alone.status_code == 422 and alone.context["form"].errors["inspectors"]
    done(do("head1", case, "name_inspectors", **visit()), case)
    assert as_("inspector1").get(page(case, "inspect")).status_code == 409  # nobody reports before the visit
    assert as_("examiner1").get(page(case, "review")).status_code == 409  # nor proposes before the reports
    with clock.turned_to(clock.now() + dt.timedelta(days=1, hours=20)):
        for login in ("inspector1", "inspector2"):
            done(do(login, case, "inspect", passed="yes", report="布局符合要求"), case)
    done(do("examiner1", case, "review", opinion="grant", reasons="", why_all=WHY), case)
    assert "decide" in cases.Case.objects.get(pk=case.pk).ready


def test_who_proposes_against_the_report_says_why() -> None:
    case = w.accepted(w.FOOD, "agent1")
    now = visit() | {"inspectors": [w.user("inspector1"), w.user("inspector2")], "at": clock.now()}
    case = cases.name_inspectors(case=case, by=w.user("head1"), **now)
    for login in ("inspector1", "inspector2"):
        case = cases.inspect(case=case, passed=False, report="凉菜间没有空调", by=w.user(login))
    bare = as_("examiner1").post(page(case, "review"), {"opinion": "grant", "reasons": "", "why_all": WHY})
    assert bare.status_code == 422 and bare.context["form"].errors["reasons"]
    reasons = "空调已于次日装好，核查人员复看属实。"
    done(do("examiner1", case, "review", opinion="grant", reasons=reasons, why_all=WHY), case)


def test_naming_inspectors_is_what_comes_next_for_whoever_may() -> None:
    case = w.accepted(w.FOOD, "agent1")
    assert as_("head1").get("/desk/cases/next/").headers["Location"] == f"/desk/cases/{case.pk}/"


def test_a_visit_in_the_past_is_refused() -> None:
    case = w.accepted(w.FOOD, "agent1")
    answer = as_("head1").post(page(case, "name_inspectors"), visit() | {"at": "2020-01-01T10:00"})
    assert answer.status_code == 422 and answer.context["form"].errors["at"]


def test_the_review_begins_with_what_failed() -> None:
    case = w.accepted()
    cases.tick(case=case, key=case.guide.materials[0].key, passed=False, remark="看不清", by=w.user("examiner1"))
    form = as_("examiner1").get(page(case, "review")).context["form"]
    assert form["opinion"].value() is None  # nobody proposes with a key pressed twice
    assert "看不清" in form["reasons"].value()


def test_a_failed_material_cannot_end_in_a_proposal_to_grant() -> None:
    case = w.accepted()
    cases.tick(case=case, key=case.guide.materials[0].key, passed=False, remark="看不清", by=w.user("examiner1"))
    answer = as_("examiner1").post(page(case, "review"), {"opinion": "grant", "reasons": "都很好的理由"})
    assert answer.status_code == 422 and "都很好的理由" in answer.content.decode()


def test_reviewing_granting_and_handing_out() -> None:
    case = w.accepted()
    done(do("examiner1", case, "review", opinion="grant", reasons="", why_all=WHY), case)
    done(do("decider1", case, "decide", given=GIVEN), case)
    w.printed(case)
    shown = as_("clerk1").get(page(case, "deliver")).content.decode()
    assert mask("name", w.user("citizen1").name) in shown and w.user("citizen1").name not in shown
    typed = {"method": "window", "place": "政务大厅 3 号窗口", "who": "self", "evidence": "id_card"}
    assert done(do("clerk1", case, "deliver", **typed), case).state == STATE.DELIVERED


def test_nobody_is_offered_the_post_while_nothing_is_posted() -> None:
    case = w.printed(w.granted())
    shown = as_("clerk1").get(page(case, "deliver"))
    assert [value for value, _label in shown.context["form"].fields["method"].choices] == ["window"]
    assert "邮寄" not in shown.content.decode()
    assert (
        as_("clerk1").post(page(case, "deliver"), {"method": "post", "who": "self", "evidence": "id_card"}).status_code
        == 422
    )
    assert state(case) == STATE.GRANTED


def test_a_substitute_is_not_dropped_in_silence() -> None:
    """Whoever chose the entitled one and still wrote a name made a mistake that the proof of service would hide."""
    case = w.printed(w.granted())
    typed = {"method": "window", "who": "self", "evidence": "id_card", "receiver": "演示·路人甲", "authority": "proxy"}
    answer = as_("clerk1").post(page(case, "deliver"), typed)
    assert answer.status_code == 422 and {"receiver", "authority"} <= set(answer.context["form"].errors)


def test_the_place_is_the_hall_already() -> None:
    case = w.printed(w.granted())
    [hall] = halls_for(case.region_code)[:1]
    place = as_("clerk1").get(page(case, "deliver")).context["form"]["place"].value()
    assert hall.name in place and hall.address in place


FOR_ANOTHER = {"method": "window", "who": "other", "receiver": "演示·路人甲"}


@pytest.mark.parametrize(
    ("typed", "beside"),
    [
        (FOR_ANOTHER | {"evidence": "id_card"}, "authority"),
        (FOR_ANOTHER | {"authority": "proxy"}, "evidence"),
        (FOR_ANOTHER | {"authority": "proxy", "evidence": "id_card", "receiver": " "}, "receiver"),
        (FOR_ANOTHER | {"authority": "unit_agent", "evidence": "id_card"}, "authority"),
        ({"method": "window", "who": "self"}, "evidence"),
    ],
)
def test_nothing_is_handed_to_anybody_without_authority_and_document(typed: dict[str, Any], beside: str) -> None:
    case = w.printed(w.granted())
    answer = as_("clerk1").post(page(case, "deliver"), typed)
    assert answer.status_code == 422 and answer.context["form"].errors[beside]
    assert typed.get("receiver", "").strip() in answer.content.decode()
    assert state(case) == STATE.GRANTED


def test_somebody_else_receives_with_an_authority_that_stays_on_paper_and_in_the_record() -> None:
    case = w.printed(w.granted())
    done(do("clerk1", case, "deliver", **FOR_ANOTHER, authority="proxy", evidence="id_card"), case)
    proof = papers_of(case).get(kind="delivery").content
    assert (proof["recipient"], proof["signed_by"]) == (w.user("citizen1").name, "演示·路人甲")
    assert proof["relation"] == "授权委托书" and "居民身份证" in proof["remark"]
    notes = last(case, "cases.deliver").notes
    assert (notes["who"], notes["authority"], notes["evidence"]) == ("other", "proxy", "id_card")
    assert "演示·路人甲" not in str(notes)
    assert "（授权委托书、居民身份证）" in as_("clerk1").get(f"/desk/cases/{case.pk}/").content.decode()


def test_an_enterprise_comes_as_its_representative_or_by_its_agent() -> None:
    case = w.printed(w.granted("食品经营许可（变更）", "agent1", enterprise=w.enterprise("agent1")))
    desk = as_("clerk1")
    shown = desk.get(page(case, "deliver")).content.decode()
    assert case.enterprise.name in shown and case.enterprise.legal_representative not in shown
    assert shown.count("选填") == 2  # the place, and words beside a reason; the rest says itself when it is wanted
    opened = desk.post(f"/desk/cases/{case.pk}/open/", {"reason": "handing_out", "back": "deliver"}, follow=True)
    assert opened.redirect_chain[-1][0] == page(case, "deliver")
    assert case.enterprise.legal_representative in opened.content.decode()
    assert "单位介绍信" in shown and "监护证明" not in shown


def test_what_is_not_printed_cannot_be_handed_out() -> None:
    case = w.granted()
    answer = as_("clerk1").post(page(case, "deliver"), {"method": "window", "who": "self", "evidence": "id_card"})
    assert answer.status_code == 409 and state(case) == STATE.GRANTED


def test_a_refusal_shows_the_remedies_and_needs_reasons() -> None:
    case = w.reviewed(opinion="refuse")
    shown = as_("decider1").get(page(case, "refuse"))
    assert "行政复议" in shown.context["remedies"]
    assert as_("decider1").post(page(case, "refuse"), {"reasons": " "}).status_code == 422
    bare = as_("decider1").post(page(case, "refuse"), {"reasons": "不行", "why_all": WHY})
    assert (
        bare.status_code == 422 and "没有一条理由写明依据" in bare.content.decode() and "不行" in bare.content.decode()
    )
    assert done(do("decider1", case, "refuse", reasons="户籍不在本县（办法第二条）"), case).state == STATE.REFUSED


def test_whoever_reviewed_does_not_decide() -> None:
    case = w.reviewed()
    assert as_("examiner1").post(page(case, "decide")).status_code == 403


def test_a_colleague_takes_the_case() -> None:
    case = w.accepted()
    moved = done(do("examiner1", case, "transfer", to=str(w.user("examiner2").pk)), case)
    assert moved.examiner_id == w.user("examiner2").pk
    assert as_("examiner1").post(page(case, "transfer"), {"to": str(w.user("clerk1").pk)}).status_code == 422


def test_an_act_that_does_not_exist_is_not_found() -> None:
    assert as_("examiner1").get(page(w.submitted(), "return_informally")).status_code == 404


def test_looking_at_an_acts_page_writes_nothing() -> None:
    case = w.submitted()
    before = cases.Case.objects.get(pk=case.pk).audit_count
    as_("examiner1").get(page(case, "accept"))
    assert cases.Case.objects.get(pk=case.pk).audit_count == before


def test_a_key_opens_and_shows_before_it_sends() -> None:
    """The focus is on what has to be read; the key then goes to the button, and only its next press sends."""
    case = w.submitted()
    accept = as_("examiner1").get(page(case, "accept")).content.decode()
    assert re.search(r"<h1[^>]*data-focus", accept)
    assert re.search(r'data-key="a" data-key-twice', accept)
    key = case.guide.materials[0].key
    typed = {
        f"ask_{key}": "on",
        f"problem_{key}": "照片模糊",
        f"demand_{key}": "重新拍照",
        "days": "10",
        "preview": "1",
    }
    shown = as_("examiner1").post(page(case, "ask_correction"), typed).content.decode()
    assert re.search(r'aria-labelledby="preview"[^>]*data-focus', shown) and not re.search(r"<h1[^>]*data-focus", shown)
    assert re.search(r'data-key="c" data-key-twice', shown)
    first = re.search(r"<button[^>]*>", shown[shown.index('method="post" action="' + page(case, "ask_correction")) :])
    assert first is not None and 'name="preview"' in first[0]  # what Enter in a field presses
