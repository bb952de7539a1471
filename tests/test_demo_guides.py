"""Every guide of the demo county that is handled here can be applied for, accepted and decided, as it stands."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from demo import build, filling
from demo.people import id_number
from tests import walking as w
from tongban.cases import api as cases
from tongban.catalogue.api import Guide, check, load
from tongban.forms import api as forms
from tongban.kit import clock
from tongban.workflow import api as workflow

GUIDES: dict[str, Guide] = {
    path.stem: load(json.loads(path.read_text("utf-8")))
    for path in sorted((Path(build.__file__).parent / "catalogue").glob("*.json"))
    if path.stem != "organisations"
}
# Papers of government that no register holds yet, so that nothing can be read in their place.
ON_PAPER = {
    ("food_change", "materials[4].exempt_by"),
    ("individual_business", "materials[5].exempt_by"),
    ("water_permit", "materials[3].exempt_by"),
}
BENEFIT = "05"  # 行政给付: the decision says what is given
OURS = [slug for slug, guide in GUIDES.items() if guide.is_ours]


def ways(guide: Guide) -> Iterator[dict[str, Any]]:
    """Every set of answers to the questions that is not refused."""
    choices: list[list[Any]] = [
        [option.value for option in question.options] or [True, False] for question in guide.situation.questions
    ]
    seen: list[dict[str, Any]] = []
    for values in itertools.product(*choices):
        typed = dict(zip((question.key for question in guide.situation.questions), values, strict=True))
        way = {question.key: answer for question, answer in guide.asked(typed)}
        if way not in seen and guide.outcome({"situation": way}).refuse is None:
            seen.append(way)
    yield from seen


def test_the_demo_county_offers_more_than_forty_services() -> None:
    assert len(GUIDES) >= 40
    assert {guide.org_code for guide in GUIDES.values()} <= {row["code"] for row in build.read("organisations.json")}


@pytest.mark.parametrize("slug", GUIDES)
def test_the_check_up_finds_nothing_to_mend_in_a_demo_guide(slug: str) -> None:
    known = {name: {row["code"] for row in build.read(f"codesets/{name}.json")} for name in ("topics", "licence_types")}
    found = check(GUIDES[slug], processes=workflow.library.codes(), **known)
    assert [one for one in found if (slug, one.path) not in ON_PAPER] == []


@pytest.mark.parametrize("slug", GUIDES)
def test_whoever_is_not_turned_away_can_fill_in_the_form(slug: str) -> None:
    """In every situation the form has answers that it accepts."""
    guide = GUIDES[slug]
    assert guide.form is not None
    form = forms.load(guide.form)
    for way in ways(guide):
        answers = filling.answers_for(guide, way)
        assert {page: said for page, said in forms.validate_all(form, answers, way).items() if said} == {}, way


@pytest.mark.django_db
@pytest.mark.load
@pytest.mark.parametrize("slug", OURS)
def test_an_application_goes_from_the_guide_to_the_decision(slug: str) -> None:
    guide = GUIDES[slug]
    w.seen(applicant(guide))  # some ask for the highest level
    case = decided(w.submitted(guide.name.zh, applicant(guide), **in_whose_name(guide)))
    assert case.state == cases.State.GRANTED
    assert w.printed(case).state == cases.State.GRANTED


def applicant(guide: Guide) -> str:
    return "agent1" if guide.audience == ["enterprise"] else "citizen2"


def in_whose_name(guide: Guide) -> dict[str, Any]:
    return {"enterprise": w.enterprise("agent1")} if guide.audience == ["enterprise"] else {}


def decided(case: cases.Case) -> cases.Case:
    """By the people and in the order that the guide's process wants."""
    if case.guide.kind == "immediate":
        return cases.grant_at_once(case=case, ticked=w.ticks(case), by=w.user("clerk1"))
    case = cases.accept(case=case, by=w.user("examiner1"))
    case = reviewed(inspected(case) if case.guide.inspection else case)
    if case.guide.process == "expert_review":
        case = reviewed(heard_by_experts(case))
    if case.guide.process == "two_person_review":
        case = cases.check(case=case, agreed=True, by=w.user("head1"))
    given = "补贴 3000 元" if case.guide.type_code == BENEFIT and not case.guide.result.gives else ""
    entries = {one.key: id_number("20261101", "019") for one in case.guide.result.entries}
    case = w.completed(case, case.user.login or "")
    return cases.grant(case=case, given=given, entries=entries, by=w.user("decider1"))


def reviewed(case: cases.Case) -> cases.Case:
    reasons = "材料与标准一致。"
    return cases.review(case=case, opinion="grant", reasons=reasons, ticked=w.ticks(case), by=w.user("examiner1"))


def heard_by_experts(case: cases.Case) -> cases.Case:
    ground, examiner = "需经专家评审。", w.user("examiner1")
    case = cases.suspend(case=case, kind="expert_review", ground=ground, days=10, by_whom="演示专家组", by=examiner)
    return cases.resume(case=case, result="通过", by=examiner)


def inspected(case: cases.Case) -> cases.Case:
    tomorrow = clock.now() + dt.timedelta(days=1)
    case = cases.name_inspectors(
        case=case,
        inspectors=[w.user("inspector1"), w.user("inspector2")],
        at=tomorrow,
        place="申请地址",
        scope="场所与申请材料是否一致。",
        by=w.user("head1"),
    )
    with clock.turned_to(tomorrow + dt.timedelta(hours=2)):
        for login in ("inspector1", "inspector2"):
            case = cases.inspect(case=case, passed=True, report="现场与申请一致。", by=w.user(login))
    return case
