"""Every page of the style guide draws, in both languages, within the content policy, and with words that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template.loader import get_template, render_to_string
from django.test import Client, RequestFactory, override_settings
from django.utils import translation

from theme.preview import PAGES
from theme.templatetags.theme import BADGES

# The header names the place one came from, which is read once.
pytestmark = [pytest.mark.urls("theme.tests.urls"), pytest.mark.django_db]
THEME = Path(__file__).parent.parent
TEMPLATES = THEME / "templates"
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))
ICONS = {line for line in (THEME / "icons.txt").read_text(encoding="utf-8").split("\n") if line[:1] not in {"", "#"}}


def drawn(name: str) -> str:
    request = RequestFactory().get(f"/theme/{name}/")
    return render_to_string(f"theme/preview/{name}.html", {"pages": PAGES, **PAGES[name].context()}, request)


@pytest.mark.parametrize("name", NAMES)
def test_every_template_compiles(name: str) -> None:
    get_template(name)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_obeys_the_content_policy(name: str, language: str) -> None:
    with translation.override(language):
        page = drawn(name)
    assert not re.search(r"\sstyle=|\son[a-z]+=\"|<style|javascript:", page)
    assert not re.search(r"<script(?![^>]*(?:src=|application/json))", page)
    assert not re.search(r"\{[{%#]", page)
    assert page.count("<h1") == 1
    assert page.count("<main") == 1


@pytest.mark.parametrize("name", sorted(PAGES))
def test_no_two_things_on_a_page_share_an_id(name: str) -> None:
    ids = re.findall(r'\sid="([^"]+)"', drawn(name))
    assert sorted(ids) == sorted(set(ids))


def test_every_icon_used_is_in_the_sprite() -> None:
    """Of the theme and of every room: an icon that is missing would be an empty square, and nobody would be told."""
    pages = [*TEMPLATES.rglob("*.html"), *(THEME.parent / "tongban").rglob("*.html")]
    text = "".join(page.read_text(encoding="utf-8") for page in pages)
    used = set(re.findall(r'{% icon "([^"]+)"', text)) | set(re.findall(r'symbol="([^"]+)"', text))
    assert used | {symbol for symbol, _words in BADGES.values()} <= ICONS


def test_the_header_of_a_published_page_knows_nobody() -> None:
    page = drawn("guide")
    assert "csrfmiddlewaretoken" not in page
    assert "data-me" in page


def test_a_broken_server_still_has_a_page() -> None:
    for name in ("404.html", "403.html", "500.html", "503.html"):
        assert "<h1" in get_template(name).render()


@override_settings(ALLOWED_HOSTS=["testserver"])
def test_a_visitor_chooses_large_type_without_scripts_and_comes_back() -> None:
    answer = Client().get("/prefer/?elder=1&language=en", headers={"Referer": "http://testserver/theme/home/"})
    assert answer.headers["Location"] == "http://testserver/theme/home/"
    assert answer.cookies["elder"].value == "1"


@override_settings(ALLOWED_HOSTS=["testserver"])
def test_nobody_is_led_to_a_stranger_by_the_way_back() -> None:
    answer = Client().get("/prefer/?elder=2&next=https://evil.example/")
    assert answer.headers["Location"] == "/"
    assert "elder" not in answer.cookies
