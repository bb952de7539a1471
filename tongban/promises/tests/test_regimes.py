"""Each regime runs its own clocks and offers its own acts, and says why an act is not offered."""

from __future__ import annotations

import datetime as dt

import pytest

from tongban.kit.errors import Refused
from tongban.promises.calendar import Calendar
from tongban.promises.clocks import compute
from tongban.promises.regimes import (
    ALWAYS,
    ANSWERS,
    ARTICLE_45_KINDS,
    LICENSING_ACTS,
    OWN_LIMITS,
    PAUSE_KINDS,
    REGIMES,
    clock_spec,
    regime,
)
from tongban.promises.statutes import LOCAL, RECALLED, SEEN, SETTING, STATUTES, Basis, cite

D = dt.date
REAL = Calendar.seeded()
EVERY_ACT = LICENSING_ACTS | {"public_notice", "register_on_the_spot"}


@pytest.mark.parametrize(
    ("code", "kinds"),
    [
        (
            "licensing",
            [
                "acceptance", "not_needed", "not_ours", "decision", "joint_decision", "lower_review",
                "delivery", "hearing", "inspectors",
            ],
        ),
        ("registration", ["decision"]),
        ("assistance", ["acceptance", "decision"]),
        ("promise_only", ["acceptance", "decision"]),
        ("external", []),
    ],
)  # fmt: skip
def test_a_regime_runs_its_own_clocks(code: str, kinds: list[str]) -> None:
    assert [rule.kind for rule in regime(code).clocks] == kinds


@pytest.mark.parametrize(
    ("kind", "limit", "article", "extension"),
    [
        ("acceptance", 5, "32.1.4", 0),
        ("decision", 20, "42.1", 10),
        ("joint_decision", 45, "42.2", 15),
        ("lower_review", 20, "43", 0),
        ("delivery", 10, "44", 0),
        ("hearing", 20, "47.1", 0),
        ("inspectors", 5, "55.2", 0),
    ],
)
def test_the_figures_of_licensing_law_are_those_of_its_articles(
    kind: str, limit: int, article: str, extension: int
) -> None:
    spec = clock_spec("licensing", kind, D(2026, 3, 3))
    assert (spec.limit, spec.basis, spec.extension_days) == (limit, Basis("licensing", article), extension)


def test_only_licensing_law_deems_silence_an_acceptance_and_renews_by_silence() -> None:
    deemed = [
        (each.code, rule.kind) for each in REGIMES.values() for rule in each.clocks if rule.on_silence != "broken"
    ]
    assert deemed == [("licensing", "acceptance")]
    assert [each.code for each in REGIMES.values() if each.renewal] == ["licensing"]


def test_only_article_45_stops_the_clock_and_only_under_licensing_law() -> None:
    assert len(ARTICLE_45_KINDS) == 8
    for each in REGIMES.values():
        assert each.pauses == (ARTICLE_45_KINDS if each.code == "licensing" else ())
        assert not each.may_pause_for("site_visit")
    assert regime("licensing").may_pause_for("expert_review")
    assert regime("licensing").may_pause_for("project_assessment", ("project_assessment",))
    assert {kind for each in REGIMES.values() for rule in each.clocks for kind in rule.pauses} <= PAUSE_KINDS.keys()


@pytest.mark.parametrize("code", list(REGIMES))
def test_every_act_is_offered_or_its_absence_is_explained(code: str) -> None:
    for act in EVERY_ACT:
        found = regime(code)
        assert bool(str(found.why_not(act))) != found.offers(act)
        assert found.offers(act) or act in found.instead


def test_a_submitted_application_leaves_the_desk_by_an_answer_only() -> None:
    assert ANSWERS <= ALWAYS
    for code in ("licensing", "assistance", "promise_only"):
        assert regime(code).acts >= ANSWERS
    assert not any(act.startswith("return") for act in EVERY_ACT)
    assert regime("external").acts == {"comment", "withdraw", "hand_over"}


def test_a_registration_takes_three_days_and_three_more() -> None:
    spec = clock_spec("registration", "decision", D(2026, 4, 1))
    # Thursday 2, Friday 3; Qingming 4–6; Tuesday 7 April
    assert compute(spec, [], REAL).due_on == D(2026, 4, 7)
    assert (spec.extension_days, spec.on_silence) == (3, "broken")


