"""Working days by the State Council's notices of 2025 and 2026, counted by hand; the import of the next."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.promises.calendar import Calendar, Day, missing_festivals, read_calendar_file, seed_rows
from tongban.promises.days import FESTIVALS

D = dt.date
REAL = Calendar.seeded()
a_day = st.dates(D(2005, 1, 1), D(2026, 6, 30))


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        # National Day 2025: off 1–8 October; Sunday 28 September and Saturday 11 October are worked.
        # 28, 29, 30 September, 9, 10 October
        (D(2025, 9, 26), 5, D(2025, 10, 10)),
        # … 11, 13, 14, 15, 16 October
        (D(2025, 9, 26), 10, D(2025, 10, 16)),
        (D(2025, 9, 30), 1, D(2025, 10, 9)),
        # Spring Festival 2025: off 28 January – 4 February; 26 January and 8 February are worked.
        # 21–24, 26, 27 January; 5–8, 10–14, 17–21 February
        (D(2025, 1, 20), 20, D(2025, 2, 21)),
        # Spring Festival 2026: off 15–23 February; Saturdays 14 and 28 February are worked.
        # 12, 13, 14, 24, 25 February
        (D(2026, 2, 11), 5, D(2026, 2, 25)),
        # … 26, 27, 28 February, 2, 3 March
        (D(2026, 2, 11), 10, D(2026, 3, 3)),
        # New Year 2026: off 1–3 January; Sunday 4 January is worked.
        (D(2025, 12, 31), 1, D(2026, 1, 4)),
        # National Day 2026: off 1–7 October; Sunday 20 September and Saturday 10 October are worked.
        # 29, 30 September, 8, 9, 10 October
        (D(2026, 9, 28), 5, D(2026, 10, 10)),
    ],
)
def test_a_limit_passes_over_the_holidays_and_counts_the_worked_weekends(
    start: dt.date, days: int, due: dt.date
) -> None:
    assert REAL.add_workdays(start, days) == due
    assert REAL.workdays_between(start, due) == days


@given(start=a_day, count=st.integers(1, 130))
def test_counting_forward_and_counting_between_agree_with_fingers(start: dt.date, count: int) -> None:
    day, left = start, count
    while left:
        day += dt.timedelta(days=1)
        left -= REAL.is_workday(day)
    assert REAL.add_workdays(start, count) == day
    assert REAL.workdays_between(start, day) == count
    assert REAL.is_workday(day)


@given(first=a_day, second=a_day)
def test_days_between_add_up(first: dt.date, second: dt.date) -> None:
    early, late = sorted([first, second])
    middle = early + (late - early) / 2
    whole = REAL.workdays_between(early, late)
    assert whole == REAL.workdays_between(early, middle) + REAL.workdays_between(middle, late)
    assert REAL.workdays_between(late, early) == 0


def test_a_year_without_a_notice_follows_the_week_and_says_that_it_is_provisional() -> None:
    assert REAL.is_workday(D(2027, 10, 1))
    assert REAL.unpublished(D(2026, 12, 30), D(2027, 1, 6)) == (2027,)
    assert REAL.unpublished(D(2026, 12, 1), D(2026, 12, 31)) == ()


def test_the_seed_names_each_festival_in_both_languages_and_tells_what_was_shifted() -> None:
    rows = dict(seed_rows())
    assert (rows[D(2026, 4, 5)].name_zh, rows[D(2026, 4, 5)].name_en) == ("清明节", "Qingming")
    assert rows[D(2026, 2, 14)] == Day(True, "春节", "Spring Festival", rows[D(2026, 2, 14)].source, True)
    assert not rows[D(2026, 10, 1)].shifted
    assert rows[D(2026, 10, 7)].shifted
    assert REAL.published == frozenset(range(2004, 2027))
    assert missing_festivals(rows.items(), 2026) == []


def test_a_half_copied_notice_is_seen() -> None:
    rows = [(D(2027, 1, 1), Day(False, "元旦"))]
    assert missing_festivals(rows, 2027) == list(FESTIVALS[1:])


def test_an_administrator_loads_next_year_from_csv_in_either_encoding() -> None:
    text = (
        "日期,是否工作日,名称,来源\n2027-01-01,否,元旦,国办通知\n2027年2月6日,否,春节,国办通知\n"
        "20270220,是,春节,国办通知\n,,,\n"
    )
    for encoding in ("utf-8-sig", "gb18030"):
        rows, faults = read_calendar_file(text.encode(encoding))
        assert faults == []
        assert rows == [
            (D(2027, 1, 1), Day(False, "元旦", "New Year's Day", "国办通知", False)),
            (D(2027, 2, 6), Day(False, "春节", "Spring Festival", "国办通知", False)),
            (D(2027, 2, 20), Day(True, "春节", "Spring Festival", "国办通知", True)),
        ]


def test_an_administrator_loads_next_year_from_a_workbook() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["名称", "日期", "来源", "是否工作日"])
    sheet.append(["国庆节", D(2027, 10, 1), "国办通知", "否"])
    sheet.append(["国庆节调休", dt.datetime(2027, 10, 9), "国办通知", 1])
    sheet.append(["国庆节", 20271002, None, 0])
    stream = io.BytesIO()
    book.save(stream)
    rows, faults = read_calendar_file(stream.getvalue())
    assert faults == []
    assert [(day, entry.is_workday, entry.shifted) for day, entry in rows] == [
        (D(2027, 10, 1), False, False),
        (D(2027, 10, 2), False, False),
        (D(2027, 10, 9), True, True),
    ]


def test_every_fault_of_a_file_is_told_by_row() -> None:
    text = (
        "日期,是否工作日,名称\n2027-02-30,否,春节\n2027-02-06,也许,春节\n"
        "2027-02-07,否,春节\n2027-02-07,是,春节\n20271,是,\n"
    )
    rows, faults = read_calendar_file(text.encode())
    assert [(fault.row, fault.column, fault.found) for fault in faults] == [
        (2, "日期", "2027-02-30"),
        (3, "是否工作日", "也许"),
        (5, "日期", "2027-02-07"),
        (6, "日期", "20271"),
    ]
    assert [day for day, _ in rows] == [D(2027, 2, 7)]


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 no workbook", b"\xff\xfe\xff", "日期,名称\n2027-01-01,元旦\n".encode()]
)
def test_what_is_no_calendar_is_refused_in_words(content: bytes) -> None:
    rows, faults = read_calendar_file(content)
    assert rows == []
    assert len(faults) == 1
    assert str(faults[0])


@given(st.binary(max_size=300))
def test_no_bytes_break_the_import(content: bytes) -> None:
    rows, faults = read_calendar_file(content)
    assert isinstance(rows, list)
    assert isinstance(faults, list)
