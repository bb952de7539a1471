"""Published vectors for every algorithm of both suites, and the back-ends of SM2 against each other and openssl."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tongban.kit.crypto import sm2
from tongban.kit.crypto.gmssl import GmsslSm2
from tongban.kit.crypto.libcrypto import LibcryptoSm2
from tongban.kit.crypto.suites import NATIONAL, SEALERS, SUITES, VERIFIERS, Sm4, hasher, mac
from tongban.kit.crypto.suites import _Sm3 as Sm3OfCryptography

of_hex = bytes.fromhex


@pytest.fixture(params=[LibcryptoSm2, GmsslSm2], scope="module")
def backend(request: Any) -> sm2.Sm2:
    made: sm2.Sm2 = request.param()
    return made


# GB/T 32918.5-2017, annex A.2, with the identity 1234567812345678.
PUBLIC = of_hex(
    "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
    "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
)
PRIVATE = of_hex("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8")
SIGNATURE = of_hex(
    "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
    "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
)
ORDER = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123


def test_sm2_signature_of_the_standard(backend: sm2.Sm2) -> None:
    assert backend.verify(PUBLIC, b"message digest", SIGNATURE)
    assert not backend.verify(PUBLIC, b"message digests", SIGNATURE)
    own = backend.sign(PRIVATE, PUBLIC, b"message digest")
    assert own != SIGNATURE and backend.verify(PUBLIC, b"message digest", own)


def changed(signature: bytes) -> list[bytes]:
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    pairs = [(0, s), (r, 0), (ORDER, s), (r, ORDER), (r, ORDER - r), (s, r), (r, ORDER - s), (r + 1, s)]
    turned = [a.to_bytes(32, "big") + b.to_bytes(32, "big") for a, b in pairs]
    return [*turned, b"", signature[:-1], signature + b"\0", bytes(64), b"\xff" * 64]


@pytest.mark.parametrize("wrong", range(13))
def test_sm2_refuses_what_is_out_of_range_or_of_another_length(backend: sm2.Sm2, wrong: int) -> None:
    assert not backend.verify(PUBLIC, b"message digest", changed(SIGNATURE)[wrong])


def test_sm2_refuses_a_point_that_is_not_on_the_curve(backend: sm2.Sm2) -> None:
    assert not backend.verify(PUBLIC[:-1] + bytes([PUBLIC[-1] ^ 1]), b"message digest", SIGNATURE)
    assert not backend.verify(bytes(64), b"message digest", SIGNATURE)


@pytest.mark.parametrize("data", [b"", b"a", "安小民".encode() * 1000])
def test_each_back_end_verifies_what_the_other_signed(data: bytes) -> None:
    both = (LibcryptoSm2(), GmsslSm2())
    for maker in both:
        private, public = maker.generate()
        for signer in both:
            signature = signer.sign(private, public, data)
            assert [judge.verify(public, data, signature) for judge in both] == [True, True]
            assert [judge.verify(public, data + b"x", signature) for judge in both] == [False, False]


def openssl(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["openssl", *words], cwd=folder, capture_output=True, text=True)


DISTINGUISHED = ["-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678"]


def test_openssl_reads_our_sm2_keys_and_both_verify_each_other(backend: sm2.Sm2, tmp_path: Path) -> None:
    private, public = backend.generate()
    (tmp_path / "key.der").write_bytes(sm2.private_der(private, public))
    (tmp_path / "public.der").write_bytes(sm2.public_der(public))
    (tmp_path / "data").write_bytes(b"record")
    (tmp_path / "ours").write_bytes(sm2.folded(backend.sign(private, public, b"record")))
    verify = ("pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", "public.der", "-in", "data")
    assert "Successfully" in openssl(tmp_path, *verify, "-sigfile", "ours", *DISTINGUISHED).stdout
    sign = ("pkeyutl", "-sign", "-keyform", "DER", "-inkey", "key.der", "-in", "data", "-out", "theirs")
    made = openssl(tmp_path, *sign, *DISTINGUISHED)
    assert made.returncode == 0, made.stderr
    assert backend.verify(public, b"record", sm2.flat((tmp_path / "theirs").read_bytes()))


def test_the_faster_back_end_is_chosen_and_a_machine_without_either_says_what_was_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sm2.sm2.cache_clear()
    assert sm2.sm2().name.startswith("OpenSSL")
    monkeypatch.setattr("ctypes.util.find_library", lambda _name: "libnothing.so.9")
    sm2.sm2.cache_clear()
    assert sm2.sm2().name == "GmSSL"
    monkeypatch.setitem(__import__("sys").modules, "gmssl_pyx", None)
    sm2.sm2.cache_clear()
    with pytest.raises(sm2.Missing, match=r"libnothing.so.9.*gmssl-pyx is not installed"):
        sm2.sm2()
    monkeypatch.undo()
    sm2.sm2.cache_clear()


# GB/T 32905-2016, annex A; FIPS 180-4.
HASHES = {
    ("sm3", b"abc"): "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
    ("sm3", b"abcd" * 16): "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
    ("sm3", b""): "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b",
    ("sha256", b"abc"): "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    ("sha256", b""): "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
}


@pytest.mark.parametrize(("name", "data"), HASHES)
def test_hashes_of_the_standards(name: str, data: bytes) -> None:
    made = hasher(name)(data)
    assert made.hexdigest() == made.digest().hex() == HASHES[name, data]
    if name == "sm3":
        assert Sm3OfCryptography(data).hexdigest() == HASHES[name, data]


def test_macs_of_the_standards(monkeypatch: pytest.MonkeyPatch) -> None:
    """RFC 4231 §4.3; GM/T 0042-2015, annex D.3 (key and data of 32 and 112 bytes)."""
    told = mac("hmac-sha256", b"Jefe", b"what do ya want for nothing?")
    assert told.hex() == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    key = of_hex("0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20")
    data = b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq" * 2
    wanted = "ca05e144ed05d1857840d1f318a4a8669e559fc8391f414485bfdf7bb408963a"
    assert mac("hmac-sm3", key, data).hex() == wanted
    monkeypatch.setattr("hashlib.algorithms_available", {"sha256"})
    assert mac("hmac-sm3", key, data).hex() == wanted


def test_sm4_of_the_standard() -> None:
    """GB/T 32907-2016, annex A.1: one block."""
    key = of_hex("0123456789abcdeffedcba9876543210")
    work = Cipher(algorithms.SM4(key), modes.ECB()).encryptor()  # noqa: S305 - the standard's own example
    assert work.update(key).hex() == "681edf34d206965e86b3e94f536e4246"


def test_sm4_gcm_of_rfc_8998() -> None:
    """Appendix A.1."""
    key, nonce = of_hex("0123456789abcdeffedcba9876543210"), of_hex("00001234567800000000abcd")
    about = of_hex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    data = b"".join(bytes([letter]) * 8 for letter in (0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF, 0xEE, 0xAA))
    wanted = (
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735d82710ca5c22f0ccfa7cbf93d496ac15"
        "a56834cbcf98c397b4024a2691233b8d83de3541e4c2b58177e065a9bf7b62ec"
    )
    assert Sm4(key).encrypted(nonce, data, about).hex() == wanted
    assert Sm4(key).open(nonce + of_hex(wanted), about) == data


def test_aes_256_gcm_of_nist() -> None:
    """The GCM specification (McGrew, Viega), test case 16."""
    key = of_hex("feffe9928665731c6d6a8f9467308308" * 2)
    nonce, about = of_hex("cafebabefacedbaddecaf888"), of_hex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    data = of_hex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525"
        "b16aedf5aa0de657ba637b39"
    )
    sealed = of_hex(
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838"
        "c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b"
    )
    assert SEALERS["aes-256-gcm"](key).open(nonce + sealed, about) == data


@pytest.mark.parametrize("name", SEALERS)
def test_a_seal_opens_only_whole_and_for_what_it_is_about(name: str) -> None:
    made = SEALERS[name](bytes(SEALERS[name].size))
    sealed = made.seal(b"data", b"column")
    assert made.open(sealed, b"column") == b"data"
    for wrong, about in [(sealed[:-1], b"column"), (sealed, b"other"), (sealed[:20], b"column"), (b"", b"column")]:
        with pytest.raises(InvalidTag):
            made.open(wrong, about)


def test_ecdsa_of_rfc_6979() -> None:
    """Appendix A.2.5: P-256 with SHA-256, message "sample"."""
    point = of_hex(
        "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
        "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299"
    )
    der = of_hex("3059301306072a8648ce3d020106082a8648ce3d03010703420004") + point
    signature = of_hex(
        "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
        "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"
    )
    key = VERIFIERS["ecdsa-p256-sha256"](der)
    assert key.fits(b"sample", signature) and not key.fits(b"samples", signature)
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    for wrong in (bytes(64), order.to_bytes(32, "big") * 2, signature[:-1], signature + b"\0", b""):
        assert not key.fits(b"sample", wrong)


@pytest.mark.parametrize("suite", SUITES.values(), ids=SUITES)
def test_this_machine_can_do_both_suites(suite: Any) -> None:
    suite.check()


def test_what_is_no_sm2_key_is_refused() -> None:
    for read in (sm2.public_of_der, sm2.halves_of_der):
        with pytest.raises(ValueError, match="no SM2"):
            read(b"\x30\x00")
    assert NATIONAL.signing == "sm2-sm3"
