from __future__ import annotations

import base64
import subprocess
from pathlib import Path

import pytest
from django.test import Client

from tongban.kit import crypto
from tongban.kit.crypto.sm2 import folded


@pytest.mark.django_db
def test_anybody_takes_the_keys_and_checks_a_record_without_us(client: Client, tmp_path: Path) -> None:
    number, _colon, body = crypto.sign_record(b"record").partition(":")
    answer = client.get("/.well-known/tongban-record-keys.json")
    assert answer["Access-Control-Allow-Origin"] == "*" and "max-age" in answer["Cache-Control"]
    told = answer.json()
    assert told["hash"] == crypto.hash_name()
    key = next(key for key in told["keys"] if key["id"] == number)
    assert key["until"] == "" and key["since"].startswith("20")
    assert not any("PRIVATE" in str(key) or "wrapped" in key for key in told["keys"])
    (tmp_path / "key.pem").write_text(key["public_key"])
    (tmp_path / "signature").write_bytes(folded(base64.b64decode(body)))
    (tmp_path / "record").write_bytes(b"record")
    how = (
        ["-digest", "sm3", "-pkeyopt", "distid:1234567812345678"]
        if "sm2" in key["algorithm"]
        else ["-digest", "sha256"]
    )
    words = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key.pem", "-rawin", "-in", "record"]
    said = subprocess.run([*words, "-sigfile", "signature", *how], cwd=tmp_path, capture_output=True, text=True)
    assert "Verified Successfully" in said.stdout


@pytest.mark.django_db
def test_nobody_posts_keys(client: Client) -> None:
    assert client.post("/.well-known/tongban-record-keys.json").status_code == 405
