"""Sealing, blind indexes and signatures as the house uses them, under both suites; how keys are kept."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from tongban.kit import crypto


@pytest.fixture(params=["international", "national"])
def own_keys(request: Any, settings: Any, tmp_path: Path) -> Iterator[Path]:
    """A key folder of the test's own, of either suite."""
    settings.KEYS_DIR, settings.CRYPTO = tmp_path / "keys", request.param
    crypto.forget_keys()
    yield settings.KEYS_DIR
    crypto.forget_keys()


@pytest.fixture
def empty_keys(settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.KEYS_DIR, settings.CRYPTO = tmp_path / "keys", ""
    settings.KEYS_DIR.mkdir()
    crypto.forget_keys()
    yield settings.KEYS_DIR
    crypto.forget_keys()


def held(folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / "ring.json").read_text())
    return told


@given(st.text(), st.text(max_size=10))
def test_what_was_sealed_opens_for_the_same_column_only(text: str, about: str) -> None:
    sealed = crypto.seal(text, about=about)
    assert crypto.unseal(sealed, about=about) == text
    with pytest.raises(crypto.Unreadable):
        crypto.unseal(sealed, about=about + "x")


@pytest.mark.usefixtures("own_keys")
def test_bytes_and_texts_of_every_class_open_again_and_a_changed_letter_does_not() -> None:
    for of in ("general", "sensitive", "children"):
        sealed = crypto.seal("安小民", about="name", of=of)
        assert crypto.unseal(sealed, about="name") == "安小民"
        assert crypto.unseal_bytes(crypto.seal_bytes(b"\0\xff", about="a", of=of), about="a") == b"\0\xff"
        number, _colon, body = sealed.partition(":")
        changed = bytearray(base64.b64decode(body))
        changed[-1] ^= 1
        for wrong in (bytes(changed), bytes(changed[:5]), b""):
            with pytest.raises(crypto.Unreadable, match="changed"):
                crypto.unseal(f"{number}:{base64.b64encode(wrong).decode()}", about="name")


def test_each_class_has_a_key_of_its_own(own_keys: Path) -> None:
    numbers = {crypto.seal("x", of=of).partition(":")[0] for of in ("general", "sensitive", "children")}
    assert len(numbers) == 3
    uses = [key["use"] for key in held(own_keys)["keys"]]
    assert uses == ["seal:general", "seal:sensitive", "index", "records", "heads", "seal:children"]


@pytest.mark.usefixtures("own_keys")
def test_a_value_of_a_key_that_is_not_here_says_so() -> None:
    with pytest.raises(crypto.Unreadable, match="key 77777777 is not in the ring"):
        crypto.unseal("s77777777:" + base64.b64encode(b"0" * 40).decode())


def test_keys_lie_closed_and_wrapped(own_keys: Path) -> None:
    crypto.seal("x")
    assert {path.name for path in own_keys.iterdir() if path.name != ".lock"} == {"ring.json", "public.json", "kek"}
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in own_keys.iterdir())
    assert all(len(base64.b64decode(key["wrapped"])) > 40 for key in held(own_keys)["keys"])


@pytest.mark.usefixtures("own_keys")
def test_a_blind_index_is_the_same_for_the_same_value_of_a_kind_only() -> None:
    assert crypto.blind("id_number", "51013119560312001x") == crypto.blind("id_number", " 51013119560312001X ")
    assert crypto.blind("phone", "139") != crypto.blind("email", "139")
    assert len(crypto.blind("phone", "139")) == 32


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_a_signature_fits_its_record_only(record: bytes, other: bytes) -> None:
    signature = crypto.sign_record(record)
    assert crypto.record_is_signed(record, signature)
    assert crypto.record_is_signed(other, signature) == (other == record)


@pytest.mark.usefixtures("own_keys")
def test_nonsense_is_not_a_signature() -> None:
    signature = crypto.sign_record(b"x")
    number = signature.partition(":")[0]
    assert crypto.record_is_signed(b"x", signature) and not crypto.record_is_signed(b"y", signature)
    zeros = base64.b64encode(bytes(64)).decode()
    for wrong in ("not base64!", "", f"{number}:", signature + "AAAA", f"{number}:{zeros}", f"x{signature}"):
        assert not crypto.record_is_signed(b"x", wrong)


@pytest.mark.usefixtures("own_keys")
def test_openssl_verifies_our_records_with_the_published_key(tmp_path: Path) -> None:
    """A third party that has nothing of ours but the published key."""
    from tongban.kit.crypto.sm2 import folded

    number, _colon, body = crypto.sign_record(b"record").partition(":")
    [key] = [key for key in crypto.record_keys() if key["use"] == "records"]
    assert key["id"] == number and key["until"] == ""
    (tmp_path / "key.pem").write_text(key["public_key"])
    (tmp_path / "signature").write_bytes(folded(base64.b64decode(body)))
    (tmp_path / "record").write_bytes(b"record")
    wishes = {
        "ecdsa-p256-sha256": ["-digest", "sha256"],
        "sm2-sm3": ["-digest", "sm3", "-pkeyopt", "distid:1234567812345678"],
    }[key["algorithm"]]
    words = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key.pem", "-rawin", "-in", "record"]
    said = subprocess.run([*words, "-sigfile", "signature", *wishes], cwd=tmp_path, capture_output=True, text=True)
    assert "Verified Successfully" in said.stdout, said.stderr


