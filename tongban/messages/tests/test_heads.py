"""Heads of the log leave the house: to an address that takes JSON, to a mail box (S12)."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from tests import walking as w
from tests.crash.sink import mail_server
from tongban.audit import api as audit
from tongban.messages.heads import tell_heads
from tongban.outbox.api import Row, drain
from verify import tongban_verify as verifier

pytestmark = pytest.mark.django_db


class Witness(HTTPServer):
    """Keeps what is posted to it; `status` is what it answers."""

    kept: list[bytes]
    status = 204


class Keeping(BaseHTTPRequestHandler):
    server: Witness

    def do_POST(self) -> None:
        self.server.kept.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        return


@pytest.fixture
def witness() -> Iterator[Witness]:
    server = Witness(("127.0.0.1", 0), Keeping)
    server.kept = []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join(5)
    server.server_close()


def signed() -> audit.TreeHead:
    while audit.sequence():
        pass
    head = audit.sign_head()
    assert head is not None
    return head


def test_a_witness_gets_the_head_and_can_use_it_against_us(witness: Witness, settings: Any) -> None:
    settings.HEADS_TO = [f"http://127.0.0.1:{witness.server_port}/heads?of=us"]
    case = w.submitted()
    head = signed()
    assert tell_heads() == 1
    drain()
    [kept] = witness.kept
    assert json.loads(json.loads(kept)["text"])["tree_head"]["size"] == head.size
    from tongban.cases import api as cases

    assert verifier.judged(cases.proof(case.application).decode(), heads=[kept.decode()]).code == "fits"
    assert not Row.objects.filter(name="messages.tell_head").exists()


def test_a_witness_that_is_away_is_told_later(witness: Witness, settings: Any) -> None:
    settings.HEADS_TO = [f"http://127.0.0.1:{witness.server_port}/"]
    witness.status = 503
    signed()
    tell_heads()
    drain()
    row = Row.objects.get(name="messages.tell_head")
    assert row.attempts == 1 and "503" in row.last_error


def test_a_mail_box_gets_it_as_one_line(settings: Any) -> None:
    head = signed()
    with mail_server() as sink:
        settings.EMAIL_URL, settings.HEADS_TO = f"smtp://127.0.0.1:{sink.port}", ["mailto:witness@example.invalid"]
        tell_heads()
        drain()
    [letter] = [one for one in sink.letters if one["To"] == "witness@example.invalid"]
    body = bytes(letter.get_payload(decode=True)).decode()  # type: ignore[arg-type]
    assert json.loads(json.loads(body)["text"])["tree_head"]["root"] == head.root


def test_nobody_named_nobody_told(settings: Any) -> None:
    settings.HEADS_TO = []
    signed()
    assert tell_heads() == 0
