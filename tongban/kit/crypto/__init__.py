"""One cryptography provider for the whole house: sealing of fields, blind indexes, digests, signatures of records.

`TONGBAN_CRYPTO` chooses the suite with which an installation begins (`suites`); the keys lie in a ring outside the
database (`keyring`), wrapped by a key-encryption key (`kek`). Values name their key and keys their algorithm, so
that everything is read after keys or suite were turned (`turning`, `tongban rotate-keys`).
"""

from __future__ import annotations

import base64
import binascii
import secrets
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.utils.translation import gettext as _

from tongban.kit.crypto import keyring
from tongban.kit.crypto.keyring import FIRST, HEADS, RECORDS, ring
from tongban.kit.crypto.suites import SEALERS, SUITES, Sealer, Signer, hasher, mac
from tongban.kit.crypto.wrong import Unreadable, WrongSuite

__all__ = [
    "Unreadable",
    "WrongSuite",
    "Blind",
    "blind",
    "check_suite",
    "digest",
    "forget_keys",
    "fresh_key",
    "hash_name",
    "hashed",
    "record_is_signed",
    "record_keys",
    "seal",
    "seal_bytes",
    "sealer_of",
    "for_public",
    "head_is_signed",
    "sign_head",
    "sign_record",
    "signs_heads",
    "suite_name",
    "unseal",
    "unseal_bytes",
]


def forget_keys() -> None:
    """After `restore` or in tests: read the key folder again."""
    keyring.forget()


# -- sealing -----------------------------------------------------------------------------------------------------


def seal(text: str, *, about: str = "", of: str = "general") -> str:
    """Seals a text under the key of its class; `about` is bound to it, so a value moved to another column does not open."""
    number, body = _sealed(text.encode(), about, of)
    return f"s{number}:{base64.b64encode(body).decode()}"


def seal_bytes(data: bytes, *, about: str = "", of: str = "general") -> bytes:
    number, body = _sealed(data, about, of)
    return f"s{number}:".encode() + body


def _sealed(data: bytes, about: str, of: str) -> tuple[str, bytes]:
    held = ring()
    key = held.seals(of)
    if key is None:
        held = keyring.add_class(of)
        key = held.seals(of)
        assert key is not None
    return key.id, held.sealer(key.id).seal(data, about.encode())


def unseal(sealed: str, *, about: str = "") -> str:
    number, _colon, body = sealed.removeprefix("s").partition(":")
    try:
        raw = base64.b64decode(body)
    except binascii.Error as error:
        raise Unreadable("the sealed value was changed") from error
    return _opened(number, raw, about).decode()


def unseal_bytes(sealed: bytes, *, about: str = "") -> bytes:
    number, _colon, body = sealed.removeprefix(b"s").partition(b":")
    return _opened(number.decode("ascii", "replace"), body, about)


def _opened(number: str, raw: bytes, about: str) -> bytes:
    held = ring()
    if number not in held.by_id:
        held = ring(newest=True)
    try:
        return held.sealer(number).open(raw, about.encode())
    except InvalidTag as error:
        raise Unreadable("the sealed value was changed or belongs to another column") from error


def fresh_key() -> bytes:
    """A key for one thing, of the suite of now: `<algorithm>:<secret>`. Whoever holds it keeps it sealed."""
    algorithm = ring().suite.sealing
    return f"{algorithm}:".encode() + secrets.token_bytes(SEALERS[algorithm].size)


def sealer_of(key: bytes) -> Sealer:
    algorithm, _colon, secret = key.partition(b":")
    return SEALERS[algorithm.decode()](secret)


# -- blind indexes -----------------------------------------------------------------------------------------------


class Blind(str):
    """A blind index as it is written; `others` are those under keys that are being turned, which are looked up too."""

    others: tuple[str, ...] = ()


