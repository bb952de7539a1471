"""Whoever is refused learns where to turn, within what time, and what comes first: by act, organ and law."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tongban.cases.remedies import ACTS, ORGANS, Act, LawFlags, Organ, act_of, remedies
from tongban.kit.errors import Refused
from tongban.promises.api import Basis

# A county department, and the names its region's data gives it.
BUREAU = Organ(
    name="蒲江县市场监督管理局",
    kind="county_department",
    government_name="蒲江县人民政府",
    superior_name="成都市市场监督管理局",
    court_name="蒲江县人民法院",
    intermediate_court_name="成都市中级人民法院",
    names_en={
        "蒲江县人民政府": "the People's Government of Pujiang County",
        "蒲江县人民法院": "the People's Court of Pujiang County",
    },
)


def organ(kind: str, **names: str) -> Organ:
    return replace(BUREAU, kind=kind, **names)  # type: ignore[arg-type]


def law(article: str) -> Basis:
    return Basis("reconsideration", article)


# --- who reconsiders: Articles 24 to 28 -----------------------------------------------------------

COUNTY, CITY, PROVINCE = "蒲江县人民政府", "成都市人民政府", "四川省人民政府"


@pytest.mark.parametrize(
    ("against", "bodies", "article"),
    [
        (organ("county_department"), (COUNTY,), "24.1.1"),
        (organ("city_department", government_name=CITY), (CITY,), "24.1.1"),
        (organ("provincial_department", government_name=PROVINCE), (PROVINCE,), "24.1.1"),
        (organ("township_government", superior_name=COUNTY), (COUNTY,), "24.1.2"),
        (organ("county_government", superior_name=CITY), (CITY,), "24.1.2"),
        (organ("city_government", superior_name=PROVINCE), (PROVINCE,), "24.1.2"),
        (organ("provincial_government", name=PROVINCE), (PROVINCE,), "24.2"),
        (organ("subdistrict_office"), (COUNTY,), "24.1.3"),
        (organ("prefectural_office", government_name=PROVINCE), (PROVINCE,), "24.1.3"),
        (organ("prefectural_department", government_name="某某地区行政公署"), ("某某地区行政公署",), "24.3"),
        (organ("authorised_institution"), (COUNTY,), "24.1.4"),
        (organ("dispatched_office"), (COUNTY,), "24.4"),
        (organ("state_council_department", name="自然资源部"), ("自然资源部",), "25..1"),
        (
            organ("state_council_dispatched_office", superior_name="水利部"),
            ("水利部",),
            "25..2",
        ),
        (organ("state_council_institution", superior_name="教育部"), ("教育部",), "25..3"),
        (organ("tax", superior_name="国家税务总局成都市税务局"), ("国家税务总局成都市税务局",), "27"),
        (
            organ("finance", superior_name="国家金融监督管理总局四川监管局"),
            ("国家金融监督管理总局四川监管局",),
            "27",
        ),
        (
            organ("foreign_exchange", superior_name="国家外汇管理局四川省分局"),
            ("国家外汇管理局四川省分局",),
            "27",
        ),
        (organ("state_security", superior_name="成都市国家安全局"), ("成都市国家安全局",), "27"),
        (organ("customs", superior_name="海关总署"), ("海关总署",), "27"),
        (
            organ("justice_department", superior_name="成都市司法局"),
            (COUNTY, "成都市司法局"),
            "28",
        ),
    ],
)
def test_the_refused_turn_to_the_body_that_the_law_names(against: Organ, bodies: tuple[str, ...], article: str) -> None:
    found = remedies(Act.REFUSAL, against)
    assert found.reconsideration_bodies == bodies
    assert law(article) in found.articles
    assert all(name in found.paragraph_zh for name in bodies)


def test_every_kind_of_organ_is_among_the_examples() -> None:
    marks = test_the_refused_turn_to_the_body_that_the_law_names.pytestmark  # type: ignore[attr-defined]
    assert {example[0].kind for mark in marks for example in mark.args[1]} == set(ORGANS)


def test_against_an_office_set_up_by_district_the_district_may_be_asked_too() -> None:
    office = organ(
        "dispatched_office", level="city", government_name=CITY, local_government_name="成都市武侯区人民政府"
    )
    assert remedies(Act.REFUSAL, office).reconsideration_bodies == (CITY, "成都市武侯区人民政府")
    of_a_county = replace(office, level="county", government_name=COUNTY)
    assert remedies(Act.REFUSAL, of_a_county).reconsideration_bodies == (COUNTY,)


def test_what_an_entrusted_organ_did_is_answered_for_by_the_one_that_entrusted_it() -> None:
    town = organ("township_government", name="鹤山街道服务中心", superior_name=COUNTY)
    found = remedies(Act.REFUSAL, replace(town, acts_for=BUREAU))
    assert found.reconsideration_bodies == (COUNTY,)
    assert law("19.3") in found.articles
    assert law("24.1.1") in found.articles


# --- what comes first: Article 23 -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "first"),
    [
        (Act.GRANT, None),
        (Act.GRANT_WITH_BURDENS, None),
        (Act.REFUSAL, None),
        (Act.NOT_ACCEPTED, None),
        (Act.NOT_REQUIRED, None),
        (Act.TERMINATION, None),
        (Act.REVOCATION, None),
        (Act.REGISTRATION_REFUSED, None),
        (Act.SERVICE_REFUSED, None),
        (Act.DISCLOSURE_OTHER, None),
        (Act.PENALTY, None),
        (Act.COERCION, None),
        (Act.RESOURCE_RIGHT_DECIDED, None),
        (Act.ON_THE_SPOT_PENALTY, "23.1.1"),
        (Act.RESOURCE_RIGHT_TAKEN, "23.1.2"),
        (Act.FAILURE_TO_ACT, "23.1.3"),
        (Act.LICENCE_NOT_ANSWERED, "23.1.3"),
        (Act.BENEFIT_REFUSED, "23.1.3"),
        (Act.DISCLOSURE_REFUSED, "23.1.4"),
    ],
)
def test_reconsideration_comes_first_only_where_article_23_says_so(act: Act, first: str | None) -> None:
    found = remedies(act, BUREAU)
    assert found.reconsideration_first == (first is not None)
    assert first is None or law(first) in found.articles
    assert ("应当先自" in found.paragraph_zh) == found.reconsideration_first
    assert ("must first" in found.paragraph_en) == found.reconsideration_first
    assert ("六个月" in found.paragraph_zh) != found.reconsideration_first
    assert found.reconsideration_days == 60
    assert found.court == "蒲江县人民法院"


def test_every_act_is_among_the_examples() -> None:
    test = test_reconsideration_comes_first_only_where_article_23_says_so
    marks = test.pytestmark  # type: ignore[attr-defined]
    assert {example[0] for mark in marks for example in mark.args[1]} == set(ACTS) - {Act.STEP}
    assert set(ACTS) == set(Act)


def test_another_law_may_want_reconsideration_first() -> None:
    tax_law = Basis("税收征收管理法", "88.1")
    found = remedies(Act.COERCION, organ("tax"), LawFlags(first_by=tax_law))
    assert found.reconsideration_first
    assert (law("23.1.5"), tax_law) == found.articles[2:4]


def test_that_a_refused_benefit_is_a_failure_to_act_is_a_reading_that_can_be_set_aside() -> None:
    assert remedies(Act.BENEFIT_REFUSED, BUREAU).reading
    found = remedies(Act.BENEFIT_REFUSED, BUREAU, LawFlags(benefit_refusal_first=False))
    assert (found.reconsideration_first, found.reading) == (False, "")


# --- the court ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(ORGANS))
def test_a_government_from_the_county_up_a_state_department_and_customs_are_sued_higher_up(kind: str) -> None:
    higher = {
        "county_government", "city_government", "provincial_government", "prefectural_office",
        "state_council_department", "customs",
    }  # fmt: skip
    expected = "成都市中级人民法院" if kind in higher else "蒲江县人民法院"
    assert remedies(Act.REFUSAL, organ(kind)).court == expected


def test_a_dispute_about_real_estate_goes_to_the_court_where_it_lies() -> None:
    found = remedies(Act.REGISTRATION_REFUSED, BUREAU, LawFlags(real_estate_court="成都市双流区人民法院"))
    assert found.court == "成都市双流区人民法院"
    assert Basis("litigation", "20") in found.articles


def test_a_region_that_gives_these_cases_to_one_court_says_so_in_its_data() -> None:
    found = remedies(Act.REFUSAL, organ("county_government", court_name="成都铁路运输中级法院"))
    assert found.court == "成都铁路运输中级法院"


# --- times ----------------------------------------------------------------------------------------


def test_the_period_for_a_lawsuit_is_six_months_or_what_another_law_says() -> None:
    found = remedies(Act.REFUSAL, BUREAU)
    assert (found.lawsuit_months, found.lawsuit_days, found.days_after_reconsideration) == (6, None, 15)
    shorter = remedies(Act.PENALTY, BUREAU, LawFlags(lawsuit_days=30, lawsuit_basis=Basis("某某法", "5")))
    assert (shorter.lawsuit_months, shorter.lawsuit_days) == (None, 30)
    assert "三十日内，依法向" in shorter.paragraph_zh


def test_only_a_longer_period_for_reconsideration_counts() -> None:
    assert remedies(Act.PENALTY, BUREAU, LawFlags(reconsideration_days=90)).reconsideration_days == 90
    with pytest.raises(Refused):
        remedies(Act.PENALTY, BUREAU, LawFlags(reconsideration_days=15))


def test_what_is_recalled_of_the_law_is_marked() -> None:
    assert {basis.law for basis in remedies(Act.REFUSAL, BUREAU).recalled} == {"litigation"}


# --- what the paper says --------------------------------------------------------------------------


def test_who_is_refused_a_licence_reads_both_ways() -> None:
    found = remedies(Act.REFUSAL, BUREAU)
    assert found.must_be_told
    assert found.paragraph_zh == (
        "如不服本决定，可以自知道或者应当知道本决定之日起六十日内，向蒲江县人民政府申请行政复议；"
        "也可以自知道或者应当知道本决定之日起六个月内，依法向蒲江县人民法院提起行政诉讼。"
    )
    assert found.paragraph_en == (
        "If you disagree with this decision, you may apply to the People's Government of Pujiang County for "
        "administrative reconsideration within 60 days of the day you learned of it; or you may sue in the "
        "People's Court of Pujiang County within 6 months of the day you learned of it."
    )


def test_who_is_refused_information_reads_that_reconsideration_comes_first() -> None:
    assert remedies(Act.DISCLOSURE_REFUSED, BUREAU).paragraph_zh == (
        "如不服本答复，应当先自知道或者应当知道本答复之日起六十日内，向蒲江县人民政府申请行政复议；"
        "对行政复议决定不服的，可以自收到行政复议决定书之日起十五日内，依法向蒲江县人民法院提起行政诉讼。"
        "行政复议机关决定不予受理、驳回申请或者逾期不作答复的，"
        "可以自收到决定书之日起或者行政复议期限届满之日起十五日内，依法提起行政诉讼。"
    )


def test_who_is_not_answered_counts_from_the_end_of_the_period() -> None:
    found = remedies(Act.LICENCE_NOT_ANSWERED, BUREAU)
    assert found.paragraph_zh.startswith("如认为本机关未履行法定职责，应当先自履行职责的期限届满之日起六十日内")
    assert found.paragraph_en.startswith("If you hold that there is a failure to perform a legal duty")


def test_against_a_province_or_a_ministry_one_may_also_ask_the_state_council() -> None:
    for kind in ("provincial_government", "state_council_department"):
        found = remedies(Act.REFUSAL, organ(kind))
        assert found.state_council_may_rule
        assert "向国务院申请裁决" in found.paragraph_zh
        assert law("26") in found.articles
    assert not remedies(Act.REFUSAL, BUREAU).state_council_may_rule


def test_where_a_law_makes_reconsideration_final_no_court_is_named() -> None:
    found = remedies(Act.REVOCATION, BUREAU, LawFlags(final_by=Basis("出境入境管理法", "64.1")))
    assert found.court == ""
    assert "人民法院" not in found.paragraph_zh
    assert "《出境入境管理法》第六十四条第一款，行政复议决定为最终裁决" in found.paragraph_zh


def test_a_paper_served_online_names_where_to_apply_online() -> None:
    found = remedies(Act.REFUSAL, BUREAU, LawFlags(online="https://fuyi.example.gov.cn"))
    assert found.paragraph_zh.endswith("行政复议申请可以在线提交：https://fuyi.example.gov.cn。")


def test_a_notice_on_the_way_promises_no_lawsuit_of_its_own() -> None:
    found = remedies(Act.STEP, BUREAU)
    assert (found.reconsideration_bodies, found.court, found.must_be_told) == ((), "", False)


def test_a_grant_need_not_tell_and_a_refusal_must() -> None:
    assert not remedies(Act.GRANT, BUREAU).must_be_told
    assert remedies(Act.GRANT_WITH_BURDENS, BUREAU).must_be_told


# --- what is missing is said, never left out ------------------------------------------------------


@pytest.mark.parametrize("missing", ["government_name", "court_name"])
def test_a_paper_is_not_written_with_a_name_missing(missing: str) -> None:
    with pytest.raises(Refused):
        remedies(Act.REFUSAL, replace(BUREAU, **{missing: ""}))  # type: ignore[arg-type]


def test_an_unknown_kind_of_organ_is_refused() -> None:
    with pytest.raises(Refused):
        remedies(Act.REFUSAL, organ("company"))


@pytest.mark.parametrize(
    ("regime", "outcome", "act"),
    [
        ("licensing", "refuse", Act.REFUSAL),
        ("licensing", "not_accepted", Act.NOT_ACCEPTED),
        ("licensing", "not_required", Act.NOT_REQUIRED),
        ("licensing", "failure", Act.LICENCE_NOT_ANSWERED),
        ("assistance", "refuse", Act.BENEFIT_REFUSED),
        ("assistance", "failure", Act.FAILURE_TO_ACT),
        ("registration", "refuse", Act.REGISTRATION_REFUSED),
        ("promise_only", "refuse", Act.SERVICE_REFUSED),
        ("promise_only", "grant", Act.GRANT),
        ("registration", "terminated", Act.TERMINATION),
    ],
)
def test_an_outcome_of_a_case_is_the_act_that_its_regime_makes_it(regime: str, outcome: str, act: Act) -> None:
    assert act_of(regime, outcome) == act


def test_a_subsidy_that_is_no_social_security_is_a_plain_refusal() -> None:
    assert act_of("assistance", "refuse", social_security=False) == Act.SERVICE_REFUSED
