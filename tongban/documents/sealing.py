"""Files at rest (Q2): each is sealed under a key of its own, which stands sealed in its row.

`MAGIC`, then pieces of 256 KB, each with its place and whether it is the last: none can be changed, moved, left out or
cut off, and any of them is read without the others.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag

from tongban.kit import crypto
from tongban.kit.crypto.suites import NONCE, TAG

MAGIC = b"tongban\x01"
PIECE = 256 * 1024  # bytes


def _about(number: int, *, last: bool) -> bytes:
    return f"{number} {'last' if last else 'goes on'}".encode()


def sealed(chunks: Iterable[bytes], key: bytes) -> Iterator[bytes]:
    sealer, number, held = crypto.sealer_of(key), 0, bytearray()
    yield MAGIC
    for chunk in chunks:
        held += chunk
        while len(held) > PIECE:
            yield sealer.seal(bytes(held[:PIECE]), _about(number, last=False))
            del held[:PIECE]
            number += 1
    yield sealer.seal(bytes(held), _about(number, last=True))


class Opened(io.RawIOBase):
    """The plain bytes of a sealed file, read and sought like any file. Raises `crypto.Unreadable` where it was changed."""

    def __init__(self, raw: BinaryIO, key: bytes) -> None:
        self._raw, self._sealer = raw, crypto.sealer_of(key)
        whole = raw.seek(0, io.SEEK_END) - len(MAGIC)
        self._last = max(-(-whole // (PIECE + NONCE + TAG)) - 1, 0)
        self._size = whole - (self._last + 1) * (NONCE + TAG)
        self._at, self._number, self._piece = 0, -1, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        return self._at

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # the base says Buffer
        number, start = divmod(self._at, PIECE)
        if number > self._last:
            return 0
        part = self._read(number)[start : start + len(buffer)]
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)

    def _read(self, number: int) -> bytes:
        if number != self._number:
            self._raw.seek(len(MAGIC) + number * (PIECE + NONCE + TAG))
            try:
                self._piece = self._sealer.open(
                    self._raw.read(PIECE + NONCE + TAG), _about(number, last=number == self._last)
                )
            except InvalidTag as error:
                raise crypto.Unreadable("the stored file was changed") from error
            self._number = number
        return self._piece

    def close(self) -> None:
        self._raw.close()
        super().close()


def opened(raw: BinaryIO, key: bytes) -> BinaryIO:
    """Lists of data have no key; and what was stored before files were sealed is read as it is (`storing.seal_older`)."""
    if not key or raw.read(len(MAGIC)) != MAGIC:
        raw.seek(0)
        return raw
    return io.BufferedReader(Opened(raw, key), PIECE)
