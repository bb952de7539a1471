from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from tongban.kit import crypto


@pytest.fixture
def own_keys(settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.KEYS_DIR = tmp_path / "keys"
    crypto.forget_keys()
    yield settings.KEYS_DIR
    crypto.forget_keys()


@given(st.text(), st.text(max_size=10))
def test_what_was_sealed_opens_for_the_same_column_only(text: str, about: str) -> None:
    sealed = crypto.seal(text, about=about)
    assert crypto.unseal(sealed, about=about) == text
    with pytest.raises(crypto.Unreadable):
        crypto.unseal(sealed, about=about + "x")


def test_one_changed_letter_is_noticed() -> None:
    sealed = crypto.seal("安小民")
    body = bytearray(base64.b64decode(sealed[3:]))
    body[-1] ^= 1
    with pytest.raises(crypto.Unreadable, match="changed"):
        crypto.unseal("s1:" + base64.b64encode(bytes(body)).decode())


def test_a_turned_key_seals_anew_and_the_old_one_still_opens(own_keys: Path) -> None:
    old = crypto.seal("安小民")
    ring = json.loads((own_keys / "fields.json").read_text())
    ring["2"] = base64.b64encode(AESGCM.generate_key(256)).decode()
    (own_keys / "fields.json").write_text(json.dumps(ring))
    crypto.forget_keys()
    assert crypto.seal("安小民").startswith("s2:")
    assert crypto.unseal(old) == "安小民"


def test_another_installations_value_says_which_key_is_missing(own_keys: Path) -> None:
    with pytest.raises(crypto.Unreadable, match="key 7"):
        crypto.unseal("s7:" + base64.b64encode(b"0" * 40).decode())


def test_keys_are_readable_by_their_owner_alone(own_keys: Path) -> None:
    crypto.seal("x")
    crypto.blind("phone", "1")
    crypto.sign_record(b"x")
    assert {path.name for path in own_keys.iterdir()} == {"fields.json", "index.key", "records.json"}
    assert {path.stat().st_mode & 0o777 for path in own_keys.iterdir()} == {0o600}


def test_a_blind_index_depends_on_the_kind_and_not_on_spaces_or_case() -> None:
    assert crypto.blind("id_number", "51013119560312001x") == crypto.blind("id_number", " 51013119560312001X ")
    assert crypto.blind("phone", "139") != crypto.blind("email", "139")


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_a_signature_fits_its_own_record_only(record: bytes, other: bytes) -> None:
    signature = crypto.sign_record(record)
    assert crypto.record_is_signed(record, signature)
    assert crypto.record_is_signed(other, signature) == (other == record)


def test_after_the_record_key_was_turned_older_signatures_still_hold(own_keys: Path) -> None:
    older = crypto.sign_record(b"x")
    kept = json.loads((own_keys / "records.json").read_text())
    (own_keys / "records.json").write_text(json.dumps([*kept, crypto._fresh_record_key()]))
    crypto.forget_keys()
    newer = crypto.sign_record(b"x")
    assert [key["id"] for key in crypto.record_keys()] == [older.split(":")[0], newer.split(":")[0]]
    assert crypto.record_is_signed(b"x", older) and crypto.record_is_signed(b"x", newer)


def test_what_version_0_1_signed_still_holds(own_keys: Path) -> None:
    first = Ed25519PrivateKey.generate()
    signature = base64.b64encode(first.sign(b"x")).decode()
    assert not crypto.record_is_signed(b"x", signature)
    own_keys.mkdir(exist_ok=True)
    (own_keys / "records.key").write_bytes(first.private_bytes_raw())
    crypto.forget_keys()
    assert crypto.record_is_signed(b"x", signature) and not crypto.record_is_signed(b"y", signature)


def test_what_is_no_signature_is_told_apart_quietly() -> None:
    assert not crypto.record_is_signed(b"x", "not base64!")
    assert not crypto.record_is_signed(b"x", "")
    assert not crypto.record_is_signed(b"x", crypto.sign_record(b"x") + "AAAA")
