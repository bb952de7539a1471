"""The two suites: international (ECDSA P-256, SHA-256, AES-256-GCM) and national (SM2, SM3, SM4-GCM).

Every key names its algorithm, so what one suite wrote is read under the other.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tongban.kit.crypto import sm2

NONCE, TAG = 12, 16


# -- hashes ------------------------------------------------------------------------------------------------------


class _Sm3:
    """For a Python whose own OpenSSL was built without SM3."""

    def __init__(self, data: bytes = b"") -> None:
        self._hash = hashes.Hash(hashes.SM3())
        self._hash.update(data)

    def update(self, data: bytes) -> None:
        self._hash.update(data)

    def digest(self) -> bytes:
        return self._hash.copy().finalize()

    def hexdigest(self) -> str:
        return self.digest().hex()


@cache
def hasher(name: str) -> Callable[[bytes], Any]:
    """`hasher("sm3")(data).digest()`; as hashlib's constructors."""
    if name == "sha256":
        return hashlib.sha256
    if name != "sm3":
        raise ValueError(f"no suite has the hash {name}")
    if "sm3" not in hashlib.algorithms_available:
        return _Sm3
    empty = hashlib.new("sm3")

    def sm3(data: bytes = b"") -> Any:
        """A copy of an empty one: looking the algorithm up by its name takes longer than hashing a leaf."""
        made = empty.copy()
        made.update(data)
        return made

    return sm3


def mac(algorithm: str, key: bytes, data: bytes) -> bytes:
    """HMAC; `algorithm` is hmac-sha256 or hmac-sm3."""
    name = algorithm.removeprefix("hmac-")
    if name == "sm3" and "sm3" not in hashlib.algorithms_available:
        return hmac.new(key, data, _for_hmac()).digest()
    return hmac.digest(key, data, name)


def _for_hmac() -> Any:
    class Named(_Sm3):
        name, digest_size, block_size = "sm3", 32, 64

        def copy(self) -> Any:
            made = Named()
            made._hash = self._hash.copy()
            return made

    return Named


# -- sealing -----------------------------------------------------------------------------------------------------


class Sealer(ABC):
    """Authenticated encryption under one key. Raises InvalidTag for what was not sealed so."""

    @abstractmethod
    def seal(self, data: bytes, about: bytes) -> bytes:
        """Nonce, ciphertext, tag."""

    @abstractmethod
    def open(self, sealed: bytes, about: bytes) -> bytes: ...


class Aes(Sealer):
    size = 32

    def __init__(self, key: bytes) -> None:
        self._key = AESGCM(key)

    def seal(self, data: bytes, about: bytes) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + self._key.encrypt(nonce, data, about)

    def open(self, sealed: bytes, about: bytes) -> bytes:
        if len(sealed) < NONCE + TAG:
            raise InvalidTag
        return self._key.decrypt(sealed[:NONCE], sealed[NONCE:], about)


class Sm4(Sealer):
    size = 16

    def __init__(self, key: bytes) -> None:
        self._key = algorithms.SM4(key)

    def seal(self, data: bytes, about: bytes) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + self.encrypted(nonce, data, about)

    def encrypted(self, nonce: bytes, data: bytes, about: bytes) -> bytes:
        work = Cipher(self._key, modes.GCM(nonce)).encryptor()
        work.authenticate_additional_data(about)
        return work.update(data) + work.finalize() + work.tag

    def open(self, sealed: bytes, about: bytes) -> bytes:
        if len(sealed) < NONCE + TAG:
            raise InvalidTag
        work = Cipher(self._key, modes.GCM(sealed[:NONCE], sealed[-TAG:])).decryptor()
        work.authenticate_additional_data(about)
        return work.update(sealed[NONCE:-TAG]) + work.finalize()


SEALERS: dict[str, type[Aes] | type[Sm4]] = {"aes-256-gcm": Aes, "sm4-gcm": Sm4}


# -- signing -----------------------------------------------------------------------------------------------------


class Verifier(ABC):
    """The public half of a key. Signatures are r‖s, 64 bytes."""

    algorithm: str

    @property
    @abstractmethod
    def public_der(self) -> bytes:
        """SubjectPublicKeyInfo."""

    @abstractmethod
    def fits(self, data: bytes, signature: bytes) -> bool: ...

    @property
    def pem(self) -> str:
        body = base64.b64encode(self.public_der).decode()
        lines = [body[at : at + 64] for at in range(0, len(body), 64)]
        return "\n".join(["-----BEGIN PUBLIC KEY-----", *lines, "-----END PUBLIC KEY-----", ""])


