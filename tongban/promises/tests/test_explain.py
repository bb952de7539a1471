"""A due date explains itself, in both languages, so that anybody can count it again."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.promises.calendar import Calendar
from tongban.promises.clocks import ClockEvent, ClockSpec, EventKind, compute
from tongban.promises.explain import explain, in_one_sentence
from tongban.promises.statutes import Basis
from tongban.promises.wording import range_text

D = dt.date
REAL = Calendar.seeded()
ARTICLE_42, ARTICLE_45 = Basis("licensing", "42.1"), Basis("licensing", "45")
REVIEWED = [
    ClockEvent(EventKind.PAUSE, D(2026, 3, 6), basis=ARTICLE_45, reason="expert_review", document="蒲审特〔2026〕3号"),
    ClockEvent(EventKind.RESUME, D(2026, 3, 14), reason="expert_review"),
]
SPEC = ClockSpec("C2", D(2026, 3, 3), 20, basis=ARTICLE_42)


def test_an_applicant_reads_why_it_is_due_on_that_day_in_english() -> None:
    reading = compute(SPEC, REVIEWED, REAL)
    assert explain(reading, D(2026, 4, 1), "en") == [
        "20 working days from 3 March 2026, that day not counted "
        "(Administrative Licensing Law, Article 42, paragraph 1)",
        "paused 6–14 March 2026 for an expert review (Administrative Licensing Law, Article 45; "
        "蒲审特〔2026〕3号), the first of these days still counted",
        "resumed on 14 March 2026; 5 working days of the pause do not count",
        "4–6 April 2026 Qingming not counted",
        "due 8 April 2026",
        "4 working days left",
    ]


def test_an_applicant_reads_it_in_chinese(chinese: str) -> None:
    reading = compute(SPEC, REVIEWED, REAL)
    sentences = explain(reading, D(2026, 4, 1), chinese)
    assert in_one_sentence(sentences, chinese) == (
        "自2026年3月3日起20个工作日，当日不计（《行政许可法》第四十二条第一款）；"
        "2026年3月6日至14日暂停，原因：专家评审（《行政许可法》第四十五条，蒲审特〔2026〕3号），其中首日仍计入；"
        "2026年3月14日恢复计算；暂停期间的 5 个工作日不计入期限；"
        "2026年4月4日至6日清明节放假不计；2026年4月8日到期；还剩4个工作日。"
    )


def test_a_worked_weekend_and_a_holiday_with_two_names_are_named() -> None:
    reading = compute(ClockSpec("C2", D(2025, 9, 26), 10), [], REAL)
    assert explain(reading, D(2025, 9, 26), "en") == [
        "10 working days from 26 September 2025, that day not counted",
        "28 September 2025, a weekend day worked for National Day, is counted",
        "1–8 October 2025 National Day and Mid-Autumn Festival not counted",
        "11 October 2025, a weekend day worked for National Day, is counted",
        "due 16 October 2025",
        "10 working days left",
    ]


def test_holidays_inside_a_pause_are_not_mentioned_twice() -> None:
    events = [ClockEvent(EventKind.PAUSE, D(2026, 4, 1)), ClockEvent(EventKind.RESUME, D(2026, 4, 8))]
    reading = compute(ClockSpec("C2", D(2026, 3, 30), 5), events, REAL)
    assert not [line for line in reading.explanation if line.kind == "holiday"]


@pytest.mark.parametrize(
    ("events", "today", "last"),
    [
        ([], D(2026, 3, 31), "today is the last day"),
        ([], D(2026, 4, 1), "overdue by 1 working day"),
        ([], D(2026, 4, 2), "overdue by 2 working days"),
        ([ClockEvent(EventKind.END, D(2026, 3, 31))], D(2026, 5, 1), "answered on 31 March 2026, in time"),
        ([ClockEvent(EventKind.END, D(2026, 4, 1))], D(2026, 5, 1), "answered on 1 April 2026, too late"),
        (REVIEWED[:1], D(2026, 3, 14), "if it went on today, it would be due 8 April 2026"),
        (
            [ClockEvent(EventKind.VOID, D(2026, 3, 9))],
            D(2026, 5, 1),
            "ended on 9 March 2026 without an answer being owed",
        ),
    ],
)
def test_the_last_sentence_says_how_it_stands_today(events: list[ClockEvent], today: dt.date, last: str) -> None:
    assert explain(compute(SPEC, events, REAL), today, "en")[-1] == last


def test_an_extension_a_late_act_a_shorter_promise_and_an_unpublished_year_are_said() -> None:
    spec = ClockSpec("C2", D(2026, 12, 21), 3, legal_limit=20, legal_basis=ARTICLE_42)
    events = [
        ClockEvent(EventKind.EXTEND, D(2026, 12, 24), days=5, basis=ARTICLE_42, reason="the file is large"),
        ClockEvent(EventKind.PAUSE, D(2027, 1, 6), reason="hearing"),
    ]
    assert explain(compute(spec, events, REAL), D(2026, 12, 21), "en") == [
        "3 working days from 21 December 2026, that day not counted",
        "promised sooner than the 20 working days that the law allows "
        "(Administrative Licensing Law, Article 42, paragraph 1)",
        "extended by 5 working days on 24 December 2026 for the file is large "
        "(Administrative Licensing Law, Article 42, paragraph 1)",
        "what was entered on 6 January 2027 for a hearing came after the limit and changes nothing",
        "due 31 December 2026",
        "8 working days left",
    ]
    crossing = compute(ClockSpec("C2", D(2026, 12, 31), 1), [], REAL)
    assert explain(crossing, D(2026, 12, 31), "en")[-2:] == [
        "provisional: the State Council's calendar of 2027 has not been loaded yet",
        "1 working day left",
    ]


def test_natural_days_say_why_the_last_of_them_moved(chinese: str) -> None:
    reading = compute(ClockSpec("x", D(2026, 4, 2), 3, unit="day"), [], REAL)
    assert explain(reading, D(2026, 4, 3), "en") == [
        "3 days from 2 April 2026, that day not counted",
        "the last day, 5 April 2026, is a day off, so the next working day is the last",
        "due 7 April 2026",
        "4 days left",
    ]
    assert explain(reading, D(2026, 4, 3), chinese)[1] == "期限最后一日2026年4月5日是休息日，顺延至下一个工作日"


@given(
    st.lists(st.tuples(st.sampled_from(list(EventKind)[1:]), st.integers(0, 40)), max_size=5),
    st.integers(0, 30),
    st.sampled_from(["workday", "day"]),
    st.integers(0, 60),
)
def test_whatever_happened_can_be_said(
    happened: list[tuple[EventKind, int]], limit: int, unit: str, later: int
) -> None:
    from tongban.kit.errors import Refused

    start = D(2026, 9, 20)
    events = [ClockEvent(kind, start + dt.timedelta(days=offset), days=1) for kind, offset in happened]
    try:
        reading = compute(ClockSpec("x", start, limit, unit=unit), events, REAL)  # type: ignore[arg-type]
    except Refused:
        return
    assert all(explain(reading, start + dt.timedelta(days=later), "en"))


@pytest.mark.parametrize(
    ("first", "last", "chinese_text", "english_text"),
    [
        (D(2026, 4, 4), D(2026, 4, 4), "2026年4月4日", "4 April 2026"),
        (D(2026, 4, 30), D(2026, 5, 3), "2026年4月30日至5月3日", "30 April – 3 May 2026"),
        (
            D(2026, 12, 30),
            D(2027, 1, 2),
            "2026年12月30日至2027年1月2日",
            "30 December 2026 – 2 January 2027",
        ),
    ],
)
def test_a_range_of_days_is_written_as_each_language_writes_it(
    first: dt.date, last: dt.date, chinese_text: str, english_text: str
) -> None:
    assert range_text(first, last, "zh-hans") == chinese_text
    assert range_text(first, last, "en") == english_text


def test_every_sentence_of_the_pure_core_has_its_chinese(chinese: str) -> None:
    from django.utils.translation import gettext, override

    from tongban.promises import explain as module
    from tongban.promises.regimes import REGIMES

    sentences = [
        *module.PLAIN.values(),
        *(str(s) for each in REGIMES.values() for s in each.instead.values()),
    ]
    with override(chinese):
        untranslated = [sentence for sentence in sentences if gettext(sentence) == sentence]
    assert untranslated == []
