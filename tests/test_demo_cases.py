"""The demo county's cases can be believed: no filler, and what is proposed rests on what was found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from demo.cases import build_cases
from tests import walking as w
from tongban.audit.api import history
from tongban.cases.api import Case
from tongban.documents.api import Paper
from tongban.intake.api import Application
from tongban.outbox.models import Row
from tongban.people.api import Enterprise

FILLER = "填写内容"


@pytest.fixture(scope="module")
def county(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[Case]]:
    with django_db_blocker.unblock(), transaction.atomic():
        build_cases(lambda said: None)
        yield list(Case.objects.select_related("application", "user", "enterprise"))
        transaction.set_rollback(True)


def test_every_answer_was_told_by_somebody(county: list[Case]) -> None:
    assert len(county) == 36
    for application in Application.objects.all():
        assert FILLER not in json.dumps(application.answers, ensure_ascii=False), application


def test_every_paper_is_printed_and_no_work_failed(county: list[Case]) -> None:
    assert not Row.objects.filter(attempts__gt=0).values_list("name", "last_error")
    assert not Paper.objects.filter(file=None).values_list("kind", "number")


def test_a_proposal_to_refuse_says_why_and_never_praises(county: list[Case]) -> None:
    proposals = [case.findings["review"] for case in county if "review" in case.findings]
    assert {one["opinion"] for one in proposals} == {"grant", "refuse"}
    for one in proposals:
        assert one["reasons"], one
        assert ("拟不予" in one["reasons"]) == (one["opinion"] == "refuse"), one


def test_nobody_proposes_before_the_visit(county: list[Case]) -> None:
    visited = [case for case in county if len(case.findings.get("inspection", [])) == 2]
    assert len(visited) == 3
    for case in visited:
        acts = [entry.act for entry in history(case)]
        if "cases.review" in acts:
            assert acts.index("cases.review") > max(at for at, act in enumerate(acts) if act == "cases.inspect")


def test_two_inspectors_come_to_where_the_shop_is(county: list[Case]) -> None:
    visits = [(case, case.findings["visit"]["place"]) for case in county if case.findings.get("visit")]
    assert len(visits) == 5
    assert all(place == case.application.answers["address"] for case, place in visits)


@pytest.mark.django_db
def test_an_enterprise_knows_its_legal_representative() -> None:
    known = {one.name: one.legal_representative for one in Enterprise.objects.all()}
    assert known["蒲江县演示常记餐饮店"] == w.user("agent1").name
