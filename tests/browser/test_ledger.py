"""S12: a receipt is checked in the browser, which says the same as the program, and sends nothing anywhere."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit, check_page, keep_picture
from tests.proofs.made import OfTheHouse, proof
from tests.proofs.tampering import VECTORS, tampered
from tests.proofs.world import OwnKey
from tongban.kit import crypto
from verify import tongban_verify as verifier

ASK_WITH = "([text, keys]) => tongbanProof.judged(new TextEncoder().encode(text), keys).then(v => tongbanProof.told(v))"
ASK = "([text, language]) => tongbanProof.judged(Uint8Array.from(atob(text), c => c.charCodeAt(0))).then(v => tongbanProof.told(v, language))"
FREE = {"not_json", "unreadable"}  # whose words are those of a parser


def asked(page: Page, data: bytes, language: str) -> dict[str, Any]:
    return dict(page.evaluate(ASK, [base64.b64encode(data).decode(), language]))


@pytest.fixture
def receipt(visit: Visit) -> bytes:
    """As its owner downloads it from the page of the case."""
    page = visit("citizen1")
    page.goto("/my/cases/")
    page.locator("a[href^='/my/cases/']:has-text('高龄津贴')").first.click()
    check_page(page)
    address = page.get_by_role("link", name="收件凭证").first.get_attribute("href")
    answer = page.request.get(str(address))
    assert answer.status == 200
    return bytes(answer.body())


def proof_in(pdf: bytes) -> dict[str, Any]:
    [(text, _in_pdf)] = verifier.proofs_in(pdf)
    return dict(json.loads(text))


def test_the_page_says_in_plain_words_that_a_receipt_is_genuine(visit: Visit, receipt: bytes) -> None:
    page = visit()
    page.goto("/check/receipt/")
    check_page(page)
    sent: list[str] = []
    page.context.set_offline(True)
    page.on("request", lambda request: sent.append(request.url))
    page.set_input_files("#f-receipt", {"name": "receipt.pdf", "mimeType": "application/pdf", "buffer": receipt})
    page.get_by_text("这份回执的记录是真的，之后没有人改过").wait_for()
    assert page.get_by_text("签名用的是本网站公布的公钥").is_visible()
    assert sent == []
    page.context.set_offline(False)
    check_page(page)
    keep_picture(page, f"check-receipt-{'phone' if page.viewport_size['width'] < 500 else 'desktop'}")


def test_a_changed_receipt_is_told(visit: Visit, receipt: bytes) -> None:
    page = visit()
    page.goto("/check/receipt/")
    text = tampered("step: removed from the middle", proof_in(receipt), {}).encode()
    page.set_input_files("#f-receipt", {"name": "proof.json", "mimeType": "application/json", "buffer": text})
    page.get_by_text("第 2 步缺失").wait_for()
    check_page(page)


@pytest.mark.parametrize("size", ["desktop"], indirect=True)
def test_browser_and_program_give_the_same_verdicts(visit: Visit, receipt: bytes) -> None:
    page = visit()
    page.goto("/check/receipt/")
    first, second = proof("a"), proof("b", 15)
    for name in VECTORS:
        data = tampered(name, first, second).encode()
        for language in ("zh", "en"):
            by_program = verifier.judged_file(data)
            told = asked(page, data, language)
            assert told["code"] == by_program.code, name
            if by_program.code not in FREE:
                assert told["sentence"] == by_program.sentence(language), name
    for data in (receipt, tampered("as it is", first, second).encode()):
        assert asked(page, data, "zh") == verifier.judged_file(data).plain("zh")


@pytest.mark.parametrize("size", ["desktop"], indirect=True)
@pytest.mark.parametrize("suite", ["international", "national"])
def test_the_browser_checks_a_proof_of_either_suite(visit: Visit, suite: str, settings: Any, tmp_path: Path) -> None:
    page = visit()
    page.goto("/check/receipt/")
    settings.KEYS_DIR, settings.CRYPTO = tmp_path / "keys", suite
    crypto.forget_keys()
    try:
        house = OfTheHouse()
        first, second = proof("a", key=house), proof("b", 15, key=house)
        given, stranger = crypto.record_keys(), OwnKey().keys
    finally:
        crypto.forget_keys()
    for name in ("as it is", "path: another hash", "step: other notes, the last one", "head: another root"):
        told = page.evaluate(ASK_WITH, [tampered(name, first, second), given])
        assert told["code"] == ("genuine" if name == "as it is" else VECTORS[name][1]), told
    assert page.evaluate(ASK_WITH, [json.dumps(first), None])["holds"] is None
    assert page.evaluate(ASK_WITH, [json.dumps(first), stranger])["code"] == "no_key"


@pytest.mark.parametrize("size", ["desktop"], indirect=True)
def test_a_pdf_of_nothing_but_marks_takes_the_browser_no_time(visit: Visit) -> None:
    page = visit()
    page.goto("/check/receipt/")
    marks = "tongbanProof.judged(new TextEncoder().encode('%PDF-1.7 1 0 obj' + '/Type/EmbeddedFile '.repeat(1e6)))"
    took, told = page.evaluate(
        f"(async at => {{ const v = await {marks}; return [Date.now() - at, v.code] }})(Date.now())"
    )
    assert told == "too_large" and took < 3000


@pytest.mark.parametrize("size", ["phone"], indirect=True)
def test_without_a_script_the_file_is_sent_and_checked_here(visit: Visit, receipt: bytes) -> None:
    page = visit(javascript=False)
    page.goto("/check/receipt/")
    assert page.get_by_text("核对后不留存").is_visible()
    page.set_input_files("#f-receipt", {"name": "receipt.pdf", "mimeType": "application/pdf", "buffer": receipt})
    page.click("form[data-check-receipt] button")
    page.get_by_text("这份回执的记录是真的，之后没有人改过").wait_for()