def test_a_promise_may_be_shorter_than_the_law_and_never_longer() -> None:
    spec = clock_spec("licensing", "decision", D(2026, 3, 3), promise_days=8)
    assert (spec.limit, spec.legal_limit, spec.basis) == (8, 20, None)
    assert spec.legal_basis == Basis("licensing", "42.1")
    with pytest.raises(Refused, match="longer than the legal"):
        clock_spec("licensing", "decision", D(2026, 3, 3), promise_days=21)


def test_a_longer_limit_needs_the_law_that_allows_it() -> None:
    with pytest.raises(Refused, match="needs the law"):
        clock_spec("licensing", "decision", D(2026, 3, 3), legal_days=45)
    own = Basis("取水许可和水资源费征收管理条例", "14")
    spec = clock_spec("licensing", "decision", D(2026, 3, 3), legal_days=45, basis=own)
    assert (spec.limit, spec.basis) == (45, own)


def test_where_the_law_gives_no_figure_the_guide_must() -> None:
    with pytest.raises(Refused, match="no number of days"):
        clock_spec("assistance", "decision", D(2026, 3, 3))
    assert clock_spec("assistance", "decision", D(2026, 3, 3), promise_days=15).limit == 15


def test_no_clock_of_ours_runs_on_what_another_system_handles() -> None:
    with pytest.raises(Refused, match="No such clock"):
        clock_spec("external", "decision", D(2026, 3, 3))
    with pytest.raises(Refused, match="not known"):
        regime("unknown")


def test_every_figure_has_its_article_or_says_that_it_has_none() -> None:
    for each in REGIMES.values():
        for rule in each.clocks:
            assert rule.provenance in (SEEN, RECALLED, LOCAL, SETTING)
            assert rule.basis is not None or rule.provenance == SETTING
            assert rule.basis is None or rule.basis.law in STATUTES
    for own in OWN_LIMITS.values():
        assert own.provenance in (SEEN, RECALLED, LOCAL)
        assert own.regime in REGIMES


@pytest.mark.parametrize(
    ("basis", "chinese", "english"),
    [
        (Basis("licensing", "42"), "《行政许可法》第四十二条", "Administrative Licensing Law, Article 42"),
        (
            Basis("行政许可法", "32.1.4"),
            "《行政许可法》第三十二条第一款第四项",
            "Administrative Licensing Law, Article 32, paragraph 1, item 4",
        ),
        (
            Basis("《中华人民共和国行政许可法》", "10"),
            "《行政许可法》第十条",
            "Administrative Licensing Law, Article 10",
        ),
        (Basis("取水许可条例", "第二十条"), "《取水许可条例》第二十条", "《取水许可条例》, Article 20"),
        (
            Basis("中华人民共和国食品安全法", "第三十三条第一款第四项"),
            "《食品安全法》第三十三条第一款第四项",
            "Food Safety Law, Article 33, paragraph 1, item 4",
        ),
        (Basis("水法", "第三条、第四十八条"), "《水法》第三条、第四十八条", "Water Law, Article 3; Article 48"),
        (Basis("水法", "附则"), "《水法》附则", "Water Law, 附则"),
        (Basis("food_safety", "135"), "《食品安全法》第一百三十五条", "Food Safety Law, Article 135"),
        (Basis("food_safety", "102"), "《食品安全法》第一百零二条", "Food Safety Law, Article 102"),
        (Basis("food_safety", "110"), "《食品安全法》第一百一十条", "Food Safety Law, Article 110"),
        (
            Basis("复议法", "11..3"),
            "《行政复议法》第十一条第三项",
            "Administrative Reconsideration Law, Article 11, item 3",
        ),
        (Basis("licensing"), "《行政许可法》", "Administrative Licensing Law"),
    ],
)
def test_a_law_is_cited_as_each_language_cites_it(basis: Basis, chinese: str, english: str) -> None:
    assert cite(basis, "zh-hans") == chinese
    assert cite(basis, "en") == english
