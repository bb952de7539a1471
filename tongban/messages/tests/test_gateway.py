"""An SMS leaves by the gateway's address, signed so that the gateway knows who asks."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from tongban.kit import calls
from tongban.messages.effects import send_sms
from tongban.messages.models import Delivery


@pytest.fixture
def gateway() -> Iterator[tuple[str, list[tuple[str, dict[str, str], bytes]]]]:
    got: list[tuple[str, dict[str, str], bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((self.path, dict(self.headers), body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/sms", got
    server.shutdown()
    server.server_close()


def test_the_gateway_can_tell_who_sent_it(gateway: tuple[str, list[Any]]) -> None:
    url, got = gateway
    send_sms(url, Delivery(address="13900001234", body="验证码 123456"))
    [(path, headers, body)] = got
    assert path == "/sms" and json.loads(body)["to"] == "13900001234"
    assert calls.is_signed("POST", url, body, headers)
    assert not calls.is_signed("POST", url, body.replace(b"13900001234", b"13900009999"), headers)
