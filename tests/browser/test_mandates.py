"""A4: asked on a phone, agreed with a code, chosen on top of the page, ended; and the pages of the desk beside it."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Page

from tests.browser.conftest import Visit, check_page

AGENT, PRINCIPAL = "citizen3", "citizen4"


def test_one_asks_the_other_agrees_and_ends_it(visit: Visit) -> None:
    agent, principal = visit(AGENT, javascript=False), visit(PRINCIPAL)
    agent.goto("/account/mandates/ask/")
    agent.get_by_role("button", name="发送请求").click()
    assert "请按身份证填写姓名" in agent.locator(".tb-errors").inner_text()
    agent.get_by_label("您想代谁办事？").fill("演示·罗小满")
    agent.get_by_label("对方手机号码").fill("13900000006")
    agent.get_by_label("其他亲属").check()
    agent.get_by_role("button", name="发送请求").click()
    assert "请求已发出" in agent.inner_text("main")
    agreed(principal)
    chosen(agent)
    principal.get_by_role("link", name="解除这份授权").click()
    check_page(principal, where="asks before it ends")
    principal.get_by_role("button", name="立即结束").click()
    assert "已解除" in principal.inner_text("main")
    agent.goto("/my/")
    assert "您已不能再为" in agent.locator(".tb-whom").inner_text()


def agreed(page: Page) -> None:
    page.goto("/account/mandates/")
    check_page(page, where="who acts for me")
    page.get_by_role("link", name=re.compile("查看并答复")).first.click()
    check_page(page, where="the request")
    letters = page.context.new_page()
    older = codes(letters)
    page.get_by_role("button", name="我同意，请发验证码").click()
    page.get_by_label("验证码", exact=True).wait_for()
    end = time.monotonic() + 30  # the worker sends it
    while (now := codes(letters)) == older:
        assert time.monotonic() < end
    letters.close()
    page.get_by_label("验证码", exact=True).fill(now[0])
    check_page(page, where="the code")
    page.get_by_role("button", name="我同意").click()
    assert "已同意" in page.inner_text("main")
    check_page(page, where="agreed")


def codes(letters: Page) -> list[str]:
    """Newest first."""
    letters.goto("/account/mail-box/")
    return re.findall(r"验证码[^0-9]*([0-9]{6})", letters.inner_text("main"))


def chosen(page: Page) -> None:
    """Without a script."""
    page.goto("/account/mandates/")
    page.get_by_label(re.compile("罗小满")).check()
    page.get_by_role("button", name="确定").click()
    assert "正在代 演示·罗小满 办理" in page.locator(".tb-whom").inner_text()
    page.goto("/my/applications/start/?item=11510131DEM000014K4000131029001")
    assert "正在代" in page.locator(".tb-whom").inner_text()


def test_the_pages_of_the_desk(visit: Visit) -> None:
    officer, clerk, supervisor = visit("village1"), visit("clerk1"), visit("supervisor1")
    for page, path in (
        (officer, "/desk/villagers/"), (officer, "/desk/villagers/new/"), (clerk, "/desk/mandates/"),
        (clerk, "/desk/mandates/guardian/"), (supervisor, "/desk/mandates/objections/"),
    ):  # fmt: skip
        page.goto(path)
        check_page(page, where=path)
    head = visit("agent1")
    head.goto("/account/mandates/")
    head.get_by_role("link", name=re.compile("的经办人")).click()
    check_page(head, where="the enterprise")
    head.get_by_role("link", name="指定经办人").click()
    check_page(head, where="naming an agent")
