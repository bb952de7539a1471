"""The server: two operations, each question checked and each answer signed as `tongban.exchange.signing` says.

`Registers.mood` makes it behave as partners do on bad days (the tests turn it): slow, drip, broken, garbage, unsigned,
another (an answer to another question), lying (well signed and impossible), long, elsewhere (a redirect).
"""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from demo.registers import people
from tongban.exchange import signing

SLOW = 3.0  # seconds


class Registers(ThreadingHTTPServer):
    daemon_threads = True
    mood = "well"

    def __init__(self, secret: bytes, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Answering)
        self.secret, self.seen = secret, set[str]()
        self.persons, self.bodies = people.persons(), people.bodies()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever asked has hung up."""


class Answering(BaseHTTPRequestHandler):
    server: Registers
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.close_connection = True
        if self.server.mood == "slow":
            time.sleep(SLOW)
        if self.server.mood == "elsewhere":
            return self._send(302, b"", location="http://127.0.0.1:9/")
        if not self._is_signed(body):
            return self._say(401, {"fault": "signature"})
        operations = {"/persons/compare": self._person, "/bodies/compare": self._body}
        if self.server.mood == "broken" or self.path not in operations:
            return self._say(500 if self.server.mood == "broken" else 404, {"fault": self.server.mood})
        self._say(200, self._told(operations[self.path](json.loads(body))))

    def _is_signed(self, body: bytes) -> bool:
        number, at = self.headers.get("X-Request-Number", ""), self.headers.get("X-Request-Time", "")
        signature = (self.headers.get("X-Signature") or "").removeprefix(f"{signing.ALGORITHM} ")
        wanted = signing.of_question(self.server.secret, method="POST", path=self.path, at=at, number=number, body=body)
        fresh = at.isdecimal() and number not in self.server.seen
        self.server.seen.add(number)
        return fresh and signing.same(signature, wanted)

    def _person(self, asked: dict[str, str]) -> dict[str, Any]:
        known = self.server.persons.get((asked["id_type"], asked["id_number"]))
        agrees = known is not None and known["name"] == asked["name"]
        return {"agrees": agrees, "status": known["status"] if known and agrees else None}

    def _body(self, asked: dict[str, str]) -> dict[str, Any]:
        known = self.server.bodies.get(asked["uscc"])
        if known is None:
            return {"known": False}
        same = {field: known[field] == asked[field] for field in ("name", "legal_representative")}
        return {"known": True, **same, "status": known["status"]}

    def _told(self, truth: dict[str, Any]) -> dict[str, Any]:
        if self.server.mood == "lying":
            return {"agrees": True, "status": None} if "agrees" in truth else {"known": False, "status": "registered"}
        if self.server.mood == "long":
            return truth | {"more": "x" * 200_000}
        return truth

    def _say(self, status: int, told: dict[str, Any]) -> None:
        self._send(status, b"<html>" if self.server.mood == "garbage" else json.dumps(told).encode())

    def _send(self, status: int, body: bytes, location: str = "") -> None:
        number = "another" if self.server.mood == "another" else self.headers.get("X-Request-Number", "")
        signature = signing.of_answer(self.server.secret, status=status, number=number, body=body)
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if location:
            self.send_header("Location", location)
        if self.server.mood != "unsigned":
            self.send_header("X-Signature", f"{signing.ALGORITHM} {signature}")
        self.end_headers()
        for byte in body if self.server.mood == "drip" else ():
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            time.sleep(SLOW / 4)
        if self.server.mood != "drip":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing of a question is written anywhere."""


def secret_in(path: Path) -> bytes:
    """Made once, for its owner alone."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32))
    return path.read_bytes().strip()


@contextmanager
def connected(folder: Path) -> Iterator[Registers]:
    """A server in a thread of this process, and the settings that lead there, for as long as it lasts."""
    from django.conf import settings

    path = folder / "registers_secret"
    server = Registers(secret_in(path))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    before = settings.PARTNERS
    partner = {"url": server.address, "secret_file": str(path)}
    settings.PARTNERS = dict.fromkeys(before, partner)
    try:
        yield server
    finally:
        settings.PARTNERS = before
        server.shutdown()
        server.server_close()
