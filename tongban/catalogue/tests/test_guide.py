"""What a guide refuses, what it answers to an applicant, and what the check-up finds."""

from __future__ import annotations

import copy
import datetime as dt
import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tongban.catalogue.checks import Finding, check
from tongban.catalogue.guide import Guide, load
from tongban.kit.errors import BadInput
from tongban.workflow.api import on_day

FOLDER = Path(__file__).resolve().parents[3] / "demo" / "catalogue"
FILES = sorted(path for path in FOLDER.glob("*.json") if path.stem != "organisations")
ITEMS = {path.stem for path in FILES}
PROCESSES = {"immediate", "ordinary", "inspection", "expert_review", "two_person_review"}


def data(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def codes(name: str) -> set[str]:
    return {row["code"] for row in data(f"codesets/{name}")}


def changed(name: str = "food_new", **changes: Any) -> Any:
    return {**data(name), **changes}


def faults(content: Any) -> dict[str, list[str]]:
    with translation.override("en"), pytest.raises(BadInput) as refusal:
        load(content)
    return refusal.value.errors


def findings(guide: Guide) -> list[Finding]:
    return check(guide, processes=PROCESSES, topics=codes("topics"), licence_types=codes("licence_types"))


def errors(content: Any) -> set[str]:
    return {finding.path for finding in findings(load(content)) if finding.severity == "error"}


def keys(guide: Guide, **situation: Any) -> set[str]:
    return {material.key for material in guide.materials_for({"situation": situation})}


def pairs(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every mapping inside, with its path."""
    if isinstance(value, dict):
        yield path, value
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from pairs(part, f"{path}.{key}")


def every_way(guide: Guide) -> Iterator[dict[str, Any]]:
    """Every way through the questions, as somebody could really answer them."""
    ways: list[dict[str, Any]] = [{}]
    for question in guide.situation.questions:
        choices: list[Any] = [option.value for option in question.options] or [True, False]
        ways = list(
            itertools.chain.from_iterable(
                [{**way, question.key: choice} for choice in choices] if _is_asked(guide, way, question.key) else [way]
                for way in ways
            )
        )
    yield from ways


def _is_asked(guide: Guide, way: dict[str, Any], key: str) -> bool:
    return any(question.key == key for question, _answer in guide.asked(way))


# The demo catalogue


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_demo_guide_loads_and_may_be_published(path: Path) -> None:
    guide = load(json.loads(path.read_text(encoding="utf-8")))
    assert [finding for finding in findings(guide) if finding.severity == "error"] == []


@pytest.mark.parametrize("path", [*FILES, FOLDER / "organisations.json"], ids=lambda path: path.stem)
def test_a_reader_of_either_language_finds_every_text(path: Path) -> None:
    found = [
        where
        for where, part in pairs(json.loads(path.read_text(encoding="utf-8")))
        if "zh" in part or "en" in part
        if not (part.get("zh", "").strip() and part.get("en", "").strip())
    ]
    assert found == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_somebody_gets_each_material_and_meets_each_outcome(path: Path) -> None:
    """No material and no row of the table is dead, and no way through the questions breaks a condition."""
    guide = load(json.loads(path.read_text(encoding="utf-8")))
    seen: set[str] = set()
    met: set[str] = set()
    for way in every_way(guide):
        outcome = guide.outcome({"situation": way})
        met |= {str(text) for text in (outcome.refuse, *outcome.notes) if text}
        seen |= keys(guide, **way) if not outcome.refuse else set()
    assert {material.key for material in guide.materials} == seen
    assert {str(row.refuse or row.note) for row in guide.situation.outcomes} == met


def test_the_catalogue_covers_what_a_county_shows() -> None:
    guides = [load(data(name)) for name in sorted(ITEMS)]
    assert len(guides) >= 12 and len({guide.code for guide in guides}) == len(guides)
    assert {guide.regime for guide in guides} == {
        "licensing", "registration", "assistance", "promise_only", "external"
    }  # fmt: skip
    assert {guide.kind for guide in guides} == {"immediate", "promise"}
    assert {guide.visits for guide in guides} == {0, 1}
    assert {guide.process for guide in guides if guide.is_ours} == PROCESSES
    assert {guide.process for guide in guides if not guide.is_ours} == {None}
    assert len({guide.org_code for guide in guides}) >= 8
    assert all(len(guide.questions) >= 3 and len(guide.aliases) >= 5 for guide in guides)
    assert all(guide.form and 2 <= len(guide.form["pages"]) <= 5 for guide in guides)


def test_every_organ_of_a_guide_is_in_the_list_of_organisations() -> None:
    known = {row["code"]: row["kind"] for row in data("organisations")}
    for name in ITEMS:
        guide = load(data(name))
        assert {guide.org_code, *guide.partner_orgs} <= known.keys()
        assert guide.remedy and guide.remedy.organ_kind == known[guide.org_code]


# What an applicant gets


def test_an_applicant_sees_exactly_the_materials_of_their_situation() -> None:
    guide = load(data("food_new"))
    plain = keys(guide, business="restaurant", licensed=True, cold_food=False, agent=False)
    assert plain == {"business_licence", "layout", "rules", "health"}
    assert keys(guide, business="restaurant", licensed=True, cold_food=True, agent=True) == plain | {
        "cold_room", "authorisation"
    }  # fmt: skip


def test_an_answer_to_a_question_that_is_no_longer_asked_does_not_count() -> None:
    guide = load(data("food_new"))
    kept, said = guide.read_situation({"business": "produce", "cold_food": True, "licensed": False})
    assert kept == {"business": "produce"} and said == {}
    assert "cold_room" not in keys(guide, business="vending", cold_food=True, licensed=True, agent=False)


def test_somebody_who_needs_no_licence_is_told_so_with_the_article() -> None:
    outcome = load(data("food_new")).outcome({"situation": {"business": "prepackaged"}})
    assert outcome.refuse and "不需要办许可" in outcome.refuse.zh
    assert outcome.refusal and outcome.refusal.basis and outcome.refusal.basis.article == "第三十五条"


def test_nobody_is_refused_before_they_have_answered() -> None:
    for name in sorted(ITEMS):
        outcome = load(data(name)).outcome({"situation": {}})
        assert (outcome.refuse, outcome.notes) == (None, []), name


def test_what_is_not_answered_or_not_an_option_is_said_beside_the_question() -> None:
    guide = load(data("food_cancel"))
    with translation.override("en"):
        kept, said = guide.read_situation({"reason": "bored", "case_open": "no", "colour": "red"})
    assert kept == {"case_open": False}
    assert said == {
        "reason": ["Please choose one of the answers shown; “bored” is none of them."],
        "lost": ["Please answer this question."],
        "colour": ["This guide asks no such question."],
    }


@given(
    st.dictionaries(
        st.sampled_from(["business", "licensed", "cold_food", "agent", "x"]),
        st.none() | st.booleans() | st.text(max_size=8) | st.integers() | st.just("restaurant"),
    )
)
def test_whatever_is_sent_as_answers_only_real_options_are_kept(sent: dict[str, Any]) -> None:
    guide = load(data("food_new"))
    kept, _errors = guide.read_situation(sent)
    options: dict[str, list[Any]] = {
        q.key: [o.value for o in q.options] or [True, False] for q in guide.situation.questions
    }
    assert all(answer in options[key] for key, answer in kept.items())
    assert guide.read_situation(kept)[0] == kept


# What a guide refuses


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("115101310DEM00001", "31 characters"),
        ("11440000006939756C2440101007000", "check digit"),
        ("11440000006939756B9440101007000", "a level from 1"),
        ("11440000006939756B244010100700X", "12 digits"),
        ("11440000006939756B2440101007000", "code[0:18] = org_code"),
    ],
)
def test_a_wrong_task_code_is_refused_with_what_was_wanted(code: str, wanted: str) -> None:
    said = [sentence for sentences in faults(changed(code=code)).values() for sentence in sentences]
    assert any(wanted in sentence for sentence in said), said


def test_a_real_task_code_is_taken() -> None:
    real = changed(
        code="11440000006939756B2440101007000",
        handle_code=None,
        org_code="11440000006939756B",
        base_code="440101007000",
    )
    assert load(real).code[18] == "2"


def test_a_type_that_differs_from_the_basic_code_is_refused() -> None:
    assert "base_code[2:4] = type_code" in faults(changed(type_code="05"))["guide"][0]


def test_an_editor_is_told_the_place_the_finding_and_the_cure() -> None:
    broken = copy.deepcopy(data("food_new"))
    broken["fess"] = []
    broken["materials"][1]["necessity"] = "must"
    broken["materials"][2]["when"] = "situation.business = 'canteen'"
    del broken["name"]["zh"]
    said = faults(broken)
    assert said["fess"] == ["It is not known here; was “fees” meant?"]
    assert said["name.zh"] == ["It is missing."]
    assert said["materials[1].necessity"] == ["Found must, wanted one of: required, optional, deferrable."]
    assert "situation.business = 'canteen'" in said["materials[2].when"][0]


def test_a_fault_of_the_form_is_told_with_its_place_in_the_guide() -> None:
    broken = copy.deepcopy(data("food_new"))
    broken["form"]["pages"][0]["fields"][0]["type"] = "txet"
    assert list(faults(broken)) == ["form.pages[0].fields[0].type"]


def test_an_outcome_must_either_refuse_or_tell() -> None:
    broken = copy.deepcopy(data("food_new"))
    del broken["situation"]["outcomes"][0]["refuse"]
    assert "either `refuse` or `note`" in faults(broken)["situation.outcomes[0]"][0]


def test_the_digest_knows_the_content_and_not_the_order() -> None:
    content = data("food_new")
    turned = dict(reversed(content.items()))
    assert load(turned).digest() == load(content).digest()
    assert load({**content, "partner_orgs": []}).digest() == load(content).digest()
    assert load({**content, "promise_days": 7}).digest() != load(content).digest()


# What the check-up finds

SAME_PHONE = [{"way": "phone", "value": "028-8855-0101"}]
NO_BASIS = [{"name": {"zh": "工本费", "en": "Card"}, "standard": {"zh": "10 元", "en": "¥10"}, "amount_fen": 1000}]


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"visits": 1, "visits_reason": {"zh": "核验", "en": "Check"}}, "visits"),
        ({"visits": 1, "online_depth": [1, 2]}, "visits_reason"),
        ({"fees": NO_BASIS}, "fees[0].basis"),
        ({"complain": SAME_PHONE}, "complain[0].value"),
        ({"promise_days": 21}, "promise_days"),
        ({"promise_days": 0}, "promise_days"),
        ({"promise_days": None}, "promise_days"),
        ({"kind": "immediate"}, "promise_days"),
        ({"tolerant": None}, "tolerant"),
        ({"legal_days": None}, "legal_days"),
        ({"limit_basis": None}, "limit_basis"),
        ({"handled_by": "provincial"}, "regime"),
        ({"handled_by": "provincial", "regime": "external"}, "system_name"),
        ({"regime": "assistance"}, "inspection"),
        ({"bases": []}, "bases"),
        ({"form": None}, "form"),
        ({"process": "magic"}, "process"),
        ({"process": "ordinary"}, "process"),
        ({"inspection": False}, "process"),
        ({"topics": ["person.999"]}, "topics[0]"),
        ({"aliases": ["办照", "办照"]}, "aliases"),
        ({"result": {"type": "licence", "name": {"zh": "证", "en": "Licence"}}}, "result.licence_type"),
    ],
)
def test_the_check_up_keeps_a_faulty_guide_from_publication(changes: dict[str, Any], path: str) -> None:
    assert path in errors(changed(**changes))
    assert path not in errors(data("food_new"))


def test_a_paper_with_no_name_may_not_be_asked_for() -> None:
    broken = copy.deepcopy(data("food_new"))
    broken["materials"][1]["name"]["zh"] = "申请书及其他材料"
    assert errors(broken) == {"materials[1].name"}
    assert not any(finding.path == "materials[1].name" for finding in check(load(broken), catch_all=()))


@pytest.mark.parametrize(
    ("when", "found"),
    [
        ("situation.premises == 'rented'", "situation.premises"),
        ("area > 50", "area"),
        ("situation.business in ['restaurant', 'pub']", "pub"),
        ("not (situation.agent or situation.business == 'cantene')", "cantene"),
    ],
)
def test_a_slip_in_a_condition_is_found_before_it_hides_a_material(when: str, found: str) -> None:
    broken = copy.deepcopy(data("food_new"))
    broken["materials"][1]["when"] = when
    assert [f.found for f in findings(load(broken)) if f.severity == "error"] == [found]


def test_a_slip_in_a_condition_of_the_form_is_found() -> None:
    broken = copy.deepcopy(data("food_new"))
    broken["form"]["pages"][1]["when"] = "situation.bussiness == 'retail'"
    assert errors(broken) == {"form.pages[1].when"}


def test_a_question_may_not_look_at_a_later_question() -> None:
    broken = copy.deepcopy(data("food_new"))
    broken["situation"]["questions"][0]["when"] = "situation.agent"
    assert "situation.questions[0].when" in errors(broken)


def test_errors_stand_before_warnings_and_missing_english_is_only_a_warning() -> None:
    content = changed(promise_days=21)
    del content["number_limit"]["en"]
    found = findings(load(content))
    assert [finding.severity for finding in found] == sorted(finding.severity for finding in found)
    assert [finding.path for finding in found if finding.severity == "warning"] == ["number_limit"]


def test_a_question_never_hangs_on_the_day_and_an_outcome_or_a_material_may() -> None:
    season = "today() >= date('2026-06-01')"
    asked = copy.deepcopy(data("food_new"))
    asked["situation"]["questions"][1]["when"] = season
    assert errors(asked) == {"situation.questions[1].when"}
    told = copy.deepcopy(data("food_new"))
    told["materials"][1]["when"] = season
    assert not errors(told)
    names = {
        month: [m.key for m in load(told).materials_for(on_day({"situation": {}}, dt.date(2026, month, 1)))]
        for month in (5, 6)
    }
    assert set(names[6]) - set(names[5]) == {told["materials"][1]["key"]}


def test_an_age_of_something_that_is_no_id_number_is_found_when_the_guide_is_read() -> None:
    broken = copy.deepcopy(data("elderly_allowance"))
    fields = broken["form"]["pages"][0]["fields"]
    next(f for f in fields if f["key"] == "elder_id")["checks"][0]["expr"] = "age(contact_phone, today()) >= 80"
    with pytest.raises(BadInput) as refusal:
        load(broken)
    assert "contact_phone" in str(refusal.value.errors)


@pytest.mark.parametrize("name", sorted(ITEMS))
def test_a_written_promise_is_offered_only_where_it_can_be_given(name: str) -> None:
    assert "promise_letter" not in {finding.path for finding in findings(load(data(name)))}


def test_a_written_promise_without_a_letter_is_found() -> None:
    found = [finding.path for finding in findings(load(changed("elderly_allowance", promise_letter=True)))]
    assert found == ["promise_letter"]
