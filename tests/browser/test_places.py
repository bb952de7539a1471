"""Places in a real browser: the list, a place, a town, the desk; the nearest first; a map from a source of our own."""

from __future__ import annotations

import os
import re
import struct
import subprocess
import sys
import threading
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import ROOT, SIZES, Visit, check_page, keep_picture, wait_until_up

TOWN = "/places/510131104000/"


def test_the_pages_of_places(visit: Visit, size: str) -> None:
    page = visit()
    for path in (TOWN, "/places/510131104003/", f"{TOWN}items/inherited/", f"{TOWN}columns/permits/", "/halls/"):
        page.goto(path)
        check_page(page, where=path)
        keep_picture(page, f"places_{size}_{path.strip('/').replace('/', '_')}")
    page.get_by_role("link", name="蒲江县政务服务中心", exact=True).first.click()
    page.wait_for_url(re.compile(r"/halls/[0-9a-f-]{36}/"))
    check_page(page, where="a hall")
    assert "本周开放时间" in page.inner_text("main")


def test_the_nearest_stands_first_and_nothing_is_sent(visit: Visit) -> None:
    page = visit()
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 30.1309, "longitude": 103.4082})  # 成佳镇
    page.goto("/halls/?kind=centre")
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name="离我最近的在前").click()
    page.get_by_text("已按离您的远近排列").wait_for()
    assert "成佳镇便民服务中心" in page.locator("[data-spot]").first.inner_text()
    assert [url for url in asked if "/static/" not in url] == []


def test_without_a_script_the_list_is_whole(visit: Visit) -> None:
    page = visit(javascript=False)
    page.goto("/halls/?kind=centre")
    assert page.locator("[data-spot]").count() == 8
    assert not page.locator("[data-nearest]").is_visible()


def test_the_desk_of_a_director(visit: Visit) -> None:
    page = visit("hall1")
    for path in ("/desk/halls/places/", "/desk/halls/places/new/", "/desk/halls/places/table/"):
        page.goto(path)
        check_page(page, where=path)
    page.goto("/desk/halls/places/?kind=special")
    page.get_by_role("link", name="不动产登记分厅").click()
    page.wait_for_url(re.compile(r"/desk/halls/places/[0-9a-f-]{36}/"))
    check_page(page, where="a place at the desk")


# A map


def picture() -> bytes:
    """A grey PNG of 256 × 256."""

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 256, 256, 8, 0, 0, 0, 0)
    rows = b"".join(b"\0" + bytes([200 + (row // 32) % 2 * 30] * 256) for row in range(256))
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(rows)) + part(b"IEND", b"")


class Tiles(BaseHTTPRequestHandler):
    asked: list[str] = []
    shown = picture()

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.end_headers()
        self.wfile.write(self.shown)

    def log_message(self, *_said: Any) -> None:
        pass


@pytest.fixture(scope="module")
def mapped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A second county whose map comes from a server here."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Tiles)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    folder, port = tmp_path_factory.mktemp("mapped"), server.server_port
    own = port + 1 if port < 65000 else port - 1
    url = f"http://localhost:{own}"
    settings = {
        "PORT": str(own),
        "HOST": "127.0.0.1",
        "TONGBAN_URL": url,
        "TONGBAN_DATA": str(folder),
        "TONGBAN_MAP_TILES": f"http://127.0.0.1:{port}/{{z}}/{{x}}/{{y}}.png?tk={{key}}",
        "TONGBAN_MAP_KEY": "k1",
        "TONGBAN_MAP_APPROVAL": "GS（2026）演示号",
        "TONGBAN_MAP_ATTRIBUTION": "演示底图",
    }
    log = Path(folder) / "log.txt"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "scripts" / "run.py")],
            cwd=ROOT,
            env=os.environ | settings,
            stdout=out,
            stderr=out,
        )
        try:
            wait_until_up(url, process, log, 240)
            yield url
        finally:
            process.terminate()
            process.wait(30)
            server.shutdown()


def test_a_map_of_the_source_that_is_set_is_walked_by_keys(chromium: Browser, mapped: str, size: str) -> None:
    context = chromium.new_context(viewport=SIZES[size], base_url=mapped, locale="zh-CN")
    page = context.new_page()
    Tiles.asked.clear()
    page.goto("/halls/")
    page.locator("[data-map] img").first.wait_for(state="attached")
    page.wait_for_load_state("networkidle")
    assert Tiles.asked and all(path.endswith("?tk=k1") for path in Tiles.asked)
    marks = page.locator(".tb-map-mark")
    assert marks.count() == page.locator("[data-spot][data-latitude]").count()
    assert "GS（2026）演示号" in page.inner_text("figure")
    check_page(page, where="with a map")
    keep_picture(page, f"places_{size}_map")
    page.goto("/halls/?kind=terminal")
    marks.first.wait_for()
    box, before = page.locator("[data-map]"), marks.first.bounding_box()
    box.focus()
    box.press("ArrowRight")
    box.press("+")
    assert marks.first.bounding_box() != before
    zooms = {path.split("/")[1] for path in Tiles.asked}
    page.wait_for_load_state("networkidle")
    assert len({path.split("/")[1] for path in Tiles.asked}) > len(zooms) - 1
    marks.first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/halls/[0-9a-f-]{36}/"))
    page.locator("[data-map] img").first.wait_for(state="attached")
    context.close()
