"""The page that tells of feeds, on a phone and on a desk, with and without English (H4)."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit, check_page


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_feed_is_found_and_opened(visit: Visit, language: str) -> None:
    page = visit(language=language)
    page.goto("/subscribe/")
    check_page(page)
    link = page.get_by_role("link", name="Atom").first.get_attribute("href") or ""
    assert ("lang=en" in link) is (language == "en")
    answer = page.request.get(link)
    assert answer.ok and "application/atom+xml" in answer.headers["content-type"]
    assert page.request.get(link, headers={"if-none-match": answer.headers["etag"]}).status == 304
