"""Where the bytes lie: FILES_DIR/ab/<key>, mode 0600, written whole or not at all.

A process of the public zone keeps none: it hands them over to the official zone and asks for them there (`far`, Q6).
"""

from __future__ import annotations

import hashlib
import io
import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings

from tongban.documents import far
from tongban.documents.models import File


def path_of(key: Any) -> Path:
    name = str(key)
    return settings.FILES_DIR / name[-2:] / name


def put(key: Any, chunks: Iterable[bytes]) -> tuple[int, str]:
    """Size in bytes and SHA-256. On the disk before the row that names it is written."""
    if settings.FILES_AT:
        return far.put(key, b"".join(chunks))
    target = path_of(key)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    size, digest = 0, hashlib.sha256()
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for chunk in chunks:
            size += len(chunk)
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, target)
    return size, digest.hexdigest()


def put_again(key: Any, file: File) -> None:
    """The same bytes under another key, without copying them where the disk can."""
    if settings.FILES_AT:
        far.put_again(key, file.pk)
        return
    repeat(key, file.pk)


def repeat(key: Any, of: Any) -> None:
    target = path_of(key)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        os.link(path_of(of), target)
    except FileExistsError:
        return
    except OSError:
        put(key, [path_of(of).read_bytes()])


def opened(key: Any) -> BinaryIO:
    """Raises FileNotFoundError for bytes that are on no disk."""
    return io.BytesIO(far.get(key)) if settings.FILES_AT else path_of(key).open("rb")


def read(file: File) -> bytes:
    with opened(file.pk) as content:
        return content.read()


def forget(file: File) -> None:
    forget_key(file.pk)


def forget_key(key: Any) -> None:
    """Gone already is as good."""
    if settings.FILES_AT:
        far.forget(key)
        return
    with suppress(FileNotFoundError):
        path_of(key).unlink()
