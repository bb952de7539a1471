"""Where the bytes lie: FILES_DIR/ab/<key>, mode 0600, written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings

from tongban.documents.models import File


def path_of(key: Any) -> Path:
    name = str(key)
    return settings.FILES_DIR / name[-2:] / name


def put(key: Any, chunks: Iterable[bytes]) -> tuple[int, str]:
    """Size in bytes and SHA-256. On the disk before the row that names it is written."""
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
    target = path_of(key)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        os.link(path_of(file.pk), target)
    except OSError:
        put(key, [read(file)])


def read(file: File) -> bytes:
    return path_of(file.pk).read_bytes()


def forget(file: File) -> None:
    path_of(file.pk).unlink(missing_ok=True)
