"""A television of 1920×1080 with nothing but a remote control: arrows, OK, Back (H4)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import PASSWORD, _forbidden, check_page

HOME = "/tv/510131000000/"
Watch = Callable[..., Page]


@pytest.fixture
def watch(chromium: Browser, site: str) -> Iterator[Watch]:
    contexts: list[BrowserContext] = []

    def on(*, javascript: bool = True, language: str = "zh-CN", clock: bool = False) -> Page:
        context = chromium.new_context(
            viewport={"width": 1920, "height": 1080}, base_url=site, locale=language, java_script_enabled=javascript
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        if clock:
            page.clock.install()
        page.on("pageerror", lambda error: page.__dict__.setdefault("faults", []).append(str(error)))
        page.on("console", lambda said: _forbidden(page, said))
        return page

    yield on
    for context in contexts:
        context.close()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def opened(page: Page, key: str = "Enter") -> None:
    with page.expect_navigation():
        page.keyboard.press(key)


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.innerText.trim().split('\\n')[0]"))


def fits(page: Page) -> None:
    """Nothing is scrolled, nothing cut off at the foot, no type is smaller than 28 px, the focus is seen."""
    found: dict[str, Any] = page.evaluate(
        """() => {
          var main = document.querySelector('.tv-main'), foot = document.querySelector('.tv-foot').getBoundingClientRect();
          var small = [], low = [];
          document.querySelectorAll('body *').forEach(function (one) {
            if (!one.children.length && one.textContent.trim() && one.offsetWidth) {
              if (parseFloat(getComputedStyle(one).fontSize) < 28) small.push(one.textContent);
              if (main.contains(one) && one.getBoundingClientRect().bottom > foot.top + 1) low.push(one.textContent);
            }
          });
          var here = document.activeElement.getBoundingClientRect();
          return {small: small, low: low, over: main.scrollHeight - main.clientHeight, page: document.documentElement.scrollHeight,
                  seen: here.width > 0 && here.left >= 90 && here.right <= 1830 && here.top >= 50 && here.bottom <= 1030,
                  on: document.activeElement.nodeName}
        }"""
    )
    assert found["small"] == [] and found["low"] == [], (page.url, found)
    assert found["over"] <= 0 and found["page"] <= 1080, (page.url, found)
    assert found["seen"] and found["on"] != "BODY", (page.url, found)


def test_from_home_to_a_guide_and_back_by_arrows(watch: Watch) -> None:
    page = watch()
    page.goto("/tv/")
    assert focused(page) == "办事指南"
    press(page, "ArrowLeft", "ArrowUp")
    assert focused(page) == "办事指南"  # an edge stops
    press(page, "ArrowRight", "ArrowRight", "ArrowRight")
    assert focused(page) == "服务大厅"
    press(page, "ArrowDown", "ArrowLeft", "ArrowLeft", "ArrowUp")
    opened(page)
    press(page, "ArrowDown", "ArrowDown")
    assert focused(page) == "养老"
    opened(page)
    press(page, "ArrowDown", "ArrowRight")
    name = focused(page)
    opened(page)
    assert page.locator("h1").inner_text() == name and focused(page) == "概要"
    fits(page)
    press(page, "ArrowDown")
    opened(page)
    assert focused(page) == "谁可以办" and page.locator("h2").inner_text().startswith("谁可以办")
    opened(page, "Backspace")  # the parts of a guide are one step
    assert page.url.endswith("/life/age/") and focused(page) == name
    opened(page, "Escape")
    assert focused(page) == "养老"
    opened(page, "Escape")
    assert page.url.endswith("/tv/") and focused(page) == "办事指南"


@pytest.mark.parametrize("key", ["GoBack", "BrowserBack"])
def test_other_remotes_name_the_key_otherwise(watch: Watch, key: str) -> None:
    page = watch()
    page.goto(f"{HOME}hotline/")
    with page.expect_navigation():
        page.evaluate(
            "key => document.body.dispatchEvent(new KeyboardEvent('keydown', {key: key, bubbles: true}))", key
        )
    assert page.url.endswith(HOME)


def test_turning_a_page_keeps_the_focus_there_and_back_leads_to_it(watch: Watch) -> None:
    page = watch()
    page.goto(f"{HOME}organs/")
    page.goto(f"{HOME}life/age/")
    press(page, "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowRight")
    assert focused(page) == "下一页"
    opened(page)
    second = page.url
    assert "cursor=" in second and focused(page) in ("下一页", page.locator(".tv-tiles strong").first.inner_text())
    page.locator(".tv-tiles a").first.focus()
    name = focused(page)
    opened(page)
    opened(page, "Backspace")
    assert page.url == second and focused(page) == name


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_page_fits_and_is_read_by_everybody(watch: Watch, language: str) -> None:
    page = watch(language=language)
    for path in (
        "",
        "guides/",
        "life/age/",
        "organs/",
        "hotline/",
        "halls/",
        "lists/",
        "lists/all/",
        "latest/",
        "progress/",
    ):
        page.goto(HOME + path)
        fits(page)
        if language == "zh-CN":
            check_page(page, where=path)
    page.goto(f"{HOME}life/shop/")
    for guide in [one.get_attribute("href") or "" for one in page.locator(".tv-tiles a").all()[:4]]:
        page.goto(guide)
        for part in [one.get_attribute("href") or "" for one in page.locator(".tv-parts a").all()]:
            url = guide + part
            while url:
                page.goto(url)
                fits(page)
                following = page.locator("a[href*='n=']", has=page.locator("svg:last-child")).last
                turn = following.get_attribute("href") if following.count() else ""
                number = int(turn.rpartition("=")[2]) if turn else 0
                now = int(url.rpartition("n=")[2]) if "n=" in url else 1
                url = guide + turn if turn and number > now else ""
    check_page(page)


def test_a_number_is_typed_on_the_screen_and_wiped(watch: Watch) -> None:
    page = watch(clock=True)
    page.goto(f"{HOME}progress/")
    number = page.locator("#number")
    assert page.evaluate("document.activeElement.id") == "number"
    press(page, "Enter")  # to the keys
    assert focused(page) == "1"
    press(page, "Enter", "ArrowRight", "Enter", "ArrowRight", "Enter")
    assert number.input_value() == "123"
    press(page, "4")  # keys of the remote itself
    assert number.input_value() == "1234"
    page.get_by_role("button", name="删一位").focus()
    press(page, "Enter")
    assert number.input_value() == "123"
    check_page(page)
    page.locator("#code").focus()
    press(page, "A", "B")
    assert page.locator("#code").input_value() == "AB"
    page.get_by_role("button", name="查进度").focus()
    opened(page)
    assert page.get_by_role("alert").is_visible() and number.input_value() == ""
    assert "123" not in page.url and "AB" not in page.url
    fits(page)
    check_page(page)
    press(page, "9")
    with page.expect_navigation():
        page.clock.fast_forward(62_000)
    assert page.url.endswith(HOME)
    page.go_back()
    assert page.locator("#number").count() == 0 or page.locator("#number").input_value() == ""


def test_three_minutes_lead_home(watch: Watch) -> None:
    page = watch(clock=True)
    page.goto(f"{HOME}hotline/")
    page.clock.fast_forward(100_000)
    press(page, "ArrowDown")
    page.clock.fast_forward(100_000)
    assert page.url.endswith("/hotline/")
    with page.expect_navigation():
        page.clock.fast_forward(100_000)
    assert page.url.endswith(HOME)


def test_without_a_script_it_is_links_and_tab(watch: Watch) -> None:
    page = watch(javascript=False)
    page.goto("/tv/")
    press(page, "Tab")
    press(page, "Enter")
    page.wait_for_url("**/guides/")
    page.locator(".tv-tiles a").first.click()
    page.locator(".tv-tiles a").first.click()
    page.get_by_role("link", name="用手机继续").click()
    assert page.locator(".tv-qr svg").is_visible()
    page.goto(f"{HOME}progress/")
    page.fill("#number", "123")
    page.fill("#code", "x")
    page.get_by_role("button", name="查进度").click()
    assert page.get_by_role("alert").is_visible()


def test_a_case_is_shown_without_a_name_and_gone_after_a_minute(watch: Watch) -> None:
    page = watch(clock=True)
    page.goto("/account/sign-in/")
    page.fill("input[name=account]", "agent1")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.goto("/my/")
    found = [one.get_attribute("href") or "" for one in page.locator("main a").all()]
    page.goto(next(path for path in found if re.fullmatch(r"/my/cases/[0-9a-f-]{36}/", path)))
    told = page.inner_text("main")
    number, code = re.search(r"\b\d{20}[0-9A-Z]\b", told), re.search(r"查询码\W*([0-9A-Z]{8})\b", told)
    assert number and code
    page.context.clear_cookies()
    page.goto(f"{HOME}progress/")
    page.locator("#number").focus()
    page.keyboard.type(number[0])
    page.locator("#code").focus()
    page.keyboard.type(code[1])
    page.get_by_role("button", name="查进度").focus()
    opened(page)
    shown = page.content()
    assert page.locator(".tv-events li").count() > 0
    assert not [word for word in (number[0], code[1], "演示·") if word in shown] and code[1] not in page.url
    fits(page)
    check_page(page)
    with page.expect_navigation():
        page.clock.fast_forward(62_000)
    assert page.url.endswith(HOME)