def test_heads_have_a_key_of_their_own_that_the_public_zone_lacks(
    own_keys: Path, tmp_path: Path, settings: Any
) -> None:
    head, record, sealed = crypto.sign_head(b"x"), crypto.sign_record(b"x"), crypto.seal("安")
    assert crypto.head_is_signed(b"x", head) and crypto.record_is_signed(b"x", record)
    assert not crypto.record_is_signed(b"x", head) and not crypto.head_is_signed(b"x", record)
    told = crypto.record_keys()
    crypto.for_public(tmp_path / "public")
    (tmp_path / "public" / "kek").write_bytes((own_keys / "kek").read_bytes())
    settings.KEYS_DIR, settings.ZONE = tmp_path / "public", "public"
    crypto.forget_keys()
    assert crypto.record_keys() == told and not crypto.signs_heads()
    assert crypto.head_is_signed(b"x", head) and crypto.unseal(sealed) == "安"
    assert crypto.record_is_signed(b"y", crypto.sign_record(b"y"))
    with pytest.raises(crypto.Unreadable, match="signs no heads"):
        crypto.sign_head(b"x")


def test_a_ring_without_a_key_of_heads_gets_one_at_the_first_head(own_keys: Path) -> None:
    crypto.sign_record(b"x")
    ring = own_keys / "ring.json"
    told = held(own_keys)
    ring.write_text(json.dumps(told | {"keys": [key for key in told["keys"] if key["use"] != "heads"]}))
    crypto.forget_keys()
    assert crypto.head_is_signed(b"x", crypto.sign_head(b"x"))
    assert [key["use"] for key in held(own_keys)["keys"]].count("heads") == 1


def test_an_installation_begins_with_its_suite_and_keeps_its_hash(own_keys: Path, settings: Any) -> None:
    began = {"international": "sha256", "national": "sm3"}[settings.CRYPTO]
    assert crypto.hash_name() == held(own_keys)["hash"] == began
    crypto.check_suite()
    settings.CRYPTO = {"international": "national", "national": "international"}[settings.CRYPTO]
    assert crypto.hash_name() == began
    with pytest.raises(crypto.WrongSuite) as refused:
        crypto.check_suite()
    assert f"rotate-keys --suite {settings.CRYPTO}" in str(refused.value)
    settings.CRYPTO = "rot13"
    with pytest.raises(crypto.WrongSuite):
        crypto.check_suite()
    settings.CRYPTO = ""
    crypto.check_suite()


def test_keys_of_older_installations_are_taken_over(empty_keys: Path, settings: Any) -> None:
    """Fields, index and signatures of versions 0.1 and later, whatever suite the setting names."""
    settings.CRYPTO = "national"
    keys = {str(number): AESGCM.generate_key(256) for number in (1, 2)}
    first, private = Ed25519PrivateKey.generate(), ec.generate_private_key(ec.SECP256R1())
    der = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    kept = {number: base64.b64encode(key).decode() for number, key in keys.items()}
    (empty_keys / "fields.json").write_text(json.dumps(kept))
    (empty_keys / "index.key").write_bytes(b"i" * 32)
    (empty_keys / "records.key").write_bytes(first.private_bytes_raw())
    (empty_keys / "records.json").write_text(json.dumps([base64.b64encode(der).decode()]))
    for number, key in keys.items():
        sealed = b"n" * 12 + AESGCM(key).encrypt(b"n" * 12, "安".encode(), b"name")
        assert crypto.unseal(f"s{number}:{base64.b64encode(sealed).decode()}", about="name") == "安"
    assert crypto.seal("x").startswith("s2:")
    assert crypto.blind("phone", "139") == "b0721878f7953c2b5864005b14dc0339"
    assert crypto.record_is_signed(b"x", base64.b64encode(first.sign(b"x")).decode())
    assert not crypto.record_is_signed(b"y", base64.b64encode(first.sign(b"x")).decode())
    assert [key["algorithm"] for key in crypto.record_keys()] == ["ed25519", *["ecdsa-p256-sha256"] * 2]
    assert crypto.hash_name() == "sha256"
    with pytest.raises(crypto.WrongSuite):
        crypto.check_suite()


def test_of_an_older_installation_what_is_missing_is_made(empty_keys: Path) -> None:
    (empty_keys / "fields.json").write_text(json.dumps({"1": base64.b64encode(AESGCM.generate_key(256)).decode()}))
    assert crypto.record_is_signed(b"x", crypto.sign_record(b"x"))
    assert crypto.blind("phone", "139")


STARTED = """
import django; django.setup()
from tongban.kit import crypto
print(crypto.seal("x"), crypto.blind("a", "b"), crypto.sign_record(b"x"))
"""


def test_processes_that_start_at_once_have_the_same_keys(tmp_path: Path) -> None:
    import os

    given = os.environ | {"TONGBAN_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings"}
    words = [sys.executable, "-c", STARTED]
    several = [subprocess.Popen(words, env=given, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    told = [one.communicate(timeout=300)[0].split() for one in several]
    assert len({(seal.partition(":")[0], blind, sign.partition(":")[0]) for seal, blind, sign in told}) == 1
