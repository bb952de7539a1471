"""Paper: public pages and one's own as PDF on A4, looked at as a reader would: by their words and by their ink (H4)."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.browser.conftest import Visit

pytestmark = pytest.mark.skipif(not shutil.which("pdftoppm"), reason="poppler-utils is not installed")
NAVIGATION = ["无障碍", "大字版", "English", "网站找错", "上一页", "下一页", "跳到正文", "打印本页"]


@pytest.fixture
def size() -> str:
    return "desktop"


def printed(page: Page, path: str, folder: Path) -> list[str]:
    """The text of each sheet. Every sheet is A4 and has no colour."""
    page.goto(path)
    file = folder / "page.pdf"
    page.pdf(path=str(file), prefer_css_page_size=True)
    subprocess.run(["pdftoppm", "-r", "40", "-png", file, folder / "sheet"], check=True)
    for sheet in sorted(folder.glob("sheet-*.png")):
        with Image.open(sheet) as image:
            assert abs(image.width - 331) <= 1 and abs(image.height - 468) <= 1, image.size
            red, _green, blue = (part.tobytes() for part in image.convert("RGB").split())
            coloured = [pair for pair in zip(red, blue, strict=True) if abs(pair[0] - pair[1]) > 60]
        assert len(coloured) < 40, f"{path}: {sheet.name} has {len(coloured)} coloured points, as {coloured[:2]}"
        sheet.unlink()
    text = subprocess.run(["pdftotext", "-layout", file, "-"], check=True, capture_output=True, text=True).stdout
    return [part for part in text.split("\f") if part.strip()]


def check_sheets(page: Page, sheets: list[str], site: str, path: str) -> None:
    whole = "".join(sheets)
    assert not [word for word in NAVIGATION if word in whole], path
    for number, sheet in enumerate(sheets, 1):
        plain = re.sub(r"\s", "", sheet)
        assert f"{number}/{len(sheets)}" in plain, f"{path}: sheet {number} has no number"
        assert len(plain) > 60, f"{path}: sheet {number} is empty"
    assert f"{site}{page.url.removeprefix(site).removesuffix('print/')}"[:60] in re.sub(r"\s", "", sheets[-1]), path
    assert re.search(r"打印日期： *\d{4}年\d+月\d+日", sheets[-1]), path
    assert page.evaluate("document.querySelectorAll('.tb-printed-code svg').length") == 1


def test_public_pages_on_paper(visit: Visit, site: str, tmp_path: Path) -> None:
    page = visit()
    page.goto("/lists/proofs/")
    guide = page.locator("main a[href^='/guides/']").first.get_attribute("href") or ""
    page.goto("/search/?q=开餐馆一件事")
    bundle = page.locator("main a[href^='/guides/']").first.get_attribute("href") or ""
    for path in (
        "/",
        guide,
        f"{guide}print/",
        bundle,
        "/lists/",
        "/lists/proofs/",
        "/halls/",
        "/organs/",
        "/search/?q=%E9%A3%9F",
    ):
        check_sheets(page, printed(page, path, tmp_path), site, path)


def test_the_head_of_a_table_stands_on_every_sheet(visit: Visit, tmp_path: Path) -> None:
    page = visit()
    sheets = printed(page, "/lists/proofs/print/", tmp_path)
    with_rows = [sheet for sheet in sheets if sheet.count("局") > 3]
    assert len(with_rows) > 2 and all("开具单位" in sheet for sheet in with_rows)


def test_what_is_folded_is_printed_open(visit: Visit, tmp_path: Path) -> None:
    page = visit()
    page.goto("/search/?q=食品经营许可（新办）")
    guide = page.locator("main a[href^='/guides/']").first.get_attribute("href") or ""
    assert "国家对食品生产经营实行许可制度" in re.sub(r"\s", "", "".join(printed(page, guide, tmp_path)))


def test_ones_own_pages_on_paper(visit: Visit, site: str, tmp_path: Path) -> None:
    page = visit("agent1")
    page.goto("/my/")
    found = [one.get_attribute("href") or "" for one in page.locator("main a").all()]
    case = next(path for path in found if re.fullmatch(r"/my/cases/[0-9a-f-]{36}/", path))
    for path in ("/my/", case):
        check_sheets(page, printed(page, path, tmp_path), site, path)


def test_data_for_programs_is_nothing_that_the_policy_forbids(visit: Visit) -> None:
    """A block of data is no script: the browser says nothing, and runs nothing."""
    page = visit()
    page.goto("/")
    assert page.locator("script[type='application/ld+json']").count() == 1
    page.goto("/life/age/")
    page.locator("main a[href^='/guides/']").first.click()
    page.wait_for_load_state()
    found = page.evaluate("JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').textContent)")
    assert found["@graph"][0]["@type"] == "GovernmentService"
    assert page.__dict__.get("faults", []) == []
