"""The drawing board of processes: whole at both sizes, without serious violations; a task is drawn, told and saved (W1)."""

from __future__ import annotations

import re
import uuid

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, check_page, keep_picture


def begun(page: Page, size: str) -> None:
    code = f"legal_{uuid.uuid4().hex[:8]}"
    page.goto("/desk/processes/")
    check_page(page, where="processes")
    keep_picture(page, f"processes-{size}")
    page.goto("/desk/processes/new/?like=ordinary")
    page.fill("#id_name", "带法制审核的程序")
    page.fill("#id_code", code)
    check_page(page, where="a new process")
    page.get_by_role("button", name="开始").click()
    expect(page).to_have_url(re.compile("/draw/$"))
    expect(page.locator("[data-element-id=review]")).to_be_visible()


def middle(page: Page, key: str) -> tuple[float, float]:
    box = page.locator(f".djs-element[data-element-id={key}] .djs-visual").first.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_task_is_drawn_told_and_saved(visit: Visit, size: str) -> None:
    page = visit("editor1")
    begun(page, size)
    check_page(page, where="the drawing board")
    keep_picture(page, f"processes-board-{size}")
    page.mouse.click(*middle(page, "review"))
    expect(page.locator("#wf-act")).to_have_value("review")
    page.fill("#wf-shown", "正在审查，请稍候")
    page.locator("#wf-shown").press("Tab")
    page.mouse.click(*middle(page, "accept"))
    page.select_option("#wf-act", "do")
    expect(page.locator("#wf-limit")).to_be_visible()
    page.fill("#wf-limit", "3")
    page.locator("#wf-limit").press("Tab")
    page.get_by_role("button", name="保存", exact=False).last.click()
    expect(page.get_by_text("已保存。")).to_be_visible()
    drawn = page.locator("#xml").input_value()
    assert 'tongban:shown="正在审查，请稍候"' in drawn and 'tongban:limit="3"' in drawn
    check_page(page, where="saved")


def test_a_fault_leads_to_its_place_and_the_drawing_stays(visit: Visit, size: str) -> None:
    page = visit("editor1")
    begun(page, size)
    page.get_by_text("文件", exact=True).click()
    drawn = page.locator("#xml").input_value()
    page.fill("#xml", drawn.replace('sourceRef="accept" targetRef="review"', 'sourceRef="accept" targetRef="accept"'))
    page.get_by_role("button", name="保存", exact=False).last.click()
    expect(page.get_by_text("未保存")).to_be_visible()
    check_page(page, where="a drawing with a fault")
    keep_picture(page, f"processes-fault-{size}")
    page.locator("[data-element=review]").first.click()
    expect(page.locator("#wf-name")).to_have_value("审查")


def test_it_is_tried_out_with_the_keyboard(visit: Visit, size: str) -> None:
    page = visit("editor1")
    begun(page, size)
    page.goto(page.url.replace("/draw/", "/try/"))
    check_page(page, where="trying out")
    for _step in range(3):
        page.locator("form button[name=way]").first.press("Enter")
        page.wait_for_load_state()
    expect(page.get_by_text("已走到终点。")).to_be_visible()
    keep_picture(page, f"processes-tried-{size}")
