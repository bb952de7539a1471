"""From guide to decision in real Chromium, on a phone and on a desktop: a citizen, an examiner, a decision maker."""

from __future__ import annotations

import re

from tests.browser.conftest import Visit, check_page, keep_picture
from tests.browser.filling import Applicant, go_on


def desk_act(page: object, name: str) -> None:
    from playwright.sync_api import Page

    assert isinstance(page, Page)
    page.locator(f'a[href$="/acts/{name}/"], button[formaction$="/acts/{name}/"]').first.click()
    page.wait_for_load_state()


def test_from_guide_to_decision(visit: Visit, size: str, site: str) -> None:
    citizen = visit("agent2")
    applicant = Applicant("elderly_allowance")
    citizen.goto(f"/guides/{applicant.guide.code}/")
    check_page(citizen, where="guide")
    keep_picture(citizen, f"guide-{size}")
    citizen.locator('a[href*="/my/applications/start/"]').first.click()
    citizen.wait_for_load_state()
    check_page(citizen, where="start")
    citizen.locator("main form button.btn-primary").first.click()
    citizen.wait_for_load_state()
    applicant.answer_questions(citizen)
    applicant.fill_forms(citizen, each=lambda page: check_page(page))
    assert "/materials/" in citizen.url
    check_page(citizen)
    applicant.hand_in(citizen)
    keep_picture(citizen, f"application-{size}")
    go_on(citizen)
    assert "/review/" in citizen.url, citizen.inner_text("main")[:800]
    check_page(citizen)
    citizen.locator("input[name=true]").check()
    go_on(citizen)
    assert "/receipt/" in citizen.url, citizen.inner_text("main")[:800]
    check_page(citizen)
    number = re.search(r"\d{20,21}[0-9A-Z]", citizen.inner_text("main"))
    assert number, citizen.inner_text("main")
    keep_picture(citizen, f"receipt-{size}")

    examiner = visit("examiner1")
    examiner.goto(f"/desk/cases/number/{number.group()}/")
    case_url = examiner.url
    check_page(examiner, where="desk case")
    keep_picture(examiner, f"desk-case-{size}")
    for act, fields in (("accept", {}), ("review", {"reasons": "材料与标准一致。"})):
        desk_act(examiner, act)
        check_page(examiner, where=act)
        for field, text in fields.items():
            examiner.fill(f"[name={field}]", text)
        if act == "review":
            examiner.locator("[name=opinion][value=grant]").check()
        examiner.locator("main form button.btn-primary").first.click()
        examiner.wait_for_load_state()
        examiner.goto(case_url)

    decider = visit("decider1")
    decider.goto(case_url)
    desk_act(decider, "decide")
    decider.locator("main form button.btn-primary").first.click()
    decider.wait_for_load_state()

    citizen.goto("/my/cases/")
    check_page(citizen)
    citizen.locator("main a", has_text="高龄津贴").first.click()
    citizen.wait_for_load_state()
    check_page(citizen, where="my case")
    keep_picture(citizen, f"case-{size}")
