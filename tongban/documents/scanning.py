"""Looking for harmful software with ClamAV, by its socket (`TONGBAN_CLAMD`): what is found is not taken.

While the scanner does not answer nobody is sent away: the file is taken, waits, and is opened by nobody before it was
looked at. What is then found stays closed for good, and whoever handed it in is told.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterable
from contextlib import suppress
from typing import BinaryIO

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy as _p

from tongban.kit.errors import BadInput

SECONDS = 15.0  # of silence of the scanner; a full file of 20 MB takes it about one
_CHUNK = 1 << 18


class Scan(models.TextChoices):
    """What the scanner said of a stored file."""

    NONE = "", _p("virus scan", "no scanner is set up")
    WAITING = "waiting", _p("virus scan", "not looked at yet")
    CLEAN = "clean", _p("virus scan", "nothing found")
    HARMFUL = "harmful", _p("virus scan", "harmful software found")


class Unanswered(Exception):
    """The scanner is away, busy, or could not look at this."""


def is_set_up() -> bool:
    return bool(settings.CLAMD)


def look(chunks: Iterable[bytes]) -> str:
    """The name of what was found, or an empty string. Raises Unanswered."""
    try:
        with _line() as line:
            line.sendall(b"zINSTREAM\0")
            with suppress(BrokenPipeError, ConnectionResetError):  # it may answer before the end, as with too much
                for chunk in chunks:
                    line.sendall(struct.pack("!L", len(chunk)) + chunk)
                line.sendall(struct.pack("!L", 0))
            return _read(_answer(line))
    except OSError as error:
        raise Unanswered(str(error)) from error


def version() -> str:
    """What the scanner calls itself, with the day of its signatures. Raises Unanswered."""
    try:
        with _line() as line:
            line.sendall(b"zVERSION\0")
            return _answer(line)
    except OSError as error:
        raise Unanswered(str(error)) from error


def _line() -> socket.socket:
    """`unix:/run/clamav/clamd.ctl` or `host:port`."""
    where = settings.CLAMD
    if where.startswith("unix:"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SECONDS)
        line.connect(where.removeprefix("unix:"))
        return line
    host, _colon, port = where.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)


def _answer(line: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < 4096 and (part := line.recv(1024)):
        said += part
    return said.rstrip(b"\0\n").decode("utf-8", "replace")


def _read(said: str) -> str:
    """`stream: OK`, `stream: Win.Test.EICAR_HDB-1 FOUND`, or words that end in ERROR."""
    said = said.removeprefix("stream: ")
    if said == "OK":
        return ""
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND")
    raise Unanswered(said or "no answer")


def pieces(file: BinaryIO) -> Iterable[bytes]:
    file.seek(0)
    while chunk := file.read(_CHUNK):
        yield chunk


def looked_at(file: BinaryIO, name: str) -> Scan:
    """Raises BadInput naming the file and what was found in it. The position afterwards is undefined."""
    if not is_set_up():
        return Scan.NONE
    try:
        found = look(pieces(file))
    except Unanswered:
        return Scan.WAITING
    if not found:
        return Scan.CLEAN
    raise BadInput(
        _("“%(name)s” holds harmful software and was not taken.") % {"name": name},
        found=found,
        wanted=_("a file that the virus scanner finds nothing in"),
        cure=_("Have the device checked, then scan or photograph the document anew and choose that file."),
    )
