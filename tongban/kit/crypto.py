"""One cryptography provider for the whole house: sealing of fields, blind indexes, digests, signatures of records.

The keys live in a folder outside the database (`TONGBAN_DATA/keys`, mode 0600). `fields.json` is a ring:
the newest key seals, every key opens, so keys can be turned without rewriting the database at once.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
from contextlib import suppress
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings


class Unreadable(Exception):
    """A sealed value that no key of the ring opens: wrong key folder, or somebody changed the row."""


def _made_once(path: Path, make: bytes) -> bytes:
    """Two processes may start at once: the first to create the file wins, both read the same key."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    if not path.exists():
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(make)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(part, path)
        part.unlink()
    return path.read_bytes()


@cache
def _ring() -> dict[str, AESGCM]:
    first = {"1": base64.b64encode(AESGCM.generate_key(256)).decode()}
    kept = json.loads(_made_once(settings.KEYS_DIR / "fields.json", json.dumps(first).encode()))
    return {number: AESGCM(base64.b64decode(key)) for number, key in kept.items()}


@cache
def _index_key() -> bytes:
    return _made_once(settings.KEYS_DIR / "index.key", secrets.token_bytes(32))


@cache
def _signing_key() -> Ed25519PrivateKey:
    fresh = Ed25519PrivateKey.generate().private_bytes_raw()
    return Ed25519PrivateKey.from_private_bytes(_made_once(settings.KEYS_DIR / "records.key", fresh))


def forget_keys() -> None:
    """After `restore` or in tests: read the key folder again."""
    for known in (_ring, _index_key, _signing_key):
        known.cache_clear()


def seal(text: str, *, about: str = "") -> str:
    """Seals a text; `about` is bound to it, so a value moved to another column does not open."""
    number, body = _sealed(text.encode(), about)
    return f"s{number}:{base64.b64encode(body).decode()}"


def seal_bytes(data: bytes, *, about: str = "") -> bytes:
    number, body = _sealed(data, about)
    return f"s{number}:".encode() + body


def _sealed(data: bytes, about: str) -> tuple[str, bytes]:
    number, key = next(reversed(_ring().items()))
    nonce = os.urandom(12)
    return number, nonce + key.encrypt(nonce, data, about.encode())


def unseal(sealed: str, *, about: str = "") -> str:
    number, _, body = sealed.removeprefix("s").partition(":")
    return _opened(number, base64.b64decode(body), about).decode()


def unseal_bytes(sealed: bytes, *, about: str = "") -> bytes:
    number, _, body = sealed.removeprefix(b"s").partition(b":")
    return _opened(number.decode("ascii", "replace"), body, about)


def _opened(number: str, raw: bytes, about: str) -> bytes:
    key = _ring().get(number)
    if key is None:
        raise Unreadable(f"key {number} is not in the ring of this installation")
    try:
        return key.decrypt(raw[:12], raw[12:], about.encode())
    except InvalidTag as error:
        raise Unreadable("the sealed value was changed or belongs to another column") from error


def blind(kind: str, value: str) -> str:
    """The blind index of a value: equal values of a kind are equal, nothing else shows. 32 hex letters."""
    plain = "".join(value.split()).upper()
    return hmac.new(_index_key(), f"{kind}\0{plain}".encode(), hashlib.sha256).hexdigest()[:32]


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def sign_record(data: bytes) -> str:
    """Ed25519 over a record (receipt, decision), base64."""
    return base64.b64encode(_signing_key().sign(data)).decode()


def record_is_signed(data: bytes, signature: str) -> bool:
    try:
        _signing_key().public_key().verify(base64.b64decode(signature), data)
    except (InvalidSignature, ValueError):
        return False
    return True


def public_record_key() -> str:
    """The verifying key in PEM, published so that anybody can check a receipt."""
    key: Ed25519PublicKey = _signing_key().public_key()
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_bytes(serialization.Encoding.PEM, form).decode()
