"""Stored bytes are sealed piece by piece, each file under its own key; what was changed, moved or cut off does not open."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import walking as w
from tongban.documents import storing
from tongban.documents.api import File, files_of
from tongban.documents.sealing import MAGIC, PIECE, opened, sealed
from tongban.kit import crypto
from tongban.kit.crypto.suites import NONCE, SUITES, TAG

SIZES = [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 7]
STEP = PIECE + NONCE + TAG


@pytest.fixture(params=sorted(SUITES))
def key(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> Iterator[bytes]:
    settings.KEYS_DIR, settings.CRYPTO = tmp_path / "keys", request.param
    crypto.forget_keys()
    yield crypto.fresh_key()
    crypto.forget_keys()


def content(size: int) -> bytes:
    return random.Random(size).randbytes(size)


def in_pieces(data: bytes, of: int) -> Iterator[bytes]:
    return (data[at : at + of] for at in range(0, len(data), of))


@pytest.mark.parametrize("size", SIZES)
def test_what_was_sealed_is_read_and_sought_like_the_plain_bytes(size: int, key: bytes) -> None:
    plain = content(size)
    file = opened(io.BytesIO(b"".join(sealed(in_pieces(plain, 70_000), key))), key)
    assert file.read() == plain
    assert file.seek(0, io.SEEK_END) == size
    for at in (0, 1, size // 2, PIECE - 3, PIECE, max(size - 5, 0), size + 10):
        file.seek(at)
        assert file.read(10) == plain[at : at + 10], at


def test_nothing_of_the_plain_bytes_shows_and_no_two_files_look_alike(key: bytes) -> None:
    plain = b"510131198706150184" * 1000
    first, second = (b"".join(sealed([plain], key)) for _time in range(2))
    assert plain[:18] not in first and first[len(MAGIC) :] != second[len(MAGIC) :]


def changed(whole: bytes) -> Iterator[bytes]:
    for at in (len(MAGIC), len(MAGIC) + STEP, len(whole) - 1):
        yield whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
    first, second, rest = (
        whole[len(MAGIC) :][:STEP],
        whole[len(MAGIC) :][STEP : 2 * STEP],
        whole[len(MAGIC) + 2 * STEP :],
    )
    yield MAGIC + second + first + rest
    yield MAGIC + first + rest
    yield MAGIC + first + second
    yield whole[:-1]
    yield MAGIC


def test_what_was_changed_moved_or_cut_off_does_not_open(key: bytes) -> None:
    whole = b"".join(sealed([content(2 * PIECE + 100)], key))
    tried = [io.BytesIO(one) for one in changed(whole)]
    for broken in tried:
        with pytest.raises(crypto.Unreadable):
            opened(broken, key).read()
    assert len(tried) == 8


def test_a_file_does_not_open_with_the_key_of_another(key: bytes) -> None:
    with pytest.raises(crypto.Unreadable):
        opened(io.BytesIO(b"".join(sealed([b"bytes"], key))), crypto.fresh_key()).read()


@pytest.mark.django_db
def test_what_was_stored_open_is_read_all_the_same_and_sealed_by_the_command() -> None:
    draft = w.filled()
    file, half_way = list(files_of(draft))[:2]
    plain = {one.pk: storing.read(one) for one in (file, half_way)}
    for one, secret in ((file, b""), (half_way, half_way.secret)):
        storing.path_of(one.pk).write_bytes(plain[one.pk])  # as version 0.1 left it; as a killed run left it
        File.objects.filter(pk=one.pk).update(secret=secret)
    file.refresh_from_db()
    assert storing.read(file) == plain[file.pk] and storing.lie_open().count() == 1
    assert storing.seal_older() == 2 and storing.seal_older() == 0
    assert storing.lie_open().count() == 0
    for one in (file, half_way):
        one.refresh_from_db()
        assert storing.path_of(one.pk).read_bytes().startswith(MAGIC) and storing.read(one) == plain[one.pk]
