"""An SMS leaves by the gateway's address, signed so that the gateway knows who asks."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from tongban.kit import calls
from tongban.messages.effects import deliver, send_sms
from tongban.messages.models import Delivery
from tongban.messages.wording import words


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
    send_sms(url, Delivery(address="13900001234", template="people.code", facts={"code": "123456", "minutes": 5}))
    [(path, headers, body)] = got
    assert path == "/sms" and json.loads(body)["to"] == "13900001234"
    assert calls.is_signed("POST", url, body, headers)
    assert not calls.is_signed("POST", url, body.replace(b"13900001234", b"13900009999"), headers)


@pytest.mark.django_db
def test_a_letter_is_written_from_its_template_when_it_goes_out(gateway: tuple[str, list[Any]], settings: Any) -> None:
    """In the reader's language; a row that names no template of ours sends nothing, whoever wrote it."""
    settings.SMS_URL, got = gateway
    facts = {"code": "123456", "minutes": 5}
    right = Delivery.objects.create(
        channel="phone", address="13900001234", template="people.code", facts=facts, language="en"
    )
    wrong = Delivery.objects.create(channel="phone", address="13900001234", template="领取补贴", language="en")
    deliver({"delivery": str(right.pk)}, "token")
    with pytest.raises(KeyError):
        deliver({"delivery": str(wrong.pk)}, "token")
    [(_path, _headers, body)] = got
    assert "Your code is 123456." in json.loads(body)["text"]


def test_a_day_is_written_as_people_write_it() -> None:
    facts = {"code": "2026-11-23", "minutes": "2026-02-31"}
    assert words("people.code", facts, "zh-hans")[1].startswith("您的验证码是 2026年11月23日")
