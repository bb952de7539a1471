"""Time stamps from a real authority over HTTP, and from those that are down, slow, broken or not honest."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.tsa import Authority, serving
from tongban.kit import clock, stamps

IMPRINT = hashlib.sha256(b"head").digest()


@pytest.fixture(scope="module")
def kept_authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Authority, str]]:
    authority = Authority(tmp_path_factory.mktemp("tsa"))
    with serving(authority) as url:
        yield authority, url


@pytest.fixture
def authority(kept_authority: tuple[Authority, str], settings: Any) -> Authority:
    made, url = kept_authority
    made.mood = "honest"
    settings.TSA_URL, settings.TSA_ROOTS = url, made.roots
    return made


@pytest.mark.usefixtures("authority")
def test_an_honest_authority_stamps_and_the_stamp_is_checked_again() -> None:
    stamp = stamps.asked(IMPRINT)
    assert stamp.authority == "Test time authority"
    assert abs((clock.now() - stamp.at).total_seconds()) < 60
    assert stamps.checked(stamp.token, IMPRINT) == stamp
    with pytest.raises(stamps.NoStamp, match="not for this digest"):
        stamps.checked(stamp.token, bytes(32))
    for at in (stamp.token.index(IMPRINT), stamp.token.index(b"\x18\x0f20") + 5, len(stamp.token) - 5):
        changed = stamp.token[:at] + bytes([stamp.token[at] ^ 1]) + stamp.token[at + 1 :]
        with pytest.raises(stamps.NoStamp):
            stamps.checked(changed, IMPRINT)
    for wrong in (b"", b"x", stamp.token[:50]):
        with pytest.raises(stamps.NoStamp, match="cannot be read"):
            stamps.checked(wrong, IMPRINT)


@pytest.mark.parametrize(
    ("mood", "told"),
    [
        ("other nonce", "nonce"),
        ("other imprint", "not for this digest"),
        ("refuses", "refused"),
        ("garbage", "no time stamp"),
        ("error", "503"),
        ("endless", "too large"),
    ],
)
def test_what_is_no_stamp_for_us_is_refused(authority: Authority, mood: str, told: str) -> None:
    authority.mood = mood
    with pytest.raises(stamps.NoStamp, match=told):
        stamps.asked(IMPRINT)


def test_a_slow_authority_is_not_waited_for(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    authority.mood = "slow"
    monkeypatch.setattr(stamps, "SECONDS", 0.3)
    began = time.monotonic()
    with pytest.raises(stamps.NoStamp, match="too slow"):
        stamps.asked(IMPRINT)
    assert time.monotonic() - began < 2


def test_nobody_there(settings: Any, authority: Authority) -> None:
    settings.TSA_URL = "http://127.0.0.1:1/"
    with pytest.raises(stamps.NoStamp, match="does not answer: ConnectionRefusedError"):
        stamps.asked(IMPRINT)


def test_an_authority_that_we_do_not_trust(authority: Authority, settings: Any, tmp_path: Path) -> None:
    settings.TSA_ROOTS = Authority(tmp_path / "other").roots
    with pytest.raises(stamps.NoStamp, match="leads to no root"):
        stamps.asked(IMPRINT)
    settings.TSA_ROOTS = None
    with pytest.raises(stamps.NoStamp, match="TONGBAN_TSA_ROOTS is not set"):
        stamps.asked(IMPRINT)
