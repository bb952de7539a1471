"""What an administrator relies on with keys: a start that refuses, a backup that says what opens it (Q1)."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from config import backup, restoring
from config.starting import faults, stored_faults
from tongban.kit import crypto
from tongban.kit.crypto import keyring, turning
from tongban.kit.errors import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture(autouse=True)
def keys(settings: Any, tmp_path: Path) -> Iterator[Path]:
    shutil.copytree(settings.KEYS_DIR, tmp_path / "keys")
    settings.KEYS_DIR = tmp_path / "keys"
    crypto.forget_keys()
    yield settings.KEYS_DIR
    crypto.forget_keys()


def checked() -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("check_config", stdout=out)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    return 0, out.getvalue()


def test_another_suite_than_the_installation_began_with_does_not_start(settings: Any) -> None:
    there = crypto.suite_name()
    assert checked()[0] == 0
    settings.CRYPTO = other = {"international": "national", "national": "international"}[there]
    code, said = checked()
    assert code == 78
    assert f"Found: TONGBAN_CRYPTO={other}. Wanted: TONGBAN_CRYPTO={there}." in said
    assert f"tongban rotate-keys --suite {other}" in said


def test_keys_that_cannot_be_opened_are_told_by_their_use(keys: Path) -> None:
    (keys / "kek").write_text("aes-256-gcm:" + base64.b64encode(bytes(32)).decode())
    crypto.forget_keys()
    code, said = checked()
    assert code == 78 and "WRONG keys: Some keys of this installation cannot be opened." in said
    assert "seal:general" in said and "TONGBAN_KEK_FILE" in said


def test_keys_of_another_installation_do_not_start(keys: Path) -> None:
    assert list(stored_faults()) == []
    shutil.rmtree(keys)
    crypto.forget_keys()
    code, said = checked()
    assert code == 78 and "The keys of this installation are not those of its database." in said
    assert faults() == []


def test_the_public_zone_is_told_that_its_ring_could_sign_heads(keys: Path, tmp_path: Path, settings: Any) -> None:
    assert "key_of_heads" not in checked()[1]
    settings.ZONE = "public"
    code, said = checked()
    assert "The public zone could sign heads of the log." in said and "--for-public" in said
    out = StringIO()
    call_command("rotate_keys", for_public=tmp_path / "public", stdout=out)
    shutil.copy(tmp_path / "public" / "ring.json", keys / "ring.json")
    crypto.forget_keys()
    assert "heads of the log" not in checked()[1] and str(tmp_path / "public") in out.getvalue()


def test_a_machine_without_any_sm2_says_what_was_tried(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from tongban.kit.crypto import sm2, suites

    def missing() -> sm2.Sm2:
        raise sm2.Missing("no libcrypto of OpenSSL 3 (libcrypto.so.1.1); the package gmssl-pyx is not installed")

    monkeypatch.setattr(suites.sm2, "sm2", missing)
    with keyring.changing() as there:
        keyring.put(keyring.replace(there, suite=suites.NATIONAL))
    code, said = checked()
    assert code == 78 and "gmssl-pyx is not installed" in said


def test_a_backup_says_which_key_opens_its_keys(keys: Path, settings: Any, tmp_path: Path) -> None:
    told = {"ids": list(turning.wrapped_by()), "inside": True}
    manifest = backup._manifest("sqlite", backup.Contents(), backup.Pack(None), 0)  # type: ignore[arg-type]
    assert manifest["key_encryption_key"] == told
    secret = tmp_path / "secret"
    secret.write_text(base64.b64encode(b"k" * 32).decode())
    settings.KEK_FILE = secret
    turning.turn_kek()
    manifest = backup._manifest("sqlite", backup.Contents(), backup.Pack(None), 0)  # type: ignore[arg-type]
    assert manifest["key_encryption_key"]["inside"] is False and not (keys / "kek").exists()
    shutil.copytree(keys, tmp_path / "unpacked")
    restoring.check_keys(tmp_path / "unpacked")
    secret.write_text(base64.b64encode(b"l" * 32).decode())
    crypto.forget_keys()
    with pytest.raises(Refused, match="cannot be opened here") as refused:
        restoring.check_keys(tmp_path / "unpacked")
    assert manifest["key_encryption_key"]["ids"][0] in str(refused.value.found)
    settings.KEK_FILE = None


def test_a_backup_of_an_older_version_has_no_ring_and_is_taken(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "fields.json").write_text(json.dumps({"1": ""}))
    restoring.check_keys(tmp_path / "old")


def test_an_authority_without_roots_does_not_start(settings: Any, tmp_path: Path) -> None:
    settings.TSA_URL = "http://127.0.0.1:1/"
    assert "TONGBAN_TSA_ROOTS is not set" in checked()[1]
    for content in (None, b"no certificate"):
        settings.TSA_ROOTS = tmp_path / f"roots-{content is None}.pem"
        if content:
            settings.TSA_ROOTS.write_bytes(content)
        code, said = checked()
        assert code == 78 and "WRONG stamps:" in said
