"""Q2, A7: one key opens a case, the person reads it, and takes along, corrects or ends what is held."""

from __future__ import annotations

from tests.browser.conftest import Visit, check_page


def test_an_examiner_opens_a_case_with_one_key_and_the_person_sees_it(visit: Visit) -> None:
    desk = visit("examiner1")
    desk.goto("/desk/")
    desk.locator("a[data-row]").first.click()
    check_page(desk, where="a case, masked")
    number = desk.locator(".tb-case-head p").first.inner_text().split(" ")[0]
    if desk.get_by_role("button", name="重新遮蔽").count():  # opened by the run before
        desk.get_by_role("button", name="重新遮蔽").click()
    assert "*" in desk.locator("section[aria-labelledby=applicant]").inner_text()
    desk.keyboard.press("Alt+p")
    desk.get_by_role("button", name="重新遮蔽").wait_for()
    check_page(desk, where="a case, open")
    assert "办理本件" in desk.locator("section[aria-labelledby=applicant]").inner_text()
    assert number


def test_without_javascript_the_case_opens_for_another_reason(visit: Visit) -> None:
    desk = visit("supervisor1", javascript=False)
    desk.goto("/desk/")
    desk.locator("a[data-row]").last.click()
    form = desk.locator("section[aria-labelledby=applicant] details form")
    if form.count():  # else it is specially protected, and says so
        form.locator("select[name=reason]").select_option("supervision")
        form.locator("input[name=words]").fill("督办")
        form.locator("button").click()
        assert "督办" in desk.locator("section[aria-labelledby=applicant]").inner_text()


def test_a_person_reads_who_looked_and_what_is_held(visit: Visit) -> None:
    mine = visit("citizen1")
    for address in ("/account/", "/account/looks/", "/account/data/", "/account/close/"):
        mine.goto(address)
        check_page(mine, where=address)
    mine.goto("/account/data/")
    assert "《" in mine.locator("section[aria-labelledby=held]").inner_text()


def test_the_notice_stands_before_an_application(visit: Visit) -> None:
    mine = visit("citizen2")
    mine.goto("/my/applications/start/?item=11510131DEM000014K4000131029001")
    mine.locator("summary", has_text="个人信息处理告知").click()
    check_page(mine)


def test_a_head_asks_that_looks_are_shown_later(visit: Visit) -> None:
    desk = visit("head1")
    desk.goto("/desk/looks/")
    check_page(desk)
    desk.get_by_role("button", name="提交批准").click()
    check_page(desk, where="with what is missing")
