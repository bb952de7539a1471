"""A2: passkeys with Chromium's own authenticator, an app without scripts, and the pages of sign-in and security."""

from __future__ import annotations

import base64
import hmac
import time
from typing import Any

from playwright.sync_api import Page

from tests.browser.conftest import PASSWORD, Visit, check_page

SECURITY = "/account/security/"


def authenticator(page: Page, *, verified: bool = True) -> Any:
    """A device with a fingerprint reader that always agrees (or whose owner never does)."""
    chrome = page.context.new_cdp_session(page)
    chrome.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": verified, "automaticPresenceSimulation": True,
    }  # fmt: skip
    made = chrome.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return chrome, made["authenticatorId"]


def code(secret: str, ahead: int = 0) -> str:
    step = int(time.time()) // 30 + ahead
    mac = hmac.new(base64.b32decode(secret), step.to_bytes(8, "big"), "sha1").digest()
    start = mac[-1] & 15
    return f"{(int.from_bytes(mac[start : start + 4], 'big') & 0x7FFFFFFF) % 10**6:06d}"


def leave(page: Page) -> None:
    page.goto("/account/")
    page.get_by_role("button", name="退出登录").first.click()
    page.wait_for_url("**/sign-in/")


def remove_all(page: Page) -> None:
    """The county of the other tests has no second steps."""
    page.goto(SECURITY)
    while page.get_by_role("button", name="删除").count():
        page.get_by_role("button", name="删除").first.click()
        page.get_by_role("button", name="移除它").click()
        page.wait_for_url(f"**{SECURITY}")


def test_a_passkey_is_added_signs_in_without_a_password_and_is_removed(visit: Visit, size: str) -> None:
    page = visit("citizen3" if size == "phone" else "citizen4")
    chrome, device = authenticator(page)
    page.goto(SECURITY)
    check_page(page)
    page.get_by_role("link", name="添加通行密钥").click()
    check_page(page, where="adding a passkey")
    page.get_by_label("起个名称").fill("笔记本")
    page.get_by_role("button", name="添加通行密钥").click()
    page.get_by_role("heading", name="您的恢复码").wait_for()
    check_page(page, where="the recovery codes")
    assert len(chrome.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]) == 1
    page.get_by_role("link", name="我已保存").click()
    assert "笔记本" in page.locator("main").inner_text()
    check_page(page, where="with a passkey")

    leave(page)
    check_page(page, where="the door")
    page.get_by_role("button", name="用通行密钥登录").click()
    page.wait_for_url("**/my/")

    leave(page)
    page.fill("input[name=account]", "citizen3" if size == "phone" else "citizen4")
    page.fill("input[name=password]", PASSWORD)
    page.click("main form:has(input[name=password]) button[type=submit]")
    page.wait_for_url("**/sign-in/second/")
    check_page(page, where="the second step")
    chrome.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.get_by_role("button", name="使用通行密钥").click()
    page.locator("[data-passkey-wrong]").wait_for(state="visible")
    assert "/second/" in page.url
    chrome.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": True})
    page.get_by_role("button", name="使用通行密钥").click()
    page.wait_for_url("**/my/")
    remove_all(page)
    assert "还没有" in page.locator("section[aria-labelledby=factors]").inner_text()


def test_a_stolen_challenge_or_another_devices_key_opens_nothing(visit: Visit) -> None:
    page = visit()
    authenticator(page)
    page.goto("/account/sign-in/")
    page.get_by_role("button", name="用通行密钥登录").click()
    page.locator("[data-passkey-wrong]").wait_for(state="visible")
    check_page(page, where="a device without a passkey")


def test_an_app_is_set_up_and_asked_for_without_scripts(visit: Visit, size: str) -> None:
    login = "agent1" if size == "phone" else "agent2"
    page = visit(login, javascript=False)
    page.goto("/account/security/app/")
    secret = page.locator("code").inner_text().replace(" ", "")
    page.fill("input[name=code]", code(secret))
    page.click("main button[type=submit]")
    page.locator("#codes").wait_for()
    assert page.locator("#codes li").count() == 10
    page.context.clear_cookies()
    page.goto("/account/sign-in/")
    page.fill("input[name=account]", login)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form:has(input[name=password]) button[type=submit]")
    page.fill("input[name=code]", code(secret, 1))
    page.click("main button[type=submit]")
    page.wait_for_url("**/my/")
    remove_all(page)


def test_every_page_of_the_doors_is_clean(visit: Visit) -> None:
    page = visit("clerk1")
    for address in (SECURITY, "/account/security/app/", "/account/again/", "/desk/accounts/"):
        page.goto(address)
        check_page(page)
    nobody = visit()
    for address in ("/account/sign-in/phone/", "/account/recover/", "/account/recover/stop/?which=x"):
        nobody.goto(address)
        check_page(nobody)
