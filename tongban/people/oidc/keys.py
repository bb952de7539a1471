"""Keys of the provider, in the key folder outside the database (`oidc.json`, mode 0600; backed up with the others).

`salt` makes the subjects of a sector. Each signing key is published a while before it signs, so that nobody meets a
signature by a key they could not have fetched, and stays published until what it signed is of no use any more.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from joserfc.jwk import ECKey, KeySet, RSAKey

from tongban.kit import clock

ALGORITHMS = ("RS256", "ES256")
PUBLISHED_BEFORE = 3600  # seconds between publication and first use; what is fetched may be kept half as long
KEPT = settings.SESSION_COOKIE_AGE + 3600  # an ID token is shown again when its session ends (id_token_hint)

Jwk = RSAKey | ECKey


@dataclass(frozen=True)
class SigningKey:
    alg: str
    since: int  # seconds; signs from then on
    jwk: Jwk

    @property
    def kid(self) -> str:
        return str(self.jwk.kid)


def _path() -> Path:
    return Path(settings.KEYS_DIR) / "oidc.json"


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time makes or turns keys."""
    handle = os.open(_path().with_name(".lock"), os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _written(content: dict[str, Any]) -> None:
    part = _path().with_name(f".oidc.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    part.replace(_path())


def _fresh(alg: str, since: int) -> dict[str, Any]:
    marks: Any = {"kid": secrets.token_hex(8), "use": "sig", "alg": alg}
    made: Jwk = (
        RSAKey.generate_key(2048, parameters=marks) if alg == "RS256" else ECKey.generate_key("P-256", parameters=marks)
    )
    return {"alg": alg, "since": since, "jwk": made.as_dict(private=True)}


_read: dict[str, Any] = {"stamp": None}


def _kept() -> dict[str, Any]:
    """The file, read again whenever it changed; made at the first question."""
    if not _path().exists():
        _begin()
    status = _path().stat()
    stamp = (str(_path()), status.st_mtime_ns, status.st_ino)
    if _read["stamp"] != stamp:
        content = json.loads(_path().read_text())
        _read.update(stamp=stamp, salt=base64.b64decode(content["salt"]), keys=list(map(_opened, content["keys"])))
    return _read


def _opened(kept: dict[str, Any]) -> SigningKey:
    kind: Any = RSAKey if kept["alg"] == "RS256" else ECKey
    return SigningKey(kept["alg"], kept["since"], kind.import_key(kept["jwk"]))


def _begin() -> None:
    with _alone():
        if not _path().exists():
            salt = base64.b64encode(secrets.token_bytes(32)).decode()
            _written({"salt": salt, "keys": [_fresh(alg, 0) for alg in ALGORITHMS]})


def rotate(*, at_once: bool = False) -> list[SigningKey]:
    """A new key for each algorithm; it signs after `PUBLISHED_BEFORE`, or at once when the old one leaked.

    A key that leaked is published no longer: what it signed holds no more.
    """
    now = _now()
    _kept()
    with _alone():
        content = json.loads(_path().read_text())
        staying = {key.kid for key in published()} if not at_once else set()
        old = [kept for kept in content["keys"] if kept["jwk"]["kid"] in staying]
        new = [_fresh(alg, now if at_once else now + PUBLISHED_BEFORE) for alg in ALGORITHMS]
        _written(content | {"keys": old + new})
    return [_opened(kept) for kept in new]


def _now() -> int:
    return int(clock.now().timestamp())


def signing(alg: str) -> SigningKey:
    """The newest that was published long enough."""
    of_kind = [key for key in _kept()["keys"] if key.alg == alg]
    grown = [key for key in of_kind if key.since <= _now()]
    newest: SigningKey = max(grown or of_kind, key=lambda key: key.since)
    return newest


def published() -> list[SigningKey]:
    """Those that sign, will sign, or signed what may still be shown."""
    return [key for key in _kept()["keys"] if _now() < _ends(key)]


def _ends(key: SigningKey) -> float:
    after = [other.since for other in _kept()["keys"] if other.alg == key.alg and other.since > key.since]
    return min(after) + KEPT if after else float("inf")


def key_set() -> KeySet:
    return KeySet([key.jwk for key in published()])


def public_keys() -> dict[str, Any]:
    return {"keys": [key.jwk.as_dict(private=False) for key in published()]}


def keyed(what: str, *parts: str) -> bytes:
    """HMAC-SHA-256 under the salt; `what` keeps the uses apart."""
    return hmac.new(_kept()["salt"], "\0".join((what, *parts)).encode(), hashlib.sha256).digest()
