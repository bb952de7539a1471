"""The one way out to other machines: to the address that a setting names, and nowhere else.

No redirect is followed and no proxy of the environment asked. The name is looked up once and that very address is called,
so that nobody leads a name elsewhere between the look and the call (SSRF by DNS rebinding). Addresses at which a machine
tells its own secrets (169.254.0.0/16, fe80::/10), and those of many or of nobody, are refused whatever the setting says.
The answer is bounded in bytes and, as a whole, in time: a partner that sends a byte now and then is slow, too.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answer:
    status: int
    content: bytes
    headers: dict[str, str] = field(default_factory=dict)  # names in small letters


class NotThere(ValueError):
    """An address that nothing of ours calls."""


class TooLong(ValueError):
    """The answer has more bytes than anybody asked for."""


def call(
    method: str,
    url: str,
    body: bytes = b"",
    headers: dict[str, str] | None = None,
    *,
    seconds: float,
    most: int,
    ca: str = "",
) -> Answer:
    """`seconds`: of the whole; `most`: bytes of the answer; `ca`: a file of certificates believed instead of the system's.

    Raises OSError (TimeoutError, ssl.SSLError among them), http.client.HTTPException, NotThere, TooLong.
    """
    parts, ends = urlsplit(url), time.monotonic() + seconds
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise NotThere(f"found {parts.scheme}://{parts.hostname}, wanted http://… or https://… without a name in it")
    line = _line(parts, seconds, ca)
    over = threading.Timer(seconds, line.hang_up)
    over.start()
    try:
        line.request(
            method, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body or None, headers or {}
        )
        answer = line.getresponse()
        told = Answer(answer.status, _read(answer, most), {k.lower(): v for k, v in answer.getheaders()})
    except (OSError, HTTPException) as error:
        if time.monotonic() < ends:
            raise
        raise TimeoutError("the answer comes too slowly") from error
    finally:
        over.cancel()
        line.close()
    if time.monotonic() >= ends:
        raise TimeoutError("the answer comes too slowly")
    return told


class Line(HTTPConnection):
    """To the first address of the name that answers. Certificates are still compared with the name."""

    opened: socket.socket | None = None  # also when `http.client` let go of it and the answer still reads there

    def connect(self) -> None:
        failed: OSError | None = None
        for address in addresses(self.host, self.port):
            try:
                self.sock = self.opened = socket.create_connection((address, self.port), self.timeout)
                return
            except OSError as error:
                failed = error
        raise failed or OSError(f"{self.host} has no address")

    def hang_up(self) -> None:
        """Whoever waits at the other end of `recv` is told that nothing more comes."""
        if self.opened is not None:
            with suppress(OSError):
                self.opened.shutdown(socket.SHUT_RDWR)


class SealedLine(HTTPSConnection, Line):
    """`HTTPSConnection.connect` wraps what the next `connect` opened, which is that of `Line`."""

    def connect(self) -> None:
        super().connect()
        self.opened = self.sock


def _line(parts: Any, seconds: float, ca: str) -> Line:
    if parts.scheme == "http":
        return Line(parts.hostname, parts.port or 80, timeout=seconds)
    context = ssl.create_default_context(cafile=ca or None)
    return SealedLine(parts.hostname, parts.port or 443, timeout=seconds, context=context)


def addresses(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    known = list(dict.fromkeys(str(one[4][0]) for one in found))
    for address in known:
        if is_closed(address):
            raise NotThere(f"{host} is {address}, where nothing of ours calls")
    return known


def is_closed(address: str) -> bool:
    known = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(known, "ipv4_mapped", None) or known
    odd = inner.is_link_local or inner.is_multicast or inner.is_unspecified or inner.is_reserved
    return odd and not inner.is_loopback


def _read(answer: HTTPResponse, most: int) -> bytes:
    read = bytearray()
    while chunk := answer.read1(8192):
        read += chunk
        if len(read) > most:
            raise TooLong(f"more than {most} bytes")
    return bytes(read)
