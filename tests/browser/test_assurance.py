"""A1, A2: somebody is too low for a service, compares and goes on; a clerk looks at a document, and settles an identity."""

from __future__ import annotations

import pytest

from demo.people import CITIZENS, id_number
from tests.browser.conftest import Visit, check_page, keep_picture
from tests.browser.filling import Applicant

ELDERLY = "elderly_allowance"


def document(login: str) -> tuple[str, str]:
    """Name and number of one of the demo's people."""
    return next((name, id_number(born, serial)) for key, name, born, serial, *_ in CITIZENS if key == login)


def test_whoever_is_too_low_compares_and_goes_on(visit: Visit, size: str) -> None:
    """On the telephone they look; on the computer, which comes second, they go the way up."""
    page = visit("citizen5")
    page.goto(f"/my/applications/start/?item={Applicant(ELDERLY).guide.code}")
    check_page(page, where="too low")
    keep_picture(page, f"step-up-{size}")
    assert page.get_by_role("button", name="开始").count() == 0
    page.goto("/account/identity/")
    check_page(page, where="my identity")
    if size == "desktop":
        page.goto(f"/my/applications/start/?item={Applicant(ELDERLY).guide.code}")
        page.get_by_role("button", name="比对").click()
        page.wait_for_url("**/my/applications/start/**")
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url("**/situation/**")


def test_a_clerk_looks_at_a_document_and_settles_an_identity(visit: Visit) -> None:
    name, number = document("citizen2")
    page = visit("clerk1")
    page.goto("/desk/window/")
    check_page(page, where="the window")
    page.fill("input[name=id_number]", number)
    page.fill("input[name=name]", name)
    page.fill("input[name=phone]", "13900000002")
    page.locator("form[action$='/find/'] button[type=submit]").click()
    check_page(page, where="who is here")
    page.get_by_role("link", name="现场身份验证").click()
    page.fill("main input[name=name]", name)
    page.fill("input[name=digits]", number[-6:])
    page.fill("input[name=again]", "000000")
    page.get_by_role("button", name="已核对证件").click()
    check_page(page, where="two readings")
    assert number not in page.content()
    page.fill("input[name=again]", number[-6:])
    page.get_by_role("button", name="已核对证件").click()
    page.wait_for_url("**/desk/window/person/")
    page.get_by_role("link", name="身份处置").click()
    page.locator("details summary").first.click()
    check_page(page, where="settling")
    assert number not in page.content()


@pytest.mark.parametrize("javascript", [True, False])
def test_one_begins_with_what_one_has(visit: Visit, javascript: bool) -> None:
    page = visit(javascript=javascript)
    page.goto("/account/begin/")
    if javascript:
        check_page(page, where="begin")
    typed = document("citizen1" if javascript else "citizen2")[1]
    page.fill("input[name=begin]", typed)
    page.locator("main form button[type=submit]").click()
    page.wait_for_load_state()
    assert typed not in page.content()
    assert "登记的手机会收到短信" in page.inner_text("main")


def test_the_administrator_sees_the_lines(visit: Visit) -> None:
    page = visit("admin1")
    page.goto("/desk/connections/")
    check_page(page, where="the lines")
