"""Real Chromium against the real program: `scripts/run.py` with a data folder of its own, server and worker."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
SCREENS = ROOT / "docs" / "screenshots"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PASSWORD = "Tongban-2026-demo"
SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of a demo county that is up, with its worker."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tempfile.mkdtemp(prefix="tongban-browser-")
    url = f"http://localhost:{port}"
    environment = os.environ | {"PORT": str(port), "TONGBAN_DATA": folder, "HOST": "127.0.0.1", "TONGBAN_URL": url}
    log = open(Path(folder) / "log.txt", "wb")
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "scripts" / "run.py")], cwd=ROOT, env=environment, stdout=log, stderr=log
    )
    try:
        wait_until_up(url, process, Path(folder) / "log.txt")
        yield url
    finally:
        process.terminate()
        process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def wait_until_up(url: str, process: subprocess.Popen[bytes], log: Path, seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert process.poll() is None, f"the program stopped:\n{log.read_text()[-3000:]}"
        if "is up" in log.read_text():
            return
        time.sleep(0.3)
    raise AssertionError(f"not up after {seconds} s:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    found = next((p for p in ("chromium", "chromium-browser", "google-chrome") if shutil.which(p)), None)
    if found is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which(found), args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(params=["phone", "desktop"])
def size(request: pytest.FixtureRequest) -> str:
    return str(request.param)


Visit = Callable[..., Page]


@pytest.fixture()
def visit(chromium: Browser, site: str, size: str) -> Iterator[Visit]:
    """`visit("citizen1")` opens a browser of that person, signed in; `visit()` one of nobody."""
    contexts: list[BrowserContext] = []

    def open_as(login: str = "", *, javascript: bool = True, language: str = "zh-CN") -> Page:
        context = chromium.new_context(
            viewport=SIZES[size],
            base_url=site,
            locale=language,
            java_script_enabled=javascript,
            has_touch=size == "phone",
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("pageerror", lambda error: page.__dict__.setdefault("faults", []).append(str(error)))
        page.on("console", lambda said: _forbidden(page, said))
        if login:
            page.goto("/account/sign-in/")
            page.fill("input[name=account]", login)
            page.fill("input[name=password]", PASSWORD)
            page.click("main button[type=submit]")
            page.wait_for_load_state()
            assert "/sign-in/" not in page.url, page.inner_text("main")
        return page

    yield open_as
    for context in contexts:
        context.close()


def _forbidden(page: Page, said: ConsoleMessage) -> None:
    """Whatever our own policy forbids is a fault of the page: an inline style or script, something from elsewhere."""
    if "Content Security Policy" in said.text:
        page.__dict__.setdefault("faults", []).append(f"{page.url}: {said.text}")


def come_to_rest(page: Page) -> None:
    """Colours on their way from one to the other are no colours of the page."""
    page.evaluate(
        "Promise.all(document.getAnimations().filter(one => one.effect.getComputedTiming().endTime !== Infinity)"
        ".map(one => one.finished.catch(() => null))).then(() => true)"
    )


def check_page(page: Page, *, where: str = "") -> None:
    """No serious violation of WCAG 2.2 A/AA, no sideways scrolling, no script that failed, nothing forbidden."""
    come_to_rest(page)
    page.evaluate(AXE.read_text())
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found: dict[str, Any] = page.evaluate("tags => axe.run(document, {runOnly: tags})", tags)
    serious = [
        {"rule": v["id"], "nodes": [n["html"][:160] for n in v["nodes"][:3]]}
        for v in found["violations"]
        if v["impact"] in ("serious", "critical")
    ]
    assert serious == [], f"{where or page.url}: {json.dumps(serious, ensure_ascii=False, indent=1)}"
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{where or page.url} scrolls sideways by {wide} px"
    assert page.__dict__.get("faults", []) == []


def keep_picture(page: Page, name: str) -> None:
    """Screenshots for README and docs are taken by the tests, on request: TONGBAN_SCREENSHOTS=1."""
    if os.environ.get("TONGBAN_SCREENSHOTS"):
        SCREENS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(SCREENS / f"{name}.png"))


def fetch(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
