"""E-mail, address, point on the map, signature and upload: typed, kept, shown, masked, and drawn again."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.forms.api import read, summary, validate_all
from tongban.forms.tests.samples import division_choices, field, form_of
from tongban.forms.tests.test_page import render, words
from tongban.forms.tests.test_properties import json_values

VILLAGE = "510131001003"
INK = "ink:M10 20L30 40L50 60L70 80"


def typed(kind: str, *texts: str, **more: Any) -> Any:
    data = QueryDict(mutable=True)
    data.setlist("x", list(texts))
    return read(form_of(field("x", kind, **more)), "one", data, {}, division_choices=division_choices)


@pytest.mark.parametrize(
    ("kind", "texts", "value"),
    [
        ("email", [" 某人＠example.cn"], None),
        ("email", ["someone@example.cn"], "someone@example.cn"),
        ("email", ["a@b.cn, c@d.cn"], None),
        ("point", ["30.196667, 103.506389"], "30.196667,103.506389"),
        ("point", ["北纬30.2° 东经103.5°"], "30.200000,103.500000"),
        ("point", ["１０３．５，３０．２"], None),
        ("point", ["91, 181"], None),
        ("signature", ["", "演示·张三"], "演示·张三"),
        ("signature", [INK, ""], INK),
        ("signature", ["ink:M10 20L700 40L1 1L2 2", ""], None),
        ("signature", ['ink:M10 20"><script>', ""], None),
        ("signature", ["ink:M1 1", ""], None),
        ("upload", ["2"], 2),
        ("upload", ["0"], None),
    ],
)
def test_what_is_typed_becomes_a_value_or_a_sentence(kind: str, texts: list[str], value: Any) -> None:
    answers = typed(kind, *texts, **({"material": "photo"} if kind == "upload" else {}))
    assert answers.values["x"] == value
    assert bool(answers.errors) == (value is None)


def test_an_address_is_a_place_and_a_line() -> None:
    codes = [code for code, _name in division_choices("")][:1]
    while further := division_choices(codes[-1]):
        codes.append(further[0][0])
    answers = typed("address", *codes, "朝阳大道 88 号")
    assert answers.values["x"] == {"division": codes[-1], "line": "朝阳大道 88 号"}
    form = form_of(field("x", "address"))
    assert validate_all(form, answers.values, {}, division_choices=division_choices) == {}
    [(_page, [row])] = summary(form, answers.values, {}, "zh-hans", division_choices=division_choices)
    assert row.shown.endswith("朝阳大道 88 号")
    [(_page, [hidden])] = summary(form, answers.values, {}, "zh-hans", mask=True, division_choices=division_choices)
    assert "朝阳" not in hidden.shown


def test_an_address_without_its_line_or_its_place_says_which() -> None:
    assert "place is not chosen" in typed("address", "", "朝阳大道 88 号").errors["x"][0]
    codes = [division_choices("")[0][0]]
    while further := division_choices(codes[-1]):
        codes.append(further[0][0])
    assert "Street and number are missing" in typed("address", *codes, "").errors["x"][0]


def test_a_drawn_signature_is_shown_as_a_drawing_and_masked_away() -> None:
    form = form_of(field("x", "signature"))
    [(_page, [row])] = summary(form, {"x": INK}, {}, "en")
    assert "<path" in row.drawing
    assert "M10 20L30 40" in row.drawing
    [(_page, [hidden])] = summary(form, {"x": INK}, {}, "en", mask=True)
    assert hidden.drawing == ""


def test_the_signature_can_be_typed_without_a_script() -> None:
    tree = render(form_of(field("x", "signature")), "one")
    assert tree.xpath(".//label[@for='f-x-name']")
    assert tree.xpath(".//div[@data-signature-drawn][@hidden]")
    assert "Or type your name" in words(tree)


@pytest.mark.parametrize("kind", ["email", "address", "point", "signature", "upload"])
def test_every_field_has_a_label_and_every_id_stands_once(kind: str) -> None:
    more = {"material": "photo"} if kind == "upload" else {}
    answers = typed(kind, "" if kind == "signature" else "?", **more)
    tree = render(form_of(field("x", kind, **more)), "one", answers)
    ids = [element.get("id") for element in tree.xpath(".//*[@id]")]
    assert len(ids) == len(set(ids))
    labelled = {label.get("for") for label in tree.xpath(".//label")}
    fillable = tree.xpath(".//input[not(@type='hidden')] | .//select")
    assert {one.get("id") for one in fillable} <= labelled
    links = {link.get("href") for link in tree.xpath(".//*[@id='form-errors']//a")}
    assert links
    assert {link.removeprefix("#") for link in links} <= set(ids)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["email", "address", "point", "signature", "upload"]), json_values)
def test_any_json_is_answered_with_sentences(kind: str, value: Any) -> None:
    form = form_of(field("x", kind, **({"material": "photo"} if kind == "upload" else {})))
    answers = read(form, "one", {"x": value}, {}, division_choices=division_choices)
    assert all(isinstance(one, str) for sentences in answers.errors.values() for one in sentences)


def test_whoever_takes_the_province_back_has_chosen_no_place() -> None:
    below = ["", "510100000000", "510131000000"]
    assert typed("address", *below, "", required=False).errors == {}
    assert typed("address", *below, "", required=False).values == {"x": None}
    assert "place is not chosen" in typed("address", *below, "朝阳大道 88 号", required=False).errors["x"][0]
    assert typed("division", *below, required=False).values == {"x": None}
