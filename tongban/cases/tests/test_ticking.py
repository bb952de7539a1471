"""Who may tick, when, and what a failed tick stands in the way of."""

from __future__ import annotations

from typing import Any

import pytest

from tests import walking as w
from tongban.audit.api import history
from tongban.cases import api as cases
from tongban.cases.tests.test_acts_at_the_desk import GIVEN, as_, page, state
from tongban.cases.tests.test_looking import looked
from tongban.kit.errors import BadInput
from tongban.people.api import Post

pytestmark = pytest.mark.django_db
STATE = cases.State


def tick(login: str, case: cases.Case, passed: str, key: str = "") -> Any:
    key = key or case.guide.materials[0].key
    return as_(login).post(f"/desk/cases/{case.pk}/tick/", {"key": key, "passed": passed, "remark": "看不清"})


def is_passed(case: cases.Case) -> bool:
    return cases.MaterialCheck.objects.get(case=case).passed


def test_what_failed_is_not_granted_at_once_and_stands_on_the_page_before() -> None:
    case = w.submitted(w.UNEMPLOYMENT)
    point = cases.open_points(case)[0]
    assert tick("clerk1", case, "no", point.key).status_code == 302
    assert "看不清" in as_("clerk1").get(page(case, "decide_at_once")).content.decode()
    answer = as_("clerk1").post(page(case, "decide_at_once"), looked(case))
    assert answer.status_code == 422
    assert "不符合标准" in answer.content.decode() and point.name in answer.content.decode()
    assert state(case) == STATE.SUBMITTED
    assert tick("clerk1", case, "yes", point.key).status_code == 302
    assert as_("clerk1").post(page(case, "decide_at_once"), looked(case)).status_code == 302


def test_what_failed_is_not_granted_where_nobody_reviewed() -> None:
    case = w.submitted(w.UNEMPLOYMENT)
    tick("clerk1", case, "no")
    case = cases.accept(case=case, by=w.user("clerk1"))
    assert "看不清" in as_("decider1").get(page(case, "decide")).content.decode()
    assert as_("decider1").post(page(case, "decide"), looked(case)).status_code == 422
    assert state(case) == STATE.IN_REVIEW
    typed = looked(case) | {"reasons": "材料看不清，不符合第一项。"}
    assert as_("decider1").post(page(case, "refuse"), typed).status_code == 302


def test_a_tick_that_came_in_while_somebody_wrote_the_proposal_counts() -> None:
    """The page was opened before; the action asks again in the case's own turn."""
    case = w.accepted()
    ticked = w.ticks(case)
    tick("examiner2", case, "no")
    with pytest.raises(BadInput) as refusal:
        cases.review(case=case, opinion="grant", reasons="", ticked=ticked, by=w.user("examiner1"))
    assert case.guide.materials[0].name.zh.rstrip("。") in str(refusal.value.errors["opinion"])


@pytest.mark.parametrize("login", ["decider1", "head1", "inspector1", "supervisor1", "clerk1"])
def test_only_who_examines_ticks_a_case_under_examination(login: str) -> None:
    case = w.accepted()
    tick("examiner1", case, "no")
    answer = tick(login, case, "yes")
    assert answer.status_code == 403
    assert not is_passed(case)
    assert "/tick/" not in as_(login).get(f"/desk/cases/{case.pk}/").content.decode()


def test_the_refusal_names_who_may() -> None:
    assert "审查人员" in (shown := tick("decider1", w.accepted(), "yes").content.decode()) or "审批" in shown


def test_who_also_decides_does_not_turn_what_an_examiner_marked_as_failed() -> None:
    case, both = w.accepted(), w.user("examiner2")
    Post.objects.create(user=both, role="decision_maker", org_code=case.org_code, region_code=case.region_code)
    tick("examiner1", case, "no")
    answer = tick("examiner2", case, "yes")
    assert answer.status_code == 403 and "不合格" in answer.content.decode()
    assert not is_passed(case)


def test_who_only_accepts_does_not_turn_what_an_examiner_marked_as_failed() -> None:
    case = w.submitted()
    tick("examiner1", case, "no")
    assert tick("clerk1", case, "yes").status_code == 403
    assert not is_passed(case)


def test_a_later_tick_by_another_examiner_keeps_the_earlier_one_in_the_record() -> None:
    case = w.accepted()
    tick("examiner1", case, "no")
    assert tick("examiner2", case, "yes").status_code == 302
    *_others, first, second = [entry for entry in history(case) if entry.act == "cases.tick"]
    assert "before" not in first.notes
    assert second.notes["before"] == {
        "passed": False,
        "by": w.user("examiner1").actor_key,
        "at": first.at.isoformat(),
    }


def test_nobody_ticks_once_it_is_decided() -> None:
    case = w.granted()
    answer = tick("examiner1", case, "no")
    assert answer.status_code == 409
    assert w.user("decider1").name in answer.content.decode()
    assert "/tick/" not in as_("examiner1").get(f"/desk/cases/{case.pk}/").content.decode()


@pytest.mark.parametrize("remark", ["", "  ", "。", "x"])
def test_what_fails_needs_words_and_keeps_what_was_typed(remark: str) -> None:
    case = w.accepted()
    key = case.guide.materials[0].key
    whole = as_("examiner1").post(f"/desk/cases/{case.pk}/tick/", {"key": key, "passed": "no", "remark": remark})
    line = as_("examiner1").post(
        f"/desk/cases/{case.pk}/tick/", {"key": key, "passed": "no", "remark": remark}, HTTP_HX_REQUEST="true"
    )
    for answer in (whole, line):
        shown = answer.content.decode()
        assert answer.status_code == 422 and "请写明哪里不合格" in shown and f'value="{remark}"' in shown
    assert not cases.MaterialCheck.objects.filter(case=case).exists()
    assert line.content.decode().lstrip().startswith("<li")


def test_what_failed_after_the_proposal_is_not_granted_either() -> None:
    case = w.reviewed()
    assert tick("examiner2", case, "no").status_code == 302
    answer = as_("decider1").post(page(case, "decide"), {"given": GIVEN})
    assert answer.status_code == 422 and case.guide.materials[0].name.zh.rstrip("。") in answer.content.decode()
    assert state(case) == STATE.IN_REVIEW
    assert tick("examiner2", case, "yes").status_code == 302
    assert as_("decider1").post(page(case, "decide"), {"given": GIVEN}).status_code == 302
