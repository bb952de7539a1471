"""Each type of question: what a person may type, and the very sentence where it cannot be used."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.http import QueryDict

from tongban.forms.api import read
from tongban.forms.tests.samples import ID_NUMBER, OPTIONS, USCC, division_choices, field, form_of, said
from tongban.kit import clock

THREE = [{"value": letter, "label": said(letter, letter)} for letter in "abc"]
AREA = field("x", "number", min=0.5, max=1000, unit=said("平方米", "m²"))
RENT = field("x", "money", min=100, max=10_000_000)
WHEN = field("x", "date", min="2020-01-01", max="2030-12-31")
CODE = field(
    "x",
    "text",
    pattern="[A-Z]{2}[0-9]{3}",
    pattern_message=said("应为两个字母加三位数字。", "Two letters and three digits."),
)


def typed(one: dict[str, Any], *texts: str) -> Any:
    data = QueryDict(mutable=True)
    data.setlist("x", list(texts))
    return read(form_of(one), "one", data, {}, division_choices=division_choices)


@pytest.mark.parametrize(
    ("one", "text", "value"),
    [
        (field("x", "text"), "  张  三 ", "张 三"),
        (field("x", "text"), "𠮷野\ufeff", "𠮷野"),
        (CODE, "AB123", "AB123"),
        (field("x", "longtext"), "一\r\n\r\n二  \n", "一\n\n二"),
        (AREA, "50", 50),
        (AREA, " ５０．５ ", 50.5),
        (AREA, "1,000", 1000),
        (AREA, "50平方米", 50),
        (AREA, "50 m²", 50),
        (AREA, "0.5", 0.5),
        (field("x", "number"), "－3", -3),
        (RENT, "1,234.50", 123450),
        (RENT, "￥１２３４．５元", 123450),
        (RENT, "人民币 1 元整", 100),
        (WHEN, "2026-03-03", "2026-03-03"),
        (WHEN, "2026年3月3日", "2026-03-03"),
        (WHEN, "２０２６／３／３", "2026-03-03"),
        (WHEN, "2026.3.3", "2026-03-03"),
        (WHEN, "20260303", "2026-03-03"),
        (field("x", "id_number"), "110105 19491231 002x", ID_NUMBER),
        (field("x", "id_number"), "１１０１０５１９４９１２３１００２Ｘ", ID_NUMBER),
        (field("x", "uscc"), "9111 0000 6000 37341l", USCC),
        (field("x", "phone"), "138 1234-5678", "13812345678"),
        (field("x", "phone"), "+86 13812345678", "13812345678"),
        (field("x", "phone"), "（028）88531234", "028-88531234"),
        (field("x", "phone"), "028-88531234转801", "028-88531234-801"),
        (field("x", "phone"), "010 6555 1234", "010-65551234"),
        (field("x", "phone"), "0831-8221234", "0831-8221234"),
        (field("x", "phone"), "400-820-1234", "4008201234"),
        (field("x", "bank_card"), "６217 0000-0000 0000 012", "6217000000000000012"),
        (field("x", "choice", options=OPTIONS), "rented", "rented"),
        (field("x", "yesno"), "no", False),
        (field("x", "division"), "510131100000", "510131100000"),
    ],
)
def test_what_a_person_types_becomes_a_value(one: dict[str, Any], text: str, value: Any) -> None:
    answers = typed(one, text)
    assert answers.errors == {}
    assert answers.values == {"x": value}
    assert type(answers.values["x"]) is type(value)


@pytest.mark.parametrize(
    ("one", "text", "sentence"),
    [
        (field("x", "text", label=said("姓名", "Name")), "   ", "“Name” is empty. Please fill it in."),
        (
            field("x", "text", min_length=2),
            "a",
            "You typed 1 character; at least 2 are wanted. Please write more.",
        ),
        (
            field("x", "text", max_length=3),
            "abcde",
            "You typed 5 characters; at most 3 fit. Please shorten it by 2.",
        ),
        (
            field("x", "text"),
            "a\u202eb",
            "Character 2 cannot be printed (code U+202E). Delete it and type the text again.",
        ),
        (
            field("x", "text"),
            "a\x00b",
            "Character 2 cannot be printed (code U+0000). Delete it and type the text again.",
        ),
        (CODE, "ab123", "You typed “ab123”. Two letters and three digits."),
        (AREA, "fifty", "You typed “fifty”, which is not a number. Use digits only, for example 12.5."),
        (AREA, "1,23", "You typed “1,23”, which is not a number. Use digits only, for example 12.5."),
        (AREA, "٣", "You typed “٣”, which is not a number. Use digits only, for example 12.5."),
        (AREA, "1e3", "You typed “1e3”, which is not a number. Use digits only, for example 12.5."),
        (AREA, "nan", "You typed “nan”, which is not a number. Use digits only, for example 12.5."),
        (AREA, "0.4", "You typed 0.4; the least is 0.5. Please correct it."),
        (AREA, "1001", "You typed 1001; the most is 1000. Please correct it."),
        (
            field("x", "number"),
            "1234567890123456",
            "“1234567890123456” has more than 15 digits. Please check the number.",
        ),
        (RENT, "1.2万", "You typed “1.2万”, which is not a number. Use digits only, for example 1,234.50."),
        (
            RENT,
            "1.005",
            "You typed “1.005”, with more than two decimals. Give yuan, jiao and fen, for example 1,234.50.",
        ),
        (RENT, "0.99", "You typed ¥0.99; the least is ¥1.00. Please correct it."),
        (RENT, "200000", "You typed ¥200,000.00; the most is ¥100,000.00. Please correct it."),
        (WHEN, "", "“Field” is empty. Please give a date, for example 2026-03-03."),
        (
            WHEN,
            "3 March",
            "You typed “3 March”, which is not a date. Give year, month and day, for example 2026-03-03.",
        ),
        (WHEN, "2026-02-30", "There is no such day: 2026-02-30. Please check month and day."),
        (
            WHEN,
            "2019-12-31",
            "You typed 31 December 2019; it must not be before 1 January 2020. Please correct it.",
        ),
        (
            WHEN,
            "2031-01-01",
            "You typed 1 January 2031; it must not be after 31 December 2030. Please correct it.",
        ),
        (
            field("x", "id_number"),
            "110105194912310023",
            "Character 18 of the ID number should be X; you typed 3. Please check the number.",
        ),
        (
            field("x", "id_number"),
            "11010519491231002",
            "An ID number has 18 characters; you typed 17. Please check it with the card.",
        ),
        (
            field("x", "id_number"),
            "11010519491331002X",
            "Characters 7 to 14 of the ID number are the birthday; “19491331” cannot be one. Please check it.",
        ),
        (
            field("x", "id_number"),
            "1101051949123100OX",
            "Character 17 of the ID number is “O”; it should be a digit.",
        ),
        (
            field("x", "id_number"),
            "11010519491231002Y",
            "Character 18 of the ID number is “Y”; it should be a digit or X.",
        ),
        (
            field("x", "uscc"),
            "911100006000373411",
            "Character 18 of the code should be L; you typed 1. Please check the code.",
        ),
        (
            field("x", "uscc"),
            "9111000060003734",
            "A unified social credit code has 18 characters; you typed 16. Please check it with the licence.",
        ),
        (
            field("x", "uscc"),
            "9111000O600037341L",
            "Character 8 is the letter O, which the code never has. Is it 0?",
        ),
        (
            field("x", "uscc"),
            "91A10000600037341L",
            "Character 3 of the code is “A”; it should be a digit.",
        ),
        (field("x", "phone"), "1381234567", "A mobile number has 11 digits; you typed 10. Please check it."),
        (
            field("x", "phone"),
            "88531234",
            "“88531234” lacks the area code. Write it in front, for example 028-88531234.",
        ),
        (
            field("x", "phone"),
            "ask my son",
            "You typed “ask my son”, which is not a telephone number here. "
            "Give a mobile number of 11 digits, or a landline such as 028-88531234.",
        ),
        (
            field("x", "bank_card"),
            "62170000000000000I2",
            "Character 18 of the card number is “I”; it should be a digit.",
        ),
        (
            field("x", "bank_card"),
            "621700000000012",
            "A card number has 16 to 19 digits; you typed 15. Please check it with the card.",
        ),
        (
            field("x", "bank_card"),
            "6217000000000000021",
            "This is no card number: its last digit does not fit the others. Please check every digit.",
        ),
        (
            field("x", "bank_card"),
            "0" * 16,
            "This is no card number: its last digit does not fit the others. Please check every digit.",
        ),
        (field("x", "choice", options=OPTIONS), "", "Nothing is chosen for “Field”. Please choose one."),
        (
            field("x", "choice", options=OPTIONS),
            "lent",
            "“lent” is not one of the answers offered. Please choose again.",
        ),
        (
            field("x", "choices", options=OPTIONS),
            "",
            "Nothing is chosen for “Field”. Please choose at least one.",
        ),
        (field("x", "yesno"), "", "“Field” has no answer. Please choose Yes or No."),
        (field("x", "yesno"), "true", "“true” is not an answer here. Please choose Yes or No."),
        (field("x", "division"), "", "Nothing is chosen for “Field”. Please choose the place."),
        (
            field("x", "division"),
            "510100000000",
            "You chose “四川省成都市” only. Please go on and choose the county or district.",
        ),
        (
            field("x", "division"),
            "519999000000",
            "There is no division with the code “519999000000”. Please choose again.",
        ),
        (field("x", "division"), "abc", "There is no division with the code “abc”. Please choose again."),
    ],
)
def test_a_person_is_told_what_was_found_and_what_is_wanted(one: dict[str, Any], text: str, sentence: str) -> None:
    answers = typed(one, text)
    assert answers.errors == {"x": [sentence]}
    assert answers.values == {"x": None}
    assert answers.typed["x"] in (text, [text]), "what was typed is still there"


def test_an_id_number_of_tomorrow_is_nobody_s() -> None:
    with clock.turned_to(dt.datetime(1949, 12, 30)):
        assert "“19491231” cannot be one" in typed(field("x", "id_number"), ID_NUMBER).errors["x"][0]


def test_today_in_the_schema_is_today_in_shanghai() -> None:
    born = field("x", "date", max="today")
    with clock.turned_to(dt.datetime(2026, 3, 3, 0, 30)):
        assert typed(born, "2026-03-03").errors == {}
        assert typed(born, "2026-03-04").errors != {}


def test_codes_of_rural_collectives_begin_with_a_letter() -> None:
    from stdnum.cn import uscc

    code = "N2510131MF1234567"
    assert typed(field("x", "uscc"), code + uscc.calc_check_digit(code)).errors == {}


def test_several_choices_come_in_the_order_of_the_form_and_within_its_bounds() -> None:
    several = field("x", "choices", options=THREE, min=2, max=2)
    assert typed(several, "c", "a", "a").values == {"x": ["a", "c"]}
    assert typed(several, "c").errors == {"x": ["You chose 1; at least 2 are wanted. Please choose more."]}
    assert typed(several, "a", "b", "c").errors == {"x": ["You chose 3; at most 2 are allowed. Please take some away."]}


def test_a_chain_of_places_is_read_down_to_where_it_holds_together() -> None:
    place = field("x", "division")
    assert typed(place, "510000000000", "510100000000", "510131000000", "").values == {"x": "510131000000"}
    moved = typed(place, "110000000000", "510100000000", "510131000000")
    assert moved.errors == {"x": ["You chose “北京市” only. Please go on and choose the county or district."]}


def test_a_place_without_lower_levels_is_enough_at_its_own_level() -> None:
    assert typed(field("x", "division", min=5), "510131100002").errors == {}
    assert typed(field("x", "division", min=1), "510000000000").values == {"x": "510000000000"}
