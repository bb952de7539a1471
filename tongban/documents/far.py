"""The public zone's way to files: each is kept by the official zone, and passes here in memory only (Q6); it is sealed on the way too.

Between the two stands one address that nobody else is answered at, `/inner/files/<key>/`. A request says when it was
made and of what, sealed with a secret of the two (`TONGBAN_FILES_SECRET`), and is good for a minute.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from http.client import HTTPException
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from tongban.kit import clock
from tongban.kit.errors import Refused
from tongban.kit.outgoing import call

SECONDS = 30
LARGEST = 210 * 2**20  # bytes; as `config/wsgi.LARGEST_BODY`
GOOD_FOR = 60  # seconds
_IS_A_MOMENT = re.compile(r"[0-9]{1,12}").fullmatch


class Away(Refused):
    status = 503


def _now() -> int:
    return int(clock.now().timestamp())


def seal(method: str, path: str, at: str, digest: str) -> str:
    said = "\n".join((method, path, at, digest)).encode()
    return hmac.new(settings.FILES_SECRET.encode(), said, hashlib.sha256).hexdigest()


def is_sealed(method: str, path: str, headers: Any) -> bool:
    """Whether the other zone sent this within the last minute. Of what bytes, `is_of` says when they have come."""
    at, digest, sealed = (headers.get(name, "") for name in ("X-At", "X-Digest", "X-Seal"))
    if not settings.FILES_SECRET or not _IS_A_MOMENT(at) or abs(_now() - int(at)) > GOOD_FOR:
        return False
    return hmac.compare_digest(sealed.encode(), seal(method, path, at, digest).encode())


def is_of(body: bytes, headers: Any) -> bool:
    return hmac.compare_digest(headers.get("X-Digest", "").encode(), hashlib.sha256(body).hexdigest().encode())


def put(key: Any, content: bytes) -> None:
    _ask("PUT", key, content)


def put_again(key: Any, of: Any) -> None:
    _ask("POST", key, str(of).encode())


def get(key: Any) -> bytes:
    """Raises FileNotFoundError."""
    return _ask("GET", key)


def forget(key: Any) -> None:
    _ask("DELETE", key)


def _ask(method: str, key: Any, body: bytes = b"") -> bytes:
    path, at, digest = f"/inner/files/{key}/", str(_now()), hashlib.sha256(body).hexdigest()
    headers = {"X-At": at, "X-Digest": digest, "X-Seal": seal(method, path, at, digest)}
    headers["Content-Type"] = "application/octet-stream"
    try:
        answer = call(method, settings.FILES_AT.rstrip("/") + path, body, headers, seconds=SECONDS, most=LARGEST)
    except (OSError, HTTPException, ValueError) as error:
        raise _away(type(error).__name__) from error
    if answer.status == 404 and method in ("GET", "POST"):
        raise FileNotFoundError(path)
    if answer.status >= 300:
        raise _away(str(answer.status))
    return answer.content


def _away(found: str) -> Away:
    return Away(
        _("Files cannot be taken in or opened just now."),
        found=found,
        cure=_("Try again in a few minutes; what you typed is kept."),
    )
