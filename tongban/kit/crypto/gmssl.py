"""SM2 by the package gmssl-pyx, where the system has no libcrypto of OpenSSL 3."""

from __future__ import annotations

from typing import Any

from tongban.kit.crypto.sm2 import IDENTITY, Missing, Sm2, flat, folded


class GmsslSm2(Sm2):
    name = "GmSSL"

    def __init__(self) -> None:
        try:
            import gmssl_pyx
        except ImportError as error:
            raise Missing("the package gmssl-pyx is not installed") from error
        self._gmssl: Any = gmssl_pyx

    def generate(self) -> tuple[bytes, bytes]:
        public, private = self._gmssl.sm2_key_generate()
        return private, public

    def sign(self, private: bytes, public: bytes, data: bytes) -> bytes:
        return flat(self._gmssl.sm2_sign(private, public, data, signer_id=IDENTITY))

    def verify(self, public: bytes, data: bytes, signature: bytes) -> bool:
        try:
            return bool(self._gmssl.sm2_verify(public, data, folded(signature), signer_id=IDENTITY))
        except (ValueError, self._gmssl.InvalidValueError):
            return False
