"""The provider as a program of its own on the stage, a person with a browser, and a system that was connected."""

from __future__ import annotations

import html
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
import requests

from tests import walking as w
from tests.stage import Stage
from tongban.people.oidc.models import System
from tongban.people.oidc.registering import approve_system, make_secret, propose_system

PASSWORD = "Tongban-2026-demo"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def served(environment: dict[str, str], port: int, log: Path, host: str = "localhost") -> Iterator[str]:
    """A server of the program at http://host:port; cookies of one host are those of all its ports."""
    url = f"http://{host}:{port}"
    words = [
        str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "config.wsgi:application",
        "--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--blocking-threads", "4", "--log-level", "error",
    ]  # fmt: skip
    given = environment | {"TONGBAN_URL": url}
    with log.open("wb") as said:
        process = subprocess.Popen(words, env=given, stdout=said, stderr=said)
        try:
            wait_until_up(url, process, log)
            yield url
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def wait_until_up(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text()[-3000:]
        try:
            if requests.get(f"{url}/healthz", timeout=20).status_code == 200:
                return
        except requests.RequestException:
            time.sleep(0.1)
    raise AssertionError(f"not up: {log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def provider(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    log = tmp_path_factory.mktemp("provider") / "log.txt"
    with served(stage.environment, free_port(), log) as url:
        yield url


@dataclass
class Connected:
    system: System
    secret: str

    @property
    def client_id(self) -> str:
        return self.system.client_id


def connected(*redirect_uris: str, **more: Any) -> Connected:
    """Registered by one administrator and released by another."""
    facts: dict[str, Any] = {
        "name": {"zh": "演示·公积金网厅", "en": "Demo housing fund"},
        "operator": {"zh": "演示公积金中心", "en": "Demo fund centre"},
        "purpose": {"zh": "登录网厅，查询本人账户", "en": "Signing in and seeing one's own account"},
        "redirect_uris": list(redirect_uris),
        "logout_uris": [],
        "sector": "localhost",
        "scopes": ["openid", "profile", "real_name", "phone", "identity", "enterprise"],
        "least_level": 1,
        "token_alg": "RS256",
    }
    system = propose_system(**(facts | more), by=w.user("admin1"))
    system = approve_system(system=system, by=w.user("admin2"))
    return Connected(system, make_secret(system=system, by=w.user("admin1")))


@dataclass
class Person:
    """Somebody with a browser that has no scripts: follows links, redirects within the site, and sends forms."""

    login: str
    http: requests.Session = field(default_factory=requests.Session)

    def open(self, url: str, *, until: str = "\0") -> requests.Response:
        """Follows what a browser follows, and stops before an address that begins with `until`."""
        return self._followed(self.http.get(url, allow_redirects=False), until)

    def _followed(self, page: requests.Response, until: str) -> requests.Response:
        while True:
            where = page.headers.get("Location") or leads_on(page)
            if not where or urljoin(page.url, where).startswith(until):
                return page
            page = self.http.get(urljoin(page.url, where), allow_redirects=False)

    def send(self, page: requests.Response, *, until: str = "\0", **answers: str) -> requests.Response:
        """Sends the one form of the page with its hidden fields and these answers."""
        form = next(f for f in re.findall(r"<form.*?</form>", page.text, re.S) if 'method="post"' in f)
        action = re.search(r'action="([^"]*)"', form)
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
        data = {name: html.unescape(value) for name, value in hidden} | answers
        url = urljoin(page.url, html.unescape(action[1] if action else "")) or page.url
        answer = self.http.post(url, data, headers={"Referer": page.url}, allow_redirects=False)
        return self._followed(answer, until)

    def sign_in(self, page: requests.Response, *, until: str = "\0") -> requests.Response:
        return self.send(page, until=until, account=self.login, password=PASSWORD)


def leads_on(page: requests.Response) -> str:
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page.text)
    return html.unescape(found[1]) if found else ""


def way_out(page: requests.Response) -> str:
    """The address outside that the page leads to."""
    return page.headers.get("Location") or leads_on(page)


def needs(*programs: str) -> None:
    missing = [name for name in programs if shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin") is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
