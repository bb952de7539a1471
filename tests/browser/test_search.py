"""Suggestions while typing, by keyboard and for a screen reader; and the search at the desk."""

from __future__ import annotations

from tests.browser.conftest import Visit, check_page


def test_suggestions_are_walked_with_the_keyboard_and_told(visit: Visit) -> None:
    page = visit()
    page.goto("/")
    field = page.get_by_role("combobox")
    field.press_sequentially("食品")
    page.get_by_role("option").first.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    check_page(page, where="with suggestions open")
    field.press("ArrowDown")
    chosen = page.get_by_role("option", selected=True)
    assert chosen.count() == 1 and field.input_value() == chosen.inner_text()
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    field.press("ArrowUp")
    assert field.input_value() == "食品" and field.get_attribute("aria-activedescendant") is None
    field.press("ArrowDown")
    field.press("Escape")
    assert field.get_attribute("aria-expanded") == "false" and field.input_value() == "食品"
    field.press("ArrowDown")
    field.press("ArrowDown")
    name = field.input_value()
    field.press("Enter")
    page.wait_for_url("**/search/**")
    assert name in page.locator("h1").inner_text()


def test_a_suggestion_is_touched(visit: Visit) -> None:
    page = visit()
    page.goto("/search/")
    page.get_by_role("combobox").press_sequentially("食品")
    first = page.get_by_role("option").first
    name = first.inner_text()
    first.click()
    page.wait_for_url("**/search/?*q=*")
    assert name in page.locator("h1").inner_text()


FITS = """field => {
  const style = getComputedStyle(field), pen = document.createElement("canvas").getContext("2d");
  pen.font = style.font;
  return [pen.measureText(field.placeholder).width, field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)];
}"""


def test_the_hint_of_the_search_is_whole_in_large_type(visit: Visit, site: str) -> None:
    page = visit()
    page.context.add_cookies([{"name": "elder", "value": "1", "url": site}])
    page.goto("/")
    wide, room = page.locator("#home-search").evaluate(FITS)
    assert wide <= room
    page.locator("#home-search").press_sequentially("食品")
    page.get_by_role("option").first.click()
    page.wait_for_url("**/search/?*q=*")
    page.goto("/")
    check_page(page, where="the home page in large type")


def test_without_a_script_the_search_is_a_form(visit: Visit) -> None:
    page = visit(javascript=False)
    page.goto("/")
    page.fill("#home-search", "电影票退款")
    page.locator("#home-search").press("Enter")
    assert "12345" in page.inner_text("main")


def test_the_search_at_the_desk(visit: Visit) -> None:
    page = visit("publisher1")
    for path in ("/desk/catalogue/search/", "/desk/catalogue/search/lead/?word=尊老钱"):
        page.goto(path)
        check_page(page, where=path)
