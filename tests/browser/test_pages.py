"""Pages that everybody opens first: whole in both languages, at both sizes, without serious violations."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit, check_page, keep_picture
from tests.browser.filling import Applicant, go_on

PUBLIC = [
    "/",
    "/search/?q=老人补贴",
    "/search/?q=zzzz",
    "/themes/",
    "/places/510131001001/",
    "/check/",
    "/progress/",
    "/help/",
    "/account/sign-in/",
    "/account/register/",
    "/account/recover/",
]
TOPS = "tiles => tiles.map(tile => tile.offsetTop)"
CITIZEN = ["/my/", "/my/cases/", "/my/licences/", "/my/messages/", "/my/ratings/", "/my/bookings/", "/account/"]
OFFICIAL = {
    "clerk1": ["/desk/window/", "/desk/bookings/", "/desk/cases/handouts/"],
    "supervisor1": [
        "/desk/supervision/",
        "/desk/supervision/promises/",
        "/desk/supervision/deemed/",
        "/desk/supervision/ratings/",
    ],
    "editor1": ["/desk/catalogue/"],
    "admin1": ["/desk/outbox/", "/desk/halls/", "/desk/calendar/"],
}


def test_public_pages(visit: Visit, size: str) -> None:
    page = visit()
    for path in PUBLIC:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        check_page(page, where=path)
    page.goto("/")
    keep_picture(page, f"home-{size}")


def test_public_pages_in_english(visit: Visit) -> None:
    page = visit()
    page.goto("/prefer/?language=en&next=/")
    for path in ("/", f"/guides/{Applicant('food_new').guide.code}/", "/check/"):
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == "en", path
        check_page(page, where=f"{path} in English")


def test_the_pages_of_a_citizen(visit: Visit) -> None:
    page = visit("citizen1")
    for path in CITIZEN:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        check_page(page, where=path)


def test_a_time_is_booked_for_what_another_system_handles(visit: Visit) -> None:
    page = visit("citizen4")
    page.goto(f"/guides/{Applicant('driving_licence').guide.code}/")
    page.locator('a[href^="/my/bookings/new/"]').click()
    check_page(page, where="choosing a time")
    page.locator('input[name="start"]:enabled').last.check()
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/my/bookings/*-*/")
    check_page(page, where="a booking")
    page.locator('form[action$="/cancel/"] button').click()
    page.wait_for_url("**/my/bookings/")
    check_page(page, where="my bookings")


@pytest.mark.parametrize("login", OFFICIAL)
def test_the_pages_of_officials(visit: Visit, login: str, size: str) -> None:
    page = visit(login)
    for path in OFFICIAL[login]:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        check_page(page, where=path)
        if path == "/desk/supervision/":
            keep_picture(page, f"supervision-{size}")
            if size == "desktop":
                assert len(set(page.eval_on_selector_all(".tb-figure", TOPS))) == 1  # no figure stands alone in a row


def test_a_case_at_the_desk_keeps_to_its_own_policy(visit: Visit) -> None:
    """Every part of it opened, a material ticked, each act's page asked for: no inline style, nothing from elsewhere."""
    page = visit("examiner1")
    page.goto("/desk/")
    cases = page.eval_on_selector_all("a[data-row]", "rows => rows.map(row => row.getAttribute('href'))")
    assert cases
    for case in cases[:4]:
        page.goto(case)
        page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
        page.wait_for_load_state("networkidle")
        acts = page.eval_on_selector_all("a[href*='/acts/']", "links => links.map(link => link.getAttribute('href'))")
        if page.locator("form[hx-post] button[value=yes]").count():
            page.locator("form[hx-post] button[value=yes]").first.click()
            page.locator("form[hx-post] [aria-pressed=true]").first.wait_for()
        for address in [case, *acts]:
            page.goto(address)
            check_page(page, where=address)


def test_a_key_pressed_twice_sends_nothing_unread(visit: Visit) -> None:
    """Alt+A opens the page of the act, then only brings its button into focus; what is sent is sent by the next press."""
    page = visit("examiner1")
    page.goto("/desk/?state=submitted")
    case = page.locator("a[data-row]").first.get_attribute("href") or ""
    page.goto(case)
    page.keyboard.press("Alt+a")
    page.wait_for_url("**/acts/**")
    opened = page.url
    assert page.evaluate("document.activeElement.tagName") == "H1"
    page.keyboard.press("Alt+a")
    page.wait_for_timeout(400)
    assert page.url == opened
    assert page.evaluate("document.activeElement.hasAttribute('data-key-twice')")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{case}")


def test_an_inline_style_would_be_noticed(visit: Visit) -> None:
    """So that the tests here cannot pass by not listening."""
    page = visit()
    page.goto("/help/")
    with page.expect_console_message():
        page.evaluate("document.body.setAttribute('style', 'color: red')")
    assert "inline style" in page.__dict__["faults"][0]


def test_reading_and_applying_without_scripts(visit: Visit, size: str) -> None:
    """失业登记: a guide read and an application filled with JavaScript switched off."""
    page = visit("agent1", javascript=False)
    applicant = Applicant("unemployment")
    page.goto(f"/guides/{applicant.guide.code}/")
    page.locator('a[href*="/my/applications/start/"]').first.click()
    page.locator("main form button.btn-primary").first.click()
    while "/situation/" in page.url:
        asked = page.locator("input[name=ask]")
        if asked.count():
            key = asked.input_value()
            value = applicant.situation[key]
            typed = {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
            page.locator(f'input[name="{key}"][value="{typed}"]').check()
        go_on(page)
    assert "/form/" in page.url
    go_on(page)  # nothing typed: every question says what it wants, and the page is still there
    assert page.locator(".tb-errors, .forms-summary, [role=alert]").first.is_visible()
