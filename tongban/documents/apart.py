"""Strangers' PDFs and packed documents are read in a process of their own, with bounds on its memory and time: no parser
is trusted to keep its own. The child (`apart_child`) knows no settings, no database and no keys.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tongban.kit.errors import Refused

SECONDS = 3  # of processor time; and twice as many by the clock on the wall
MEMORY = 700 * 2**20  # bytes of addresses, some 250 MB of them Python and its libraries
AT_ONCE = 2  # children of one process
PATIENCE = 6.0  # seconds to wait for one's turn
CHILD = Path(__file__).with_name("apart_child.py")

_turns = threading.BoundedSemaphore(AT_ONCE)


class Busy(Refused):
    status = 503


def ask(task: str, content: bytes, **facts: Any) -> dict[str, Any] | None:
    """What the child found, or None when the file was too much for it. Raises Busy when nobody has a turn left.

    `facts` are handed over; `seconds` and `memory` among them take the place of the bounds here.
    """
    if not _turns.acquire(timeout=PATIENCE):
        raise Busy(_("Many files are being looked at just now."), cure=_("Try again in a minute."))
    try:
        return _asked(task, content, facts)
    finally:
        _turns.release()


def _asked(task: str, content: bytes, facts: dict[str, Any]) -> dict[str, Any] | None:
    said: dict[str, Any] = {"task": task, "memory": MEMORY, "seconds": SECONDS} | facts
    head = json.dumps(said).encode() + b"\n"
    words = [sys.executable, "-I", str(CHILD)]
    try:
        done = subprocess.run(words, input=head + content, capture_output=True, timeout=said["seconds"] * 2)  # noqa: S603 - ours
        found = json.loads(done.stdout) if done.returncode == 0 else None
    except (subprocess.TimeoutExpired, ValueError):
        return None
    return found if isinstance(found, dict) else None


def packed(content: bytes) -> str:
    return base64.b64encode(content).decode()


def unpacked(text: str) -> bytes:
    return base64.b64decode(text)