def blind(kind: str, value: str) -> Blind:
    """The blind index of a value: equal values of a kind are equal, nothing else shows. 32 hex letters.

    What is stored for long belongs into the index column of a `PersonalField`, which turning the key writes anew.
    """
    plain = f"{kind}\0{''.join(value.split()).upper()}".encode()
    made, *others = [mac(algorithm, key, plain).hex()[:32] for algorithm, key in ring().index_keys]
    found = Blind(made)
    if others:
        found.others = tuple(others)
    return found


# -- digests -----------------------------------------------------------------------------------------------------


def hash_name() -> str:
    """Of `digest`, the chains and the tree, as it stands on receipts: sha256 or sm3, from the beginning and for ever."""
    return ring().hash


def hashed(data: bytes = b"") -> Any:
    """A hash object of the installation, as hashlib makes them."""
    return hasher(ring().hash)(data)


def digest(data: bytes) -> str:
    value: str = hasher(ring().hash)(data).hexdigest()
    return value


# -- signatures of records ---------------------------------------------------------------------------------------


def sign_record(data: bytes) -> str:
    """`<key id>:<base64 of r‖s, 64 bytes>` over a record (receipt, decision, export)."""
    return _signed(data, ring().signer)


def sign_head(data: bytes) -> str:
    """Of the log, by a key of its own that the public zone does not hold (Q6); raises Unreadable there."""
    held = ring()
    if settings.ZONE != "public" and held.in_force(HEADS) is None:
        held = keyring.add_key_of_heads()
    return _signed(data, held.signer_of_heads)


def _signed(data: bytes, by: tuple[str, Signer]) -> str:
    number, signer = by
    return f"{number}:{base64.b64encode(signer.sign(data)).decode()}"


def record_is_signed(data: bytes, signature: str) -> bool:
    return _is_signed(data, signature, RECORDS)


def head_is_signed(data: bytes, signature: str) -> bool:
    return _is_signed(data, signature, HEADS)


def _is_signed(data: bytes, signature: str, use: str) -> bool:
    number, _colon, body = signature.rpartition(":")
    number = number or FIRST
    try:
        raw = base64.b64decode(body, validate=True)
    except binascii.Error:
        return False
    held = ring() if number in ring().verifiers[use] else ring(newest=True)
    known = held.verifiers[use].get(number)
    return known is not None and known.fits(data, raw)


def record_keys() -> list[dict[str, str]]:
    """The verifying keys, oldest first, published so that anybody can check a receipt: id, use, algorithm, PEM, since, until."""
    return keyring.told_to_anybody(ring())


def for_public(folder: Path) -> None:
    """The ring as the public zone gets it: without what signs heads of the log."""
    keyring.for_public(folder)


def signs_heads() -> bool:
    """Whether this machine holds a secret that signs heads."""
    return any(key.wrapped for key in ring().of(HEADS))


# -- the suite ---------------------------------------------------------------------------------------------------


def suite_name() -> str:
    """Of the keys that are made now."""
    return ring().suite.name


def check_suite() -> None:
    """Refused: the setting names another suite than the one with which this installation works, or none that we know."""
    if settings.CRYPTO and settings.CRYPTO not in SUITES:
        raise WrongSuite(
            _("There is no such suite of cryptography."),
            found=f"TONGBAN_CRYPTO={settings.CRYPTO}",
            wanted=" / ".join(SUITES),
            cure=_("Set TONGBAN_CRYPTO to one of them."),
        )
    held = ring(newest=True)
    if settings.CRYPTO and held.suite.name != settings.CRYPTO:
        raise WrongSuite(
            _("This installation works with another suite of cryptography."),
            found=f"TONGBAN_CRYPTO={settings.CRYPTO}",
            wanted=f"TONGBAN_CRYPTO={held.suite.name}",
            cure=_(
                "Set it so. To change the suite of an installation that holds data, run tongban rotate-keys --suite %(suite)s: new keys are of that suite, and the chains of the record keep their hash (%(hash)s)."
            )
            % {"suite": settings.CRYPTO, "hash": held.hash},
        )
