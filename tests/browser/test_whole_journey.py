"""From guide to rating in real Chromium, on a phone and on a desktop: a citizen, an examiner, a decision maker, anybody."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, check_page, keep_picture
from tests.browser.filling import Applicant, go_on

NUMBER = re.compile(r"\d{20,21}[0-9A-Z]")
CODE = re.compile(r"\b[2-9A-HJKMNP-Z]{8}\b")


def desk_act(page: Page, name: str) -> None:
    page.locator(f'a[href$="/acts/{name}/"], button[formaction$="/acts/{name}/"]').first.click()
    page.wait_for_load_state()
    check_page(page, where=name)


def send(page: Page) -> None:
    page.locator("main form button.btn-primary").first.click()
    page.wait_for_load_state()


def apply_for(page: Page, guide: str, size: str) -> tuple[str, str]:
    """From the guide to the receipt: its number and query code."""
    applicant = Applicant(guide)
    page.goto(f"/guides/{applicant.guide.code}/")
    check_page(page, where="guide")
    keep_picture(page, f"guide-{size}")
    page.locator('a[href*="/my/applications/start/"]').first.click()
    page.wait_for_load_state()
    check_page(page, where="start")
    send(page)
    applicant.answer_questions(page)
    applicant.fill_forms(page, each=check_page)
    assert "/materials/" in page.url
    applicant.hand_in(page)
    check_page(page)
    keep_picture(page, f"application-{size}")
    go_on(page)
    assert "/review/" in page.url, page.inner_text("main")[:800]
    check_page(page)
    page.locator("input[name=true]").check()
    go_on(page)
    assert "/receipt/" in page.url, page.inner_text("main")[:800]
    check_page(page)
    keep_picture(page, f"receipt-{size}")
    text = page.inner_text("main")
    number, code = NUMBER.search(text), CODE.search(text)
    assert number
    assert code
    return number.group(), code.group()


def test_from_guide_to_rating(visit: Visit, size: str, tmp_path: Path) -> None:
    citizen = visit("citizen1")
    number, code = apply_for(citizen, "elderly_allowance", size)

    examiner = visit("examiner1")
    examiner.goto("/desk/")
    check_page(examiner, where="desk list")
    keep_picture(examiner, f"desk-list-{size}")
    examiner.goto(f"/desk/cases/number/{number}/")
    case_url = examiner.url
    check_page(examiner, where="desk case")
    keep_picture(examiner, f"desk-case-{size}")
    desk_act(examiner, "accept")
    send(examiner)
    examiner.goto(case_url)
    desk_act(examiner, "review")
    for box in examiner.locator("input[name^=looked_]").all():
        box.check()
    examiner.locator("[name=opinion][value=grant]").check()
    examiner.fill("[name=reasons]", "材料与标准一致。")
    send(examiner)

    decider = visit("decider1")
    decider.goto(case_url)
    desk_act(decider, "decide")
    send(decider)

    citizen.goto(f"/my/cases/number/{number}/")
    expect(citizen.locator('form[action$="/receive/"] button')).to_be_visible(timeout=60_000)  # the worker prints
    check_page(citizen, where="my case")
    keep_picture(citizen, f"case-{size}")
    citizen.locator('form[action$="/receive/"] button').click()
    citizen.wait_for_load_state()
    check_page(citizen, where="after receiving")
    paper_url = citizen.locator('main a[href*="/files/papers/"]').first.get_attribute("href")
    citizen.locator('main a[href*="/my/ratings/"]').first.click()
    citizen.wait_for_load_state()
    citizen.locator("[name=grade][value='5']").check()
    check_page(citizen, where="rating")
    send(citizen)
    assert "/thanks/" in citizen.url

    pdf = citizen.request.get(str(paper_url)).body()
    assert pdf.startswith(b"%PDF")
    anybody = visit()
    checked(anybody, pdf, tmp_path / "true.pdf")
    assert "文书属实" in anybody.inner_text("main")
    changed = bytearray(pdf)
    changed[len(changed) // 3] ^= 1
    checked(anybody, bytes(changed), tmp_path / "changed.pdf")
    assert "文书属实" not in anybody.inner_text("main")
    check_page(anybody, where="check")

    anybody.goto("/progress/")
    anybody.fill("[name=number]", number)
    anybody.fill("[name=code]", code)
    send(anybody)
    assert number in anybody.inner_text("main")
    check_page(anybody, where="progress")


def checked(page: Page, pdf: bytes, path: Path) -> None:
    path.write_bytes(pdf)
    page.goto("/check/")
    page.set_input_files("#f-file", str(path))
    page.locator("form:has(#f-file) button.btn-primary").click()
    page.wait_for_load_state()
