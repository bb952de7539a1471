"""A newborn, everything at once, in a real browser (C5): by phone, without a script, and to the desk."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.conftest import Visit, check_page
from tests.browser.test_designing import code_of

NAME = "新生儿出生一件事"


def progress(page: Page) -> None:
    page.goto("/my/cases/")
    page.locator("section[aria-labelledby=bundles] a").first.click()
    page.wait_for_load_state()


def test_the_guide_says_what_comes_after_what_and_what_it_spares(visit: Visit) -> None:
    page = visit()
    page.goto(f"/guides/{code_of('bundles/newborn')}/")
    assert page.locator("#members ol li").count() == 7
    assert "22" in page.locator("#members table").inner_text()
    check_page(page, where="the guide of the newborn bundle")


def test_the_parent_follows_and_receives_without_a_script(visit: Visit) -> None:
    page = visit("citizen2", javascript=False)
    progress(page)
    main = page.locator("main").inner_text()
    assert "期限还没有开始" in main
    if page.get_by_role("button", name="全部领取").count():
        page.get_by_role("button", name="全部领取").click()
        page.wait_for_load_state()
        assert "已领取" in page.locator("main").inner_text() or "签章" in page.locator("main").inner_text()


def test_the_pages_of_the_bundle_are_clean(visit: Visit) -> None:
    page = visit("citizen2")
    progress(page)
    check_page(page, where="the progress of a bundle")
    here = page.url
    page.goto(f"{here}withdraw/")
    check_page(page, where="withdrawing a bundle")
    page.goto("/my/cases/")
    check_page(page, where="my cases with a bundle")
    key = here.rstrip("/").split("/")[-1]
    page.goto(f"/my/applications/{key}/receipt/")
    check_page(page, where="the receipt of a bundle")
    desk = visit("examiner1")
    desk.goto(f"/desk/cases/bundle/{key}/")
    check_page(desk, where="a bundle at the desk")


def test_the_answers_show_which_items_join_and_why(visit: Visit, size: str) -> None:
    page = visit("citizen3" if size == "phone" else "citizen1")
    page.goto(f"/my/applications/start/?item={code_of('bundles/newborn')}")
    page.locator("main form button[type=submit]").last.click()
    for answer in ("是", "否", "否", "是", "是", "是", "随母亲", "是", "是", "母亲"):
        page.get_by_label(answer, exact=True).check()
        page.get_by_role("button", name="继续").click()
        page.wait_for_load_state()
    main = page.locator("main").inner_text()
    assert "因为您选了" in main
    assert "不办理" in main
    check_page(page, where="what follows from the answers of a bundle")
    page.get_by_role("link", name="继续").click()
    page.wait_for_load_state()
    check_page(page, where="the form of a bundle")
