"""A decision is called after its item's type, and of a benefit it says what is given."""

from __future__ import annotations

from typing import Any

import pytest

from tests import walking as w
from tongban.cases import api as cases
from tongban.cases.outcomes import outcome_of
from tongban.cases.tests.test_acts_at_the_desk import as_, done, page, state
from tongban.catalogue.api import Item
from tongban.documents.api import papers_of

pytestmark = pytest.mark.django_db


def paper(case: cases.Case, kind: str) -> dict[str, Any]:
    content: dict[str, Any] = papers_of(case).get(kind=kind).content
    return content


def test_the_page_offers_the_guides_rate_and_the_paper_says_what_was_granted() -> None:
    case = w.reviewed()
    form = as_("decider1").get(page(case, "decide")).context["form"]
    assert "元" in form["given"].value()
    empty = as_("decider1").post(page(case, "decide"), {"given": " "})
    assert empty.status_code == 422 and "还没写给付内容" in empty.content.decode()
    given = "高龄津贴每月 60 元，自 2026 年 12 月起按月发放"
    done(as_("decider1").post(page(case, "decide"), {"given": given}), case)
    content = paper(case, "grant")
    assert content["given"] == given
    assert [row["label"] for row in content["content"]] == ["申请人"]
    assert content["title"] == "高龄津贴审批结果通知书"


def test_without_a_word_of_its_own_the_decision_gives_the_guides_rate() -> None:
    assert "每月" in paper(w.granted(), "grant")["given"]


def test_a_licence_gives_no_benefit() -> None:
    case = w.granted("食品经营许可（变更）", "agent1", enterprise=w.enterprise("agent1"))
    content = paper(case, "grant")
    assert content["title"] == "准予行政许可决定书" and "given" not in content


def test_a_refused_allowance_is_no_refused_licence() -> None:
    case = w.reviewed(opinion="refuse")
    done(as_("decider1").post(page(case, "refuse"), {"reasons": "户籍不在本县（条件第二项）。"}), case)
    content = paper(case, "refusal")
    assert (content["title"], content["verb"]) == ("不予行政给付决定书", "不予给付")
    assert state(case) == cases.State.REFUSED
    assert "不予许可" not in as_("examiner1").get(f"/desk/cases/{case.pk}/").content.decode()
    mine = as_("citizen1")
    assert (
        "不予许可"
        not in mine.get(f"/my/cases/{case.pk}/").content.decode() + mine.get("/my/messages/").content.decode()
    )


def test_the_proof_of_service_names_the_decision_as_it_is_titled() -> None:
    case = cases.receive_online(case=w.printed(w.granted()), by=w.user("citizen1"))
    assert paper(case, "delivery")["documents"][0]["name"] == "高龄津贴审批结果通知书"


KINDS = {"01": "不予行政许可决定书", "05": "不予行政给付决定书", "07": "不予行政确认决定书", "20": "不予办理决定书"}


def test_every_item_of_the_demo_has_a_name_for_its_refusal() -> None:
    for item in Item.objects.exclude(current=None).select_related("current"):
        guide = item.current.guide
        if guide.handled_by != "ours":
            continue
        case = cases.Case(version_id=item.current.pk, regime=guide.regime)
        wanted = "不予登记通知书" if guide.regime == "registration" else KINDS.get(guide.type_code)
        assert outcome_of(case).refused == wanted, guide.name.zh


def test_the_face_of_a_licence_says_what_the_guide_chose_and_nothing_empty() -> None:
    case = w.accepted(w.FOOD, by="agent1")
    labels = [row["label"] for row in cases.face(case)]
    assert "法定代表人（负责人、经营者）姓名" in labels and "餐饮项目" in labels
    assert "打算哪天开业" not in labels
    assert not [row for row in cases.face(case) if row["value"] == "未填写"]


def test_what_needs_no_application_is_not_called_a_permit() -> None:
    allowance = cases.not_required(case=w.submitted(), reason="已经在领", by=w.user("examiner1"))
    [paper] = [paper for paper in papers_of(allowance) if paper.kind == "not_required"]
    assert paper.content["title"] == "不需要申请告知书" and paper.content["matter"] == "不需要提出申请"
    licence = cases.not_required(case=w.submitted(w.FOOD, "agent1"), reason="只卖农产品", by=w.user("examiner1"))
    [paper] = [paper for paper in papers_of(licence) if paper.kind == "not_required"]
    assert paper.content["matter"] == "不需要取得行政许可"
