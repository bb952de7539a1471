"""C4: the decision table, the questions and the form designer of a guide, and “your situation” on the public side."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROOT, Visit, check_page
from tests.browser.filling import Applicant


def code_of(name: str) -> str:
    return str(json.loads((ROOT / "demo" / "catalogue" / f"{name}.json").read_text())["code"])


def opened(page: Page, name: str, part: str) -> None:
    """A page of the guide's draft, found as an editor finds it."""
    page.goto(f"/desk/catalogue/?q={code_of(name)}")
    page.locator("a[data-row]").first.click()
    page.goto(page.url + part)


def test_the_table_is_changed_tried_and_kept(visit: Visit) -> None:
    page = visit("editor1")
    opened(page, "water_permit", "situation/")
    check_page(page)
    rows = page.locator("[data-line]")
    count = rows.count()
    page.get_by_role("button", name="加一行").click()
    assert rows.count() == count + 1
    last = rows.last
    last.locator("summary").first.press("Enter")
    last.get_by_role("checkbox", name="水力发电").check()
    last.locator("input[name$='.promise_days']").fill("20")
    last.locator("summary").first.focus()
    page.keyboard.press("Control+ArrowUp")
    assert rows.nth(count - 1).locator("input[name$='.promise_days']").input_value() == "20"
    for value in ("t.use=hydro", "t.source=surface", "t.size=small", "t.project=yes", "t.others=no", "t.agent=no"):
        name, chosen = value.split("=")
        page.locator(f"input[name='{name}'][value='{chosen}']").check()
    page.locator("button[name=try]").last.click()
    assert "20 个工作日" in page.locator("section[aria-labelledby=try]").inner_text()
    check_page(page, where="the table, tried")
    page.locator("details.cat-cell").evaluate_all("all => all.forEach(one => { one.open = true; })")
    check_page(page, where="the table, unfolded")


def test_the_table_works_without_a_script(visit: Visit) -> None:
    page = visit("editor1", javascript=False)
    opened(page, "water_permit", "situation/")
    count = page.locator("[data-line]").count()
    page.get_by_role("button", name="加一行").click()
    assert page.locator("[data-line]").count() == count + 1


def test_the_designer_and_the_questions(visit: Visit) -> None:
    page = visit("editor1")
    opened(page, "food_new", "form/?at=p0.f0")
    check_page(page)
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
    check_page(page, where="the designer, unfolded")
    at = page.url.split("?")[0]
    for field in ("p0", "p1.f7", "p3.f2", "p4.f3"):
        page.goto(f"{at}?at={field}")
        check_page(page, where=f"the designer at {field}")
    page.goto(at.replace("/form/", "/questions/"))
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
    check_page(page, where="the questions")


def test_a_fault_is_found_by_the_keyboard(visit: Visit) -> None:
    page = visit("editor1")
    opened(page, "food_new", "form/?at=p0.f0")
    page.locator("#f-design-label-en").fill("")
    page.get_by_role("button", name="保存草稿").last.click()
    check_page(page, where="the designer with a fault")
    expect(page.locator("[data-focus]").first).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**#at-p0-f0")


def test_anybody_sees_what_they_need_without_a_script(visit: Visit) -> None:
    page = visit(javascript=False)
    page.goto(f"/guides/{Applicant('water_permit').guide.code}/")
    page.get_by_role("link", name="我需要什么？").first.click()
    for answer in (
        "规模种植、养殖、养鱼",
        "地下水（打井）",
        "1 万立方米以下（地下水 1000 立方米以下）",
        "否",
        "否",
        "否",
    ):
        page.get_by_label(answer, exact=True).check()
        page.get_by_role("button", name="继续").click()
    assert "15 个工作日" in page.locator("main").inner_text()
    page.get_by_role("link", name="在线办理").click()
    assert "s.use%3Dfarm" in page.url or "s.use=farm" in page.url


def test_the_public_pages_are_clean(visit: Visit) -> None:
    page = visit()
    code = Applicant("water_permit").guide.code
    for query in ("", "?asked=use", "?s.use=household", "?s.use=farm&s.source=both"):
        page.goto(f"/guides/{code}/situation/{query}")
        check_page(page)


def test_a_signature_is_drawn_and_comes_back(visit: Visit) -> None:
    page = visit("agent1")
    page.goto(
        f"/my/applications/start/?item={Applicant('food_new').guide.code}&s.business=retail&s.licensed=yes&s.agent=no"
    )
    page.locator("main form button[type=submit]").last.click()
    here = page.url.split("/form/")[0]
    pages = [one["key"] for one in Applicant("food_new").guide.form["pages"]]  # type: ignore[index]
    page.goto(f"{here}/form/{pages[-1]}/")
    frame = page.locator("canvas")
    frame.scroll_into_view_if_needed()
    box = frame.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(box["x"] + 20 + step * 15, box["y"] + 20 + (step % 3) * 20)
    page.mouse.up()
    check_page(page, where="a form with a signature")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("[data-signature-ink]").dispatch_event("change")
    page.reload()
    assert page.locator("[data-signature-ink]").input_value().startswith("ink:M")


def test_the_items_of_a_bundle(visit: Visit) -> None:
    page = visit("editor1")
    opened(page, "bundles/restaurant_opening", "bundle/")
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
    check_page(page, where="the items of a bundle")
    page.goto(f"/guides/{code_of('bundles/restaurant_opening')}/")
    assert page.locator("#members a").count() == 2
    check_page(page, where="the guide of a bundle")


@pytest.mark.parametrize("javascript", [True, False])
def test_what_was_added_is_in_sight_with_what_can_be_set_of_it(visit: Visit, javascript: bool) -> None:
    page = visit("editor1", javascript=javascript)
    opened(page, "food_new", "form/?at=p2.f0")
    page.locator("button[name=add]").click()
    page.wait_for_url("**#at-p2-f1")
    expect(page.locator("#at-p2-f1")).to_be_in_viewport(ratio=1)
    expect(page.locator("#open-title")).to_be_in_viewport()
    page.locator("#at-p2-f1 button[name=remove]").click()


def test_the_days_of_the_table_are_in_sight(visit: Visit, size: str) -> None:
    page = visit("editor1")
    opened(page, "water_permit", "situation/")
    hint = page.get_by_text("可在表内左右滚动查看")
    if size == "phone":
        expect(hint).to_be_hidden()
        return
    expect(hint).to_be_visible()
    days = page.locator(".cat-grid thead th").last
    days.scroll_into_view_if_needed()
    assert page.locator(".cat-scroll").evaluate("box => box.scrollLeft") == 0
    expect(days).to_be_in_viewport(ratio=1)
    check_page(page, where="the table with its last column")


@pytest.mark.parametrize("contrast", ["0", "1"])
def test_large_type_never_scrolls_sideways(visit: Visit, site: str, contrast: str) -> None:
    page = visit("editor1", language="en")
    cookies = {"elder": "1", "contrast": contrast}
    page.context.add_cookies([{"name": name, "value": value, "url": site} for name, value in cookies.items()])
    guides = [f"/guides/{code_of(name)}/" for name in ("food_new", "elderly_allowance", "water_permit")]
    for address in (*guides, "/desk/catalogue/check-up/findings/", "/desk/catalogue/check-up/"):
        page.goto(address)
        wide = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide[0] <= wide[1], address
