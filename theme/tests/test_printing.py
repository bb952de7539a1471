"""The foot of a printed page leads back to it, and gives away nothing that was sent along."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import RequestFactory

from theme.printing import address_of, code_of


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("/lists/proofs/?place=510131&dept=1", "/lists/proofs/?place=510131&dept=1"),
        ("/lists/proofs/print/?place=510131", "/lists/proofs/?place=510131"),
        ("/search/?q=%E9%A3%9F%E5%93%81", "/search/?q=%E9%A3%9F%E5%93%81"),
        ("/progress/?number=51013120261122100001L&code=AMYZ9ZJH", "/progress/"),
        ("/check/?code=AMYZ9ZJH", "/check/"),
        ("/my/cases/1/", "/my/cases/1/"),
    ],
)
def test_paper_leads_back_to_the_page(asked: str, wanted: str) -> None:
    address = address_of({"request": RequestFactory().get(asked)})
    assert address == f"{settings.SITE_URL}{wanted}"
    assert code_of(address).startswith("<svg")


@pytest.mark.parametrize("path", ["/desk/cases/", "/account/sign-in/", f"/search/?q={'x' * 400}"])
def test_what_leads_nowhere_has_no_address(path: str) -> None:
    assert address_of({"request": RequestFactory().get(path)}) == ""
    assert address_of({"request": RequestFactory().post("/progress/", {"code": "x"})}) == ""
    assert address_of({}) == ""


def test_a_published_page_says_its_own() -> None:
    assert address_of({"page_path": "/guides/1/"}) == f"{settings.SITE_URL}/guides/1/"