class Signer(Verifier):
    """Both halves; the private one is kept as PKCS#8."""

    @abstractmethod
    def private_der(self) -> bytes: ...

    @abstractmethod
    def sign(self, data: bytes) -> bytes: ...


_INFO = serialization.PublicFormat.SubjectPublicKeyInfo
_DER = serialization.Encoding.DER


class EcdsaVerifier(Verifier):
    algorithm = "ecdsa-p256-sha256"
    how = ec.ECDSA(hashes.SHA256())

    def __init__(self, public: ec.EllipticCurvePublicKey) -> None:
        self._public = public

    @classmethod
    def of(cls, der: bytes) -> EcdsaVerifier:
        public = serialization.load_der_public_key(der)
        assert isinstance(public, ec.EllipticCurvePublicKey)
        return EcdsaVerifier(public)

    @property
    def public_der(self) -> bytes:
        return self._public.public_bytes(_DER, _INFO)

    def fits(self, data: bytes, signature: bytes) -> bool:
        try:
            self._public.verify(sm2.folded(signature), data, self.how)
        except (InvalidSignature, ValueError):
            return False
        return True


class Ecdsa(EcdsaVerifier, Signer):
    def __init__(self, private: ec.EllipticCurvePrivateKey) -> None:
        super().__init__(private.public_key())
        self._private = private

    @classmethod
    def made(cls) -> Ecdsa:
        return cls(ec.generate_private_key(ec.SECP256R1()))

    @classmethod
    def of_private(cls, der: bytes) -> Ecdsa:
        private = serialization.load_der_private_key(der, password=None)
        assert isinstance(private, ec.EllipticCurvePrivateKey)
        return cls(private)

    def private_der(self) -> bytes:
        return self._private.private_bytes(_DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())

    def sign(self, data: bytes) -> bytes:
        return sm2.flat(self._private.sign(data, self.how))


class Sm2Verifier(Verifier):
    algorithm = "sm2-sm3"

    def __init__(self, public: bytes) -> None:
        self._public = public

    @classmethod
    def of(cls, der: bytes) -> Sm2Verifier:
        return Sm2Verifier(sm2.public_of_der(der))

    @property
    def public_der(self) -> bytes:
        return sm2.public_der(self._public)

    def fits(self, data: bytes, signature: bytes) -> bool:
        return sm2.sm2().verify(self._public, data, signature)


class Sm2Signer(Sm2Verifier, Signer):
    def __init__(self, private: bytes, public: bytes) -> None:
        super().__init__(public)
        self._private = private

    @classmethod
    def made(cls) -> Sm2Signer:
        return cls(*sm2.sm2().generate())

    @classmethod
    def of_private(cls, der: bytes) -> Sm2Signer:
        return cls(*sm2.halves_of_der(der))

    def private_der(self) -> bytes:
        return sm2.private_der(self._private, self._public)

    def sign(self, data: bytes) -> bytes:
        return sm2.sm2().sign(self._private, self._public, data)


class Ed25519Verifier(Verifier):
    """Of an installation of version 0.1: what it signed still holds, nothing new is signed so."""

    algorithm = "ed25519"

    def __init__(self, public: Ed25519PublicKey) -> None:
        self._public = public

    @classmethod
    def of(cls, der: bytes) -> Ed25519Verifier:
        public = serialization.load_der_public_key(der)
        assert isinstance(public, Ed25519PublicKey)
        return cls(public)

    @property
    def public_der(self) -> bytes:
        return self._public.public_bytes(_DER, _INFO)

    def fits(self, data: bytes, signature: bytes) -> bool:
        try:
            self._public.verify(signature, data)
        except InvalidSignature:
            return False
        return True


VERIFIERS: dict[str, Callable[[bytes], Verifier]] = {
    one.algorithm: one.of for one in (EcdsaVerifier, Sm2Verifier, Ed25519Verifier)
}
SIGNERS: dict[str, type[Ecdsa] | type[Sm2Signer]] = {one.algorithm: one for one in (Ecdsa, Sm2Signer)}


# -- suites ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Suite:
    """What new keys are made for."""

    name: str
    hash: str
    mac: str
    sealing: str
    signing: str

    def check(self) -> None:
        """Raises Missing or UnsupportedAlgorithm where this machine cannot do it."""
        SEALERS[self.sealing](bytes(SEALERS[self.sealing].size)).seal(b"", b"")
        hasher(self.hash)(b"")
        SIGNERS[self.signing].made()


INTERNATIONAL = Suite("international", "sha256", "hmac-sha256", "aes-256-gcm", "ecdsa-p256-sha256")
NATIONAL = Suite("national", "sm3", "hmac-sm3", "sm4-gcm", "sm2-sm3")
SUITES = {suite.name: suite for suite in (INTERNATIONAL, NATIONAL)}
