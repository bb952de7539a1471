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
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_ECDSA = ec.ECDSA(hashes.SHA256())


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


@dataclass(frozen=True)
class RecordKey:
    """One that signs records, or did: `id` is the beginning of the digest of its public half."""

    id: str
    public: ec.EllipticCurvePublicKey
    private: ec.EllipticCurvePrivateKey
    algorithm: str = "ecdsa-p256-sha256"

    @classmethod
    def from_private(cls, text: str) -> RecordKey:
        private = serialization.load_der_private_key(base64.b64decode(text), password=None)
        assert isinstance(private, ec.EllipticCurvePrivateKey)
        return cls(digest(_der(private.public_key()))[:16], private.public_key(), private)

    @property
    def pem(self) -> str:
        return self.public.public_bytes(serialization.Encoding.PEM, _PUBLIC).decode()


_PUBLIC = serialization.PublicFormat.SubjectPublicKeyInfo


def _der(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.DER, _PUBLIC)


def _fresh_record_key() -> str:
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    made = ec.generate_private_key(ec.SECP256R1()).private_bytes(serialization.Encoding.DER, form, plain)
    return base64.b64encode(made).decode()


@cache
def _record_keys() -> dict[str, RecordKey]:
    """By id, the newest last."""
    kept = json.loads(_made_once(settings.KEYS_DIR / "records.json", json.dumps([_fresh_record_key()]).encode()))
    return {key.id: key for key in map(RecordKey.from_private, kept)}


@cache
def _first_key() -> Ed25519PublicKey | None:
    """Of an installation of version 0.1: what it signed still holds."""
    path = settings.KEYS_DIR / "records.key"
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes()).public_key() if path.exists() else None


def forget_keys() -> None:
    """After `restore` or in tests: read the key folder again."""
    for known in (_ring, _index_key, _record_keys, _first_key):
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
    """`<key id>:<base64 of r‖s, 64 bytes>` over a record (receipt, decision, tree head)."""
    key = next(reversed(_record_keys().values()))
    r, s = decode_dss_signature(key.private.sign(data, _ECDSA))
    return f"{key.id}:{base64.b64encode(r.to_bytes(32, 'big') + s.to_bytes(32, 'big')).decode()}"


def record_is_signed(data: bytes, signature: str) -> bool:
    number, colon, body = signature.rpartition(":")
    try:
        raw = base64.b64decode(body, validate=True)
        if not colon:
            return _is_signed_by_first_key(data, raw)
        key = _record_keys()[number]
        pair = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        key.public.verify(pair, data, _ECDSA)
    except (InvalidSignature, ValueError, KeyError):
        return False
    return len(raw) == 64


def _is_signed_by_first_key(data: bytes, raw: bytes) -> bool:
    first = _first_key()
    if first is None:
        return False
    first.verify(raw, data)
    return True


def record_keys() -> list[dict[str, str]]:
    """The verifying keys, oldest first, published so that anybody can check a receipt: id, algorithm, PEM."""
    return [{"id": key.id, "algorithm": key.algorithm, "public_key": key.pem} for key in _record_keys().values()]


def hash_name() -> str:
    """Of `digest`, the chains and the tree, as it stands on receipts."""
    return "sha256"
