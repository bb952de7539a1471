"""SM2 by the system's libcrypto (OpenSSL 3 or later), which cffi opens where it lies: nothing is compiled.

Key objects are kept, so that a signature costs the curve and little else. They are never freed: a process knows a few.
"""

from __future__ import annotations

import ctypes.util
from functools import lru_cache
from typing import Any

from cffi import FFI

from tongban.kit.crypto.sm2 import IDENTITY, Missing, Sm2, flat, folded, private_der, public_der

_DECLARED = """
    typedef struct evp_pkey_st EVP_PKEY;
    typedef struct evp_pkey_ctx_st EVP_PKEY_CTX;
    typedef struct evp_md_ctx_st EVP_MD_CTX;
    typedef struct evp_md_st EVP_MD;
    unsigned int OPENSSL_version_major(void);
    const char *OpenSSL_version(int kind);
    const EVP_MD *EVP_sm3(void);
    EVP_PKEY *d2i_AutoPrivateKey(EVP_PKEY **out, const unsigned char **der, long size);
    EVP_PKEY *d2i_PUBKEY(EVP_PKEY **out, const unsigned char **der, long size);
    int EVP_PKEY_is_a(const EVP_PKEY *key, const char *name);
    EVP_PKEY_CTX *EVP_PKEY_CTX_new(EVP_PKEY *key, void *engine);
    EVP_PKEY_CTX *EVP_PKEY_CTX_new_from_name(void *library, const char *name, const char *wishes);
    void EVP_PKEY_CTX_free(EVP_PKEY_CTX *context);
    int EVP_PKEY_keygen_init(EVP_PKEY_CTX *context);
    int EVP_PKEY_generate(EVP_PKEY_CTX *context, EVP_PKEY **out);
    void EVP_PKEY_free(EVP_PKEY *key);
    typedef struct bignum_st BIGNUM;
    int EVP_PKEY_get_bn_param(const EVP_PKEY *key, const char *name, BIGNUM **out);
    int BN_bn2binpad(const BIGNUM *number, unsigned char *out, int size);
    void BN_clear_free(BIGNUM *number);
    int EVP_PKEY_CTX_set1_id(EVP_PKEY_CTX *context, const void *identity, int size);
    EVP_MD_CTX *EVP_MD_CTX_new(void);
    void EVP_MD_CTX_free(EVP_MD_CTX *context);
    void EVP_MD_CTX_set_pkey_ctx(EVP_MD_CTX *context, EVP_PKEY_CTX *key_context);
    int EVP_DigestSignInit(EVP_MD_CTX *context, EVP_PKEY_CTX **out, const EVP_MD *hash, void *engine, EVP_PKEY *key);
    int EVP_DigestSign(EVP_MD_CTX *context, unsigned char *out, size_t *size, const unsigned char *data, size_t length);
    int EVP_DigestVerifyInit(EVP_MD_CTX *context, EVP_PKEY_CTX **out, const EVP_MD *hash, void *engine, EVP_PKEY *key);
    int EVP_DigestVerify(EVP_MD_CTX *context, const unsigned char *signature, size_t size, const unsigned char *data, size_t length);
    void ERR_clear_error(void);
"""
_LARGEST = 80  # bytes of a signature in DER


