"""R2: the face of a place at the desk and on its pages, high contrast, and pages read aloud."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.conftest import AXE, Visit, check_page, come_to_rest

GUIDE = "/guides/11510131DEM000014K4000131029001/"
VOICE = """
const said = [];
window.said = said;
let now = null;
const fake = {
  getVoices: () => [
    { lang: 'zh-CN', localService: false, name: 'far' }, { lang: 'zh-CN', localService: true, name: 'near' },
    { lang: 'en-GB', localService: true, name: 'english' }],
  speak: one => { now = one; said.push([one.voice.name, one.rate, one.text]); },
  cancel: () => { now = null; },
  addEventListener: () => {},
};
window.finish = () => { const done = now; now = null; if (done) done.onend(); };
Object.defineProperty(window, 'speechSynthesis', { value: fake });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""
SILENT = "Object.defineProperty(window, 'speechSynthesis', { value: { getVoices: () => [] } });"


def test_a_keeper_sets_the_face_of_the_county(visit: Visit) -> None:
    page = visit("sites1")
    page.goto("/desk/sites/")
    check_page(page)
    page.locator("a[data-row]").first.click()
    check_page(page, where="the form")
    page.get_by_label("网站名称（中文）").fill("蒲江政务服务网")
    page.get_by_label("其他，填在下面").check()
    page.get_by_label("其他颜色").fill("#ffcc00")
    page.get_by_role("button", name="保存并预览").click()
    check_page(page, where="the form with a pale colour")
    assert "1.51" in page.locator(".tb-errors").inner_text()
    page.get_by_label("绛红").check()
    page.get_by_role("button", name="保存并预览").click()
    page.wait_for_url("**/desk/sites/510131000000/*/")
    frame = page.frame_locator("iframe").first
    assert "蒲江政务服务网" in frame.locator(".tb-brand").inner_text()
    assert frame.locator(".tb-hero").evaluate("one => getComputedStyle(one).backgroundColor") == "rgb(154, 47, 58)"
    check_page(page, where="the version")
    page.get_by_role("button", name="启用").click()
    check_page(page, where="in force")
    page.goto("/")
    page.wait_for_timeout(5500)
    page.goto("/")
    assert "蒲江政务服务网" in page.locator(".tb-brand").inner_text()
    check_page(page, where="home, dressed")
    put_off(page)


def put_off(page: Page) -> None:
    """The county of the other tests wears nothing."""
    page.goto("/desk/sites/510131000000/")
    page.get_by_label("网站名称（中文）").fill("")
    page.get_by_label("与上级一致").check()
    page.get_by_role("button", name="保存并预览").click()
    page.get_by_role("button", name="启用").click()


def enhanced(page: Page) -> list[str]:
    """Texts that have less than 7:1."""
    page.evaluate(AXE.read_text())
    come_to_rest(page)
    found = page.evaluate("axe.run(document, {runOnly: {type: 'rule', values: ['color-contrast-enhanced']}})")
    return [node["html"][:160] for fault in found["violations"] for node in fault["nodes"]]


def test_high_contrast_is_seven_to_one_everywhere_and_stays(visit: Visit) -> None:
    page = visit("examiner1")
    page.goto("/")
    page.get_by_role("link", name="高对比度").click()
    assert "contrast" in (page.locator("html").get_attribute("class") or "")
    for url in (
        "/",
        GUIDE,
        "/search/?q=开小吃店",
        "/lists/",
        "/help/",
        "/places/510131001000/",
        "/desk/",
        "/desk/sites/",
    ):
        page.goto(url)
        assert enhanced(page) == [], url
        check_page(page)
    page.goto("/desk/")
    page.get_by_role("link", name="深色").click()
    assert enhanced(page) == [], "the dark desk"
    page.goto("/")
    page.get_by_role("link", name="大字版").click()
    assert enhanced(page) == []
    check_page(page, where="both modes")


def test_high_contrast_needs_no_script(visit: Visit) -> None:
    page = visit(javascript=False)
    page.goto(GUIDE)
    page.get_by_role("link", name="高对比度").click()
    assert page.url.endswith(GUIDE)
    assert page.locator("html.contrast").count() == 1
    page.get_by_role("link", name="普通对比度").click()
    assert page.locator("html.contrast").count() == 0


def test_a_page_is_read_aloud_by_a_voice_of_the_device(visit: Visit) -> None:
    page = visit()
    page.add_init_script(VOICE)
    page.goto(GUIDE)
    page.get_by_role("button", name="朗读").press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "暂停"
    page.evaluate("finish(); finish()")
    said = page.evaluate("said")
    assert len(said) == 3 and {one[0] for one in said} == {"near"}
    assert said[0][2] in page.locator("#main").inner_text()
    assert page.evaluate("CSS.highlights.get('tb-aloud').size") == 1
    check_page(page, where="while reading")
    page.keyboard.press("Enter")
    page.evaluate("finish()")
    assert page.evaluate("said.length") == 3
    page.keyboard.press("Enter")
    page.get_by_label("语速").select_option("1.5")
    assert page.evaluate("said.at(-1)")[1:] == [1.5, said[2][2]]
    page.get_by_role("button", name="上一句").click()
    assert page.evaluate("said.at(-1)")[2] == said[1][2]
    page.keyboard.press("Escape")
    assert page.locator(".tb-aloud").count() == 0
    assert "朗读" in page.evaluate("document.activeElement.textContent")
    assert not page.evaluate("CSS.highlights.has('tb-aloud')")


def test_it_ends_after_the_last_sentence_and_reads_english_in_english(visit: Visit) -> None:
    page = visit(language="en-GB")
    page.add_init_script(VOICE)
    for url in ("/", "/help/", "/lists/", "/accessibility/"):
        page.goto(url)
        page.get_by_role("button", name="Read aloud").click()
        assert page.evaluate("for (let n = 0; n < 900; n++) finish(); said.length") > 3, url
        assert page.evaluate("said[0][0]") == "english"
        assert page.locator(".tb-aloud").count() == 0


def test_without_a_voice_there_is_no_button(visit: Visit) -> None:
    page = visit()
    page.add_init_script(SILENT)
    page.goto("/help/")
    assert page.get_by_role("button", name="朗读").count() == 0
