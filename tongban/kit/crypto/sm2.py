"""SM2 signatures (GB/T 32918.2) over the curve of GB/T 32918.5, with SM3 and the signer's default identity.

Two back-ends: the system's libcrypto (OpenSSL 3 or later), else the package gmssl-pyx. Keys are bytes here, a private
one of 32 (d), a public one of 64 (x‖y); a signature is r‖s.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cache

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

IDENTITY = b"1234567812345678"  # GM/T 0009-2012 §10, where parties agree on no other

# DER around the raw keys: id-ecPublicKey with the curve 1.2.156.10197.1.301.
_PUBLIC = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d03420004")
_PRIVATE = bytes.fromhex("308187020100301306072a8648ce3d020106082a811ccf5501822d046d306b0201010420")
_BETWEEN = bytes.fromhex("a14403420004")


class Missing(Exception):
    """This machine has no such back-end; the words say what was looked for."""


class Sm2(ABC):
    """One back-end. `verify` answers; nothing that comes from outside makes it raise."""

    name: str

    @abstractmethod
    def generate(self) -> tuple[bytes, bytes]:
        """Private and public half."""

    @abstractmethod
    def sign(self, private: bytes, public: bytes, data: bytes) -> bytes: ...

    @abstractmethod
    def verify(self, public: bytes, data: bytes, signature: bytes) -> bool: ...


@cache
def sm2() -> Sm2:
    """The faster back-end that this machine has. Raises Missing with what was tried."""
    tried = []
    for find in (_libcrypto, _gmssl):
        try:
            return find()
        except Missing as missing:
            tried.append(str(missing))
    raise Missing("; ".join(tried))


def _libcrypto() -> Sm2:
    from tongban.kit.crypto.libcrypto import LibcryptoSm2

    return LibcryptoSm2()


def _gmssl() -> Sm2:
    from tongban.kit.crypto.gmssl import GmsslSm2

    return GmsslSm2()


def public_der(public: bytes) -> bytes:
    """SubjectPublicKeyInfo, as every other program reads it."""
    return _PUBLIC + public


def public_of_der(der: bytes) -> bytes:
    if len(der) != len(_PUBLIC) + 64 or not der.startswith(_PUBLIC):
        raise ValueError("no SM2 public key")
    return der[-64:]


def private_der(private: bytes, public: bytes) -> bytes:
    """PKCS#8."""
    return _PRIVATE + private + _BETWEEN + public


def halves_of_der(der: bytes) -> tuple[bytes, bytes]:
    """Private and public half of a PKCS#8 that `private_der` wrote."""
    at = len(_PRIVATE)
    if len(der) != at + 32 + len(_BETWEEN) + 64 or not der.startswith(_PRIVATE):
        raise ValueError("no SM2 private key")
    return der[at : at + 32], der[-64:]


def flat(der: bytes) -> bytes:
    """r‖s of an ECDSA or SM2 signature in DER."""
    r, s = decode_dss_signature(der)
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def folded(flat: bytes) -> bytes:
    """DER of r‖s. Raises ValueError for what is not 64 bytes."""
    if len(flat) != 64:
        raise ValueError("a signature has 64 bytes")
    return encode_dss_signature(int.from_bytes(flat[:32], "big"), int.from_bytes(flat[32:], "big"))
