"""Where the bytes lie: FILES_DIR/ab/<key>, sealed, mode 0600, written whole or not at all.

A process of the public zone keeps none: it hands them over to the official zone and asks for them there (`far`, Q6).
"""

from __future__ import annotations

import hashlib
import io
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple
from uuid import UUID

from django.conf import settings

from tongban.documents import far
from tongban.documents.models import File
from tongban.documents.sealing import MAGIC, PIECE, sealed
from tongban.documents.sealing import opened as unsealed
from tongban.kit import crypto

LIST = "data"  # the kind of lists: they go in and out open, and name nobody
SLICE = 200  # rows at once


class Stored(NamedTuple):
    """Of the plain bytes; `secret` opens them, empty where they lie open. The columns of a row: `File(**kept._asdict())`."""

    size: int
    sha256: str
    secret: bytes


def path_of(key: Any) -> Path:
    """Raises ValueError for what is no key: no name leads out of the folder."""
    name = str(key if isinstance(key, UUID) else UUID(str(key)))
    return settings.FILES_DIR / name[-2:] / name


def put(key: Any, chunks: Iterable[bytes], *, seal: bool = True) -> Stored:
    """On the disk before the row that names it is written. Unsealed only what is to be read as a file, and names nobody."""
    size, digest = 0, hashlib.sha256()

    def seen() -> Iterator[bytes]:
        nonlocal size
        for chunk in chunks:
            size += len(chunk)
            digest.update(chunk)
            yield chunk

    secret = crypto.fresh_key() if seal else b""
    bytes_of_it = sealed(seen(), secret) if seal else seen()
    if settings.FILES_AT:
        far.put(key, b"".join(bytes_of_it))
    else:
        put_raw(key, bytes_of_it)
    return Stored(size, digest.hexdigest(), secret)


def put_raw(key: Any, chunks: Iterable[bytes], *, instead: bool = False) -> None:
    """Raises FileExistsError where bytes lie under this key already, unless they are put `instead` of those."""
    target = path_of(key)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.writelines(chunks)
        file.flush()
        os.fsync(file.fileno())
    if instead:
        os.replace(part, target)
        return
    try:
        os.link(part, target)
    finally:
        part.unlink()


def put_again(key: Any, file: File) -> None:
    """The same bytes under another key, without copying them where the disk can; the same `secret` opens them."""
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
        put_raw(key, [path_of(of).read_bytes()])


def opened(file: File) -> BinaryIO:
    """Raises FileNotFoundError for bytes that are on no disk, `crypto.Unreadable` in reading what was changed there."""
    raw: BinaryIO = io.BytesIO(far.get(file.pk)) if settings.FILES_AT else path_of(file.pk).open("rb")
    return unsealed(raw, bytes(file.secret))


def read(file: File) -> bytes:
    with opened(file) as content:
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


def forget_unnamed(key: Any) -> None:
    """As somebody else asks, from the internet perhaps: what a row still names stays. Raises ValueError for no key."""
    name = UUID(str(key))
    if not File.objects.filter(pk=name).exists():
        forget_key(name)


def check_whole(path: Path, secret: bytes, digest: str) -> bool:
    """Whether a file is what was stored, by its SHA-256."""
    found = hashlib.sha256()
    with closing(unsealed(path.open("rb"), secret)) as content:
        try:
            while piece := content.read(PIECE):
                found.update(piece)
        except crypto.Unreadable:
            return False
    return found.hexdigest() == digest


# -- what was stored before files were sealed --------------------------------------------------------------------


def lie_open() -> Any:
    return File.objects.filter(secret=b"").exclude(kind=LIST)


def seal_older() -> int:
    """How many. The key is in the row before the bytes are sealed, so whoever reads meanwhile finds either; a run that was
    stopped in between is finished by the next one."""
    done, last = 0, None
    while rows := list(_after(last)):
        for file in rows:
            done += _seal(file)
        last = rows[-1].pk
    return done


def _after(last: Any) -> Any:
    rows = File.objects.exclude(kind=LIST).order_by("id")
    return (rows.filter(pk__gt=last) if last else rows)[:SLICE]


def _seal(file: File) -> bool:
    path = path_of(file.pk)
    with suppress(FileNotFoundError), path.open("rb") as raw:
        if raw.read(len(MAGIC)) == MAGIC:
            return False
        if not file.secret:
            File.objects.filter(pk=file.pk, secret=b"").update(secret=crypto.fresh_key())
            file.refresh_from_db(fields=["secret"])
        raw.seek(0)
        put_raw(file.pk, sealed(iter(lambda: raw.read(1 << 20), b""), bytes(file.secret)), instead=True)
        return True
    return False
