"""Calls go to the address that a setting names and nowhere else, whatever a name or an answer says."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tongban.kit.outgoing import NotThere, TooLong, call


class Partner(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/elsewhere":
            self.send_response(302)
            self.send_header("Location", "/secret")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.path == "/slow":
            self._begin(100)
            for _byte in range(100):
                with suppress(OSError):
                    self.wfile.write(b"x")
                time.sleep(0.05)
        elif self.path == "/hesitant":
            for byte in b"HTTP/1.0 200 OK\r\nX-Said: " + b"x" * 100:
                with suppress(OSError):
                    self.wfile.write(bytes([byte]))
                time.sleep(0.05)
        elif self.path == "/long":
            self._begin(100_000)
            with suppress(OSError):
                self.wfile.write(b"x" * 100_000)
        else:
            self._begin(len(body))
            self.wfile.write(body)

    def _begin(self, length: int) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(length))
        self.send_header("X-Said", self.path)
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def partner() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Partner) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()


def test_an_answer_comes_back_whole(partner: str) -> None:
    answer = call("POST", f"{partner}/a?b=c", b"said", seconds=5, most=10)
    assert (answer.status, answer.content, answer.headers["x-said"]) == (200, b"said", "/a?b=c")


def test_nobody_is_led_on(partner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    assert call("POST", f"{partner}/elsewhere", seconds=5, most=10).status == 302


def test_an_answer_is_bounded_in_bytes(partner: str) -> None:
    with pytest.raises(TooLong):
        call("POST", f"{partner}/long", seconds=5, most=1000)


@pytest.mark.parametrize("path", ["/slow", "/hesitant"])  # in its body, before it
def test_a_partner_that_sends_a_byte_now_and_then_is_hung_up_on(partner: str, path: str) -> None:
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        call("POST", f"{partner}{path}", seconds=0.3, most=1000)
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/",
        "http://[fe80::1]/",
        "http://0.0.0.0/",
        "http://224.0.0.1/",
        "http://[::ffff:169.254.1.1]/",
    ]
    + ["file:///etc/passwd", "ftp://localhost/", "http:///x", "http://name@localhost/"],
)
def test_where_nothing_of_ours_calls(url: str) -> None:
    with pytest.raises(NotThere):
        call("GET", url, seconds=1, most=10)


def test_a_name_is_looked_up_once_and_that_very_address_called(partner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    looked_up = socket.getaddrinfo

    def rebound(host: str, *rest: Any, **more: Any) -> Any:
        if host == "partner.example":
            asked.append(host)
            return looked_up("127.0.0.1" if len(asked) == 1 else "169.254.169.254", *rest, **more)
        return looked_up(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", rebound)
    port = partner.rpartition(":")[2]
    assert call("POST", f"http://partner.example:{port}/", b"x", seconds=5, most=10).content == b"x"
    with pytest.raises(NotThere):
        call("POST", f"http://partner.example:{port}/", b"x", seconds=5, most=10)
    assert len(asked) == 2
