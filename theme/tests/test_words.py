"""What the filters write, in both languages."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from theme.templatetags import theme as tags

DAY = dt.date(2026, 11, 21)
NIGHT_UTC = dt.datetime(2026, 11, 21, 16, 32, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("language", "day", "moment"),
    [
        ("zh-hans", "2026年11月21日", "2026年11月22日 00:32"),
        ("en", "21 November 2026", "22 November 2026, 00:32"),
    ],
)
def test_a_reader_sees_dates_in_their_language_and_shanghai_time(language: str, day: str, moment: str) -> None:
    with translation.override(language):
        assert tags.date_long(DAY) == tags.date_long("2026-11-21") == day
        assert tags.datetime_long(NIGHT_UTC) == moment


def test_what_is_no_date_comes_back_as_it_was() -> None:
    assert (tags.date_long(None), tags.date_long("明年"), tags.datetime_long("soon")) == ("", "明年", "soon")


@pytest.mark.parametrize(
    ("fen", "shown"),
    [(0, "¥0.00"), (5, "¥0.05"), (123450, "¥1,234.50"), (-1200, "-¥12.00"), (None, ""), ("", "")],
)
def test_a_payer_sees_fen_as_yuan(fen: object, shown: str) -> None:
    assert tags.money(fen) == shown


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_no_fen_is_lost_in_writing(fen: int) -> None:
    shown = tags.money(fen).replace("¥", "").replace(",", "").replace(".", "")
    assert int(shown) == fen


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("110105194912310021", "110***********0021"),
        ("13800000000", "138****0000"),
        ("zhang@example.org", "z***@example.org"),
        ("张示例", "张**"),
        ("张示", "张*"),
        ("", ""),
    ],
)
def test_a_bystander_reads_no_personal_field_whole(value: str, shown: str) -> None:
    assert tags.mask(value) == shown


def test_english_that_is_missing_falls_back_to_chinese() -> None:
    with translation.override("en"):
        assert tags.in_language({"zh": "店名", "en": "Shop"}) == "Shop"
        assert tags.in_language({"zh": "店名", "en": ""}) == "店名"
        assert tags.in_language("plain") == "plain"
    with translation.override("zh-hans"):
        assert tags.in_language({"zh": "店名", "en": "Shop"}) == "店名"


def test_an_unknown_lamp_is_no_clock_and_amber_is_yellow() -> None:
    assert tags.lamp("purple")["colour"] == "none"
    assert tags.lamp("amber")["colour"] == "yellow"
