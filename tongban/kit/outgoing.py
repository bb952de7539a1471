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
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
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
    try:
        line.request(
            method, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body or None, headers or {}
        )
        answer = line.getresponse()
        return Answer(answer.status, _read(answer, line, ends, most), {k.lower(): v for k, v in answer.getheaders()})
    finally:
        line.close()


def _line(parts: Any, seconds: float, ca: str) -> HTTPConnection:
    place = Place(parts.hostname, parts.port or (443 if parts.scheme == "https" else 80))
    if parts.scheme == "https":
        line: HTTPConnection = HTTPSConnection(
            place.host, place.port, timeout=seconds, context=ssl.create_default_context(cafile=ca or None)
        )
    else:
        line = HTTPConnection(place.host, place.port, timeout=seconds)
    line._create_connection = place.connected  # type: ignore[attr-defined]  # what http.client calls for its socket
    return line


@dataclass(frozen=True)
class Place:
    host: str
    port: int

    def connected(self, _address: Any, timeout: float, _source: Any = None) -> socket.socket:
        """To the first address of the name that answers. Certificates are still compared with the name."""
        failed: OSError | None = None
        for address in self.addresses():
            try:
                return socket.create_connection((address, self.port), timeout)
            except OSError as error:
                failed = error
        raise failed or OSError(f"{self.host} has no address")

    def addresses(self) -> list[str]:
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
        for address in addresses:
            if is_closed(address):
                raise NotThere(f"{self.host} is {address}, where nothing of ours calls")
        return addresses


def is_closed(address: str) -> bool:
    known = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(known, "ipv4_mapped", None) or known
    odd = inner.is_link_local or inner.is_multicast or inner.is_unspecified or inner.is_reserved
    return odd and not inner.is_loopback


def _read(answer: HTTPResponse, line: HTTPConnection, ends: float, most: int) -> bytes:
    read = bytearray()
    while chunk := answer.read1(8192):
        read += chunk
        if len(read) > most:
            raise TooLong(f"more than {most} bytes")
        left = ends - time.monotonic()
        if left <= 0:
            raise TimeoutError("the answer comes too slowly")
        if line.sock is not None:
            line.sock.settimeout(left)
    return bytes(read)
