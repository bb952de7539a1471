"""One application goes all the way, through the actions (the browser walks the same way in tests/browser)."""

from __future__ import annotations

import pytest

from tests import walking as w
from tongban.audit import api as audit
from tongban.cases import api as cases
from tongban.documents import api as documents
from tongban.licences import api as licences
from tongban.messages.api import Delivery, Message
from tongban.promises import api as promises
from tongban.ratings import api as ratings

pytestmark = pytest.mark.django_db


def test_from_guide_to_decision() -> None:
    case = w.printed(w.granted())
    assert case.state == cases.State.GRANTED
    kinds = [paper.kind for paper in documents.papers_of(case)]
    assert kinds == ["acceptance", "grant"]
    assert all(paper.is_printed for paper in documents.papers_of(case))
    assert [(p.kind, p.state) for p in promises.of(case)] == [("acceptance", "kept"), ("decision", "kept")]
    delivered = cases.receive_online(case=case, by=w.user("citizen1"))
    assert delivered.state == cases.State.DELIVERED
    invitation = ratings.of(delivered).get()
    rated = ratings.rate(invitation=invitation, grade=5, options=["510"], words="", channel="pc", by=w.user("citizen1"))
    assert rated.grade == 5
    told = list(Message.objects.filter(subject_key=str(case.pk)).order_by("id").values_list("template", flat=True))
    assert told == ["cases.opened", "cases.accepted", "cases.granted"]
    kept = Delivery.objects.filter(user=case.user, state="kept")
    assert sum(case.number in letter.title for letter in kept) == 3
    while audit.sequence():
        pass
    assert audit.verify().breaks == []


def test_a_permit_leads_to_a_licence_that_can_be_revoked() -> None:
    from django.utils import timezone

    case = w.accepted(w.FOOD, by="agent1")
    case = cases.name_inspectors(
        case=case,
        inspectors=[w.user("inspector1"), w.user("inspector2")],
        at=timezone.now(),
        place="鹤山街道演示路1号",
        scope="经营场所布局",
        by=w.user("head1"),
    )
    case = cases.inspect(case=case, passed=True, report="布局符合要求", by=w.user("inspector1"))
    case = cases.inspect(case=case, passed=True, report="布局符合要求", by=w.user("inspector2"))
    case = cases.review(case=case, opinion="grant", reasons="", ticked=w.ticks(case), by=w.user("examiner1"))
    case = cases.grant(case=w.completed(case, "agent1"), by=w.user("decider1"))
    licence = licences.of(case).get()
    assert licences.is_identifier(licence.identifier)
    ended = licences.end(licence=licence, how="revoke", reason="隐瞒真实情况（§69）", by=w.user("head1"))
    assert ended.state == "revoked"


def test_what_is_done_at_once_is_accepted_and_granted_in_one_act() -> None:
    case = w.submitted(w.UNEMPLOYMENT)
    case = cases.grant_at_once(case=case, ticked=w.ticks(case), by=w.user("clerk1"))
    assert case.state == cases.State.GRANTED
    assert [p.kind for p in documents.papers_of(case)] == ["acceptance", "grant"]
