"""Posts, deputies, reviews of access and the record at the desk: whole at both sizes, without serious violations (A5)."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.browser.conftest import Visit, check_page, keep_picture

PAGES = {
    "security1": ["/desk/staff/", "/desk/staff/new/", "/desk/staff/proposals/"],
    "head1": ["/desk/my-posts/", "/desk/access-reviews/"],
    "auditor1": ["/desk/audit/", "/desk/audit/?who=nobody-here", "/desk/access-reviews/"],
}


def test_the_pages_of_three_administrators(visit: Visit, size: str) -> None:
    for login, paths in PAGES.items():
        page = visit(login)
        for path in paths:
            page.goto(path)
            check_page(page, where=f"{path} as {login}")
            keep_picture(page, f"staff-{re.sub(r'[^a-z]+', '-', path)}-{login}-{size}")


def test_a_post_is_proposed_with_the_keyboard_and_the_second_approves(visit: Visit, size: str) -> None:
    page = visit("security1")
    page.goto("/desk/staff/?q=inspector1")
    page.get_by_role("link", name="演示·核查甲").click()
    check_page(page, where="a person")
    keep_picture(page, f"staff-person-{size}")
    page.get_by_role("link", name="授予岗位").first.click()
    check_page(page, where="giving a post")
    page.get_by_role("button", name="授予岗位").click()
    check_page(page, where="giving a post, wrong")
    keep_picture(page, f"staff-give-{size}")
    proposed(page)
    other = visit("security2")
    other.goto("/desk/staff/proposals/")
    check_page(other, where="proposals")
    other.get_by_role("button", name=re.compile("^不批准")).first.press("Enter")
    other.wait_for_url(re.compile("/desk/staff/[0-9a-f-]+/"))
    assert "未批准" in other.content()


def proposed(page: Page) -> None:
    page.select_option("#id_role", "decision_maker")
    page.locator("#id_organ").select_option(index=1)
    page.fill("#id_region", "510131000000")
    page.fill("#id_reason", "任命文件 3 号")
    page.locator("#id_reason").press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/desk/staff/[0-9a-f-]+/$"))
    assert "待第二人批准" in page.content()


def test_the_head_answers_a_line(visit: Visit, size: str) -> None:
    page = visit("head1")
    page.goto("/desk/access-reviews/")
    page.locator("table a[data-row]").first.click()
    check_page(page, where="a review")
    keep_picture(page, f"staff-review-{size}")