class LibcryptoSm2(Sm2):
    def __init__(self, path: str = "") -> None:
        self._ffi = FFI()
        self._ffi.cdef(_DECLARED)
        found = path or ctypes.util.find_library("crypto") or "libcrypto.so.3"
        try:
            self._lib: Any = self._ffi.dlopen(found)
            if self._lib.OPENSSL_version_major() < 3:
                raise Missing(f"{found} is older than OpenSSL 3")
        except (OSError, AttributeError) as error:
            raise Missing(f"no libcrypto of OpenSSL 3 ({found})") from error
        self.name = self._ffi.string(self._lib.OpenSSL_version(0)).decode()
        self._kept_private = lru_cache(maxsize=64)(self._private)
        self._kept_public = lru_cache(maxsize=1024)(self._public)
        self._lib.EVP_PKEY_free(self._made("SM2"))

    def generate(self) -> tuple[bytes, bytes]:
        key = self._made("SM2")
        try:
            return self._number(key, b"priv", 32), self._point(key)
        finally:
            self._lib.EVP_PKEY_free(key)

    def sign(self, private: bytes, public: bytes, data: bytes) -> bytes:
        signature, size = self._ffi.new("unsigned char[]", _LARGEST), self._ffi.new("size_t *", _LARGEST)
        with _Digesting(self, self._kept_private(private, public)) as context:
            self._must(self._lib.EVP_DigestSignInit(context.md, self._ffi.NULL, *self._sm3(), context.key), "sign")
            self._must(self._lib.EVP_DigestSign(context.md, signature, size, data, len(data)), "sign")
        return flat(bytes(self._ffi.buffer(signature, size[0])))

    def verify(self, public: bytes, data: bytes, signature: bytes) -> bool:
        try:
            key, der = self._kept_public(public), folded(signature)
        except ValueError:
            return False
        with _Digesting(self, key) as context:
            self._must(self._lib.EVP_DigestVerifyInit(context.md, self._ffi.NULL, *self._sm3(), context.key), "verify")
            fits = bool(self._lib.EVP_DigestVerify(context.md, der, len(der), data, len(data)) == 1)
        self._lib.ERR_clear_error()
        return fits

    def _sm3(self) -> tuple[Any, Any]:
        return self._lib.EVP_sm3(), self._ffi.NULL

    def _made(self, name: str) -> Any:
        lib, out = self._lib, self._ffi.new("EVP_PKEY **")
        context = lib.EVP_PKEY_CTX_new_from_name(self._ffi.NULL, name.encode(), self._ffi.NULL)
        if context == self._ffi.NULL:
            lib.ERR_clear_error()
            raise Missing(f"{self.name} knows no {name}")
        try:
            self._must(lib.EVP_PKEY_keygen_init(context), "generate")
            self._must(lib.EVP_PKEY_generate(context, out), "generate")
        finally:
            lib.EVP_PKEY_CTX_free(context)
        return out[0]

    def _number(self, key: Any, name: bytes, size: int) -> bytes:
        out, room = self._ffi.new("BIGNUM **"), self._ffi.new("unsigned char[]", size)
        self._must(self._lib.EVP_PKEY_get_bn_param(key, name, out), "read the key")
        self._lib.BN_bn2binpad(out[0], room, size)
        self._lib.BN_clear_free(out[0])
        return bytes(self._ffi.buffer(room, size))

    def _point(self, key: Any) -> bytes:
        return self._number(key, b"qx", 32) + self._number(key, b"qy", 32)

    def _private(self, private: bytes, public: bytes) -> Any:
        return self._read(self._lib.d2i_AutoPrivateKey, private_der(private, public))

    def _public(self, public: bytes) -> Any:
        return self._read(self._lib.d2i_PUBKEY, public_der(public))

    def _read(self, reader: Any, der: bytes) -> Any:
        held = self._ffi.from_buffer("const unsigned char[]", der)
        key = reader(self._ffi.NULL, self._ffi.new("const unsigned char **", held), len(der))
        self._lib.ERR_clear_error()
        if key == self._ffi.NULL or not self._lib.EVP_PKEY_is_a(key, b"SM2"):
            raise ValueError("no SM2 key")
        return key

    def _must(self, answer: int, doing: str) -> None:
        if answer != 1:
            self._lib.ERR_clear_error()
            raise RuntimeError(f"libcrypto did not {doing}")


class _Digesting:
    """The two contexts of one signature, freed at its end; the key context carries the signer's identity."""

    def __init__(self, of: LibcryptoSm2, key: Any) -> None:
        self.key, self._lib, self._null = key, of._lib, of._ffi.NULL

    def __enter__(self) -> _Digesting:
        self.md, self._of_key = self._lib.EVP_MD_CTX_new(), self._lib.EVP_PKEY_CTX_new(self.key, self._null)
        self._lib.EVP_PKEY_CTX_set1_id(self._of_key, IDENTITY, len(IDENTITY))
        self._lib.EVP_MD_CTX_set_pkey_ctx(self.md, self._of_key)
        return self

    def __exit__(self, *_error: object) -> None:
        self._lib.EVP_MD_CTX_free(self.md)
        self._lib.EVP_PKEY_CTX_free(self._of_key)
