"""Nobody proposes or decides past a required point: it is ticked, or one sentence says why it stays open."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests import walking as w
from tongban.audit.api import history
from tongban.cases import api as cases
from tongban.cases.tests.test_acts_at_the_desk import GIVEN, as_, do, done, page, state
from tongban.kit.errors import BadInput

pytestmark = pytest.mark.django_db
STATE = cases.State
REASON = "户籍系统维护中，已电话核实，明日补看。"


def fields_of(case: cases.Case, part: str) -> list[str]:
    return [f"{part}_{point.key.replace(':', '-')}" for point in cases.open_points(case)]


def looked(case: cases.Case) -> dict[str, str]:
    return dict.fromkeys(fields_of(case, "looked"), "on")


def examine(case: cases.Case, **typed: Any) -> Any:
    return as_("examiner1").post(page(case, "review"), {"opinion": "grant", "reasons": "都合格"} | typed)


def test_a_proposal_past_unticked_points_is_refused_beside_each_of_them() -> None:
    case = w.accepted()
    answer = examine(case)
    shown, form = answer.content.decode(), answer.context["form"]
    assert answer.status_code == 422
    assert set(fields_of(case, "why")) == set(form.errors)
    for point in cases.open_points(case):
        assert point.name in shown
    assert "还没有人看过这一项" in shown
    assert "都合格" in shown  # what was typed stays
    assert "review" in cases.Case.objects.get(pk=case.pk).ready
    assert not cases.MaterialCheck.objects.filter(case=case).exists()


def test_each_fault_leads_by_its_link_to_the_field_to_be_filled_in() -> None:
    answer = examine(case := w.accepted())
    for name in fields_of(case, "why"):
        assert f'href="#id_{name}"' in answer.content.decode()
        assert f'<input type="text" name="{name}"' in answer.content.decode()


def test_ticking_them_on_the_page_is_enough_and_is_kept() -> None:
    case = w.accepted()
    wanted = {point.key for point in cases.open_points(case)}
    done(examine(case, **looked(case)), case)
    ticks = cases.MaterialCheck.objects.filter(case=case)
    assert {tick.key for tick in ticks} == wanted
    assert {tick.by_id for tick in ticks} == {w.user("examiner1").pk}
    assert cases.open_points(case) == []


def test_what_was_ticked_on_the_page_of_the_case_is_not_asked_again() -> None:
    case = w.accepted()
    first, *others = cases.open_points(case)
    cases.tick(case=case, key=first.key, passed=True, by=w.user("examiner1"))
    form = as_("examiner1").get(page(case, "review")).context["form"]
    assert [row["point"].key for row in form.points()] == [point.key for point in others]


def test_one_sentence_is_kept_and_whoever_decides_reads_it() -> None:
    case = w.accepted()
    first, *others = fields_of(case, "looked")
    open_point = cases.open_points(case)[0]
    why = first.replace("looked", "why")
    reviewed = done(examine(case, **dict.fromkeys(others, "on"), **{why: REASON}), case)
    assert reviewed.findings["left_open"][open_point.key]["why"] == REASON
    for address in (page(case, "decide"), page(case, "refuse"), f"/desk/cases/{case.pk}/"):
        shown = as_("decider1").get(address).content.decode()
        assert REASON in shown and "未核对的事项" in shown
    [entry] = [entry for entry in history(reviewed) if entry.act == "cases.review"]
    assert entry.notes["left_open"] == [open_point.key]
    assert REASON not in str(entry.notes)
    done(do("decider1", case, "decide", given=GIVEN), case)


def test_a_point_ticked_later_is_no_longer_called_open() -> None:
    case = w.accepted()
    done(examine(case, why_all=REASON), case)
    case = cases.with_everything(case.pk)
    first, *others = cases.open_points(case)
    cases.tick(case=case, key=first.key, passed=True, by=w.user("examiner2"))
    [left] = cases.explained(cases.with_everything(case.pk))
    assert (left["why"], len(left["names"])) == (REASON, len(others))


@pytest.mark.parametrize("sentence", ["", " ", "。", "无"])
def test_a_full_stop_is_no_reason(sentence: str) -> None:
    assert examine(case := w.accepted(), why_all=sentence).status_code == 422
    assert "review" in cases.Case.objects.get(pk=case.pk).ready


def test_a_tick_and_a_reason_for_the_same_point_contradict_each_other() -> None:
    case = w.accepted()
    why = fields_of(case, "why")[0]
    answer = examine(case, **looked(case), **{why: REASON})
    assert answer.status_code == 422
    assert REASON in answer.content.decode()
    assert answer.content.decode().count("checked") == len(looked(case)) + 1  # the ticks and the opinion stay


def test_what_was_typed_stays_when_something_else_is_missing() -> None:
    case = w.accepted()
    first, *others = fields_of(case, "looked")
    answer = examine(case, **{first: "on", others[0].replace("looked", "why"): REASON}, opinion="")
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert f'value="{REASON}"' in shown
    assert f'name="{first}" class="form-check-input" id="id_{first}" checked' in shown


def test_a_refusal_is_asked_the_same() -> None:
    case = w.accepted()
    assert examine(case, opinion="refuse").status_code == 422
    done(examine(case, opinion="refuse", why_all="户籍不在本县，其余不再看。"), case)


def test_deciding_at_once_asks_whoever_decides() -> None:
    case = w.submitted(w.UNEMPLOYMENT)
    shown = as_("clerk1").get(page(case, "decide_at_once"))
    assert len(shown.context["form"].points()) == len(cases.open_points(case)) > 0
    assert as_("clerk1").post(page(case, "decide_at_once")).status_code == 422
    assert state(case) == STATE.SUBMITTED
    assert done(as_("clerk1").post(page(case, "decide_at_once"), looked(case)), case).state == STATE.GRANTED


def test_a_case_without_a_review_is_not_decided_unseen() -> None:
    """Accepted instead of decided at once: the process waits for the decision alone."""
    case = cases.accept(case=w.submitted(w.UNEMPLOYMENT), by=w.user("clerk1"))
    for act, typed in (("decide", {}), ("refuse", {"reasons": "不在本县居住（第二项）。"})):
        answer = as_("decider1").post(page(case, act), typed)
        assert answer.status_code == 422 and answer.context["form"].points()
    assert state(case) == STATE.IN_REVIEW
    assert done(as_("decider1").post(page(case, "decide"), looked(case)), case).state == STATE.GRANTED


def test_the_action_itself_refuses_whoever_comes_without_the_page() -> None:
    case = w.accepted()
    with pytest.raises(BadInput) as refusal:
        cases.review(case=case, opinion="grant", reasons="", by=w.user("examiner1"))
    assert set(refusal.value.errors) == {point.key for point in cases.open_points(case)}
    with pytest.raises(BadInput):
        cases.grant_at_once(case=w.submitted(w.UNEMPLOYMENT), by=w.user("clerk1"))


def test_a_tick_that_failed_is_a_look_and_is_not_made_good_by_the_page() -> None:
    case = w.accepted()
    point = cases.open_points(case)[0]
    cases.tick(case=case, key=point.key, passed=False, remark="看不清", by=w.user("examiner1"))
    slug = point.key.replace(":", "-")
    answer = examine(case, **looked(case), **{f"looked_{slug}": "on"})
    assert answer.status_code == 422
    assert not cases.MaterialCheck.objects.get(case=case, key=point.key).passed


def test_reviewing_again_begins_with_the_sentence_of_before() -> None:
    case = w.accepted(w.DISABILITY)
    done(examine(case, why_all=REASON), case)
    done(do("decider2", case, "check", agreed="no", remark="请逐项看过再报。"), case)
    form = as_("examiner1").get(page(case, "review")).context["form"]
    assert {row["why"].value() for row in form.points()} == {REASON}
    done(examine(case, **looked(case)), case)
    assert cases.Case.objects.get(pk=case.pk).findings["left_open"] == {}


def test_optional_materials_are_nobodys_duty() -> None:
    case = w.accepted()
    asked = {point.key for point in cases.open_points(case)}
    assert not asked & {m.key for m in case.guide.materials if m.necessity != "required"}


def test_the_applicant_never_reads_what_officials_left_open(client: Client) -> None:
    case = w.accepted()
    done(examine(case, why_all=REASON), case)
    client.force_login(case.user)
    assert REASON not in client.get(f"/my/cases/{case.pk}/").content.decode()
