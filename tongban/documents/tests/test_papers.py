from __future__ import annotations

import io
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from tongban.documents.papers import PAPERS, checked
from tongban.documents.tests.samples import sample
from tongban.documents.typesetting import missing_glyphs, render
from tongban.kit.errors import BadInput

DEMO = "演示文书不具法律效力"


def words(pdf: bytes) -> str:
    """The text of a paper without white space, since lines break anywhere between two characters."""
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


@pytest.mark.parametrize("code", PAPERS)
def test_every_paper_says_its_title_number_organ_and_that_it_is_a_demo(code: str) -> None:
    data = sample(code)
    text = words(render(code, data))
    title = data.get("title") or PAPERS[code].title_zh
    for wanted in (title, data["number"], data["organ"], "2026年11月21日", data["check"]["code"], DEMO):
        assert wanted in text


@pytest.mark.parametrize("code", PAPERS)
def test_a_paper_that_is_no_demo_does_not_say_so(code: str) -> None:
    assert "演示" not in words(render(code, sample(code, demo=False)))


@pytest.mark.parametrize("code", PAPERS)
def test_every_paper_is_pdf_a_2b(code: str) -> None:
    pdf = PdfReader(io.BytesIO(render(code, sample(code))))
    assert "/OutputIntents" in pdf.trailer["/Root"]
    metadata = pdf.trailer["/Root"]["/Metadata"].get_data().decode()
    assert re.search(r"<pdfaid:part>2<.*<pdfaid:conformance>B<", metadata)


@pytest.mark.parametrize("code", PAPERS)
def test_a_sample_stays_the_same_when_it_has_been_stored_as_json(code: str) -> None:
    stored = checked(code, sample(code)).model_dump(mode="json", exclude_none=True)
    assert checked(code, stored) == checked(code, sample(code))


@pytest.mark.parametrize(
    "text", ['#eval("1")', "$x^2$", "*b*", "] #panic()", "<label>", "@ref", "\\u{41}", "/* c */", "= H"]
)
def test_what_a_person_typed_is_printed_and_never_run(text: str) -> None:
    changed = sample("refusal", reasons=[text], addressee=text, item=text)
    assert words(render("refusal", changed)).count(re.sub(r"\s", "", text)) >= 3


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=60).filter(lambda text: text.strip()))
def test_any_text_at_all_becomes_a_paper_or_a_clear_refusal(text: str) -> None:
    try:
        made = render("extension", sample("extension", reason=text, addressee=text))
    except BadInput as refused:
        assert refused.errors
    else:
        assert made.startswith(b"%PDF-")


def test_a_character_that_no_font_has_is_named_and_not_a_box() -> None:
    rare = chr(0x30EDD)
    assert missing_glyphs(f"王{rare}") == [rare]
    text = words(render("receipt", sample("receipt", addressee=f"王{rare}")))
    assert "王〔U+30EDD〕" in text
    assert "字库暂缺的字" in text


def test_a_caller_who_wants_no_substitute_is_told_which_character_is_missing() -> None:
    with pytest.raises(BadInput) as refused:
        render("receipt", sample("receipt", addressee=chr(0x30EDD)), unknown="refuse")
    assert "U+30EDD" in refused.value.found


def test_a_correction_notice_lists_everything_at_once() -> None:
    text = words(render("correction", sample("correction")))
    for item in sample("correction")["corrections"]:
        assert item["material"] in text and item["problem"] in text and item["demand"] in text
    assert "2026年12月10日" in text and "以上共3项" in text


def test_what_is_promised_on_the_spot_is_called_so() -> None:
    said = words(render("acceptance", sample("acceptance", promise_days=0)))
    assert "本机关承诺当场办结" in said and "为0个工作日" not in said
    assert "本机关承诺" not in words(render("acceptance", sample("acceptance", promise_days=None)))


def test_a_refusal_without_remedies_is_refused_itself() -> None:
    data = sample("refusal")
    del data["remedies"]
    with pytest.raises(BadInput) as refused:
        render("refusal", data)
    assert list(refused.value.errors) == ["remedies"]


BAD: list[tuple[str, dict[str, Any], str]] = [
    ("inspection_notice", {"inspectors": [{"name": "例大江", "certificate": "1"}]}, "inspectors"),
    ("correction", {"corrections": []}, "corrections"),
    ("extension", {"new_due": "2026-11-30"}, "paper"),
    ("special_procedure", {"kind": "现场踏勘"}, "kind"),
    ("acceptance", {"deemed": True}, "paper"),
    ("withdrawal", {"kind": "other"}, "paper"),
    ("licence_face", {"title": None}, "paper"),
    ("grant", {"acepted_on": "2026-11-10"}, "acepted_on"),
    ("grant", {"check": {"url": "javascript:alert(1)", "site": "a", "code": "b"}}, "check.url"),
]


@pytest.mark.parametrize(("code", "change", "place"), BAD)
def test_bad_data_are_refused_by_field(code: str, change: dict[str, Any], place: str) -> None:
    with pytest.raises(BadInput) as refused:
        checked(code, sample(code, **change))
    assert place in refused.value.errors


def test_moments_are_printed_in_the_time_of_the_place() -> None:
    assert "2026年11月21日10时32分" in words(render("receipt", sample("receipt", received_at="2026-11-21T02:32:00Z")))


def test_a_signature_never_stands_on_a_page_of_its_own() -> None:
    """Whatever the length, the last page holds words of the paper besides the organ and the date."""
    for lines in (1, 9, 11, 13, 15, 17, 40):
        reasons = ["经营场所与污染源未保持规定的距离，不符合法定条件。"] * min(lines, 30)
        pages = PdfReader(io.BytesIO(render("refusal", sample("refusal", reasons=reasons)))).pages
        assert "行政诉讼" in re.sub(r"\s", "", pages[-1].extract_text())
