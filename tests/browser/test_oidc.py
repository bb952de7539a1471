"""A3 in a browser: an administrator registers a system, another releases it, and a citizen signs in there."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests.browser.conftest import PASSWORD, Visit, check_page, keep_picture
from tongban.people.tests.calling import CHALLENGE


class Elsewhere(BaseHTTPRequestHandler):
    """The page of another system, which says what it was told."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(f"<title>there</title><p>{' '.join(parse_qs(urlsplit(self.path).query))}</p>".encode())

    def log_message(self, *_said: object) -> None:
        pass


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/back"
    server.shutdown()


def test_a_system_is_connected_and_a_citizen_signs_in_there(visit: Visit, elsewhere: str, size: str) -> None:
    admin = visit("admin1")
    admin.goto("/desk/systems/new/")
    check_page(admin, where="new system")
    admin.fill("[name=name_zh]", "演示·公积金网厅")
    admin.fill("[name=operator_zh]", "演示公积金中心")
    admin.fill("[name=purpose_zh]", "登录网厅，查询本人的公积金账户")
    admin.fill("[name=redirect_uris]", elsewhere)
    admin.fill("[name=sector]", "127.0.0.1")
    for scope in ("profile", "phone", "enterprise"):
        admin.check(f"[name=scopes][value={scope}]")
    admin.click("main form button[type=submit]")
    admin.wait_for_load_state()
    check_page(admin, where="system")
    client_id = re.search(r"[0-9a-f]{24}", admin.inner_text("main"))
    assert client_id is not None, admin.inner_text("main")
    second = visit("admin2")
    second.goto(admin.url)
    check_page(second, where="to release")
    keep_picture(second, f"oidc-release-{size}")
    second.click("[data-key=r]")
    second.wait_for_load_state()
    second.click("form[action$='/secret/'] button")
    second.wait_for_load_state()
    check_page(second, where="secret")
    assert "client_secret" in second.inner_text("main")
    keep_picture(second, f"oidc-secret-{size}")
    second.goto("/desk/systems/")
    check_page(second, where="systems")

    asked = {
        "response_type": "code", "client_id": client_id[0], "redirect_uri": elsewhere, "state": "s",
        "scope": "openid profile phone enterprise", "code_challenge": CHALLENGE, "code_challenge_method": "S256",
    }  # fmt: skip
    question = f"/oidc/authorize/?{urlencode(asked)}"
    page = visit()
    page.goto(question)
    page.fill("input[name=account]", "agent1")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_load_state()
    check_page(page, where="consent")
    keep_picture(page, f"oidc-consent-{size}")
    page.click("button[value=agree]")
    page.wait_for_url(f"{elsewhere}*")
    assert set(page.inner_text("p").split()) == {"code", "state", "iss"}

    page.goto("/account/systems/")
    check_page(page, where="own systems")
    keep_picture(page, f"oidc-own-{size}")
    page.goto(question + "&acr_values=urn:tongban:loa:4")
    check_page(page, where="step up")
    keep_picture(page, f"oidc-step-up-{size}")
    page.goto("/oidc/logout/")
    check_page(page, where="sign out")
    page.goto("/oidc/authorize/?client_id=nobody")
    check_page(page, where="unknown")

    again = visit()  # agreed before: from the sign-in form straight to the system, past the form's policy
    again.goto(f"/oidc/authorize/?{urlencode(asked | {'scope': 'openid profile'})}")
    again.fill("input[name=account]", "agent1")
    again.fill("input[name=password]", PASSWORD)
    again.click("main button[type=submit]")
    again.wait_for_url(f"{elsewhere}*")
    assert again.__dict__.get("faults", []) == []
