"""C3, C9: shared materials, their files on a guide, and the import of a basic list, as people see them."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit, check_page

MATERIAL = "授权委托书和代办人身份证"


def test_a_keeper_s_pages_can_be_used_by_everybody(visit: Visit) -> None:
    page = visit("keeper1")
    for where in ("/desk/catalogue/materials/", "/desk/catalogue/imports/?kind=basic", "/desk/catalogue/basic/"):
        page.goto(where)
        check_page(page)
    page.goto("/desk/catalogue/materials/")
    page.get_by_role("link", name=MATERIAL).first.click()
    check_page(page)
    assert page.locator("#files ~ ul input[type=file]").count() == 2


@pytest.mark.parametrize("javascript", [True, False])
def test_the_blank_form_stands_on_the_guide(visit: Visit, javascript: bool) -> None:
    page = visit(javascript=javascript)
    page.goto("/search/?q=食品经营许可（新办）")
    page.get_by_role("link", name="食品经营许可（新办）").first.click()
    with page.expect_download() as download:
        page.locator("a[href*='/material-files/']").first.click()
    assert download.value.suggested_filename.endswith(".pdf")
    if javascript:
        check_page(page)


def test_a_search_for_what_is_offered_nowhere_leads_on(visit: Visit) -> None:
    page = visit()
    page.goto("/search/?q=身份证丢了")
    assert page.get_by_role("link", name="12345").count()
    check_page(page)
